"""What stands about a person, and what must not stand beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from core.periods import OPEN_END, Period, uncovered, union
from core.refusals import Refusal
from nominals.rules.eligibility import (
    AtLevel,
    Eligible,
    category_3_refusal,
    category_4_refusal,
    gaps,
    is_between,
)


@dataclass(frozen=True, slots=True)
class Standing:
    """The bases, levels, lead agencies and spells as potentially dangerous person of somebody.

    `until` is the first day that no longer concerns the person: death or the open end.
    """

    bases: Sequence[Eligible]
    levels: Sequence[AtLevel]
    leads: Sequence[Period]
    pdp: Sequence[Period] = ()
    until: date = OPEN_END

    @property
    def eligible(self) -> list[Period]:
        """The days on which any basis holds."""
        return union(each.period for each in self.bases)

    def is_eligible_on(self, day: date) -> bool:
        """Whether any basis holds on `day`."""
        return any(day in each for each in self.eligible)


def no_basis_refusal(standing: Standing, on: date) -> Refusal | None:
    """Only somebody eligible is managed at a level."""
    if standing.is_eligible_on(on):
        return None
    if any(on in each for each in standing.pdp):
        sentence = f"A potentially dangerous person on {on} is in no category and has no level."
        return Refusal("V73", "on", sentence)
    sentence = f"No basis of eligibility holds on {on}: enter a category first."
    return Refusal("not_eligible", "on", sentence)


def still_eligible_refusal(standing: Standing, on: date) -> Refusal | None:
    """Nobody leaves MAPPA while a basis goes on."""
    for each in standing.bases:
        if each.period.ends > on:
            sentence = (
                f"Category {each.category} ({each.basis}) holds on {on} or later: leave on the "
                "day on which the last basis ends."
            )
            return Refusal("still_eligible", "on", sentence)
    return None


def contradictions(
    before: Standing, after: Standing, *, category_4_start: date
) -> Iterator[Refusal]:
    """V1, V2, V3, V36, V40 and V73: what an act would bring about that must not be.

    What stood before the act, imported perhaps, is no fault of the act and is found elsewhere.
    """
    old = {*_of_categories(before, category_4_start)}
    yield from (each for each in _of_categories(after, category_4_start) if each not in old)
    for gap in uncovered(_without_lead(after), _without_lead(before)):
        sentence = f"Nobody would lead the case from {gap.start}{_until(gap)}: name who does."
        yield Refusal("V36", "lead", sentence)
    for gap in uncovered(_without_level(after), _without_level(before)):
        sentence = f"No level would hold from {gap.start}{_until(gap)}: set one from that day on."
        yield Refusal("V40", "level", sentence)
    for both in uncovered(_both(after), _both(before)):
        sentence = (
            f"Somebody eligible from {both.start} is no potentially dangerous person: end one "
            "before the other begins."
        )
        yield Refusal("V73", "valid_from", sentence)


def _of_categories(standing: Standing, category_4_start: date) -> Iterator[Refusal]:
    for basis in standing.bases:
        for refusal, _ in category_3_refusal(basis, standing.bases, standing.levels):
            yield refusal
        too_early = category_4_refusal(basis, category_4_start)
        if too_early is not None:
            yield too_early


def _without_lead(standing: Standing) -> list[Period]:
    return gaps(standing.eligible, standing.leads, until=standing.until)


def _without_level(standing: Standing) -> list[Period]:
    """Gaps between two levels; days before the first or after the last are undetermined."""
    levels = [each.period for each in standing.levels]
    without = gaps(standing.eligible, levels, until=standing.until)
    return [gap for gap in without if is_between(gap, levels)]


def _both(standing: Standing) -> list[Period]:
    """The days on which somebody is eligible and a potentially dangerous person."""
    return uncovered(standing.pdp, uncovered(standing.pdp, standing.eligible))


def _until(period: Period) -> str:
    return "" if period.last_day is None else f" to {period.last_day}"
