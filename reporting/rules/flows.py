"""Who comes to a level and who leaves it, period by period."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.periods import Period, union


@dataclass(frozen=True, slots=True)
class Flow:
    """How many came to a level in a period, how many left it, and how many were at it at the end
    of its last day."""

    period: Period
    came: int
    left: int
    at_end: int


def flows(stays: Iterable[tuple[object, Period]], periods: Sequence[Period]) -> list[Flow]:
    """What became of a level in each of `periods`, from who was at it when.

    Days of one person that touch are one stay, so nobody comes or leaves by a change of anything
    else. Who leaves and comes back comes twice. A stay ends on the first day after it.
    """
    of_each: defaultdict[object, list[Period]] = defaultdict(list)
    for person, days in stays:
        of_each[person].append(days)
    whole = [stay for days in of_each.values() for stay in union(days)]
    return [
        Flow(
            period=each,
            came=sum(stay.start in each for stay in whole),
            left=sum(stay.ends in each for stay in whole),
            at_end=sum(stay.start < each.ends <= stay.ends for stay in whole),
        )
        for each in periods
    ]
