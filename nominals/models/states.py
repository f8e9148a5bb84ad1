"""What the facts of a nominal add up to, and when they changed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from agencies.choices import Fact
from agencies.models import Area
from core.constraints import AppendOnly
from core.periods import FOREVER
from core.temporal import DatedModel, KnownModel, NowKnownManager
from nominals.choices import Category, Level, Setting
from nominals.models.nominal import Nominal
from nominals.querysets.facts import FindingQuerySet, StateQuerySet


class StatePeriod(DatedModel, KnownModel):
    """Days on which a nominal's area, reporting category, level and setting are constant.

    Derived by `nominals.rules.states` and written in the transaction of the facts. An empty
    category is none, an empty level undetermined, an empty setting the community. It is versioned
    like the facts, so the state as known at an earlier instant is one filter.
    """

    fact: ClassVar[Fact] = Fact.LEVELS

    nominal = models.ForeignKey(
        Nominal, on_delete=models.PROTECT, related_name="state_periods", db_index=False
    )
    area = models.ForeignKey(
        Area, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    category = models.PositiveSmallIntegerField("category", choices=Category.choices, null=True)
    level = models.PositiveSmallIntegerField("level", choices=Level.choices, null=True)
    setting = models.CharField("setting", max_length=8, choices=Setting.choices, null=True)  # noqa: DJ001 - empty text would be a setting to group by

    objects = NowKnownManager.from_queryset(StateQuerySet)()
    history = models.Manager.from_queryset(StateQuerySet)()

    class Meta(DatedModel.Meta):
        ordering = ["nominal", "valid_from"]
        indexes: ClassVar = [
            models.Index(fields=["nominal", "valid_from"], name="nominals_state_person"),
            models.Index(
                fields=[
                    "ends",
                    "valid_from",
                    "setting",
                    "area",
                    "category",
                    "level",
                    "recorded_to",
                    "recorded_from",
                ],
                name="nominals_state_day",
            ),
            models.Index(
                fields=[
                    "area",
                    "category",
                    "level",
                    "setting",
                    "ends",
                    "valid_from",
                    "recorded_to",
                    "nominal",
                ],
                name="nominals_state_cell",
            ),
            models.Index(
                fields=[
                    "ends",
                    "valid_from",
                    "level",
                    "area",
                    "category",
                    "nominal",
                    "recorded_to",
                    "recorded_from",
                ],
                condition=Q(level__gte=Level.TWO),
                name="nominals_state_two_three",
            ),
            models.Index(
                fields=["nominal", "area", "level", "ends"],
                condition=Q(level__gte=Level.TWO),
                name="nominals_state_highest",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nominal_id} from {self.valid_from}"


class TimelineRule(models.Model):
    """The order of precedence by which all stored states were computed; one row.

    Where it differs from the setting now in force the states are stale.
    """

    precedence = models.JSONField("order of precedence")

    def __str__(self) -> str:
        return str(self.precedence)


class Change(models.Model):
    """A nominal's facts changed at an instant, in an act: the versions of what is known."""

    nominal = models.ForeignKey(
        Nominal, on_delete=models.PROTECT, related_name="changes", db_index=False
    )
    at = models.DateTimeField("at")
    act = models.BigIntegerField("act")

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["nominal", "at"], name="nominals_change_person"),
            models.Index(fields=["at"], name="nominals_change_at"),
        ]
        constraints = [
            AppendOnly(
                name="nominals_change_is_append_only",
                violation_error_message="That facts of a nominal changed is never changed.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.nominal_id} at {self.at}"


class Numbering(models.Model):
    """What the change numbers of nominals are made of; one row.

    `last` is the last number given, on SQLite. `added` is added to the id of a transaction, on
    PostgreSQL, since the database was restored into another cluster. Grants that begin by the day
    `begun_on` have been numbered.
    """

    ONLY = 1

    last = models.BigIntegerField("last", default=0)
    added = models.BigIntegerField("added", default=0)
    begun_on = models.DateField("begun on", null=True)

    class Meta:
        verbose_name_plural = "numbering"

    def __str__(self) -> str:
        return f"after {max(self.last, self.added)}"


class Settled(models.Model):
    """The latest instant as known at which anything was compiled; one row.

    No change is recorded at it or before it any more, so what was known then stays what it was.
    """

    until = models.DateTimeField("until")

    class Meta:
        verbose_name_plural = "settled"

    def __str__(self) -> str:
        return f"until {self.until}"


class Finding(DatedModel, KnownModel):
    """A rule that warns about a nominal's facts: stored, shown, and gone when they are mended."""

    fact: ClassVar[Fact] = Fact.LEVELS

    nominal = models.ForeignKey(Nominal, on_delete=models.PROTECT, related_name="findings")
    source = models.CharField("found by", max_length=20)
    rule = models.CharField("rule", max_length=40)
    sentence = models.TextField("sentence")

    objects = NowKnownManager.from_queryset(FindingQuerySet)()
    history = models.Manager.from_queryset(FindingQuerySet)()

    class Meta(DatedModel.Meta):
        ordering = ["nominal", "rule", "valid_from"]
        indexes: ClassVar = [
            models.Index(
                fields=["rule", "valid_from"],
                condition=Q(recorded_to=FOREVER),
                name="nominals_finding_rule",
            )
        ]

    def __str__(self) -> str:
        return f"{self.rule}: {self.sentence}"


class GivenReason(models.Model):
    """Why somebody acted although a rule warned; kept with the act, and never changed.

    An act on something that not everybody sees who sees the person names it by label and id.
    """

    nominal = models.ForeignKey(Nominal, on_delete=models.PROTECT, related_name="given_reasons")
    rule = models.CharField("rule", max_length=40)
    sentence = models.TextField("what the rule said")
    reason = models.TextField("reason")
    by = models.CharField("given by", max_length=200)
    at = models.DateTimeField("at")
    act = models.BigIntegerField("act")
    source_label = models.CharField("kind of source", max_length=100, blank=True, db_default="")
    source_id = models.BigIntegerField("source", null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            AppendOnly(
                name="nominals_givenreason_is_append_only",
                violation_error_message="A reason that was given is never changed.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.rule}: {self.reason}"
