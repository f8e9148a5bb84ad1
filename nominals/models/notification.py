"""NotificationRequirement and NotificationReview (Sexual Offences Act 2003, Part 2)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from core.periods import FOREVER
from core.temporal import (
    KnownHistory,
    KnownManager,
    RecordedModel,
    TemporalHistory,
    TemporalManager,
    TemporalModel,
)
from nominals.choices import NotificationSource, Rank, ReviewOutcome
from nominals.models.nominal import Nominal


class NotificationRequirement(TemporalModel):
    """The duty to notify the police, from its source and for its period (section 82).

    `first_notified_on` is the first notification after release, from which the clock of the
    review runs (section 91B).
    """

    nominal = models.ForeignKey(
        Nominal, on_delete=models.PROTECT, related_name="notification_requirements"
    )
    source = models.CharField("source", max_length=20, choices=NotificationSource.choices)
    first_notified_on = models.DateField("first notified on", null=True, blank=True)
    is_indefinite = models.BooleanField("indefinite", default=False)

    objects = TemporalManager()
    history = TemporalHistory()

    class Meta(TemporalModel.Meta):
        ordering = ["valid_from"]
        constraints: ClassVar = [
            *TemporalModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["nominal", "source", "valid_from"],
                condition=Q(recorded_to=FOREVER),
                name="nominals_requirement_once",
                violation_error_message="The requirement of this source and day is recorded.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_source_display()} from {self.valid_from}"


class NotificationReview(RecordedModel):
    """An application for review of indefinite notification, and its decision (section 91B)."""

    nominal = models.ForeignKey(
        Nominal, on_delete=models.PROTECT, related_name="notification_reviews"
    )
    applied_on = models.DateField("applied on")
    decided_on = models.DateField("decided on", null=True, blank=True)
    outcome = models.CharField("outcome", max_length=10, choices=ReviewOutcome.choices, blank=True)
    authorised_by_rank = models.CharField(
        "authorised by rank", max_length=30, choices=Rank.choices, blank=True
    )

    objects = KnownManager()
    history = KnownHistory()

    class Meta(RecordedModel.Meta):
        ordering = ["applied_on"]
        constraints: ClassVar = [
            *RecordedModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["nominal", "applied_on"],
                condition=Q(recorded_to=FOREVER),
                name="nominals_review_once",
                violation_error_message="A review applied for on this day is recorded.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["decided_on", "nominal"],
                condition=Q(recorded_to=FOREVER),
                name="nominals_review_decided",
            )
        ]

    def __str__(self) -> str:
        return f"applied for on {self.applied_on}"
