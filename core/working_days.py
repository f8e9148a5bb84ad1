"""Working days of England and Wales, in plain Python.

Weekends and the stored bank holidays are left out; the day of the event is day 0.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from core.periods import ONE_DAY, OPEN_END

SATURDAY = 5


def is_working_day(day: date, holidays: Collection[date]) -> bool:
    """Whether `day` is neither at a weekend nor one of `holidays`."""
    return day.weekday() < SATURDAY and day not in holidays


def add_working_days(day: date, count: int, holidays: Collection[date]) -> date:
    """The day that comes `count` working days after `day`, which itself is day 0.

    With a `count` of 0 it is `day` itself, working day or not. At the end of the calendar it is
    `OPEN_END`.

    Raises:
        ValueError: if `count` is negative.
    """
    if count < 0:
        msg = f"Working days are counted forward: {count} is below 0."
        raise ValueError(msg)
    while count > 0 and day < OPEN_END:
        day += ONE_DAY
        count -= is_working_day(day, holidays)
    return day


def elapsed_working_days(start: date, end: date, holidays: Collection[date]) -> int:
    """The working days after `start` up to and including `end`; none where `end` is not later."""
    days = 0
    while start < end:
        start += ONE_DAY
        days += is_working_day(start, holidays)
    return days
