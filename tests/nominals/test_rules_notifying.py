"""V28 to V31: by which day the police are notified."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.periods import OPEN_END, Period
from nominals.rules.notification.notifying import (
    added_matter_warning,
    annual_warning,
    initial_warning,
    is_travel_to_notify,
    next_annual,
    next_weekly,
    three_days,
    travel_warning,
    weekly_warning,
)

DAY = date(2020, 3, 10)


def rule(warning):
    return None if warning is None else warning.rule


@pytest.mark.parametrize(
    ("detained", "last_day"),
    [
        pytest.param([], date(2020, 3, 12), id="at liberty: the day itself counts"),
        pytest.param([(DAY, date(2021, 5, 1))], date(2021, 5, 3), id="detained: from release"),
        pytest.param([(date(2019, 1, 1), DAY)], date(2020, 3, 12), id="released on the day"),
        pytest.param(
            [(date(2020, 3, 11), date(2020, 3, 20))], date(2020, 3, 21), id="the clock stops"
        ),
        pytest.param(
            [(date(2020, 3, 12), date(2020, 3, 13))], date(2020, 3, 13), id="for the last day"
        ),
        pytest.param([(date(2020, 3, 13), None)], date(2020, 3, 12), id="detained afterwards"),
        pytest.param([(DAY, None)], OPEN_END, id="no release in sight"),
        pytest.param(
            [(DAY, date(2020, 4, 1)), (date(2020, 4, 2), date(2020, 5, 1))],
            date(2020, 5, 2),
            id="detained again",
        ),
    ],
)
def test_three_days_begin_with_the_day_and_stop_in_detention(detained, last_day):
    assert three_days(DAY, [Period(*each) for each in detained]) == last_day


@pytest.mark.parametrize(
    ("notified_on", "asks"),
    [(DAY, None), (date(2020, 3, 11), None), (date(2020, 3, 12), None), (date(2020, 3, 13), "V28")],
)
def test_v28_a_first_notification_after_three_days_asks_a_reason(notified_on, asks):
    assert rule(initial_warning(notified_on=notified_on, began_on=DAY)) == asks


@pytest.mark.parametrize(("day", "asks"), [(2, None), (3, None), (4, "V28")])
def test_v28_runs_from_release(day, asks):
    detained = [Period(DAY, date(2021, 5, 1))]

    warning = initial_warning(notified_on=date(2021, 5, day), began_on=DAY, detained=detained)

    assert rule(warning) == asks


@pytest.mark.parametrize(
    ("notified", "due_on"),
    [
        pytest.param([], date(2021, 3, 10), id="nothing yet: from the first day"),
        pytest.param([("initial", date(2020, 3, 12))], date(2021, 3, 12), id="the initial one"),
        pytest.param(
            [("initial", date(2020, 3, 12)), ("change", date(2020, 9, 1))],
            date(2021, 9, 1),
            id="a change moves it",
        ),
        pytest.param(
            [("initial", date(2020, 3, 12)), ("added_matter", date(2020, 9, 1))],
            date(2021, 3, 12),
            id="a matter of 2012 does not",
        ),
        pytest.param(
            [("initial", date(2020, 3, 12)), ("travel", date(2020, 9, 1))],
            date(2021, 3, 12),
            id="travel does not",
        ),
        pytest.param(
            [("change", date(2020, 9, 1)), ("annual", date(2020, 3, 12))],
            date(2021, 9, 1),
            id="the last one, in whatever order",
        ),
        pytest.param([("initial", date(2020, 2, 29))], date(2021, 2, 28), id="29 February"),
        pytest.param([("initial", date(2023, 2, 28))], date(2024, 2, 28), id="28 February"),
    ],
)
def test_the_annual_date_moves_with_what_is_notified(notified, due_on):
    assert next_annual(notified, subject_from=DAY) == due_on


@pytest.mark.parametrize(
    ("detained", "due_on"),
    [
        (Period(date(2021, 3, 10), date(2021, 6, 1)), date(2021, 6, 3)),
        (Period(date(2021, 1, 1), date(2021, 3, 11)), date(2021, 3, 13)),
        (Period(date(2021, 1, 1), date(2021, 3, 10)), date(2021, 3, 10)),
        (Period(date(2021, 3, 11), None), date(2021, 3, 10)),
        (Period(date(2021, 3, 1), None), OPEN_END),
    ],
)
def test_an_annual_date_in_detention_waits_for_release(detained, due_on):
    assert next_annual([], subject_from=DAY, detained=[detained]) == due_on


@pytest.mark.parametrize(
    ("notified", "homeless_from", "due_on"),
    [
        pytest.param([], DAY, date(2020, 3, 17), id="from the first day without an address"),
        pytest.param([("weekly", date(2020, 3, 15))], DAY, date(2020, 3, 22), id="each week"),
        pytest.param([("change", date(2020, 3, 15))], DAY, date(2020, 3, 22), id="a change too"),
        pytest.param([("travel", date(2020, 3, 15))], DAY, date(2020, 3, 17), id="not travel"),
        pytest.param([("annual", date(2020, 1, 1))], DAY, date(2020, 3, 17), id="earlier ones"),
        pytest.param([], date(2012, 8, 12), date(2012, 8, 20), id="the day before the duty"),
        pytest.param([], date(2012, 8, 13), date(2012, 8, 20), id="the first day of the duty"),
        pytest.param([], date(2012, 8, 14), date(2012, 8, 21), id="the day after"),
    ],
)
def test_without_an_address_each_week(notified, homeless_from, due_on):
    assert next_weekly(notified, homeless_from=homeless_from) == due_on


@pytest.mark.parametrize(("day", "asks"), [(16, None), (17, None), (18, "V29")])
def test_v29_a_week_that_is_over_asks_a_reason(day, asks):
    warning = weekly_warning(
        notified_on=date(2020, 3, day),
        notified=[("weekly", date(2020, 4, 1))],
        homeless_from=DAY,
        detained=[],
    )

    assert rule(warning) == asks


@pytest.mark.parametrize(
    ("departs_on", "returns_on", "is_to_notify"),
    [
        (date(2012, 8, 12), date(2012, 8, 13), False),
        (date(2012, 8, 12), date(2012, 8, 14), True),
        (date(2012, 8, 12), None, True),
        (date(2012, 8, 13), date(2012, 8, 13), True),
        (date(2012, 8, 14), date(2012, 8, 14), True),
    ],
)
def test_v30_any_trip_is_notified_since_13_august_2012(departs_on, returns_on, is_to_notify):
    assert is_travel_to_notify(departs_on, returns_on) is is_to_notify


@pytest.mark.parametrize(
    ("notified_on", "departs_on", "asks"),
    [
        (date(2020, 3, 2), DAY, None),
        (date(2020, 3, 3), DAY, None),
        (date(2020, 3, 4), DAY, "V30"),
        (date(2012, 8, 11), date(2012, 8, 12), None),
        (date(2012, 8, 12), date(2012, 8, 13), "V30"),
        (date(2012, 8, 13), date(2012, 8, 14), "V30"),
    ],
)
def test_v30_short_notice_asks_a_reason(notified_on, departs_on, asks):
    warning = travel_warning(
        notified_on=notified_on, departs_on=departs_on, returns_on=departs_on, notice_days=7
    )

    assert rule(warning) == asks


@pytest.mark.parametrize(
    ("notified_on", "matter", "asks"),
    [
        (date(2021, 2, 28), "change", None),
        (date(2021, 3, 1), "change", None),
        (date(2021, 3, 2), "change", "V31"),
        (date(2020, 12, 31), "added_matter", None),
        (date(2021, 1, 1), "added_matter", None),
        (date(2021, 1, 2), "added_matter", "V31"),
    ],
)
def test_v31_an_annual_notification_after_its_moved_date_asks_a_reason(notified_on, matter, asks):
    notified = [("initial", date(2020, 1, 1)), (matter, date(2020, 3, 1))]

    warning = annual_warning(
        notified_on=notified_on, notified=notified, subject_from=date(2019, 1, 1), detained=[]
    )

    assert rule(warning) == asks


@pytest.mark.parametrize(
    ("day", "asks"),
    [(date(2012, 8, 12), None), (date(2012, 8, 13), "V31"), (date(2012, 8, 14), "V31")],
)
def test_v31_asks_from_the_regulations_of_2012_on(day, asks):
    warning = annual_warning(
        notified_on=day, notified=[], subject_from=date(2011, 1, 1), detained=[]
    )

    assert rule(warning) == asks


@pytest.mark.parametrize(
    ("day", "asks"),
    [(date(2012, 8, 12), "V31"), (date(2012, 8, 13), None), (date(2012, 8, 14), None)],
)
def test_v31_a_matter_of_2012_is_not_notified_before(day, asks):
    assert rule(added_matter_warning(day)) == asks


spells = st.lists(
    st.tuples(st.integers(0, 40), st.integers(1, 15)).map(
        lambda each: Period(DAY + timedelta(days=each[0]), DAY + timedelta(days=each[0] + each[1]))
    ),
    max_size=4,
)


@given(start=st.integers(0, 20), detained=spells)
def test_three_days_are_the_first_three_that_a_slow_count_finds_at_liberty(start, detained):
    begins = DAY + timedelta(days=start)
    days = (begins + timedelta(days=count) for count in range(100))
    at_liberty = [day for day in days if not any(day in each for each in detained)]

    assert three_days(begins, detained) == at_liberty[2]
