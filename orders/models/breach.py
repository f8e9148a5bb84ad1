"""Breach of an order or of notification requirements, and its outcome."""

from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from agencies.choices import Fact
from core.periods import FOREVER
from core.temporal import RecordedModel
from nominals.choices import Established
from nominals.models import Nominal
from nominals.querysets.facts import PersonalHistory, PersonalManager
from orders.choices import BreachOf, BreachOutcome
from orders.models.order import Order


class Breach(RecordedModel):
    """A failure to keep an order or notification requirements.

    A `finding` of insanity or unfitness is neither a conviction nor an acquittal, and stands in the
    place of an outcome; no table counts it."""

    fact: ClassVar[Fact] = Fact.ORDERS

    nominal = models.ForeignKey(Nominal, on_delete=models.PROTECT, related_name="breaches")
    of = models.CharField("breach of", max_length=12, choices=BreachOf.choices)
    order = models.ForeignKey(
        Order, on_delete=models.PROTECT, null=True, blank=True, related_name="breaches"
    )
    outcome = models.CharField("outcome", max_length=20, choices=BreachOutcome.choices, blank=True)
    outcome_on = models.DateField("outcome on", null=True, blank=True)
    finding = models.CharField(
        "finding in place of an outcome",
        max_length=30,
        choices=Established.choices,
        blank=True,
        default="",
        db_default="",
    )
    breached_on = models.DateField("breached on", null=True, blank=True)
    returned_to_custody_on = models.DateField("returned to custody on", null=True, blank=True)

    objects = PersonalManager()
    history = PersonalHistory()

    class Meta(RecordedModel.Meta):
        verbose_name_plural = "breaches"
        ordering = ["id"]
        constraints: ClassVar = [
            *RecordedModel.Meta.constraints,
            models.CheckConstraint(
                condition=(
                    Q(of=BreachOf.ORDER, order__isnull=False)
                    | Q(of=BreachOf.NOTIFICATION, order__isnull=True)
                ),
                name="orders_breach_names_its_order",
                violation_error_message=(
                    "A breach of an order names the order; a breach of notification names none."
                ),
            ),
        ]
        indexes = [
            models.Index(
                fields=["outcome_on", "nominal"],
                condition=Q(recorded_to=FOREVER),
                name="orders_breach_outcome",
            )
        ]

    def __str__(self) -> str:
        return f"breach of {self.get_of_display()}"

    def clean(self) -> None:
        """Refuse an order of somebody else."""
        if self.order is not None and self.order.nominal_id != self.nominal_id:
            raise ValidationError({"order": "The order must be one of the same nominal."})
