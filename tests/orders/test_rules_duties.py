"""The ends of orders and of foreign travel prohibitions, from plain facts."""

from datetime import date

import pytest

from agencies.rules.settings import Setting, Settings
from core.periods import OPEN_END, Period
from nominals.rules.duties.owed import Terms
from orders.rules.duties import Expiring, order_expiry, travel_ban_expiry

SETTINGS = Settings(
    Setting(code, None, date(1900, 1, 1), OPEN_END, value)
    for code, value in {
        "order_expiry_notice_days": 183,
        "travel_ban_expiry_notice_days": 91,
    }.items()
)
ORDER = Period(date(2020, 1, 1), date(2025, 1, 1))


def found(rule, ended_on=None, period=ORDER):
    duties = rule(Expiring(7, period, ended_on), Terms(SETTINGS, []))
    return [(each.source, each.arises_on, each.due_on, each.discharged_on) for each in duties]


def test_the_expiry_of_an_order_is_prepared_half_a_year_ahead():
    assert found(order_expiry) == [
        (("orders.Order", 7), date(2024, 7, 2), date(2024, 12, 31), date(2025, 1, 1))
    ]


def test_the_expiry_of_a_travel_prohibition_is_prepared_three_months_ahead():
    assert found(travel_ban_expiry) == [
        (("orders.Condition", 7), date(2024, 10, 2), date(2024, 12, 31), date(2025, 1, 1))
    ]


@pytest.mark.parametrize(
    ("ended_on", "falls"),
    [
        (date(2024, 7, 1), []),
        (date(2024, 7, 2), []),
        (date(2024, 7, 3), [date(2024, 7, 3)]),
        (date(2025, 1, 2), [date(2025, 1, 1)]),
    ],
)
def test_an_order_that_has_ended_does_not_expire(ended_on, falls):
    assert [each[3] for each in found(order_expiry, ended_on)] == falls


def test_a_short_order_is_prepared_from_its_first_day():
    interim = Period(date(2024, 7, 1), date(2024, 8, 1))

    assert [each[1] for each in found(order_expiry, period=interim)] == [date(2024, 7, 1)]
