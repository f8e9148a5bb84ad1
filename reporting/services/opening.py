"""Opens a figure: who is counted in a cell, and where, or why not, a nominal is counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from agencies.choices import Fact
from agencies.models import Area, User
from core import audit
from core.periods import ReportingYear
from core.refusing import refuse
from nominals.models import Nominal
from nominals.querysets.people import NominalQuerySet
from nominals.querysets.sight import sights, standing_at
from nominals.services.consulting import Looking, purpose_refusal, seen_as
from nominals.services.records import survivors_of
from reporting.choices import TableCode
from reporting.editions import edition_of
from reporting.measures import Scope
from reporting.models import Cell, Compilation, Counted
from reporting.rules.sentences import RULES
from reporting.services.placing import Placed, places
from reporting.services.stamping import stamp
from reporting.tables.declaration import TOTAL, Shape, Table
from reporting.tables.figures import Edition

MAY_BE_FEWER = "You may see fewer people here than the figure counts."

TOLD = (Fact.IDENTITY, Fact.LEVELS, Fact.ORDERS)
"""What it tells of somebody to be counted in a cell, or named by a check."""

_Q = TypeVar("_Q", bound=QuerySet[Any])


@dataclass(frozen=True, slots=True)
class CountedPerson:
    """Somebody counted in a cell: the dates that put him or her there.

    `counted_on` is the day counted, `state_on` the day whose state was taken: for T1 and T2 the
    first day of that state, for an event the day by D8.
    """

    public_id: UUID
    name: str
    cell: str
    counted_on: date
    state_on: date
    taken_from_day_before: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OpenedCell:
    """The people in a cell whom the looker may see, and the rule that counts them."""

    cell: str
    rule: str
    sentence: str
    people: tuple[CountedPerson, ...]


@dataclass(frozen=True, slots=True)
class OpenedNominal:
    """Where a nominal is counted in a year, and where not and why."""

    public_id: UUID
    name: str
    places: tuple[Placed, ...]


def open_cell(
    *, area: Area, year: ReportingYear, cell: str, as_known_at: datetime, looking: Looking
) -> OpenedCell:
    """Who is counted in `cell`, by the same queryset that counts it; the look is logged.

    Raises:
        ValidationError: if the year's edition prints no such cell; it lists those that there are.
    """
    edition = edition_of(year)
    table, row, column = find_cell(edition, cell)
    stamp(as_known_at=as_known_at)
    counted = in_cell(table, row, column, Scope(year, as_known_at, areas=[area.pk]))
    if looking.user is not None:
        counted = shown_of(counted, looking.user, on=looking.on)
    found = list(_in_order(counted))
    people = tuple(
        CountedPerson(
            public_id=each.nominal.public_id,
            name=str(each.nominal),
            cell=table.cell_of(each.row, each.column),
            counted_on=each.counted_on,
            state_on=each.state_on,
            taken_from_day_before=tuple(filter(None, getattr(each, "day_before", "").split(","))),
        )
        for each in found
    )
    audit.record(
        by=looking.by,
        at=looking.at,
        operation=audit.Operation.CONSULTATION,
        act="open_return",
        label="nominals.Nominal",
        purpose=looking.purpose,
        detail={"area": area.code, "year": year.label, "cell": cell} | seen_as(looking.user),
        objects=sorted({each.nominal_id for each in found}),
    )
    return OpenedCell(cell, str(table.rule.value), RULES[table.rule], people)


def open_nominal(
    *, reference: str, year: ReportingYear, as_known_at: datetime, looking: Looking
) -> OpenedNominal:
    """Where the nominal is counted in the year, and where not and why; the look is logged, also in
    vain.

    A record that was merged by `as_known_at` is counted as its survivor, and that one answers.

    Raises:
        ValidationError: if no nominal that the looker may see is called `reference`, or several
            are; by V54 if the case is restricted and no purpose is given.
    """
    called, found = _find_nominals(reference, as_known_at, looking)
    nominal = found[0] if len(found) == 1 else None
    refusal = purpose_refusal(_restricted(nominal), looking.purpose)
    audit.record(
        by=looking.by,
        at=looking.at,
        operation=audit.Operation.CONSULTATION,
        act="open_return",
        label="nominals.Nominal",
        purpose=looking.purpose,
        detail={"year": year.label, "found": nominal is not None}
        | ({} if refusal is None else {"refused": refusal.rule})
        | seen_as(looking.user),
        objects=sorted({each.pk for each in found} or called),
    )
    refuse([refusal])
    if nominal is None:
        raise ValidationError(
            f"Several senders call a nominal “{reference}”: give the opaque id."
            if found
            else f"No nominal is called “{reference}”: give the sender's reference or the opaque "
            "id."
        )
    stamp(as_known_at=as_known_at)
    where = places(nominal=nominal, year=year, as_known_at=as_known_at)
    return OpenedNominal(nominal.public_id, str(nominal), tuple(where))


def find_cell(edition: Edition, name: str) -> tuple[Table, str, str]:
    """The table, row and column that a cell's name means in an edition.

    Raises:
        ValidationError: listing the cells that there are.
    """
    for table in edition.tables:
        for row in table.rows:
            for column in table.columns:
                if table.cell_name(row.key, column.key) == name:
                    return table, row.key, column.key
    known = ", ".join(each for table in edition.tables for each in table.cell_names)
    raise ValidationError(f"“{name}” is no cell of the edition {edition.name}. Cells are: {known}.")


def in_cell(table: Table, row: str, column: str, scope: Scope) -> QuerySet[Any]:
    """What is counted in a cell or, of a total, in all its cells; of the rate, its numerator."""
    if table.shape is Shape.RATE:
        return table.measure(scope).filter(column=1)
    chosen = Q()
    for line_row, line_column in table.leaves:
        if row in (line_row.key, TOTAL) and column in (line_column.key, TOTAL):
            chosen |= Q(row=line_row.value, column=line_column.value)
    if not chosen:
        return table.measure(scope).none()
    return table.measure(scope).filter(chosen)


def shown_of(rows: _Q, user: User, *, on: date) -> _Q:
    """Those of `rows` about people whom `user` may know to be counted, on the day `on`.

    As known before a merge, whoever may see the survivor may see the record merged into it.
    """
    for each in user.sights:
        rows = rows.filter(*sights(each, TOLD, on=on, person=standing_at("nominal")).values())
    return rows


def counted_in(compilation: Compilation, table: Table, row: str, column: str) -> QuerySet[Counted]:
    """Who was counted in a cell when the compilation was stored; of England and Wales, in the
    compilations of the areas that it adds up; of the rate, in its numerator."""
    edition = edition_of(ReportingYear.parse(compilation.annual_return.year))
    if table.shape is Shape.RATE:
        people = edition.table(TableCode.ELIGIBLE)
        assert people is not None  # every edition prints it
        table, row, column = people, TOTAL, "category_1"
    leaves = Q(pk__in=[])
    for line_row, line_column in table.leaves:
        if row in (line_row.key, TOTAL) and column in (line_column.key, TOTAL):
            leaves |= Q(row=line_row.key, column=line_column.key)
    cells = Cell.objects.filter(leaves, compilation__in=_parts_of(compilation), table=table.rule)
    return Counted.objects.filter(cell__in=cells.order_by().values("pk"))


def _parts_of(compilation: Compilation) -> QuerySet[Compilation]:
    annual = compilation.annual_return
    if annual.area_id is not None:
        return Compilation.objects.filter(pk=compilation.pk).order_by()
    return Compilation.objects.filter(
        annual_return__year=annual.year,
        annual_return__area__isnull=False,
        rule_version=compilation.rule_version,
        as_known_at=compilation.as_known_at,
    ).order_by()


def _counted_openly(
    people: NominalQuerySet[Nominal], user: User, on: date
) -> NominalQuerySet[Nominal]:
    """Those whom `user` may know to be counted: a cell tells category, level and orders."""
    return people.visible_to(user, on=on, fact=Fact.LEVELS).visible_to(
        user, on=on, fact=Fact.ORDERS
    )


def _in_order(counted: QuerySet[Any]) -> QuerySet[Any]:
    return counted.select_related("nominal").order_by(
        "nominal__family_name", "nominal__given_names", "nominal_id", "counted_on", "pk"
    )


def _find_nominals(
    reference: str, as_known_at: datetime, looking: Looking
) -> tuple[set[int], list[Nominal]]:
    """The records called `reference`, and those of them, as counted then, whom the looker may see.

    Whoever may see the survivor of today may see what its records were. A record that was parted
    again is another person: it is found by those who may see it now, whatever was known then.
    """
    named = Q(references__value=reference)
    try:
        named |= Q(public_id=UUID(reference))
    except ValueError:
        pass
    keys = set(Nominal.objects.filter(named).order_by().values_list("pk", flat=True))
    if looking.user is None:
        seen = keys
    else:
        counted = survivors_of(keys, as_known_at)
        today = survivors_of({*keys, *counted.values()})
        people = Nominal.objects.filter(pk__in=today.values())
        shown = _counted_openly(people, looking.user, looking.on)
        visible = set(shown.values_list("pk", flat=True))
        seen = {pk for pk in keys if {today[pk], today[counted[pk]]} <= visible}
    return keys, list(Nominal.objects.filter(pk__in=survivors_of(seen, as_known_at).values()))


def _restricted(nominal: Nominal | None) -> Nominal | None:
    """The record itself, or the one that stands for it today, where it is restricted."""
    if nominal is None:
        return None
    both = {nominal.pk, *survivors_of([nominal.pk]).values()}
    return Nominal.objects.filter(pk__in=both, is_restricted=True).first()
