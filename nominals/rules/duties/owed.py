"""What every duty has in common: what it is, the days before an end, and chains of days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from agencies.choices import RuleCode
from agencies.rules.settings import Settings
from core.periods import OPEN_END, Period, day_before, end_of, union
from nominals.choices import Debtor, DutyKind

RULE_VERSION = 2
"""Raised with every change of what follows from the same facts."""

Fact = tuple[str, int]
"""The label of a fact and its key."""

Held = tuple[int, Period]
"""The key of a fact and the days on which it holds."""


@dataclass(frozen=True, slots=True)
class Owed:
    """A duty, open on the days `arises_on <= day < discharged_on`; `agency` owes it by name."""

    kind: DutyKind
    owed_by: Debtor
    source: Fact
    arises_on: date
    due_on: date
    discharged_on: date | None
    agency: int | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """The rule settings as they are asked for one person, in the area of the day."""

    settings: Settings
    areas: Sequence[tuple[Period, int]]

    def of(self, code: RuleCode, on: date) -> Any:
        """What `code` settles on `on` in the area responsible on that day."""
        area = next((area for period, area in self.areas if on in period), None)
        return self.settings.value(code, on=on, area=area)


def opened(
    kind: DutyKind,
    owed_by: Debtor,
    source: Fact,
    *,
    arises_on: date,
    due_on: date,
    falls: Iterable[date | None],
    agency: int | None = None,
) -> Iterator[Owed]:
    """The duty until the first of `falls`, or nothing where it would fall as it arises."""
    first = min((day for day in falls if day is not None), default=OPEN_END)
    if first > arises_on:
        yield Owed(kind, owed_by, source, arises_on, due_on, end_of(first), agency)


def before_end(
    kind: DutyKind,
    owed_by: Debtor,
    source: Fact,
    period: Period,
    *,
    notice_days: int,
    falls: Iterable[date | None] = (),
) -> Iterator[Owed]:
    """The duty to prepare for the end of `period`, from `notice_days` before it; due on its last
    day."""
    arises_on = max(period.start, earlier(period.ends, notice_days))
    yield from opened(
        kind,
        owed_by,
        source,
        arises_on=arises_on,
        due_on=day_before(period.ends),
        falls=[period.ends, *falls],
    )


def earlier(day: date, days: int) -> date:
    """The day `days` before `day`; the first of the calendar where there is none."""
    return day - timedelta(days=days) if day.toordinal() > days else date.min


def ends_of(label: str, facts: Sequence[Held]) -> Iterator[tuple[Fact, Period]]:
    """The days of `facts` as one that have an end, with the first fact that ends there."""
    for spell in union(period for _, period in facts):
        if spell.end is not None:
            keys = [key for key, period in facts if period.ends == spell.end]
            yield (label, min(keys)), spell


def links(days: Iterable[tuple[date, Fact]], until: date) -> Iterator[tuple[Fact, date, date]]:
    """The first fact of each of `days`, that day, and the next of them or `until`."""
    first: dict[date, Fact] = {}
    for day, fact in sorted(days):
        first.setdefault(day, fact)
    for (day, fact), (following, _) in pairwise([*first.items(), (until, ("", 0))]):
        yield fact, day, following


def common(some: Iterable[Period], others: Iterable[Period]) -> Iterator[Period]:
    """The days that are in both, as the fewest periods, in order."""
    second = union(others)
    for one in union(some):
        for other in second:
            start, ends = max(one.start, other.start), min(one.ends, other.ends)
            if start < ends:
                yield Period(start, end_of(ends))
