"""The stored calendar: the bank holidays that England and Wales had, up to the end of 2028."""

from datetime import date, timedelta

import pytest

from agencies.models import BankHoliday
from agencies.services.settings import rule_settings

pytestmark = pytest.mark.django_db

FIRST_YEAR, LAST_YEAR = 2012, 2028
ONCE = {
    date(2012, 6, 5),  # Diamond Jubilee
    date(2022, 6, 3),  # Platinum Jubilee
    date(2022, 9, 19),  # State Funeral of Queen Elizabeth II
    date(2023, 5, 8),  # Coronation of King Charles III
}
MOVED = {
    date(2012, 5, 28): date(2012, 6, 4),  # Spring bank holiday, beside the jubilees
    date(2022, 5, 30): date(2022, 6, 2),
    date(2020, 5, 4): date(2020, 5, 8),  # Early May bank holiday, to VE day
}


def easter(year):
    """Easter Sunday, by the anonymous Gregorian computation."""
    century, of_century = divmod(year, 100)
    leap, rest = divmod(century, 4)
    moon = (19 * (year % 19) + century - leap - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    week = (32 + 2 * rest + 2 * (of_century // 4) - moon - of_century % 4) % 7
    month, day = divmod(moon + week - 7 * ((year % 19 + 11 * moon + 22 * week) // 451) + 114, 31)
    return date(year, month, day + 1)


def first_monday(year, month):
    return next(day for n in range(1, 8) if (day := date(year, month, n)).weekday() == 0)


def substituted(days):
    """These days, each at a weekend moved to the next weekday that is not taken."""
    taken = {day for day in days if day.weekday() < 5}
    for day in sorted(days):
        if day.weekday() >= 5:
            while day.weekday() >= 5 or day in taken:
                day += timedelta(days=1)
            taken.add(day)
    return taken


def expected(year):
    """The bank holidays of a year under the Banking and Financial Dealings Act 1971, before
    proclamations."""
    week = timedelta(days=7)
    last_of_may = first_monday(year, 6) - week
    last_of_august = first_monday(year, 9) - week
    good_friday = easter(year) - timedelta(days=2)
    days = substituted({date(year, 1, 1)}) | substituted({date(year, 12, 25), date(year, 12, 26)})
    days |= {good_friday, easter(year) + timedelta(days=1), first_monday(year, 5)}
    return days | {last_of_may, last_of_august}


@pytest.mark.parametrize("year", range(FIRST_YEAR, LAST_YEAR + 1))
def test_the_calendar_holds_the_bank_holidays_of_each_year_and_no_others(year):
    days = {MOVED.get(day, day) for day in expected(year)}
    days |= {day for day in ONCE if day.year == year}

    assert set(BankHoliday.objects.filter(day__year=year).values_list("day", flat=True)) == days


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2024, 3, 29), "Good Friday"),
        (date(2024, 4, 1), "Easter Monday"),
        (date(2020, 5, 8), "Early May bank holiday (VE day)"),
        (date(2022, 6, 3), "Platinum Jubilee bank holiday"),
        (date(2022, 9, 19), "Bank Holiday for the State Funeral of Queen Elizabeth II"),
        (date(2023, 5, 8), "Bank holiday for the coronation of King Charles III"),
        (date(2028, 12, 26), "Boxing Day"),
    ],
)
def test_a_bank_holiday_is_known_by_name(day, name):
    assert BankHoliday.objects.get(day=day).name == name


@pytest.mark.parametrize("day", [date(2020, 5, 4), date(2022, 5, 30), date(2021, 12, 25)])
def test_a_day_that_was_moved_is_none(day):
    """Of Scotland's and Northern Ireland's holidays there is none either, by the test above."""
    assert not BankHoliday.objects.filter(day=day).exists()


def test_the_calendar_begins_in_2012_and_reaches_to_the_end_of_2028():
    days = BankHoliday.objects.order_by("day").values_list("day", flat=True)

    assert days.first() == date(FIRST_YEAR, 1, 2)
    assert days.last() == date(LAST_YEAR, 12, 26)
    assert rule_settings().holidays == frozenset(days)
