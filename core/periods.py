"""Periods of days, reporting years and their quarters, in plain Python.

One convention for time, written once: the first day is included, the end is excluded, and an
end of ``None`` is open (counting rule D1).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Self

OPEN_END = date(9999, 12, 31)
"""The day that stands for an open end where a column must hold a day."""

FIRST_YEAR, LAST_YEAR = 1900, 9998
"""Bounds of the days that can be meant: the calendar holds more."""

FOREVER = datetime(9999, 12, 31, tzinfo=UTC)
"""The instant that stands for "still known": `recorded_to` of a row that nothing superseded."""

ONE_DAY = timedelta(days=1)


def day_before(day: date) -> date:
    """The day before `day`; of the first day that a calendar holds, that day itself."""
    return day if day == date.min else day - ONE_DAY


def add_days(day: date, days: int) -> date:
    """The day `days` after `day`, before it where they are negative; the last or the first day of
    the calendar where it holds no such day."""
    return date.fromordinal(max(1, min(day.toordinal() + days, OPEN_END.toordinal())))


def end_of(ends: date) -> date | None:
    """An excluded end as `Period` holds it: `None` for `OPEN_END`."""
    return None if ends == OPEN_END else ends


def add_years(day: date, years: int) -> date:
    """The first day after a period of `years` years that begins with `day`.

    A year that begins with 29 February ends with 28 February, so the answer is 1 March where
    the year reached has no 29 February. Past the last year of the calendar it is `OPEN_END`.
    """
    if day.year + years > OPEN_END.year:
        return OPEN_END
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def add_months(day: date, months: int) -> date:
    """The first day after a period of `months` months that begins with `day`.

    Where the month reached has no such day, its last day is in the period and the answer is the
    first of the month after. Past the last year of the calendar it is `OPEN_END`.
    """
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    if year > OPEN_END.year:
        return OPEN_END
    try:
        return date(year, month, day.day)
    except ValueError:
        return date(year, month + 1, 1)


def age_on(born_on: date, day: date) -> int:
    """Whole years lived on `day` by somebody born on `born_on`; negative before the birth."""
    had_no_birthday_yet = (day.month, day.day) < (born_on.month, born_on.day)
    return day.year - born_on.year - had_no_birthday_yet


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Days from `start`, included, to `end`, excluded; an `end` of `None` is open.

    Raises:
        ValueError: if `end` is not after `start`.
    """

    start: date
    end: date | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end <= self.start:
            msg = f"A period must end after it starts: {self.start} to {self.end}."
            raise ValueError(msg)

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.ends

    @property
    def ends(self) -> date:
        """The excluded end as a day, `OPEN_END` where the period is open."""
        return self.end or OPEN_END

    @property
    def last_day(self) -> date | None:
        """The last day that counts, as people say it; `None` where the period is open."""
        return None if self.end is None else self.end - ONE_DAY

    def overlaps(self, other: Period) -> bool:
        """Whether some day is in both periods. Touching periods share none."""
        return self.start < other.ends and other.start < self.ends


def union(periods: Iterable[Period]) -> list[Period]:
    """The days that are in any of `periods`, as the fewest periods, in order."""
    joined: list[Period] = []
    for period in sorted(periods, key=lambda each: each.start):
        if joined and period.start <= joined[-1].ends:
            last = joined[-1]
            open_ended = last.end is None or period.end is None
            joined[-1] = Period(last.start, None if open_ended else max(last.ends, period.ends))
        else:
            joined.append(period)
    return joined


def uncovered(wanted: Iterable[Period], cover: Iterable[Period]) -> list[Period]:
    """The days of `wanted` that no period of `cover` holds, in order."""
    gaps: list[Period] = []
    covers = union(cover)
    for want in union(wanted):
        start = want.start
        for each in covers:
            if each.ends <= start or each.start >= want.ends:
                continue
            if each.start > start:
                gaps.append(Period(start, each.start))
            start = each.ends
        if start < want.ends:
            gaps.append(Period(start, want.end))
    return gaps


YEAR_LABEL = re.compile(r"([0-9]{4})-([0-9]{2})")


@dataclass(frozen=True, slots=True, order=True)
class ReportingYear:
    """A year of the statutory annual return: 1 April to 31 March (counting rule D2)."""

    first_year: int

    @classmethod
    def parse(cls, label: str) -> Self:
        """The year that a label such as ``2021-22`` names.

        Raises:
            ValueError: if the label has another form or its two years do not follow.
        """
        match = YEAR_LABEL.fullmatch(label)
        if match is None or int(match[2]) != (int(match[1]) + 1) % 100 or match[1] in _NO_YEARS:
            msg = f"“{label}” is no reporting year: write it like 2021-22, for April to March."
            raise ValueError(msg)
        return cls(int(match[1]))

    @classmethod
    def containing(cls, day: date) -> Self:
        """The reporting year in which `day` lies."""
        return cls(day.year if day.month >= 4 else day.year - 1)

    @property
    def label(self) -> str:
        """The year as it is written, such as ``2021-22``."""
        return f"{self.first_year:04}-{(self.first_year + 1) % 100:02}"

    @property
    def period(self) -> Period:
        """1 April to the following 1 April, excluded."""
        return Period(date(self.first_year, 4, 1), date(self.first_year + 1, 4, 1))

    @property
    def snapshot_day(self) -> date:
        """31 March at the end of the year; the snapshot is taken at the end of that day."""
        return date(self.first_year + 1, 3, 31)

    @property
    def previous(self) -> ReportingYear:
        """The reporting year before this one."""
        return ReportingYear(self.first_year - 1)

    def __str__(self) -> str:
        return self.label


_NO_YEARS = ("0000", "9998", "9999")

QUARTER_LABEL = re.compile(r"(.+) Q([1-4])")


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """A quarter of a reporting year; the first is April to June.

    Raises:
        ValueError: if `number` is not 1, 2, 3 or 4.
    """

    year: ReportingYear
    number: int

    def __post_init__(self) -> None:
        if self.number not in (1, 2, 3, 4):
            msg = f"A year has the quarters 1 to 4, and no quarter {self.number}."
            raise ValueError(msg)

    @classmethod
    def parse(cls, label: str) -> Self:
        """The quarter that a label such as ``2024-25 Q1`` names.

        Raises:
            ValueError: if the label has another form.
        """
        match = QUARTER_LABEL.fullmatch(label)
        try:
            if match is not None:
                return cls(ReportingYear.parse(match[1]), int(match[2]))
        except ValueError:
            pass
        msg = f"“{label}” is no quarter: write it like 2024-25 Q1, for April to June."
        raise ValueError(msg)

    @classmethod
    def containing(cls, day: date) -> Self:
        """The quarter in which `day` lies."""
        return cls(ReportingYear.containing(day), (day.month - 4) % 12 // 3 + 1)

    @property
    def label(self) -> str:
        """The quarter as it is written, such as ``2024-25 Q1``."""
        return f"{self.year.label} Q{self.number}"

    @property
    def period(self) -> Period:
        """The first day of its three months to the first day after them, excluded."""
        start = add_months(self.year.period.start, 3 * (self.number - 1))
        return Period(start, add_months(start, 3))

    def __str__(self) -> str:
        return self.label
