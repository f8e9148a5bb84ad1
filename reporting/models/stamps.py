"""StampedEvent, EventStamping and StampingMark: events with the state at them, as known when."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from agencies.models import Area
from core.periods import FOREVER
from core.temporal import KnownHistory, KnownManager, KnownModel, NowKnownManager
from nominals.choices import Category, Level
from nominals.models import Nominal
from reporting.choices import TableCode
from reporting.querysets import StampedEventQuerySet


class StampedEvent(KnownModel):
    """A dated event as a table sees it, with the area, level and category at it (D8).

    Derived by `reporting.rules.events`, and known for as long as what is known of the nominal
    stays the same. `source_id` is the id of the fact: a breach (T3, T6, T7b), a review (T4), an
    order (T5) or a recall (T7a). `excluded_by` is the one clause that keeps the event out, empty
    where none does.
    """

    nominal = models.ForeignKey(Nominal, on_delete=models.PROTECT, related_name="+", db_index=False)
    table = models.CharField("table", max_length=3, choices=TableCode.choices)
    source_id = models.BigIntegerField("source")
    counted_on = models.DateField("day that must lie in the year")
    state_on = models.DateField("day whose state was taken")
    day_before = models.CharField("taken from the day before", max_length=40, blank=True)
    area = models.ForeignKey(
        Area, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    category = models.PositiveSmallIntegerField("category", choices=Category.choices, null=True)
    level = models.PositiveSmallIntegerField("level", choices=Level.choices, null=True)
    detail = models.CharField("row", max_length=40, blank=True)
    excluded_by = models.CharField("kept out by", max_length=40, blank=True)

    objects = NowKnownManager.from_queryset(StampedEventQuerySet)()
    history = models.Manager.from_queryset(StampedEventQuerySet)()

    class Meta:
        ordering = ["nominal", "counted_on", "table", "source_id"]
        indexes: ClassVar = [
            models.Index(
                fields=["nominal", "table", "excluded_by", "counted_on", "recorded_to"],
                name="reporting_stamp_person",
            ),
            models.Index(
                fields=[
                    "table",
                    "excluded_by",
                    "counted_on",
                    "area",
                    "nominal",
                    "level",
                    "category",
                    "detail",
                    "state_on",
                    "source_id",
                    "recorded_to",
                    "recorded_from",
                ],
                name="reporting_stamp_counted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.table} on {self.counted_on}"


class EventStamping(KnownModel):
    """The events of a nominal are stamped as known from one change of its facts to the next."""

    nominal = models.ForeignKey(
        Nominal, on_delete=models.PROTECT, related_name="stampings", db_index=False
    )

    objects = KnownManager()
    history = KnownHistory()

    class Meta:
        ordering = ["nominal", "recorded_from"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["nominal", "recorded_from"], name="reporting_stamped_once"
            ),
            models.UniqueConstraint(
                fields=["nominal"],
                condition=Q(recorded_to=FOREVER),
                name="reporting_stamped_live_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["nominal", "recorded_to", "recorded_from"],
                name="reporting_stamping_person",
            )
        ]

    def __str__(self) -> str:
        return f"{self.nominal_id} from {self.recorded_from}"


class StampingMark(models.Model):
    """How far stamping has come: one row, locked by whoever stamps.

    Every change up to `change_id` is stamped as known from `at` on, and no change with such an id
    can appear any more.
    """

    at = models.DateTimeField("at")
    change_id = models.BigIntegerField("last change")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="reporting_one_stamping_mark")
        ]

    def __str__(self) -> str:
        return f"up to change {self.change_id}"
