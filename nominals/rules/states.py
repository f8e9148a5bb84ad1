"""What a person's facts add up to, interval by interval (counting rules D1 to D7).

One pure function serves every writer and every reader: the stored timeline, the state as known
at an earlier instant, and the command that recomputes and compares.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import TypeVar

from core.periods import OPEN_END, end_of

_V = TypeVar("_V")

Spell = tuple[date, date, int]
"""First day, excluded end (`OPEN_END` where open), and the value that holds."""

Place = tuple[date, date, str]
"""The same for a detention, with its setting."""


@dataclass(frozen=True, slots=True)
class Precedence:
    """The order in which bases decide the reporting category, from a day on (D3).

    A category that is not in `categories` gives none.
    """

    valid_from: date
    categories: tuple[int, ...]


@dataclass(slots=True)
class Facts:
    """The facts of one person that decide a state. Spells of one kind are in no set order."""

    died_on: date | None = None
    areas: list[Spell] = field(default_factory=list)
    bases: list[Spell] = field(default_factory=list)
    levels: list[Spell] = field(default_factory=list)
    detentions: list[Place] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class State:
    """Days on which nothing changes; `None` is no area, no category, no level, the community."""

    valid_from: date
    ends: date
    area: int | None
    category: int | None
    level: int | None
    setting: str | None

    @property
    def valid_to(self) -> date | None:
        """The excluded end, `None` where it is open."""
        return end_of(self.ends)


def reporting_category(
    categories: Sequence[int], day: date, precedence: Sequence[Precedence]
) -> int | None:
    """The category under which somebody with bases of `categories` on `day` is reported (D3).

    `precedence` is in order of its days. Before the first of them nobody has a category.
    """
    at = bisect_right(precedence, day, key=lambda each: each.valid_from) - 1
    if at < 0:
        return None
    for category in precedence[at].categories:
        if category in categories:
            return category
    return None


def states(facts: Facts, precedence: Sequence[Precedence]) -> list[State]:
    """The timeline of one person: touching intervals in which nothing changes, in order.

    Days on which the person has neither area nor category nor level are left out, and so is
    every day from death on (D6).
    """
    end_of_life = facts.died_on or OPEN_END
    boundaries = {end_of_life}
    spells: tuple[Sequence[Spell | Place], ...] = (
        facts.areas,
        facts.bases,
        facts.levels,
        facts.detentions,
    )
    for kind in spells:
        for start, end, _ in kind:
            boundaries.add(start)
            boundaries.add(end)
    if facts.bases:
        boundaries.update(each.valid_from for each in precedence)
    days = sorted(day for day in boundaries if day <= end_of_life)

    timeline: list[State] = []
    for start, end in pairwise(days):
        area = _holding(facts.areas, start)
        level = _holding(facts.levels, start)
        bases = [value for first, last, value in facts.bases if first <= start < last]
        category = reporting_category(bases, start, precedence) if bases else None
        if area is None and level is None and category is None:
            continue
        setting = _holding(facts.detentions, start)
        before = timeline[-1] if timeline else None
        if (
            before is not None
            and before.ends == start
            and (before.area, before.category, before.level, before.setting)
            == (area, category, level, setting)
        ):
            timeline[-1] = State(before.valid_from, end, area, category, level, setting)
        else:
            timeline.append(State(start, end, area, category, level, setting))
    return timeline


def _holding(spells: Sequence[tuple[date, date, _V]], day: date) -> _V | None:
    for start, end, value in spells:
        if start <= day < end:
            return value
    return None
