"""Working days: weekends and bank holidays of England and Wales left out, the event on day 0."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import agencies
from core.periods import OPEN_END
from core.working_days import add_working_days, elapsed_working_days, is_working_day

CALENDAR = Path(agencies.__file__).parent / "reference" / "bank_holidays.csv"
with CALENDAR.open(encoding="utf-8") as file:
    HOLIDAYS = frozenset(date.fromisoformat(row["day"]) for row in csv.DictReader(file))
ONE_DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2024, 6, 7), True),  # Friday
        (date(2024, 6, 8), False),
        (date(2024, 6, 9), False),
        (date(2024, 6, 10), True),
        # Easter
        (date(2024, 3, 28), True),
        (date(2024, 3, 29), False),
        (date(2024, 4, 1), False),
        (date(2024, 4, 2), True),
        # Christmas and Boxing Day of 2021 at a weekend, with substitute days; New Year of 2022
        (date(2021, 12, 24), True),
        (date(2021, 12, 27), False),
        (date(2021, 12, 28), False),
        (date(2021, 12, 29), True),
        (date(2021, 12, 31), True),
        (date(2022, 1, 3), False),
        (date(2022, 1, 4), True),
        # Christmas Day of 2022 a Sunday, Boxing Day of 2020 a Saturday
        (date(2022, 12, 26), False),
        (date(2022, 12, 27), False),
        (date(2022, 12, 28), True),
        (date(2020, 12, 25), False),
        (date(2020, 12, 28), False),
        (date(2020, 12, 29), True),
        # Proclaimed once
        (date(2022, 9, 16), True),
        (date(2022, 9, 19), False),
        (date(2022, 9, 20), True),
    ],
)
def test_a_working_day_is_neither_at_a_weekend_nor_a_bank_holiday(day, works):
    assert is_working_day(day, HOLIDAYS) is works


@pytest.mark.parametrize(
    ("day", "count", "last"),
    [
        (date(2024, 6, 5), 1, date(2024, 6, 6)),
        (date(2024, 6, 6), 1, date(2024, 6, 7)),
        (date(2024, 6, 7), 1, date(2024, 6, 10)),  # from a Friday
        (date(2024, 6, 8), 1, date(2024, 6, 10)),  # from a Saturday
        (date(2024, 6, 9), 1, date(2024, 6, 10)),
        (date(2024, 6, 10), 1, date(2024, 6, 11)),
        (date(2024, 3, 27), 1, date(2024, 3, 28)),  # up to Easter
        (date(2024, 3, 27), 2, date(2024, 4, 2)),
        (date(2024, 3, 28), 1, date(2024, 4, 2)),
        (date(2024, 3, 29), 1, date(2024, 4, 2)),  # from a bank holiday
        (date(2024, 4, 1), 1, date(2024, 4, 2)),
        (date(2024, 4, 2), 1, date(2024, 4, 3)),
        (date(2021, 12, 24), 1, date(2021, 12, 29)),  # over substitute days
        (date(2021, 12, 24), 4, date(2022, 1, 4)),
        (date(2022, 9, 16), 1, date(2022, 9, 20)),
        (date(2024, 6, 3), 5, date(2024, 6, 10)),
        (date(2024, 6, 3), 10, date(2024, 6, 17)),
    ],
)
def test_working_days_are_counted_from_the_day_after_the_event(day, count, last):
    assert add_working_days(day, count, HOLIDAYS) == last


@pytest.mark.parametrize(
    "day", [date(2024, 6, 7), date(2024, 6, 8), date(2024, 3, 29), date(2021, 12, 27)]
)
def test_day_0_is_the_event_itself_working_day_or_not(day):
    assert add_working_days(day, 0, HOLIDAYS) == day


def test_a_negative_count_is_refused():
    with pytest.raises(ValueError, match="counted forward: -1 is below 0"):
        add_working_days(date(2024, 6, 7), -1, HOLIDAYS)


def test_at_the_end_of_the_calendar_counting_stops():
    assert add_working_days(OPEN_END, 3, ()) == OPEN_END
    assert add_working_days(OPEN_END - 2 * ONE_DAY, 10, ()) == OPEN_END


@given(
    st.dates(date(2012, 1, 1), date(2028, 12, 31)),
    st.integers(0, 60),
    st.frozensets(st.dates(date(2012, 1, 1), date(2028, 12, 31)), max_size=20),
)
def test_it_agrees_with_a_slow_count(day, count, others):
    """Between the event and the day found lie the working days asked, and that day is the last."""
    holidays = HOLIDAYS | others
    found = add_working_days(day, count, holidays)

    passed = [day + ONE_DAY * n for n in range(1, (found - day).days + 1)]
    working = [each for each in passed if each.isoweekday() <= 5 and each not in holidays]
    assert len(working) == count
    assert not passed or working[-1] == found


@pytest.mark.parametrize(
    ("end", "days"),
    [
        (date(2024, 5, 2), 0),  # before it: nothing has passed
        (date(2024, 5, 3), 0),
        (date(2024, 5, 4), 0),
        (date(2024, 5, 5), 0),
        (date(2024, 5, 6), 0),  # the early May bank holiday
        (date(2024, 5, 7), 1),
        (date(2024, 5, 10), 4),
        (date(2024, 5, 11), 4),
    ],
)
def test_elapsed_working_days_leave_out_weekends_bank_holidays_and_the_day_of_the_event(end, days):
    assert elapsed_working_days(date(2024, 5, 3), end, HOLIDAYS) == days
