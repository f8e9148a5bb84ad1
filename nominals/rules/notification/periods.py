"""How long somebody must notify, and why (Sexual Offences Act 2003, section 82)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from core.periods import OPEN_END, Period, add_months, age_on
from nominals.choices import Disposal

ADULT_AGE = 18
"""Section 82(2): the bands are halved for whoever is younger on the relevant date."""

INDEFINITE_FROM_MONTHS = 30
"""Section 82(1): a term of 30 months or more."""

SHORT_TERM_MONTHS = 6
"""Section 82(1): a term of 6 months or less."""

MONTHS_OF_A_LONG_TERM = 120
MONTHS_OF_A_SHORT_TERM = 84
MONTHS_OF_A_HOSPITAL_ORDER = 84
MONTHS_OF_ANY_OTHER = 60
MONTHS_OF_A_CAUTION = 24
"""The bands of section 82(1), in months, before they are halved."""

WITHOUT_AN_END = {
    Disposal.LIFE: "imprisonment for life",
    Disposal.INDETERMINATE: "imprisonment for public protection",
    Disposal.RESTRICTED_HOSPITAL: "a hospital order with a restriction order",
}

TERMS = frozenset(
    {
        Disposal.IMPRISONMENT,
        Disposal.SUSPENDED,
        Disposal.YOUTH_DETENTION,
        Disposal.DETENTION_AND_TRAINING,
    }
)
"""Disposals that are terms of imprisonment or detention, and have a length."""


@dataclass(frozen=True, slots=True)
class Imposed:
    """What was imposed for an offence of Schedule 3, or that it was cautioned.

    `months` and `days` are the whole length of a term, licence of an extended sentence included,
    or of a conditional discharge. A term that `is_consecutive` is added to the others that were
    imposed on the same day.
    """

    disposal: Disposal
    months: int = 0
    days: int = 0
    is_consecutive: bool = False
    imposed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Required:
    """A notification requirement as the law has it: its days, and how they were calculated."""

    period: Period
    is_indefinite: bool
    relevant_on: date
    explanation: str


@dataclass(frozen=True, slots=True)
class _Band:
    """A row of the table of section 82(1). No months: indefinite."""

    why: str
    months: int | None = None
    days: int = 0
    is_halved: bool = True


def notification_period(
    imposed: Sequence[Imposed],
    *,
    relevant_on: date,
    date_of_birth: date | None,
    suspended_counts: bool,
) -> Required | None:
    """What section 82 requires for `imposed` from `relevant_on` on; `None` where it requires
    nothing, as after an absolute discharge alone.

    `relevant_on` is the day of the conviction, finding or caution, never that of a release
    (section 82(6)). While nothing is imposed yet the period has no known end. Of several
    disposals the one that binds longest decides. Terms are measured on the calendar from that
    day. `suspended_counts` is the rule setting.

    Raises:
        ValueError: if a term or a conditional discharge has no length.
    """
    if not imposed:
        sentence = (
            f"Subject to notification from {relevant_on}, the relevant date (section 80). No "
            "sentence is recorded yet: the end follows from it (section 82)."
        )
        return Required(Period(relevant_on), False, relevant_on, sentence)
    bands = [
        *_bands_of_terms(imposed, relevant_on, suspended_counts),
        *_bands_of_others(imposed, suspended_counts),
    ]
    found = [_required(each, relevant_on, date_of_birth) for each in bands]
    return max(found, key=lambda each: each.period.ends, default=None)


def custodial_half(months: int, days: int) -> tuple[int, int]:
    """Half of a detention and training order, in months and days.

    Half a month is taken as 15 days, and half a day as a whole one.
    """
    return months // 2, (months % 2 * 30 + days + 1) // 2


def _bands_of_terms(
    imposed: Sequence[Imposed], relevant_on: date, suspended_counts: bool
) -> Iterable[_Band]:
    """The bands of the terms: of the sum of a day on which any is consecutive, else of each."""
    by_day: defaultdict[date | None, list[Imposed]] = defaultdict(list)
    for each in imposed:
        if _is_term(each, suspended_counts):
            by_day[each.imposed_on].append(each)
    for terms in by_day.values():
        if any(each.is_consecutive for each in terms):
            months, days = _together(terms, relevant_on)
            what = f"consecutive terms of {_said(months, days)} together (section 82(3))"
            yield _band_of_a_term((months, days), what, relevant_on)
        else:
            for each in terms:
                yield _band_of_a_term(_length(each), _described(each), relevant_on)


def _together(terms: Iterable[Imposed], relevant_on: date) -> tuple[int, int]:
    """The longest of the terms that run together, and each consecutive one added to it."""
    longest, months, days = (0, 0), 0, 0
    for each in terms:
        length = _length(each)
        if each.is_consecutive:
            months, days = months + length[0], days + length[1]
        else:
            longest = max(longest, length, key=lambda each: _end(relevant_on, each))
    return longest[0] + months, longest[1] + days


def _described(each: Imposed) -> str:
    what = f"{Disposal(each.disposal).label.lower()} of {_said(each.months, each.days)}"
    if each.disposal == Disposal.DETENTION_AND_TRAINING:
        return f"{what}, of which the custodial half, {_said(*_length(each))}, counts"
    if each.disposal == Disposal.SUSPENDED:
        return f"{what}, which counts as its full term"
    return what


def _band_of_a_term(length: tuple[int, int], what: str, relevant_on: date) -> _Band:
    ends = _end(relevant_on, length)
    if ends >= add_months(relevant_on, INDEFINITE_FROM_MONTHS):
        return _Band(f"{what}: {INDEFINITE_FROM_MONTHS} months or more")
    if ends > add_months(relevant_on, SHORT_TERM_MONTHS):
        return _Band(f"{what}: more than 6 and less than 30 months", MONTHS_OF_A_LONG_TERM)
    return _Band(f"{what}: 6 months or less", MONTHS_OF_A_SHORT_TERM)


def _bands_of_others(imposed: Sequence[Imposed], suspended_counts: bool) -> Iterable[_Band]:
    for each in imposed:
        disposal = Disposal(each.disposal)
        if _is_term(each, suspended_counts) or disposal is Disposal.ABSOLUTE_DISCHARGE:
            continue
        if disposal in WITHOUT_AN_END:
            yield _Band(WITHOUT_AN_END[disposal])
        elif disposal is Disposal.HOSPITAL:
            yield _Band("a hospital order without a restriction order", MONTHS_OF_A_HOSPITAL_ORDER)
        elif disposal is Disposal.CAUTION:
            yield _Band("a caution", MONTHS_OF_A_CAUTION)
        elif disposal is Disposal.CONDITIONAL_DISCHARGE:
            months, days = _length(each)
            why = f"a conditional discharge of {_said(months, days)}"
            yield _Band(why, months, days, is_halved=False)
        else:
            yield _Band(f"any other disposal, {disposal.label.lower()}", MONTHS_OF_ANY_OTHER)


def _required(band: _Band, relevant_on: date, date_of_birth: date | None) -> Required:
    begins = f"from {relevant_on}, the relevant date (section 82(6))"
    if band.months is None:
        sentence = f"For {band.why}: indefinite (section 82(1)), {begins}. It is never halved."
        return Required(Period(relevant_on), True, relevant_on, sentence)
    if not band.is_halved:
        ends = _end(relevant_on, (band.months, band.days))
        sentence = (
            f"For {band.why}: as long as the discharge, whatever the age (section 82(1)), "
            f"{begins}, until {ends}, excluded."
        )
        return Required(Period(relevant_on, ends), False, relevant_on, sentence)
    months, age = band.months, "An adult on that day."
    if date_of_birth is None:
        age = "The date of birth is unknown: an adult is assumed, and nothing is halved."
    elif age_on(date_of_birth, relevant_on) < ADULT_AGE:
        age = f"Under {ADULT_AGE} on that day: half of {_said(months, 0)} (section 82(2))."
        months //= 2
    ends = add_months(relevant_on, months)
    sentence = (
        f"For {band.why}: {_said(months, 0)} (section 82(1)), {begins}, until {ends}, excluded. "
        f"{age}"
    )
    return Required(Period(relevant_on, ends), False, relevant_on, sentence)


def _is_term(each: Imposed, suspended_counts: bool) -> bool:
    if each.disposal == Disposal.SUSPENDED:
        return suspended_counts
    return each.disposal in TERMS


def _length(each: Imposed) -> tuple[int, int]:
    if not each.months and not each.days:
        msg = f"A {Disposal(each.disposal).label.lower()} has no length: record months or days."
        raise ValueError(msg)
    if each.disposal == Disposal.DETENTION_AND_TRAINING:
        return custodial_half(each.months, each.days)
    return each.months, each.days


def _end(start: date, length: tuple[int, int]) -> date:
    months, days = length
    after = add_months(start, months)
    return after + timedelta(days=min(days, (OPEN_END - after).days))


def _said(months: int, days: int) -> str:
    """A length as people say it, such as 3 years 6 months."""
    years, months = divmod(months, 12)
    parts = [
        f"{count} {word if count == 1 else word + 's'}"
        for count, word in ((years, "year"), (months, "month"), (days, "day"))
        if count
    ]
    return " ".join(parts) or "no days"
