"""Where some nominals are counted, cell by cell: compared before and after an act, it says which
figures the act moves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Min

from agencies.models import Area
from core.periods import ReportingYear
from nominals.models import StatePeriod
from reporting.editions import edition_of
from reporting.measures import Scope
from reporting.models import AnnualReturn, StampedEvent
from reporting.services.stamping import stamp_some
from reporting.tables.declaration import Shape


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A cell of the return of an area for a year."""

    year: ReportingYear
    area: str
    cell: str


@dataclass(frozen=True, slots=True)
class Moved:
    """A figure that would count some people more or fewer; `is_stored` if it was compiled."""

    place: Place
    before: int
    after: int
    is_stored: bool


def years_of(nominals: Collection[int], *, on: date) -> list[ReportingYear]:
    """The reporting years in which `nominals` may be counted, up to that of `on`."""
    first = [
        StatePeriod.objects.filter(nominal__in=nominals).aggregate(day=Min("valid_from"))["day"],
        StampedEvent.objects.filter(nominal__in=nominals).aggregate(day=Min("counted_on"))["day"],
    ]
    begins = ReportingYear.containing(min([day for day in first if day] or [on])).first_year
    return [
        ReportingYear(each) for each in range(begins, ReportingYear.containing(on).first_year + 1)
    ]


def counted_places(
    *, nominals: Collection[int], years: Iterable[ReportingYear], as_known_at: datetime
) -> Counter[Place]:
    """How often each cell of `years` counts any of `nominals`, who are stamped for it."""
    stamp_some(nominals=list(nominals), as_known_at=as_known_at)
    codes = dict(Area.objects.order_by().values_list("pk", "code"))
    found: Counter[Place] = Counter()
    for year in years:
        scope = Scope(year, as_known_at, nominals=nominals)
        for table in edition_of(year).tables:
            if table.shape is Shape.RATE:
                continue
            rows = {str(each.value) for each in table.rows}
            for counted in table.measure(scope):
                if str(counted.row) in rows:
                    cell = table.cell_of(counted.row, counted.column)
                    found[Place(year, codes[counted.area_id], cell)] += 1
    return found


def moved_places(before: Counter[Place], after: Counter[Place]) -> list[Moved]:
    """The figures that differ, in order of year, area and cell; one query."""
    places = sorted(each for each in {*before, *after} if before[each] != after[each])
    stored = set(
        AnnualReturn.objects.filter(
            year__in={each.year.label for each in places}, compilations__isnull=False
        )
        .order_by()
        .values_list("area__code", "year")
    )
    return [
        Moved(each, before[each], after[each], (each.area, each.year.label) in stored)
        for each in places
    ]
