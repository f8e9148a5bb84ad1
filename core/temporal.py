"""Models and querysets with two axes of time: what was so when, and what was known when.

Valid time (`valid_from`, `valid_to`) says on which days a fact holds. Recorded time
(`recorded_from`, `recorded_to`) says from which instant to which the product knew it so. A
correction supersedes: the live row keeps its primary key and takes the new values, and a closed
copy keeps the former ones, so nothing that was ever known is lost.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, Self, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from core.constraints import HistoryKept
from core.periods import FIRST_YEAR, FOREVER, LAST_YEAR, OPEN_END, Period
from core.refusing import UNSTORABLE, is_storable

_M = TypeVar("_M", bound=models.Model)


class KnownQuerySet(models.QuerySet[_M]):
    """Rows by what was known when."""

    def now_known(self) -> Self:
        """What nothing has superseded."""
        return self.filter(recorded_to=FOREVER)

    def as_known_at(self, instant: datetime | None) -> Self:
        """What was known at `instant`; what is now known where it is `None`."""
        if instant is None:
            return self.now_known()
        return self.filter(recorded_from__lte=instant, recorded_to__gt=instant)


class TemporalQuerySet(KnownQuerySet[_M]):
    """Rows by the days on which they hold."""

    def on(self, day: date) -> Self:
        """What holds at the end of `day` (counting rules D1 and D2)."""
        return self.filter(valid_from__lte=day, ends__gt=day)

    def during(self, period: Period) -> Self:
        """What holds on at least one day of `period`."""
        return self.filter(valid_from__lt=period.ends, ends__gt=period.start)


class NowKnownManager(models.Manager[_M]):
    """Finds what is now known only, so that no reader meets a superseded row unasked."""

    def get_queryset(self) -> models.QuerySet[_M]:
        """The rows that nothing has superseded."""
        return super().get_queryset().filter(recorded_to=FOREVER)


KnownManager = NowKnownManager.from_queryset(KnownQuerySet)
KnownHistory = models.Manager.from_queryset(KnownQuerySet)
TemporalManager = NowKnownManager.from_queryset(TemporalQuerySet)
TemporalHistory = models.Manager.from_queryset(TemporalQuerySet)


class KnownModel(models.Model):
    """A row with the time in which it was known: `recorded_from <= instant < recorded_to`.

    Each model of this kind declares two managers: `objects` finds what is now known, `history`
    every version ever known.
    """

    recorded_from = models.DateTimeField("recorded from", editable=False)
    recorded_to = models.DateTimeField("recorded to", default=FOREVER, editable=False)

    class Meta:
        abstract = True

    @property
    def is_now_known(self) -> bool:
        """Whether nothing has superseded this row."""
        return self.recorded_to == FOREVER


class RecordedModel(KnownModel):
    """A fact with the acts that recorded and superseded it.

    Acts are ids of `core.AuditEntry`, which holds who, when and why; they are no foreign keys,
    because the log outlives what it speaks of. `version_of` is empty on the live row and names it
    on each closed copy.
    """

    recorded_in = models.BigIntegerField("recorded in act", editable=False)
    superseded_in = models.BigIntegerField("superseded in act", null=True, editable=False)
    version_of = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        db_index=False,
        related_name="+",
        verbose_name="version of",
    )

    class Meta:
        abstract = True
        constraints = [HistoryKept(name="%(app_label)s_%(class)s_kept")]

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """Refuse what no file of a caseload may hold either: days that cannot be meant, and texts
        that a database does not store.

        Raises:
            ValidationError: by field, if a value is refused.
        """
        super().clean_fields(exclude=exclude)
        wrong: dict[str, str] = {}
        for field in self._meta.concrete_fields:
            if isinstance(field, models.GeneratedField):
                continue
            value = getattr(self, field.attname)
            if isinstance(value, str) and not is_storable(value):
                wrong[field.name] = UNSTORABLE
            elif _is_day(value) and not FIRST_YEAR <= value.year <= LAST_YEAR:
                wrong[field.name] = (
                    f"{value} lies outside the years {FIRST_YEAR} to {LAST_YEAR}: give a day in "
                    "them, or none where it is unknown or open."
                )
        if wrong:
            raise ValidationError(wrong)

    def supersede(self, *, at: datetime, act: int, **values: Any) -> None:
        """Give the live row new values, and keep the former ones in a closed copy.

        The caller holds the transaction and has locked what the fact belongs to.

        Raises:
            ValidationError: if the row is superseded already or the new values are refused.
            ValueError: if `at` is not after the instant from which the row is known.
        """
        former = type(self)._base_manager.get(pk=self.pk)
        if not former.is_now_known:
            raise ValidationError("This entry was superseded. Change the entry that is now known.")
        if at <= former.recorded_from:
            msg = f"A correction at {at} must come after {former.recorded_from}."
            raise ValueError(msg)
        for name, value in values.items():
            setattr(self, name, value)
        self.recorded_from, self.recorded_in = at, act
        self.full_clean()
        former.pk, former.recorded_to, former.superseded_in = None, at, act
        former.version_of = self
        former.save(force_insert=True)
        self.save(force_update=True)


def _is_day(value: Any) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


class DatedModel(models.Model):
    """Something that holds from one day to another: `valid_from <= day < valid_to`."""

    valid_from = models.DateField("from")
    valid_to = models.DateField(
        "to", null=True, blank=True, help_text="The first day on which it no longer holds."
    )
    ends = models.GeneratedField(
        expression=Coalesce(F("valid_to"), models.Value(OPEN_END, output_field=models.DateField())),
        output_field=models.DateField(),
        db_persist=True,
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="%(app_label)s_%(class)s_ends_after_start",
                violation_error_message="A period must end after the day on which it starts.",
            )
        ]

    @property
    def period(self) -> Period:
        """The days on which it holds."""
        return Period(self.valid_from, self.valid_to)

    @property
    def last_day(self) -> date | None:
        """The last day on which it holds, as people say it; `None` while it is open."""
        return self.period.last_day


class TemporalModel(DatedModel, RecordedModel):
    """A fact that holds from one day to another, with every version of it ever known."""

    class Meta:
        abstract = True
        constraints = [*DatedModel.Meta.constraints, *RecordedModel.Meta.constraints]
