"""Duties that follow from how somebody is managed: category, level, transfer, licence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from agencies.choices import RuleCode
from core.periods import Period, add_days, add_months, day_before
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
from nominals.rules.levels import LEVELS_WITH_MEETINGS

ELIGIBILITY = "nominals.EligibilityPeriod"
LEVEL = "nominals.LevelPeriod"
REVIEW = "nominals.LevelOneReview"
RELEASE = "nominals.ExpectedRelease"
MEETING = "nominals.LevelMeeting"
TRANSFER = "nominals.Transfer"
LICENCE = "nominals.Licence"


@dataclass(frozen=True, slots=True)
class Transferred:
    """A stored request for a transfer; `to_area` is the receiving area."""

    key: int
    requested_on: date
    decided_on: date | None
    to_area: int


@dataclass(frozen=True, slots=True)
class Met:
    """A Level 2 or 3 meeting that was held, at the `level` of its panel."""

    key: int
    held_on: date
    level: int
    next_review_on: date | None


@dataclass(slots=True)
class ManagementFacts:
    """What is recorded of somebody's management."""

    eligible: list[Held] = field(default_factory=list)
    levels: list[tuple[int, Period, int]] = field(default_factory=list)
    level_1_reviews: list[tuple[int, date]] = field(default_factory=list)
    meetings: list[Met] = field(default_factory=list)
    expected: list[tuple[int, Period, date]] = field(default_factory=list)
    licences: list[Held] = field(default_factory=list)
    transfers: list[Transferred] = field(default_factory=list)


def duties_of_management(facts: ManagementFacts, terms: Terms) -> Iterator[Owed]:
    """The end of categories and licences, levels before release, reviews, meetings, transfers."""
    for source, period in ends_of(ELIGIBILITY, facts.eligible):
        notice = terms.of(RuleCode.CATEGORY_END_NOTICE_DAYS, day_before(period.ends))
        yield from before_end(
            DutyKind.CATEGORY_END, Debtor.LEAD_AGENCY, source, period, notice_days=notice
        )
    for key, period, expected_on in facts.expected:
        yield from _level_before_release(key, period, expected_on, facts, terms)
    yield from _level_1_reviews(facts, terms)
    yield from _first_meetings(facts, terms)
    yield from _reviews_by_meetings(facts, terms)
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


def _first_meetings(facts: ManagementFacts, terms: Terms) -> Iterator[Owed]:
    """Guidance, chapter 13a: a meeting at that level so many working days after it began."""
    eligible = [period for _, period in facts.eligible]
    for level in LEVELS_WITH_MEETINGS:
        at_level = [(key, period) for key, period, held in facts.levels if held == level]
        for spell in common([period for _, period in at_level], eligible):
            days = terms.of(RuleCode.FIRST_MEETING_WORKING_DAYS, spell.start)
            held_on = (
                each.held_on
                for each in facts.meetings
                if each.held_on >= spell.start and each.level >= level
            )
            yield from opened(
                DutyKind.FIRST_MEETING,
                Debtor.CO_ORDINATOR,
                (LEVEL, min(key for key, period in at_level if spell.start in period)),
                arises_on=spell.start,
                due_on=add_working_days(
                    spell.start, days[f"level_{level}"], terms.settings.holidays
                ),
                falls=[*held_on, spell.ends],
            )


def _reviews_by_meetings(facts: ManagementFacts, terms: Terms) -> Iterator[Owed]:
    """Guidance, chapter 7: at Levels 2 and 3 the next meeting by the day decided, or so many weeks
    after the last."""
    managed = [each for each in facts.levels if each[2] in LEVELS_WITH_MEETINGS]
    eligible = [period for _, period in facts.eligible]
    for spell in common([period for _, period, _ in managed], eligible):
        met = {each.key: each for each in facts.meetings if each.held_on in spell}
        days: list[tuple[date, Fact]] = [
            (each.held_on, (MEETING, key)) for key, each in met.items()
        ]
        for source, day, following in links(days, spell.ends):
            level = next(level for _, period, level in managed if day in period)
            weeks = terms.of(RuleCode.MEETING_REVIEW_WEEKS, day)[f"level_{level}"]
            yield from opened(
                DutyKind.MEETING_REVIEW,
                Debtor.CO_ORDINATOR,
                source,
                arises_on=day,
                due_on=met[source[1]].next_review_on or add_days(day, 7 * weeks),
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
