"""Duties that follow from how somebody is managed: category, level, transfer, licence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from agencies.choices import RuleCode
from core.periods import Period, add_months, day_before
from core.working_days import add_working_days
from nominals.choices import Debtor, DutyKind, Level
from nominals.rules.duties.owed import (
    Fact,
    Held,
    Owed,
    Terms,
    before_end,
    common,
    ends_of,
    links,
    opened,
)

ELIGIBILITY = "nominals.EligibilityPeriod"
LEVEL = "nominals.LevelPeriod"
REVIEW = "nominals.LevelOneReview"
RELEASE = "nominals.ExpectedRelease"
TRANSFER = "nominals.Transfer"
LICENCE = "nominals.Licence"


@dataclass(frozen=True, slots=True)
class Transferred:
    """A stored request for a transfer; `to_area` is the receiving area."""

    key: int
    requested_on: date
    decided_on: date | None
    to_area: int


@dataclass(slots=True)
class ManagementFacts:
    """What is recorded of somebody's management."""

    eligible: list[Held] = field(default_factory=list)
    levels: list[tuple[int, Period, int]] = field(default_factory=list)
    level_1_reviews: list[tuple[int, date]] = field(default_factory=list)
    expected: list[tuple[int, Period, date]] = field(default_factory=list)
    licences: list[Held] = field(default_factory=list)
    transfers: list[Transferred] = field(default_factory=list)


def duties_of_management(facts: ManagementFacts, terms: Terms) -> Iterator[Owed]:
    """The end of categories and licences, levels before release, Level 1 reviews, transfers."""
    for source, period in ends_of(ELIGIBILITY, facts.eligible):
        notice = terms.of(RuleCode.CATEGORY_END_NOTICE_DAYS, day_before(period.ends))
        yield from before_end(
            DutyKind.CATEGORY_END, Debtor.LEAD_AGENCY, source, period, notice_days=notice
        )
    for key, period, expected_on in facts.expected:
        yield from _level_before_release(key, period, expected_on, facts, terms)
    yield from _level_1_reviews(facts, terms)
    for transfer in facts.transfers:
        yield from _answer(transfer, terms)
    for key, period in facts.licences:
        if period.end is not None:
            notice = terms.of(RuleCode.LICENCE_END_NOTICE_DAYS, day_before(period.ends))
            yield from before_end(
                DutyKind.LICENCE_END, Debtor.LEAD_AGENCY, (LICENCE, key), period, notice_days=notice
            )


def _level_before_release(
    key: int, period: Period, expected_on: date, facts: ManagementFacts, terms: Terms
) -> Iterator[Owed]:
    """Guidance, chapter 7: a level before release, owed as long as that release is expected."""
    notice = terms.of(RuleCode.RELEASE_NOTICE_MONTHS, period.start)
    before = terms.of(RuleCode.LEVEL_BEFORE_RELEASE_MONTHS, period.start)
    arises_on = max(period.start, add_months(expected_on, -notice))
    levels = [max(held.start, arises_on) for _, held, _ in facts.levels if held.ends > arises_on]
    yield from opened(
        DutyKind.LEVEL_BEFORE_RELEASE,
        Debtor.LEAD_AGENCY,
        (RELEASE, key),
        arises_on=arises_on,
        due_on=max(arises_on, add_months(expected_on, -before)),
        falls=[*levels, period.ends],
    )


def _level_1_reviews(facts: ManagementFacts, terms: Terms) -> Iterator[Owed]:
    """A review at Level 1 so many months after the last, or after Level 1 began."""
    at_level_1 = [(key, period) for key, period, level in facts.levels if level == Level.ONE]
    eligible = [period for _, period in facts.eligible]
    for spell in common([period for _, period in at_level_1], eligible):
        began = min(key for key, period in at_level_1 if spell.start in period)
        days: list[tuple[date, Fact]] = [(spell.start, (LEVEL, began))]
        days += [(on, (REVIEW, key)) for key, on in facts.level_1_reviews if on in spell]
        for source, day, following in links(days, spell.ends):
            months = terms.of(RuleCode.LEVEL_1_REVIEW_MONTHS, day)
            yield from opened(
                DutyKind.LEVEL_1_REVIEW,
                Debtor.LEAD_AGENCY,
                source,
                arises_on=day,
                due_on=add_months(day, months),
                falls=[following],
            )


def _answer(transfer: Transferred, terms: Terms) -> Iterator[Owed]:
    """V77: the receiving area answers, in working days from the request."""
    days = terms.settings.value(
        RuleCode.TRANSFER_ANSWER_WORKING_DAYS, on=transfer.requested_on, area=transfer.to_area
    )
    yield from opened(
        DutyKind.TRANSFER_ANSWER,
        Debtor.RECEIVING_AREA,
        (TRANSFER, transfer.key),
        arises_on=transfer.requested_on,
        due_on=add_working_days(transfer.requested_on, days, terms.settings.holidays),
        falls=[transfer.decided_on],
    )
