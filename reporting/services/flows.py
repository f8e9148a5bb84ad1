"""Counts who came to Levels 2 and 3 and who left them in a year; writes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from core.periods import ONE_DAY, Period, Quarter, ReportingYear
from nominals.choices import Level
from nominals.rules.levels import LEVELS_WITH_MEETINGS
from reporting.measures import Scope, at_levels_2_and_3
from reporting.rules.flows import Flow, flows


def level_flows(
    *, area: int | None, year: ReportingYear, as_known_at: datetime
) -> dict[Level, list[Flow]]:
    """The flow of each level in the quarters of `year` that had begun, of an area by id or of all,
    restricted people too, as T2 counts them; one query.

    Who moves to another area leaves the one and comes to the other, in the sum of all too (D9).
    """
    on = timezone.localdate(as_known_at)
    periods = [Quarter(year, number).period for number in (1, 2, 3, 4)]
    begun = [each for each in periods if each.start <= on]
    # Whoever left with the first day of the year was there the day before.
    around = Period(year.period.start - ONE_DAY, year.period.end)
    scope = Scope(year, as_known_at, areas=None if area is None else [area])
    rows: Iterable[tuple[int | None, int, int | None, Period]] = (
        (level, nominal, of, Period(start, end))
        for level, nominal, of, start, end in at_levels_2_and_3(scope, around)
        .order_by()
        .values_list("level", "nominal", "area", "valid_from", "valid_to")
    )
    stays: defaultdict[int | None, list[tuple[object, Period]]] = defaultdict(list)
    for level, nominal, of, days in rows:
        stays[level].append(((nominal, of), days))
    return {level: flows(stays[level], begun) for level in LEVELS_WITH_MEETINGS}
