"""Which days of two records of one person stand in each other's way."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass

from core.periods import Period
from core.refusals import Refusal

SURVIVOR, MERGED = "survivor", "merged"
"""Whose history of a kind stands where both records have one for the same days."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A stored period by its key, and what else must be equal for two of them to exclude each
    other: the basis, the kind of flag, the user."""

    key: int
    group: tuple[Hashable, ...]
    period: Period
    is_category_3: bool = False

    def excludes(self, other: Fact) -> bool:
        """Whether both cannot stand: they share a day, and a group or one is Category 3 (V2)."""
        return self.period.overlaps(other.period) and (
            self.group == other.group or self.is_category_3 != other.is_category_3
        )


def excluding(ones: Iterable[Fact], others: Iterable[Fact]) -> Iterator[tuple[Fact, Fact]]:
    """Each pair of two facts that cannot both stand."""
    waiting = list(others)
    for one in ones:
        yield from ((one, other) for other in waiting if one.excludes(other))


def choice_refusal(kind: str, label: str, pairs: Iterable[tuple[Fact, Fact]]) -> Refusal:
    """Both records have a history of one kind for the same days, and nobody chose."""
    days = "; ".join(f"{_words(one.period)} and {_words(other.period)}" for one, other in pairs)
    return Refusal(
        "choose_history",
        kind,
        f"Both records have {label} for the same days ({days}): choose whose history stands.",
    )


def _words(period: Period) -> str:
    return f"from {period.start} {'on' if period.last_day is None else f'to {period.last_day}'}"
