"""Which bases may stand beside each other, and when (Criminal Justice Act 2003, ss325 and 327)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from core.periods import OPEN_END, Period, add_days, uncovered
from core.refusals import Refusal, Warned
from nominals.choices import Basis, Category, Level


@dataclass(frozen=True, slots=True)
class Eligible:
    """A basis and the days on which it holds."""

    category: int
    basis: str
    period: Period


@dataclass(frozen=True, slots=True)
class AtLevel:
    """A level and the days on which it holds."""

    level: int
    period: Period


def category_3_refusal(
    basis: Eligible, others: Iterable[Eligible], levels: Iterable[AtLevel]
) -> Iterator[tuple[Refusal, Eligible | AtLevel]]:
    """V1 and V2: Category 3 stands beside no other category and is not managed at Level 1.

    Answers each refusal with the other fact that it names.
    """
    if basis.category != Category.THREE:
        return
    for other in others:
        if other.category != Category.THREE and other.period.overlaps(basis.period):
            sentence = (
                f"Category 3 is not open to somebody with a Category {other.category} basis "
                f"({other.basis} from {other.period.start}): end Category 3 on or before the day "
                "on which the other basis starts."
            )
            yield Refusal("V2", "category", sentence), other
    for level in levels:
        if level.level == Level.ONE and level.period.overlaps(basis.period):
            sentence = (
                f"Category 3 cannot be at Level 1 (Level 1 from {level.period.start}): give "
                "Level 2 or 3 for those days, or end Category 3."
            )
            yield Refusal("V1", "category", sentence), level


def category_4_refusal(basis: Eligible, category_4_start: date) -> Refusal | None:
    """V3: no Category 4 before it was in force."""
    if basis.category != Category.FOUR or basis.period.start >= category_4_start:
        return None
    sentence = (
        f"Category 4 is in force from {category_4_start}: a basis that starts on "
        f"{basis.period.start} must start on that day or later."
    )
    return Refusal("V3", "valid_from", sentence)


def closed_basis_warning(basis: Eligible, closed_on: date) -> Warned | None:
    """V34: disqualification from working with children opens no new Category 2 from a day on."""
    if (
        basis.basis != Basis.DISQUALIFIED_FROM_WORKING_WITH_CHILDREN
        or basis.period.start < closed_on
    ):
        return None
    sentence = (
        "Disqualification from working with children is a basis of Category 2 only where it "
        f"started before {closed_on}."
    )
    return Warned("V34", basis.period.start, basis.period.end, sentence)


def lead_agency_warnings(
    eligible: Sequence[Period],
    leads: Sequence[tuple[str, Period]],
    never_lead: frozenset[str],
    until: date,
) -> Iterator[Warned]:
    """V36 and V37: somebody eligible has one lead agency, of a kind that may lead.

    `until` is the first day that no longer concerns the person, death or the open end.
    """
    for gap in gaps(eligible, [period for _, period in leads], until=until):
        yield Warned("V36", gap.start, gap.end, "Eligible without a lead agency: name one.")
    for kind, period in leads:
        if kind in never_lead:
            sentence = f"An agency of kind {kind} does not lead: name the agency that does."
            yield Warned("V37", period.start, period.end, sentence)


def level_warnings(
    eligible: Sequence[Period], levels: Sequence[Period], until: date
) -> Iterator[Warned]:
    """V40 and D4: somebody eligible has a level on every day.

    Days between two level periods are a gap (V40); all others are undetermined.
    """
    for gap in gaps(eligible, levels, until=until):
        if is_between(gap, levels):
            yield Warned("V40", gap.start, gap.end, "A gap between two levels while eligible.")
        else:
            sentence = "Undetermined level while eligible: set a level for these days."
            yield Warned("undetermined_level", gap.start, gap.end, sentence)


def death_warnings(died_on: date | None, periods: Iterable[tuple[str, Period]]) -> Iterator[Warned]:
    """A period that holds on a day after the day of death; D6 counts none of those days."""
    if died_on is None:
        return
    after = add_days(died_on, 1)
    for what, period in periods:
        if period.ends > after:
            sentence = f"{what} goes on after the day of death, {died_on}: end it by then."
            yield Warned("period_after_death", max(period.start, after), period.end, sentence)


def gaps(wanted: Iterable[Period], cover: Iterable[Period], *, until: date) -> list[Period]:
    """The days of `wanted`, before `until`, that no period of `cover` holds."""
    after = [] if until == OPEN_END else [Period(until)]
    return uncovered(wanted, [*cover, *after])


def is_between(gap: Period, levels: Sequence[Period]) -> bool:
    """Whether a gap lies between two levels, not before the first or after the last."""
    return any(each.ends <= gap.start for each in levels) and any(
        each.start >= gap.ends for each in levels
    )
