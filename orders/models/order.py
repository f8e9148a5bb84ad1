"""Order, its references, Condition and Variation."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from agencies.choices import Fact
from core.periods import FOREVER
from core.temporal import (
    NowKnownManager,
    RecordedModel,
    TemporalModel,
)
from nominals.choices import Rank
from nominals.models import Nominal
from nominals.querysets.facts import PersonalHistory, PersonalManager
from orders.choices import (
    ApplicantKind,
    ConditionKind,
    OrderEnd,
    OrderKind,
    Proof,
    VariationKind,
)
from orders.querysets import ConditionQuerySet, OrderQuerySet
from orders.rules.conditions import ConditionTerms
from orders.rules.making import Made


class Order(RecordedModel):
    """An order or notice. It is in force from `made_on` until the earlier of `ends_on` and
    `ended_on`, each the first day on which it no longer is; neither means until further order.
    `public_id` is the opaque id by which others name it.

    `applicant` is the name of the applicant as the exchange brings it, `applicant_kind` who that
    is. The columns on giving in person are for notification notices, `main_application` for
    interim orders. A notification order or notice rests on a conviction abroad, from which its
    length is calculated. `has_foreign_travel_restriction`: it was made with a foreign travel
    prohibition or has had one since."""

    fact: ClassVar[Fact] = Fact.ORDERS

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
    applicant_kind = models.CharField(
        "kind of applicant",
        max_length=30,
        choices=ApplicantKind.choices,
        blank=True,
        default="",
        db_default="",
    )
    proof = models.CharField(
        "standard of proof",
        max_length=10,
        choices=Proof.choices,
        blank=True,
        default="",
        db_default="",
    )
    main_application = models.CharField(
        "main application", max_length=200, blank=True, default="", db_default=""
    )
    authorised_by_rank = models.CharField(
        "authorised by rank",
        max_length=30,
        choices=Rank.choices,
        blank=True,
        default="",
        db_default="",
    )
    given_in_person = models.BooleanField("given in person", default=False, db_default=False)
    convicted_abroad_on = models.DateField("convicted abroad on", null=True, blank=True)
    calculation = models.TextField(
        "how its length was calculated", blank=True, default="", db_default=""
    )
    passports_surrendered_on = models.DateField("passports surrendered on", null=True, blank=True)
    passports_surrendered_at = models.CharField(
        "passports surrendered at", max_length=200, blank=True, default="", db_default=""
    )

    objects = NowKnownManager.from_queryset(OrderQuerySet)()
    history = models.Manager.from_queryset(OrderQuerySet)()

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

    @property
    def version(self) -> int:
        """The act that last changed the order; whoever changes it may say which one it expects."""
        return self.recorded_in

    @property
    def made(self) -> Made:
        """The order as the rules ask about it."""
        return Made(self.kind, self.made_on, self.ends_on, self.is_interim, self.ended_on)


class Condition(TemporalModel):
    """A prohibition or positive requirement of an order, each with a period of its own; without an
    end it binds as long as the order is in force.

    A foreign travel prohibition may name its countries; `is_total` is a ban on all travel.
    """

    fact: ClassVar[Fact] = Fact.ORDERS
    person_at: ClassVar[str] = "order__nominal"

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="conditions")
    kind = models.CharField("kind", max_length=20, choices=ConditionKind.choices)
    text = models.TextField("condition")
    countries = models.CharField("countries", max_length=300, blank=True)
    is_total = models.BooleanField("all foreign travel", default=False)

    objects = NowKnownManager.from_queryset(ConditionQuerySet)()
    history = models.Manager.from_queryset(ConditionQuerySet)()

    class Meta(TemporalModel.Meta):
        ordering = ["valid_from", "id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} from {self.valid_from}"

    @property
    def terms(self) -> ConditionTerms:
        """The condition as the rules ask about it."""
        kind = ConditionKind(self.kind)
        return ConditionTerms(kind, self.text, self.period, self.countries, self.is_total)


class Variation(RecordedModel):
    """That an order was varied or renewed, by whom and to what."""

    fact: ClassVar[Fact] = Fact.ORDERS
    person_at: ClassVar[str] = "order__nominal"

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="variations")
    kind = models.CharField("kind", max_length=10, choices=VariationKind.choices)
    made_on = models.DateField("made on")
    court = models.CharField("court", max_length=200, blank=True)
    applicant_kind = models.CharField(
        "kind of applicant", max_length=30, choices=ApplicantKind.choices
    )
    text = models.TextField("what was changed")

    objects = PersonalManager()
    history = PersonalHistory()

    class Meta(RecordedModel.Meta):
        ordering = ["made_on", "id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} on {self.made_on}"


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
