"""By which day somebody notifies (Sexual Offences Act 2003, sections 83 to 86)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from core.periods import OPEN_END, Period, add_days, add_years, day_before
from core.refusals import Refusal
from nominals.choices import NotificationMatter

ADDED_DUTIES_START = date(2012, 8, 13)
"""The Notification Requirements Regulations of 2012: weekly notification without a sole or main
residence, any travel abroad, and the added matters (bank, passport, household with a child)."""

DAYS_TO_NOTIFY = 3
"""Sections 83(1) and 84(1): 3 days that begin with the day itself."""

DAYS_OF_A_WEEK = 7

LONG_TRAVEL_DAYS = 3
"""Before the regulations of 2012 a trip was notified from this length on."""

MOVES_THE_ANNUAL_DATE = frozenset(
    {
        NotificationMatter.INITIAL,
        NotificationMatter.CHANGE,
        NotificationMatter.ANNUAL,
        NotificationMatter.WEEKLY,
    }
)
"""Section 85(1) and (2): from these the year runs. Travel and the matters added in 2012 move
nothing."""

Notified = tuple[str, date]
"""A matter and the day on which it was notified."""


def three_days(from_on: date, detained: Iterable[Period] = ()) -> date:
    """The last of the 3 days that begin with `from_on`.

    Days in prison or hospital are left out (section 83(4)), so for somebody detained on `from_on`
    they begin with the day of release. `OPEN_END` while a detention has no end.
    """
    left = DAYS_TO_NOTIFY
    day = from_on
    spells = sorted(detained)
    while True:
        holding = next((each for each in spells if day in each), None)
        if holding is not None:
            if holding.ends == OPEN_END:
                return OPEN_END
            day = holding.ends
            continue
        left -= 1
        if left == 0 or day == OPEN_END:
            return day
        day = add_days(day, 1)


def next_annual(
    notified: Iterable[Notified], *, subject_from: date, detained: Sequence[Period] = ()
) -> date:
    """The last day of the year after the last notification that moves the annual date.

    Without any, the year runs from `subject_from`. Where that day falls into a detention the time
    goes on until 3 days from release (section 85(4)).
    """
    due_on = a_year_after(_last(notified, subject_from))
    return _past_detention(due_on, detained)


def next_weekly(
    notified: Iterable[Notified], *, homeless_from: date, detained: Sequence[Period] = ()
) -> date:
    """The last day of the week after the last notification, of somebody without a sole or main
    residence from `homeless_from` on (section 85(5)); the duty began with the regulations of 2012.
    """
    begins = max(homeless_from, ADDED_DUTIES_START)
    last = max(_last(notified, begins), begins)
    return _past_detention(add_days(last, DAYS_OF_A_WEEK), detained)


def a_year_after(day: date) -> date:
    """The last day of the year that begins after `day`: the day of the same date, and 28 February
    after a 29th."""
    return min(add_years(day, 1), day_before(add_years(add_days(day, 1), 1)))


def is_travel_to_notify(departs_on: date, returns_on: date | None) -> bool:
    """Whether a trip abroad is notified: any since 13 August 2012, before that of 3 days or more.

    The days of departure and return both count; a trip without a known return counts as long.
    """
    if departs_on >= ADDED_DUTIES_START or returns_on is None:
        return True
    return (returns_on - departs_on).days + 1 >= LONG_TRAVEL_DAYS


def initial_warning(
    *, notified_on: date, began_on: date, detained: Sequence[Period] = ()
) -> Refusal | None:
    """V28: the initial notification later than 3 days beginning with the first day of the
    requirement, or with release where somebody was detained on it.

    For a sentence that day is the relevant date, for an order the day it was made or given.
    """
    due_on = three_days(began_on, detained)
    if notified_on <= due_on:
        return None
    sentence = (
        f"Notified on {notified_on}, but the 3 days that began with {began_on}, "
        f"without those in detention, ended with {due_on} (section 83). Say why "
        "it was late."
    )
    return Refusal("V28", "notified_on", sentence)


def weekly_warning(
    *,
    notified_on: date,
    notified: Iterable[Notified],
    homeless_from: date,
    detained: Sequence[Period],
) -> Refusal | None:
    """V29: longer than a week since the last notification, without a sole or main residence."""
    due_on = next_weekly(
        _before(notified, notified_on), homeless_from=homeless_from, detained=detained
    )
    if notified_on <= due_on:
        return None
    sentence = (
        f"Notified on {notified_on}, but without a sole or main residence the week ended with "
        f"{due_on} (section 85). Say why it was late."
    )
    return Refusal("V29", "notified_on", sentence)


def travel_warning(
    *, notified_on: date, departs_on: date, returns_on: date | None, notice_days: int
) -> Refusal | None:
    """V30: a trip that must be notified, notified too late. `notice_days` is the rule setting."""
    due_on = add_days(departs_on, -notice_days)
    if notified_on <= due_on or not is_travel_to_notify(departs_on, returns_on):
        return None
    sentence = (
        f"The trip of {departs_on} was notified on {notified_on}, but any travel abroad is "
        f"notified at least {notice_days} days before, here by {due_on} (section 86). Say why it "
        "was late."
    )
    return Refusal("V30", "departs_on", sentence)


def annual_warning(
    *,
    notified_on: date,
    notified: Iterable[Notified],
    subject_from: date,
    detained: Sequence[Period],
) -> Refusal | None:
    """V31: an annual notification after the day to which the last one under sections 83 to 85
    moved it."""
    due_on = next_annual(
        _before(notified, notified_on), subject_from=subject_from, detained=detained
    )
    if notified_on < ADDED_DUTIES_START or notified_on <= due_on:
        return None
    sentence = (
        f"Notified on {notified_on}, but the year ended with {due_on}: a change of name, address "
        "or release moves the annual date, a matter added in 2012 does not (section 85). Say why "
        "it was late."
    )
    return Refusal("V31", "notified_on", sentence)


def added_matter_warning(notified_on: date) -> Refusal | None:
    """V31: a matter that the regulations of 2012 added, before they were in force."""
    if notified_on >= ADDED_DUTIES_START:
        return None
    sentence = (
        f"Matters added in 2012 are notified from {ADDED_DUTIES_START} on, not on {notified_on}. "
        "Say why it is recorded so."
    )
    return Refusal("V31", "matter", sentence)


def _last(notified: Iterable[Notified], otherwise: date) -> date:
    days = (day for matter, day in notified if matter in MOVES_THE_ANNUAL_DATE)
    return max(days, default=otherwise)


def _before(notified: Iterable[Notified], day: date) -> list[Notified]:
    return [each for each in notified if each[1] < day]


def _past_detention(due_on: date, detained: Sequence[Period]) -> date:
    if any(due_on in each for each in detained):
        return three_days(due_on, detained)
    return due_on
