"""Order and its references."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from core.periods import FOREVER
from core.temporal import KnownHistory, KnownManager, RecordedModel
from nominals.models import Nominal
from orders.choices import OrderEnd, OrderKind


class Order(RecordedModel):
    """An order or notice. It is in force from `made_on` until the earlier of `ends_on` and
    `ended_on`, each the first day on which it no longer is; neither means until further order.
    `public_id` is the opaque id by which others name it."""

    public_id = models.UUIDField("opaque id", default=uuid.uuid4, editable=False)
    nominal = models.ForeignKey(Nominal, on_delete=models.PROTECT, related_name="orders")
    kind = models.CharField("kind", max_length=20, choices=OrderKind.choices)
    made_on = models.DateField("made on")
    ends_on = models.DateField("ends on", null=True, blank=True)
    is_interim = models.BooleanField("interim", default=False)
    has_foreign_travel_restriction = models.BooleanField(
        "foreign travel restriction", default=False
    )
    court = models.CharField("court", max_length=200, blank=True)
    applicant = models.CharField("applicant", max_length=200, blank=True)
    ended_on = models.DateField("ended on", null=True, blank=True)
    ended_by = models.CharField("ended by", max_length=10, choices=OrderEnd.choices, blank=True)

    objects = KnownManager()
    history = KnownHistory()

    class Meta(RecordedModel.Meta):
        ordering = ["made_on", "id"]
        constraints: ClassVar = [
            *RecordedModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["public_id"],
                condition=Q(recorded_to=FOREVER),
                name="orders_order_public_id",
            ),
        ]
        indexes = [
            models.Index(
                fields=["made_on", "nominal"],
                condition=Q(recorded_to=FOREVER),
                name="orders_order_made",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.made_on}"


class OrderReference(models.Model):
    """The name that a sender of caseloads has for an order; unique within the sender."""

    sender = models.CharField("sender", max_length=30)
    value = models.CharField("reference", max_length=64)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="references")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sender", "value"], name="orders_reference_once"),
            models.UniqueConstraint(
                fields=["order", "sender"], name="orders_one_reference_a_sender"
            ),
        ]

    def __str__(self) -> str:
        return self.value
