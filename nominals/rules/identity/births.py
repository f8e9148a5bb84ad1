"""Dates of birth as people write them, and the slips of writing one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_IN_DIGITS = re.compile(r"(?<![\w/.-])(\d{1,2})[/. -](\d{1,2})[/. -](\d{4}|\d{2})(?![\w/-])")
_ISO = re.compile(r"(?<![\w/.-])(\d{4})-(\d{1,2})-(\d{1,2})(?![\w/-])")
_IN_WORDS = re.compile(
    r"(?<!\w)(\d{1,2})(?:st|nd|rd|th)?[ -]+([A-Za-z]{3,9})\.?,?[ -]+(\d{4}|\d{2})(?!\w)"
)


def written_days(text: str, *, today: date) -> tuple[list[date], str]:
    """The days that are written in `text`, day before month, and the text without them.

    A year of two digits is the latest that lies not after `today`.
    """
    days: list[date] = []

    def taken(found: re.Match[str]) -> str:
        day = _read(found, today)
        if day is None:
            return found[0]
        days.append(day)
        return " "

    for pattern in (_ISO, _IN_DIGITS, _IN_WORDS):
        text = pattern.sub(taken, text)
    return days, text


def near_days(day: date) -> dict[date, str]:
    """The days within typing distance of `day`, and the slip that leads to each.

    Not `day` itself.
    """
    found: dict[date, str] = {}
    for near, slip in _slips(day):
        if near is not None and near != day:
            found.setdefault(near, slip)
    return found


def _slips(day: date) -> Iterator[tuple[date | None, str]]:
    yield _day(day.year, day.day, day.month), "day and month swapped"
    for years in (-1, 1):
        yield _day(day.year + years, day.month, day.day), "one year apart"
    for years in (-100, 100):
        yield _day(day.year + years, day.month, day.day), "a century apart"
    digits = f"{day:%d%m}{day.year:04}"
    for place in range(len(digits) - 1):
        pair = digits[place : place + 2]
        yield _of_digits(digits[:place] + pair[::-1] + digits[place + 2 :]), "two digits swapped"
    for place in range(len(digits)):
        for digit in "0123456789":
            yield _of_digits(digits[:place] + digit + digits[place + 1 :]), "one digit apart"


def _of_digits(digits: str) -> date | None:
    return _day(int(digits[4:]), int(digits[2:4]), int(digits[:2]))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _read(found: re.Match[str], today: date) -> date | None:
    first, second, third = found.groups()
    if len(first) == 4:
        return _day(int(first), int(second), int(third))
    if second.isdigit():
        month = int(second)
    elif second[:3].lower() in _MONTHS:
        month = _MONTHS.index(second[:3].lower()) + 1
    else:
        return None
    year = int(third)
    if len(third) == 2:
        year += today.year // 100 * 100
        if (year, month, int(first)) > (today.year, today.month, today.day):
            year -= 100
    return _day(year, month, int(first))
