"""Recall, return to custody, re-release."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from agencies.choices import Fact
from core.periods import FOREVER
from core.temporal import RecordedModel
from nominals.models import Nominal
from nominals.querysets.facts import PersonalHistory, PersonalManager
from orders.choices import RecallKind, RecallReason
from orders.rules.recalls import Recalled


class Recall(RecordedModel):
    """A decision to return somebody to custody, and what followed. Between `decided_on` and
    `returned_on` the person is unlawfully at large. `days` is the length of a fixed-term recall."""

    fact: ClassVar[Fact] = Fact.ORDERS

    nominal = models.ForeignKey(Nominal, on_delete=models.PROTECT, related_name="recalls")
    kind = models.CharField("kind", max_length=30, choices=RecallKind.choices)
    reason = models.CharField("reason", max_length=20, choices=RecallReason.choices)
    decided_on = models.DateField("decided on")
    returned_on = models.DateField("returned on", null=True, blank=True)
    rescinded_on = models.DateField("rescinded on", null=True, blank=True)
    released_on = models.DateField("released on", null=True, blank=True)
    days = models.PositiveSmallIntegerField("days of a fixed term", null=True, blank=True)

    objects = PersonalManager()
    history = PersonalHistory()

    class Meta(RecordedModel.Meta):
        ordering = ["decided_on"]
        constraints: ClassVar = [
            *RecordedModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["nominal", "decided_on"],
                condition=Q(recorded_to=FOREVER),
                name="orders_recall_once",
                violation_error_message="A recall decided on this day is recorded.",
            ),
            models.CheckConstraint(
                condition=Q(returned_on__isnull=True) | Q(returned_on__gte=F("decided_on")),
                name="orders_recall_returns_after_decision",
                violation_error_message="V59: a return cannot come before its recall.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["returned_on", "nominal"],
                condition=Q(recorded_to=FOREVER),
                name="orders_recall_returned",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.decided_on}"

    @property
    def stages(self) -> Recalled:
        """The recall as the rules ask about it."""
        return Recalled(self.decided_on, self.returned_on, self.rescinded_on, self.released_on)
