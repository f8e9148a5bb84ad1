"""How a referral goes from draft to decision (form MAPPA A; MAPPA Guidance, chapter 7)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from statistics import median

from core.periods import Period
from core.refusals import Refusal
from core.working_days import elapsed_working_days
from meetings.choices import ReferralStatus
from nominals.choices import Level
from nominals.rules.levels import LEVELS_WITH_MEETINGS

OPEN = frozenset({ReferralStatus.SUBMITTED, ReferralStatus.INFORMATION_REQUESTED})
"""The states in which a referral waits for a decision."""

DECIDED = frozenset({ReferralStatus.ACCEPTED, ReferralStatus.REJECTED})

FROM = {
    "submit": frozenset({ReferralStatus.DRAFT}),
    "change": frozenset({ReferralStatus.DRAFT}),
    "ask for information on": frozenset({ReferralStatus.SUBMITTED}),
    "answer on": frozenset({ReferralStatus.INFORMATION_REQUESTED}),
    "accept": OPEN,
    "reject": OPEN,
    "withdraw": OPEN | {ReferralStatus.DRAFT},
    "attach a file to": OPEN | {ReferralStatus.DRAFT},
}
"""In which states each act on a referral is done."""


@dataclass(frozen=True, slots=True)
class Referred:
    """A referral as the funnel counts it: the days of its stages, and those of waiting for
    information. `first_meeting_on` is the first meeting on the day of acceptance or later."""

    status: str
    submitted_on: date
    decided_on: date | None
    accepted_level: int | None
    waited: tuple[Period, ...]
    first_meeting_on: date | None


@dataclass(frozen=True, slots=True)
class Funnel:
    """How referrals submitted in a period fared; the last two are medians in working days, `None`
    where nothing was decided or held."""

    submitted: int
    waiting: int
    information_requested: int
    accepted: Mapping[int, int]
    rejected: int
    withdrawn: int
    met: int
    days_to_decision: float | None
    days_to_first_meeting: float | None


def level_refusal(level: int, column: str = "level") -> Refusal | None:
    """A referral is to a level that meetings manage, and accepted at one."""
    if level in LEVELS_WITH_MEETINGS:
        return None
    sentence = f"Level {level} needs no referral: choose Level {Level.TWO} or {Level.THREE}."
    return Refusal("referral_level", column, sentence)


def act_refusal(status: str, act: str) -> Refusal | None:
    """An act on a referral is done in its own states, and a decision once."""
    if status in FROM[act]:
        return None
    wanted = " or ".join(each.label.lower() for each in ReferralStatus if each in FROM[act])
    sentence = (
        f"The referral is {ReferralStatus(status).label.lower()}: one may {act} it while it is "
        f"{wanted}."
    )
    return Refusal("referral_status", "status", sentence)


TEXT_WORDS = {"referrer": "who refers", "benefit": "what a meeting would add"}
"""Texts of a referral whose columns are not called as the form calls them."""


def missing_refusals(texts: Mapping[str, str]) -> Iterator[Refusal]:
    """What a referral says before it is submitted; `texts` by column."""
    for column, text in texts.items():
        if not text.strip():
            words = TEXT_WORDS.get(column, column.replace("_", " "))
            sentence = f"Fill in “{words}” before the referral is submitted."
            yield Refusal("referral_incomplete", column, sentence)


def days_to_decision(referred: Referred, holidays: Collection[date]) -> int | None:
    """The working days from submission to decision, without those after which information was
    waited for; `None` while nothing is decided."""
    if referred.decided_on is None:
        return None
    whole = elapsed_working_days(referred.submitted_on, referred.decided_on, holidays)
    waiting = (
        elapsed_working_days(each.start, min(each.ends, referred.decided_on), holidays)
        for each in referred.waited
        if each.start < referred.decided_on
    )
    return whole - sum(waiting)


def funnel(referrals: Iterable[Referred], holidays: Collection[date]) -> Funnel:
    """Count `referrals`, each in the state in which it stands."""
    found = list(referrals)
    accepted = [each for each in found if each.status == ReferralStatus.ACCEPTED]
    met = [
        elapsed_working_days(each.decided_on, each.first_meeting_on, holidays)
        for each in accepted
        if each.decided_on is not None and each.first_meeting_on is not None
    ]
    decided = [
        days
        for each in found
        if each.status in DECIDED
        for days in [days_to_decision(each, holidays)]
        if days is not None
    ]
    return Funnel(
        submitted=len(found),
        waiting=_count(found, ReferralStatus.SUBMITTED),
        information_requested=_count(found, ReferralStatus.INFORMATION_REQUESTED),
        accepted={
            level: sum(each.accepted_level == level for each in accepted)
            for level in LEVELS_WITH_MEETINGS
        },
        rejected=_count(found, ReferralStatus.REJECTED),
        withdrawn=_count(found, ReferralStatus.WITHDRAWN),
        met=len(met),
        days_to_decision=median(decided) if decided else None,
        days_to_first_meeting=median(met) if met else None,
    )


def _count(referrals: Iterable[Referred], status: ReferralStatus) -> int:
    return sum(each.status == status for each in referrals)
