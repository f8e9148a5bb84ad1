"""Which bases a conviction and its sentence bring (Criminal Justice Act 2003, section 327)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from core.periods import Period, add_days, add_months, end_of
from core.refusals import Refusal
from nominals.choices import CATEGORY_OF_BASIS, Basis, Category, Disposal, Established, OffenceKind
from nominals.rules.notification.periods import TERMS

QUALIFYING_MONTHS = 12
"""Section 327(3)(b): imprisonment or detention for a term of 12 months or more."""

WITHOUT_A_TERM = frozenset({Disposal.LIFE, Disposal.INDETERMINATE})
"""Custody for life or for public protection qualifies whatever its term (section 327(3)(b))."""

IN_HOSPITAL_OR_UNDER_GUARDIANSHIP = frozenset(
    {Disposal.RESTRICTED_HOSPITAL, Disposal.HOSPITAL, Disposal.GUARDIANSHIP}
)
"""Section 327(3)(b)(vii): hospital and guardianship orders qualify whatever their length."""

NOT_GUILTY = frozenset({Established.NOT_GUILTY_BY_INSANITY, Established.UNFIT_BUT_DID_THE_ACT})
"""Findings that qualify with admission to hospital or guardianship only (section 327(4))."""

BASES_OF_SENTENCES = (
    Basis.VIOLENT_OFFENCE,
    Basis.OTHER_SEXUAL_OFFENCE,
    Basis.HOSPITAL_ORDER,
    Basis.TERRORISM_OFFENCE,
)
"""The bases that a sentence brings. Category 1 follows from the notification requirement."""


@dataclass(frozen=True, slots=True)
class Sentenced:
    """One sentence for one offence. `ends_on` is excluded, `None` while it is not known.

    `suspended_counts` is whether on the day of a suspended sentence such a one counts as one of
    imprisonment of its full term; that is unverified, and a setting.
    """

    kind: OffenceKind
    established: Established
    disposal: Disposal
    imposed_on: date
    months: int | None = None
    days: int | None = None
    ends_on: date | None = None
    suspended_counts: bool = True


@dataclass(frozen=True, slots=True)
class Brought:
    """A basis that a sentence brings, its days, and the section."""

    basis: Basis
    period: Period
    section: str


def is_qualifying(sentenced: Sentenced) -> bool:
    """Whether the sentence for this one offence qualifies; terms are never added up."""
    if sentenced.established == Established.CAUTIONED or sentenced.kind == OffenceKind.OTHER:
        return False
    if sentenced.disposal in IN_HOSPITAL_OR_UNDER_GUARDIANSHIP:
        return True
    if sentenced.established in NOT_GUILTY:
        return False
    if sentenced.disposal in WITHOUT_A_TERM:
        return True
    if sentenced.disposal == Disposal.SUSPENDED and not sentenced.suspended_counts:
        return False
    return sentenced.disposal in TERMS and _is_long_enough(sentenced)


def _is_long_enough(sentenced: Sentenced) -> bool:
    months, days = sentenced.months or 0, sentenced.days or 0
    if months >= QUALIFYING_MONTHS:
        return True
    ends = add_days(add_months(sentenced.imposed_on, months), days)
    return ends >= add_months(sentenced.imposed_on, QUALIFYING_MONTHS)


def bases_brought(sentenced: Sentenced, *, category_4_start: date) -> list[Brought]:
    """The bases of Category 2 and 4 that the sentence brings, from the day it is imposed.

    A terrorism offence brings Category 2 before `category_4_start` and Category 4 from then on.
    """
    if not is_qualifying(sentenced):
        return []
    days = Period(sentenced.imposed_on, sentenced.ends_on)
    if sentenced.kind != OffenceKind.TERRORISM:
        return [_category_2(sentenced, days)]
    brought: list[Brought] = []
    if days.start < category_4_start:
        until = end_of(min(days.ends, category_4_start))
        brought.append(_category_2(sentenced, Period(days.start, until)))
    if days.ends > category_4_start:
        period = Period(max(days.start, category_4_start), end_of(days.ends))
        section = "Criminal Justice Act 2003, section 325(2), terrorist offenders"
        brought.append(Brought(Basis.TERRORISM_OFFENCE, period, section))
    return brought


def _category_2(sentenced: Sentenced, days: Period) -> Brought:
    if sentenced.disposal in IN_HOSPITAL_OR_UNDER_GUARDIANSHIP:
        part = "(4)" if sentenced.established in NOT_GUILTY else "(3)"
        section = f"Criminal Justice Act 2003, section 327{part}, hospital or guardianship"
        return Brought(Basis.HOSPITAL_ORDER, days, section)
    if sentenced.kind in (OffenceKind.SEXUAL, OffenceKind.OTHER_SEXUAL):
        section = "Criminal Justice Act 2003, section 327(3), Schedule 15, Part 2"
        return Brought(Basis.OTHER_SEXUAL_OFFENCE, days, section)
    part = "3" if sentenced.kind == OffenceKind.TERRORISM else "1"
    section = f"Criminal Justice Act 2003, section 327(3), Schedule 15, Part {part}"
    return Brought(Basis.VIOLENT_OFFENCE, days, section)


def claim_refusal(basis: Basis, on: date, sentences: Iterable[Sentenced]) -> Refusal | None:
    """V32: Category 2 entered by hand for somebody none of whose recorded sentences qualifies.

    Where no sentence is recorded there is nothing to judge by; V35 asks for it.
    """
    claimed = _for_claim(basis, on, sentences)
    if not claimed or any(is_qualifying(each) for each in claimed):
        return None
    sentence = (
        "Category 2 needs a sentence of at least 12 months for one offence of Schedule 15, or a "
        "hospital or guardianship order: no recorded sentence is one. Record the one that is."
    )
    return Refusal("V32", "basis", sentence)


def terrorism_warning(
    basis: Basis, on: date, sentences: Iterable[Sentenced], *, category_4_start: date
) -> Refusal | None:
    """V33: from its start on, an offence of Part 3 of Schedule 15 leads to Category 4, not 2."""
    if on < category_4_start:
        return None
    qualifying = [each for each in _for_claim(basis, on, sentences) if is_qualifying(each)]
    if not qualifying or any(each.kind != OffenceKind.TERRORISM for each in qualifying):
        return None
    sentence = (
        f"From {category_4_start} a terrorism offence leads to Category 4: enter the basis "
        f"{Basis.TERRORISM_OFFENCE.value}, or say why it is Category 2."
    )
    return Refusal("V33", "basis", sentence)


def _for_claim(basis: Basis, on: date, sentences: Iterable[Sentenced]) -> list[Sentenced]:
    is_claim = (
        CATEGORY_OF_BASIS[basis] == Category.TWO
        and basis != Basis.DISQUALIFIED_FROM_WORKING_WITH_CHILDREN
    )
    return [each for each in sentences if is_claim and each.imposed_on <= on]


def incomplete_warning(sentenced: Sentenced) -> Refusal | None:
    """V35: what a basis of Category 1 or 2 needs to know of its sentence."""
    missing = list(_missing(sentenced))
    if not missing or sentenced.kind == OffenceKind.OTHER:
        return None
    sentence = f"The sentence is incomplete: give {' and '.join(missing)}, or say why it is not."
    return Refusal("V35", "months" if "its length" in missing else "ends_on", sentence)


def _missing(sentenced: Sentenced) -> Iterator[str]:
    if sentenced.disposal in TERMS and not (sentenced.months or sentenced.days):
        yield "its length"
    lasts = TERMS | IN_HOSPITAL_OR_UNDER_GUARDIANSHIP
    if sentenced.disposal in lasts and sentenced.ends_on is None:
        yield "the day on which it ends"


def words_warning(basis: Basis, offence: str, sentence: str) -> Refusal | None:
    """V35, for a basis of Category 1 or 2 entered by hand."""
    if CATEGORY_OF_BASIS[basis] not in (Category.ONE, Category.TWO):
        return None
    if offence.strip() and sentence.strip():
        return None
    text = "Category 1 and 2 name the offence and the sentence: give both, or say why not."
    return Refusal("V35", "sentence" if offence.strip() else "offence", text)
