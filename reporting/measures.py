"""What can be counted; each returns a queryset, none aggregates.

Every measure answers the rows that count, annotated alike: `row` and `column` say in which cell,
`counted_on` and `state_on` the dates that put them there. Grouped, they are the figures; filtered
to a cell, they are its people; filtered to a nominal, they are where he or she is counted.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from django.db.models import (
    CharField,
    DateField,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
)
from django.db.models.functions import Least

from core.periods import Period, ReportingYear
from nominals.choices import Category, Level
from nominals.models import StatePeriod
from nominals.querysets.facts import StateQuerySet
from reporting.choices import TableCode
from reporting.models import StampedEvent
from reporting.querysets import StampedEventQuerySet


@dataclass(frozen=True, slots=True)
class Scope:
    """What is asked: a year, as known at an instant; some areas or nominals, or all (`None`)."""

    year: ReportingYear
    as_known_at: datetime
    areas: Collection[int] | None = None
    nominals: Collection[int] | None = None

    @property
    def chosen(self) -> Q:
        """The condition on rows with an area and a nominal."""
        condition = Q()
        if self.areas is not None:
            condition &= Q(area__in=self.areas)
        if self.nominals is not None:
            condition &= Q(nominal__in=self.nominals)
        return condition


States: TypeAlias = StateQuerySet[StatePeriod]
Events: TypeAlias = StampedEventQuerySet[StampedEvent]
Counted: TypeAlias = QuerySet[Any, Any]
Measure: TypeAlias = Callable[[Scope], Counted]


class DayBefore(Func):
    """The day before a day, in the database."""

    output_field = DateField()
    arity = 1

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """With SQLite's own calendar."""
        return self.as_sql(compiler, connection, template="DATE(%(expressions)s, '-1 day')")

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """A date minus one is the day before."""
        return self.as_sql(compiler, connection, template="(%(expressions)s - 1)")


TOTAL = Value("total", output_field=CharField())
"""Row and column of a figure that has none."""


def on_the_snapshot_day(scope: Scope) -> States:
    """The states of the snapshot day, whatever they are (D2)."""
    states: States = StatePeriod.history.as_known_at(scope.as_known_at)
    return states.on(scope.year.snapshot_day).filter(scope.chosen)


def eligible_on_31_march(scope: Scope) -> Counted:
    """T1. In the community and alive on the snapshot day, with area, category and level.

    Category 3 at Level 1 is counted nowhere.
    """
    return (
        on_the_snapshot_day(scope)
        .in_the_community()
        .filter(area__isnull=False, category__isnull=False, level__isnull=False)
        .exclude(category=Category.THREE, level=Level.ONE)
        .annotate(
            row=F("level"),
            column=F("category"),
            counted_on=Value(scope.year.snapshot_day, output_field=DateField()),
            state_on=F("valid_from"),
        )
    )


def at_levels_2_and_3(scope: Scope, days: Period) -> States:
    """The states at Level 2 or 3 with an area and a category that hold on some of `days`."""
    states: States = StatePeriod.history.as_known_at(scope.as_known_at)
    return (
        states.during(days)
        .filter(scope.chosen, level__gte=Level.TWO, area__isnull=False, category__isnull=False)
        .order_by()
    )


def managed_in_the_year(scope: Scope) -> Counted:
    """T2. At Level 2 or 3 with a category on some day of the year, once an area.

    The row is the highest level, the column the category on the last day at it.
    """
    year = scope.year.period
    return _first(
        at_levels_2_and_3(scope, year),
        "-level",
        "-ends",
        row=F("level"),
        column=F("category"),
        counted_on=DayBefore(Least(F("ends"), Value(year.ends, output_field=DateField()))),
        state_on=F("valid_from"),
    )


def notification_breaches(scope: Scope) -> Counted:
    """T3. People cautioned or convicted for breach of notification requirements, once an area."""
    return _people_by_event(TableCode.NOTIFICATION_BREACHES, scope)


def revocations(scope: Scope) -> Counted:
    """T4. People whose lifetime notification was revoked on application, once an area."""
    return _people_by_event(TableCode.REVOCATIONS, scope)


def orders_imposed(scope: Scope) -> Counted:
    """T5. Orders made in the year by row, orders and not people."""
    return _events(TableCode.ORDERS, scope).annotate(row=F("detail"), column=TOTAL)


def sro_breaches(scope: Scope) -> Counted:
    """T6. People subject to notification following a breach of an SRO, once an area."""
    return _people_by_event(TableCode.SRO_BREACHES, scope)


def returned_for_breach_of_licence(scope: Scope) -> Counted:
    """T7a. People returned to custody for breach of licence, once an area.

    Of several recalls the highest level wins, then the latest return, then the latest decision.
    """
    recalls = _events(TableCode.LICENCE_RETURNS, scope)
    return _first(
        recalls,
        "-level",
        "-counted_on",
        "-state_on",
        "-source_id",
        row=F("level"),
        column=F("category"),
    )


def returned_for_breach_of_order(scope: Scope) -> Counted:
    """T7b. People returned to custody for breach of a SOPO or SHPO, once an area, all under
    Category 1. Of several the highest level wins."""
    breaches = _events(TableCode.ORDER_RETURNS, scope)
    column = Value(Category.ONE.value, output_field=IntegerField())
    return _first(breaches, "-level", "-counted_on", "-source_id", row=F("level"), column=column)


def dated_events(scope: Scope) -> Events:
    """Every stamped event dated in the year, counted or not."""
    events: Events = StampedEvent.history.as_known_at(scope.as_known_at)
    return events.dated_in(scope.year.period).filter(scope.chosen).order_by()


def _events(table: TableCode, scope: Scope) -> Events:
    return dated_events(scope).for_table(table).not_excluded()


def _people_by_event(table: TableCode, scope: Scope) -> Counted:
    events = _events(table, scope)
    return _first(events, "counted_on", "source_id", row=TOTAL, column=TOTAL)


def _first(rows: Counted, *keys: str, **annotations: Any) -> Counted:
    """The one row of each person in each area (D9) that comes first by `keys`, annotated.

    Together the keys tell any two rows of a person apart. No better row of the same person in the
    same area says it from indexes alone; a window would fetch each chosen row by its key.
    """
    better, equal = Q(), Q()
    for key in keys:
        name = key.removeprefix("-")
        comparison = "gt" if key.startswith("-") else "lt"
        better |= equal & Q(**{f"{name}__{comparison}": OuterRef(name)})
        equal &= Q(**{name: OuterRef(name)})
    others = rows.filter(better, area=OuterRef("area"), nominal=OuterRef("nominal"))
    first: Counted = rows.filter(~Exists(others)).annotate(**annotations)
    return first
