"""The risk management plan of a person: its entries by pillar, and what triggers what."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from agencies.models import Agency
from core.temporal import NowKnownManager, TemporalHistory, TemporalModel
from meetings.choices import Pillar
from meetings.models.meeting import Meeting
from meetings.querysets import PlanQuerySet
from nominals.models import LicenceCondition
from orders.models import Condition


class PlanEntry(TemporalModel):
    """One entry of a plan, in force until a meeting ends it. Later meetings take it up.

    It may rest on a condition of an order or of a licence. `risk` is what it answers to, `ended_at`
    the meeting that took it out of the plan.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="plan_entries")
    ended_at = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    pillar = models.CharField("pillar", max_length=20, choices=Pillar.choices)
    text = models.TextField("entry")
    risk = models.TextField("risk that it answers to", blank=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    owner = models.CharField("owner", max_length=200)
    review_on = models.DateField("review on")
    order_condition = models.ForeignKey(
        Condition, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    licence_condition = models.ForeignKey(
        LicenceCondition, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = NowKnownManager.from_queryset(PlanQuerySet)()
    history = TemporalHistory()

    class Meta(TemporalModel.Meta):
        verbose_name = "entry of a plan"
        verbose_name_plural = "entries of plans"
        ordering = ["pillar", "valid_from", "id"]
        constraints: ClassVar = [*TemporalModel.Meta.constraints]

    def __str__(self) -> str:
        return f"{self.get_pillar_display()} from {self.valid_from}"


class Trigger(TemporalModel):
    """What would show that the plan fails, and what is done then, by whom."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="triggers")
    ended_at = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    sign = models.TextField("sign")
    response = models.TextField("response")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    owner = models.CharField("owner", max_length=200)

    objects = NowKnownManager.from_queryset(PlanQuerySet)()
    history = TemporalHistory()

    class Meta(TemporalModel.Meta):
        ordering = ["valid_from", "id"]

    def __str__(self) -> str:
        return f"trigger from {self.valid_from}"
