"""What a basis of eligibility rests on, and which periods follow from that.

A basis holds on each day on which anything supports it: an order, a notification requirement, a
sentence, or a decision that has no other record than the period itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from core.periods import Period, end_of, union

ITSELF = "nominals.EligibilityPeriod"
"""The label of a support that stands for the period itself: nothing else explains it."""

REQUIREMENT = "nominals.NotificationRequirement"
"""The label of a notification requirement as a support."""


@dataclass(frozen=True, slots=True)
class Support:
    """A fact that a basis rests on, by its label and key, and the days on which it does."""

    label: str
    source: int
    period: Period

    def is_itself(self, held: Period) -> bool:
        """Whether it is what a period that holds on the days `held` has of its own."""
        return self.label == ITSELF and self.period.overlaps(held)


@dataclass(frozen=True, slots=True)
class Held:
    """A stored period of a basis, by its key."""

    key: int
    period: Period


@dataclass(frozen=True, slots=True)
class Rewriting:
    """How stored periods become the wanted ones. Done in this order, no two ever overlap."""

    withdrawn: tuple[int, ...]
    changed: tuple[Held, ...]
    added: tuple[Period, ...]


def adopted(
    held: Iterable[Held],
    supports: Sequence[Support],
    explained: Mapping[date, Support | None],
) -> list[Support]:
    """The supports of a basis, with those of the periods that an import brought since.

    A period that `supports` do not add up to was imported. It changes its own support where it has
    one. Otherwise it rests on the fact that began on its first day, if `explained` names one
    (`None` where the caller hands that fact's days in), and else on itself, so that no later act
    shortens it unasked.
    """
    added_up = union(each.period for each in supports)
    resting = {(each.label, each.source): each for each in supports}
    for each in held:
        if each.period in added_up:
            continue
        own = _own_support(each, supports)
        if own is not None:
            resting[own.label, own.source] = replace(own, period=each.period)
        elif each.period.start not in explained:
            resting[ITSELF, each.key] = Support(ITSELF, each.key, each.period)
        else:
            fact = explained[each.period.start]
            if fact is not None:
                resting[fact.label, fact.source] = fact
    return list(resting.values())


def _own_support(held: Held, supports: Iterable[Support]) -> Support | None:
    own = [each for each in supports if each.label == ITSELF]
    for each in own:
        if each.source == held.key:
            return each
    for each in own:
        if each.period.start == held.period.start:
            return each
    return None


def rewriting(held: Iterable[Held], wanted: Iterable[Period]) -> Rewriting:
    """How the `held` periods become the `wanted` ones, neither of which overlap among themselves.

    A period keeps its key where the first day stays, or else where some day does.
    """
    left = sorted(held, key=lambda each: each.period.start)
    taken: dict[Period, Held] = {}
    missing = sorted(wanted, key=lambda each: each.start)
    for has_place in (_starts_with, Period.overlaps):
        for period in missing:
            found = next((each for each in left if has_place(each.period, period)), None)
            if found is not None:
                taken[period] = found
                left.remove(found)
        missing = [period for period in missing if period not in taken]
    changes = [(each, period) for period, each in taken.items() if each.period != period]
    return Rewriting(
        withdrawn=tuple(each.key for each in left),
        changed=tuple(in_safe_order(changes)),
        added=tuple(missing),
    )


def _starts_with(held: Period, wanted: Period) -> bool:
    return held.start == wanted.start


def in_safe_order(changes: Sequence[tuple[Held, Period]]) -> Iterable[Held]:
    """Each change after those that make room for it.

    The periods keep their order in time, so there is always one that needs no more room.
    """
    waiting = list(changes)
    while waiting:
        held, period = next(
            (held, period)
            for held, period in waiting
            if not any(
                period.overlaps(other.period) for other, _ in waiting if other.key != held.key
            )
        )
        waiting.remove((held, period))
        yield Held(held.key, period)


def ended_by(supports: Iterable[Support], others: Iterable[Period]) -> list[Support]:
    """V2: the supports of Category 3, ended on the first day of another category that meets them.

    One that began on that day or later is left out.
    """
    beginnings = list(others)
    kept: list[Support] = []
    for each in supports:
        period = shortened(each.period, beginnings)
        if period is not None:
            kept.append(replace(each, period=period))
    return kept


def shortened(period: Period, others: Iterable[Period]) -> Period | None:
    """`period`, ended where the first of `others` that meets it begins; `None` for no day left."""
    ends = min((other.start for other in others if other.overlaps(period)), default=period.ends)
    return Period(period.start, end_of(ends)) if ends > period.start else None
