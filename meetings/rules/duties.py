"""Duties that follow from referrals, minutes and actions (docs/duties.md). Those that follow from
the level, first meetings and reviews, are the floor of nominals'."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from agencies.choices import RuleCode
from agencies.rules.settings import Settings
from core.working_days import add_working_days, elapsed_working_days
from nominals.choices import DUTIES_OF_MEETINGS, Debtor, DutyKind
from nominals.rules.duties.owed import Owed, opened

REFERRAL = "meetings.Referral"
QUESTION = "meetings.InformationRequest"
MEETING = "meetings.Meeting"
ACTION = "meetings.Action"

KINDS = DUTIES_OF_MEETINGS
"""The duties that follow from facts of this app."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Information asked for on a referral, from the asking to the answer."""

    key: int
    asked_on: date
    answered_on: date | None


@dataclass(slots=True)
class Referred:
    """A referral that was submitted, its area and referring agency by their keys; what was `asked`
    in its order, one after the other."""

    key: int
    submitted_on: date
    decided_on: date | None
    area: int
    agency: int
    asked: list[Asked] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Sitting:
    """A meeting that is not cancelled: the day it sits, its level, its area, and the day on which
    its minutes were first issued."""

    key: int
    held_on: date
    level: int
    area: int
    issued_on: date | None


@dataclass(frozen=True, slots=True)
class Given:
    """An action: the day of its meeting, its days, and the agency that owes it."""

    key: int
    given_on: date
    due_on: date
    completed_on: date | None
    cancelled_on: date | None
    agency: int


def duties_of_referral(referred: Referred, settings: Settings) -> Iterator[Owed]:
    """A decision, and what is asked on the way to it: while it is waited for, the clock of the
    decision stands still."""
    code, area = RuleCode.REFERRAL_DECISION_WORKING_DAYS, referred.area
    source, begins = (REFERRAL, referred.key), referred.submitted_on
    left = settings.value(code, on=begins, area=area)
    for asked in (*referred.asked, None):
        yield from opened(
            DutyKind.REFERRAL_DECISION,
            Debtor.CO_ORDINATOR,
            source,
            arises_on=begins,
            due_on=add_working_days(begins, left, settings.holidays),
            falls=[referred.decided_on, asked.asked_on if asked else None],
        )
        if asked is None or asked.answered_on is None:
            break
        left = max(0, left - elapsed_working_days(begins, asked.asked_on, settings.holidays))
        source, begins = (QUESTION, asked.key), asked.answered_on
    for each in referred.asked:
        days = settings.value(code, on=each.asked_on, area=area)
        yield from opened(
            DutyKind.REFERRAL_INFORMATION,
            Debtor.NAMED_AGENCY,
            (QUESTION, each.key),
            arises_on=each.asked_on,
            due_on=add_working_days(each.asked_on, days, settings.holidays),
            falls=[each.answered_on, referred.decided_on],
            agency=referred.agency,
        )


def minutes_duty(sitting: Sitting, settings: Settings) -> Iterator[Owed]:
    """Guidance, chapter 13b: the minutes, from the day of the meeting."""
    days = settings.value(RuleCode.MINUTES_WORKING_DAYS, on=sitting.held_on, area=sitting.area)
    yield from opened(
        DutyKind.MINUTES_ISSUE,
        Debtor.CO_ORDINATOR,
        (MEETING, sitting.key),
        arises_on=sitting.held_on,
        due_on=add_working_days(sitting.held_on, days[f"level_{sitting.level}"], settings.holidays),
        falls=[sitting.issued_on],
    )


def action_duty(given: Given) -> Iterator[Owed]:
    """An action, from its meeting until it is completed or cancelled."""
    yield from opened(
        DutyKind.MEETING_ACTION,
        Debtor.NAMED_AGENCY,
        (ACTION, given.key),
        arises_on=given.given_on,
        due_on=given.due_on,
        falls=[given.completed_on, given.cancelled_on],
        agency=given.agency,
    )
