"""Where one nominal is counted in a year, table by table, and where not and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from agencies.models import Area
from core.periods import ReportingYear
from nominals.choices import Category, Level
from nominals.models import Change, Nominal
from reporting.choices import TableCode
from reporting.editions import edition_of
from reporting.measures import Scope, on_the_snapshot_day
from reporting.rules.events import Stamp
from reporting.rules.sentences import RULES, sentence
from reporting.services.events import deaths_of, stamps_of
from reporting.tables.declaration import Shape, Table

OF_PEOPLE = (TableCode.ELIGIBLE, TableCode.MANAGED)
"""The tables that count people by their state; the others count events."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Where something of a nominal is counted, or the clause that keeps it out.

    `cell` is empty where it is not counted; `clause` is then why, and else the table's rule.
    `what` says which event it is, empty for T1 and T2.
    """

    table: str
    what: str
    area: str
    cell: str
    clause: str
    sentence: str
    counted_on: date | None = None
    state_on: date | None = None


def places(*, nominal: Nominal, year: ReportingYear, as_known_at: datetime) -> Iterator[Placed]:
    """Every table of the product in order, and in each every event of the nominal."""
    edition = edition_of(year)
    scope = Scope(year, as_known_at, nominals=[nominal.pk])
    names = dict(Area.objects.values_list("pk", "name"))
    changed = Change.objects.filter(nominal=nominal, at__gt=as_known_at).exists()
    changed_since = [nominal.pk] if changed else []
    died_on = deaths_of([nominal.pk], changed_since, as_known_at).get(nominal.pk)
    stamps: dict[str, list[Stamp]] = defaultdict(list)
    for _, each in stamps_of(
        nominals=[nominal.pk], changed_since=changed_since, as_known_at=as_known_at
    ):
        stamps[str(each.event.table)].append(each)
    for rule in TableCode:
        table = edition.table(rule)
        if table is None:
            clause = "edition.not_printed"
            yield Placed(rule.value, "", "", "", clause, sentence(clause))
        elif rule in OF_PEOPLE:
            yield from _place_person(table, died_on, scope, names)
        elif table.shape is not Shape.RATE:
            yield from _place_events(table, stamps[rule.value], scope, names)


def _place_person(
    table: Table, died_on: date | None, scope: Scope, names: dict[int, str]
) -> Iterator[Placed]:
    counted = list(table.measure(scope).order_by("area__code"))
    for each in counted:
        yield _counted(table, each, "", names)
    if not counted:
        is_snapshot = table.rule == TableCode.ELIGIBLE
        clause = _why_not_eligible(died_on, scope) if is_snapshot else "T2.no_day"
        yield Placed(str(table.rule.value), "", "", "", clause, sentence(clause))


def _place_events(
    table: Table, stamps: list[Stamp], scope: Scope, names: dict[int, str]
) -> Iterator[Placed]:
    counted = {each.source_id: each for each in table.measure(scope)}
    for each in stamps:
        event = each.event
        what = f"{WHAT[table.rule]} {event.source}"
        row = counted.get(event.source)
        if row is not None and _is_printed(table, row):
            yield _counted(table, row, what, names)
            continue
        clause = _why_not(table, each, scope.year)
        yield Placed(
            str(table.rule.value),
            what,
            names.get(each.area or 0, ""),
            "",
            clause,
            sentence(clause),
            event.counted_on,
            event.state_on,
        )


def _counted(table: Table, row: Any, what: str, names: dict[int, str]) -> Placed:
    cell = table.cell_of(row.row, row.column)
    rule = str(table.rule.value)
    return Placed(
        rule, what, names[row.area_id], cell, rule, RULES[rule], row.counted_on, row.state_on
    )


def _is_printed(table: Table, row: Any) -> bool:
    return any(str(row.row) == str(each.value) for each in table.rows)


def _why_not(table: Table, stamp: Stamp, year: ReportingYear) -> str:
    counted_on = stamp.event.counted_on
    if stamp.excluded_by:
        return stamp.excluded_by
    if counted_on is None or counted_on not in year.period:
        return "D2.other_year"
    if table.rule == TableCode.ORDERS:
        return "T5.no_row"
    return f"{table.rule.value}.another_counts"


def _why_not_eligible(died_on: date | None, scope: Scope) -> str:
    if died_on is not None and died_on <= scope.year.snapshot_day:
        return "D6.died"
    state = on_the_snapshot_day(scope).first()
    if state is None or state.category is None:
        return "T1.no_category"
    if state.area_id is None:
        return "T1.no_area"
    if state.setting is not None:
        return "T1.detained"
    if state.level is None:
        return "T1.undetermined_level"
    is_fault = state.category == Category.THREE and state.level == Level.ONE
    return "T1.category_3_at_level_1" if is_fault else "T1.no_category"


WHAT = {
    TableCode.NOTIFICATION_BREACHES: "breach",
    TableCode.REVOCATIONS: "review",
    TableCode.ORDERS: "order",
    TableCode.SRO_BREACHES: "breach",
    TableCode.LICENCE_RETURNS: "recall",
    TableCode.ORDER_RETURNS: "breach",
}
"""What the events of a table are."""
