"""Days, one after the other: the walk of a duty that comes again, custody, and the calendar."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta

from tests.oracle.duty_facts import Facts

Source = tuple[str, int]
"""The label and key of a fact."""

Duty = tuple[str, Source, date]
"""Its kind, the fact that it follows from, and the day on which it is due."""

DAY = timedelta(days=1)
NEVER = date(9999, 12, 31)


class Walk:
    """A duty that comes again, walked day by day from `first` on.

    The first of the facts that begin a link on a day takes the place of the link before; a day on
    which it has ended takes it away.
    """

    def __init__(
        self,
        first: date,
        begins: Callable[[date], Iterable[Source]],
        ended: Callable[[date], bool],
    ) -> None:
        self.next, self.begins, self.ended = first, begins, ended
        self.link: tuple[Source, date] | None = None
        self.links: dict[date, tuple[Source, date]] = {}

    def at(self, day: date) -> tuple[Source, date] | None:
        """The link on a day: the fact that began it and on which day."""
        while self.next <= day:
            if self.ended(self.next):
                self.link = None
            elif starting := sorted(self.begins(self.next)):
                self.link = starting[0], self.next
            if self.link is not None:
                self.links[self.next] = self.link
            self.next += DAY
        return self.links.get(day)


def walk(facts: Facts, name: Source, first: date, begins, ended):
    """The walk of a name, taken up where an earlier question left it."""
    return facts.walks.setdefault(name, Walk(first, begins, ended))


def first_day(facts: Facts) -> date:
    """A day before which nothing that is walked over begins."""
    starts = [each.first for each in (*facts.requirements, *facts.levels)]
    return min(starts, default=NEVER)


def days_of(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += DAY


def is_detained(facts: Facts, day: date) -> bool:
    return any(day in each for each in facts.detentions)


def subject(facts: Facts, day: date) -> bool:
    """Whether somebody must notify by a requirement that names a relevant date."""
    return any(day in each and each.row.relevant_on is not None for each in facts.requirements)


def nth_day_in_the_community(facts: Facts, day: date, count: int) -> date:
    """The day of that number on which somebody is not detained, `day` the first that may be one."""
    while True:
        if any(day in each and each.end is None for each in facts.detentions):
            return NEVER
        if not is_detained(facts, day):
            count -= 1
            if count == 0:
                return day
        day += DAY


def is_working(facts: Facts, day: date) -> bool:
    return day.strftime("%a") not in ("Sat", "Sun") and day not in facts.holidays


def working_days_on(facts: Facts, day: date, count: int) -> date:
    """The day so many working days after a day."""
    while count:
        day += DAY
        count -= is_working(facts, day)
    return day


def is_18(born: date, day: date) -> bool:
    return (day.year - born.year, day.month, day.day) >= (18, born.month, born.day)


def same_day(year: int, month: int, day: int, *, otherwise: int) -> date:
    """That day of that year; where there is none the day before it (-1) or after it (1)."""
    try:
        return date(year, month, day)
    except ValueError:
        eve = date(year + month // 12, month % 12 + 1, 1) - DAY
        return eve if otherwise < 0 else eve + DAY


def months_on(day: date, months: int) -> date:
    """The same day so many months later or earlier, or the first of the next where it has none."""
    count = day.year * 12 + day.month - 1 + months
    return same_day(count // 12, count % 12 + 1, day.day, otherwise=1)
