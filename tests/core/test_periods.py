"""Periods of days and reporting years: the day before, the day and the day after."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.periods import (
    OPEN_END,
    Period,
    Quarter,
    ReportingYear,
    add_days,
    add_months,
    add_years,
    age_on,
    day_before,
    uncovered,
    union,
)

MARCH = Period(date(2022, 3, 1), date(2022, 4, 1))


@pytest.mark.parametrize(
    ("day", "inside"),
    [
        (date(2022, 2, 28), False),
        (date(2022, 3, 1), True),
        (date(2022, 3, 31), True),
        (date(2022, 4, 1), False),
    ],
)
def test_a_period_holds_its_first_day_and_not_its_end(day, inside):
    assert (day in MARCH) is inside


def test_an_open_period_holds_every_later_day():
    assert date(2999, 1, 1) in Period(date(2022, 3, 1))
    assert Period(date(2022, 3, 1)).ends == OPEN_END
    assert Period(date(2022, 3, 1)).last_day is None


def test_people_see_the_last_day_that_counts():
    assert MARCH.last_day == date(2022, 3, 31)


@pytest.mark.parametrize("end", [date(2022, 3, 1), date(2022, 2, 28)])
def test_a_period_that_does_not_end_after_its_start_is_refused(end):
    with pytest.raises(ValueError, match="must end after it starts"):
        Period(date(2022, 3, 1), end)


@pytest.mark.parametrize(
    ("other", "overlaps"),
    [
        (Period(date(2022, 4, 1)), False),
        (Period(date(2022, 3, 31)), True),
        (Period(date(2022, 2, 1), date(2022, 3, 1)), False),
        (Period(date(2022, 2, 1), date(2022, 3, 2)), True),
        (Period(date(2022, 3, 10), date(2022, 3, 11)), True),
    ],
)
def test_touching_periods_do_not_overlap(other, overlaps):
    assert MARCH.overlaps(other) is overlaps
    assert other.overlaps(MARCH) is overlaps


@pytest.mark.parametrize(
    ("day", "years", "reached"),
    [
        (date(2015, 3, 8), 5, date(2020, 3, 8)),
        (date(2016, 2, 29), 5, date(2021, 3, 1)),
        (date(2016, 2, 29), 4, date(2020, 2, 29)),
        (date(9994, 12, 31), 5, date(9999, 12, 31)),
        (date(9995, 1, 1), 5, OPEN_END),
    ],
)
def test_a_period_of_years_ends_on_the_same_date_or_the_day_after_february(day, years, reached):
    assert add_years(day, years) == reached


@pytest.mark.parametrize(
    ("day", "age"),
    [(date(2021, 5, 3), 9), (date(2021, 5, 4), 10), (date(2021, 5, 5), 10)],
)
def test_somebody_is_a_year_older_on_the_birthday(day, age):
    assert age_on(date(2011, 5, 4), day) == age


def test_the_first_day_of_all_has_no_day_before():
    assert day_before(date.min) == date.min
    assert day_before(date(2022, 3, 1)) == date(2022, 2, 28)


def test_the_year_2021_22_is_april_to_march_and_its_snapshot_is_31_march():
    year = ReportingYear.parse("2021-22")

    assert year.period == Period(date(2021, 4, 1), date(2022, 4, 1))
    assert year.snapshot_day == date(2022, 3, 31)
    assert (year.label, year.previous.label) == ("2021-22", "2020-21")


def test_a_century_turns_within_a_label():
    assert ReportingYear.parse("1999-00").snapshot_day == date(2000, 3, 31)


@pytest.mark.parametrize(
    "label",
    [
        "2021-23",
        "2021-21",
        "2021/22",
        "2021-2022",
        "21-22",
        "2021-22 ",
        "",
        "0000-01",
        "\u0662\u0660\u0662\u0661-\u0662\u0662",
        "\uff19\uff19\uff19\uff19-\uff10\uff10",
    ],
)
def test_another_form_of_a_year_is_refused_with_the_right_one(label):
    with pytest.raises(ValueError, match="write it like 2021-22"):
        ReportingYear.parse(label)


@pytest.mark.parametrize(
    ("day", "label"),
    [(date(2022, 3, 31), "2021-22"), (date(2022, 4, 1), "2022-23")],
)
def test_a_year_begins_on_1_april(day, label):
    assert ReportingYear.containing(day).label == label


DAYS = st.dates(date(2020, 1, 1), date(2020, 2, 10))


@st.composite
def periods(draw):
    start = draw(DAYS)
    end = draw(st.none() | st.dates(date(2020, 2, 11), date(2020, 2, 20)) | DAYS)
    return Period(start, end if end is None or end > start else None)


@given(st.lists(periods(), max_size=5), st.lists(periods(), max_size=5), DAYS)
def test_union_and_gaps_say_of_each_day_what_the_periods_say(wanted, cover, day):
    in_wanted = any(day in each for each in wanted)
    in_cover = any(day in each for each in cover)

    assert any(day in each for each in union(wanted)) is in_wanted
    assert any(day in each for each in uncovered(wanted, cover)) is (in_wanted and not in_cover)


@given(st.lists(periods(), max_size=5))
def test_a_union_has_neither_overlap_nor_touch(wanted):
    joined = union(wanted)

    assert all(a.ends < b.start for a, b in pairwise(joined))


@pytest.mark.parametrize(
    ("day", "months", "after"),
    [
        (date(2022, 3, 10), 0, date(2022, 3, 10)),
        (date(2022, 3, 10), 1, date(2022, 4, 10)),
        (date(2022, 11, 30), 1, date(2022, 12, 30)),
        (date(2022, 12, 31), 1, date(2023, 1, 31)),
        (date(2022, 8, 31), 6, date(2023, 3, 1)),
        (date(2023, 8, 29), 6, date(2024, 2, 29)),
        (date(2023, 8, 30), 6, date(2024, 3, 1)),
        (date(2024, 2, 29), 12, date(2025, 3, 1)),
        (date(2024, 2, 29), 42, date(2027, 8, 29)),
        (date(2022, 3, 31), 1, date(2022, 5, 1)),
        (date(9999, 11, 30), 1, date(9999, 12, 30)),
        (date(9999, 11, 30), 2, OPEN_END),
    ],
)
def test_a_period_of_months_ends_on_its_day_or_the_first_after_the_month(day, months, after):
    assert add_months(day, months) == after


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(0, 100))
def test_years_are_periods_of_twelve_months(day, years):
    assert add_months(day, 12 * years) == add_years(day, years)


@pytest.mark.parametrize(
    ("day", "days", "reached"),
    [
        (date(2024, 2, 28), 1, date(2024, 2, 29)),
        (date(2024, 3, 1), -1, date(2024, 2, 29)),
        (date(9999, 12, 30), 1, OPEN_END),
        (OPEN_END, 1, OPEN_END),
        (date.min, -1, date.min),
    ],
)
def test_days_are_added_within_the_calendar(day, days, reached):
    assert add_days(day, days) == reached


@pytest.mark.parametrize(
    ("label", "start", "last_day"),
    [
        ("2024-25 Q1", date(2024, 4, 1), date(2024, 6, 30)),
        ("2024-25 Q2", date(2024, 7, 1), date(2024, 9, 30)),
        ("2024-25 Q3", date(2024, 10, 1), date(2024, 12, 31)),
        ("2024-25 Q4", date(2025, 1, 1), date(2025, 3, 31)),
        ("1999-00 Q4", date(2000, 1, 1), date(2000, 3, 31)),
    ],
)
def test_a_quarter_is_three_months_of_its_year(label, start, last_day):
    quarter = Quarter.parse(label)

    assert (quarter.period.start, quarter.period.last_day) == (start, last_day)
    assert (quarter.label, str(quarter)) == (label, label)


@pytest.mark.parametrize(
    ("day", "label"),
    [
        (date(2024, 3, 31), "2023-24 Q4"),
        (date(2024, 4, 1), "2024-25 Q1"),
        (date(2024, 6, 30), "2024-25 Q1"),
        (date(2024, 7, 1), "2024-25 Q2"),
        (date(2024, 9, 30), "2024-25 Q2"),
        (date(2024, 10, 1), "2024-25 Q3"),
        (date(2024, 12, 31), "2024-25 Q3"),
        (date(2025, 1, 1), "2024-25 Q4"),
    ],
)
def test_a_quarter_begins_with_april_july_october_or_january(day, label):
    assert Quarter.containing(day).label == label


@given(st.dates(date(1900, 4, 1), date(2100, 1, 1)))
def test_every_day_is_in_the_quarter_that_contains_it(day):
    quarter = Quarter.containing(day)

    assert day in quarter.period
    assert quarter.year == ReportingYear.containing(day)
    assert Quarter.parse(quarter.label) == quarter


@pytest.mark.parametrize(
    "label",
    [
        "2024-25 Q0",
        "2024-25 Q5",
        "2024-25 q1",
        "2024-25Q1",
        "2024-25  Q1",
        "2024-26 Q1",
        "2024-25",
        "Q1",
        "2024 Q1",
        "2024-25 Q1 ",
        "2024-25 Q\u0661",
        "",
    ],
)
def test_another_form_of_a_quarter_is_refused_with_the_right_one(label):
    with pytest.raises(ValueError, match="write it like 2024-25 Q1"):
        Quarter.parse(label)


@pytest.mark.parametrize("number", [0, 5, -1])
def test_a_year_has_four_quarters(number):
    with pytest.raises(ValueError, match="quarters 1 to 4"):
        Quarter(ReportingYear(2024), number)


def test_quarters_follow_one_another_in_order():
    labels = ["2023-24 Q4", "2024-25 Q1", "2024-25 Q2"]

    assert [each.label for each in sorted(map(Quarter.parse, reversed(labels)))] == labels
