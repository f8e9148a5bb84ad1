"""Days of a reporting year and of the years before it."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random


@dataclass(frozen=True)
class Days:
    """The calendar that a caseload is made for: the reporting year that begins on `start`."""

    start: date

    @property
    def snapshot(self) -> date:
        """31 March, the last day of the year."""
        return self.end - timedelta(days=1)

    @property
    def end(self) -> date:
        """The first day after the year."""
        return years_after(self.start, 1)

    def on(self, month: int, day: int, *, years: int = 0) -> date:
        """That day of that month in the reporting year, or in the one `years` later or earlier."""
        calendar_year = self.start.year + years + (month < self.start.month)
        return date(calendar_year, month, day)


def years_after(day: date, years: int) -> date:
    """The same day of the calendar, `years` later; 29 February becomes 28 where there is none."""
    if day.month == 2 and day.day == 29:
        return date(day.year + years, 2, 28)
    return day.replace(year=day.year + years)


def days_after(day: date, days: int) -> date:
    """`days` days later, or earlier where negative."""
    return day + timedelta(days=days)


def some_day(draw: Random, first: date, last: date) -> date:
    """Any day from `first` to `last`, both included."""
    return first + timedelta(days=draw.randint(0, (last - first).days))
