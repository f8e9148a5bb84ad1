"""NotificationRequirement, Notification, ForeignTravel and NotificationReview (Sexual Offences Act
2003, Part 2)."""

from __future__ import annotations

from dataclasses import fields
from typing import ClassVar

from django.db import models
from django.db.models import Q

from agencies.choices import Fact
from core.periods import FOREVER
from core.temporal import (
    RecordedModel,
    TemporalModel,
)
from nominals.choices import (
    AppealOutcome,
    NotificationMatter,
    NotificationSource,
    Rank,
    ReviewOutcome,
)
from nominals.models.nominal import Nominal
from nominals.querysets.facts import (
    PersonalHistory,
    PersonalManager,
    PersonalTemporalHistory,
    PersonalTemporalManager,
)
from nominals.rules.notification.reviews import Stages


class NotificationRequirement(TemporalModel):
    """The duty to notify the police, from its source and for its period (section 82).

    `first_notified_on` is the first notification after release, from which the clock of the
    review runs (section 91B). `relevant_on` is the day from which the period of section 82 runs,
    and `explanation` how it was calculated; both are empty on imported requirements, from which
    no duty to notify is computed.
    """

    fact: ClassVar[Fact] = Fact.ORDERS

    nominal = models.ForeignKey(
        Nominal, on_delete=models.PROTECT, related_name="notification_requirements"
    )
    source = models.CharField("source", max_length=20, choices=NotificationSource.choices)
    first_notified_on = models.DateField("first notified on", null=True, blank=True)
    is_indefinite = models.BooleanField("indefinite", default=False)
    relevant_on = models.DateField("relevant date", null=True, blank=True)
    explanation = models.TextField("how it was calculated", blank=True, default="", db_default="")

    objects = PersonalTemporalManager()
    history = PersonalTemporalHistory()

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


class Notification(RecordedModel):
    """Something that the person notified to the police, in person, on a day (sections 83 to 86)."""

    fact: ClassVar[Fact] = Fact.ORDERS

    nominal = models.ForeignKey(Nominal, on_delete=models.PROTECT, related_name="notifications")
    matter = models.CharField("matter", max_length=20, choices=NotificationMatter.choices)
    notified_on = models.DateField("notified on")
    event_on = models.DateField("day of what is notified", null=True, blank=True)
    detail = models.TextField("detail", blank=True)

    objects = PersonalManager()
    history = PersonalHistory()

    class Meta(RecordedModel.Meta):
        ordering = ["notified_on", "id"]
        indexes = [
            models.Index(
                fields=["nominal", "notified_on"],
                condition=Q(recorded_to=FOREVER),
                name="nominals_notification_person",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_matter_display()} on {self.notified_on}"


class ForeignTravel(RecordedModel):
    """A trip abroad that was notified, whatever its length (section 86)."""

    fact: ClassVar[Fact] = Fact.ORDERS
    person_at: ClassVar[str] = "notification__nominal"

    notification = models.ForeignKey(
        Notification, on_delete=models.PROTECT, related_name="travels", verbose_name="notification"
    )
    departs_on = models.DateField("departs on")
    returns_on = models.DateField("returns on", null=True, blank=True)
    destination = models.CharField("destination", max_length=200)

    objects = PersonalManager()
    history = PersonalHistory()

    class Meta(RecordedModel.Meta):
        ordering = ["departs_on", "id"]
        constraints: ClassVar = [
            *RecordedModel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(returns_on__isnull=True) | Q(returns_on__gte=models.F("departs_on")),
                name="nominals_travel_returns_after_departure",
                violation_error_message="A return cannot come before the departure.",
            ),
        ]

    def __str__(self) -> str:
        return f"to {self.destination} on {self.departs_on}"


class NotificationReview(RecordedModel):
    """An application for review of indefinite notification, its stages, and its decision
    (sections 91A to 91F).

    `further_application_on` is the first day of a further application after a refusal.
    """

    fact: ClassVar[Fact] = Fact.ORDERS

    nominal = models.ForeignKey(
        Nominal, on_delete=models.PROTECT, related_name="notification_reviews"
    )
    applied_on = models.DateField("applied on")
    decided_on = models.DateField("decided on", null=True, blank=True)
    outcome = models.CharField("outcome", max_length=10, choices=ReviewOutcome.choices, blank=True)
    authorised_by_rank = models.CharField(
        "authorised by rank", max_length=30, choices=Rank.choices, blank=True
    )
    acknowledged_on = models.DateField("acknowledged on", null=True, blank=True)
    bodies_asked_on = models.DateField("responsible bodies asked on", null=True, blank=True)
    bodies_answered_on = models.DateField("responsible bodies answered on", null=True, blank=True)
    decision_reason = models.TextField(
        "reason of the decision", blank=True, default="", db_default=""
    )
    further_application_on = models.DateField("further application from", null=True, blank=True)
    appealed_on = models.DateField("appealed on", null=True, blank=True)
    appeal_decided_on = models.DateField("appeal decided on", null=True, blank=True)
    appeal_outcome = models.CharField(
        "outcome of the appeal",
        max_length=10,
        choices=AppealOutcome.choices,
        blank=True,
        default="",
        db_default="",
    )

    objects = PersonalManager()
    history = PersonalHistory()

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

    @property
    def stages(self) -> Stages:
        """The stages that it has reached, as rules read them."""
        return Stages(**{each.name: getattr(self, each.name) for each in fields(Stages)})
