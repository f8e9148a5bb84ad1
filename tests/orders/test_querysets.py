"""Orders in force and lapsing, and the conditions that bind: the day before, on, and after."""

from datetime import date

import pytest

from core.periods import Period
from orders.choices import OrderKind
from orders.models import Condition, Order
from tests.factories.orders import ConditionFactory, OrderFactory

pytestmark = pytest.mark.django_db
MADE_ON, ENDS_ON, ENDED_ON = date(2021, 6, 1), date(2026, 6, 1), date(2024, 6, 1)


def test_orders_are_found_by_kind():
    OrderFactory(kind="sro")
    shpo, sopo = OrderFactory(kind="shpo"), OrderFactory(kind="sopo")

    assert set(Order.objects.of_kind(OrderKind.SHPO, OrderKind.SOPO)) == {shpo, sopo}


@pytest.mark.parametrize(
    ("ends_on", "ended_on", "day", "found"),
    [
        (None, None, date(2021, 5, 31), False),
        (None, None, MADE_ON, True),
        (None, None, date(2099, 1, 1), True),
        (ENDS_ON, None, date(2026, 5, 31), True),
        (ENDS_ON, None, ENDS_ON, False),
        (ENDS_ON, ENDED_ON, date(2024, 5, 31), True),
        (ENDS_ON, ENDED_ON, ENDED_ON, False),
        (None, ENDED_ON, ENDED_ON, False),
        (ENDS_ON, date(2027, 6, 1), ENDS_ON, False),
    ],
)
def test_an_order_is_in_force_until_the_earlier_of_its_two_ends(ends_on, ended_on, day, found):
    order = OrderFactory(made_on=MADE_ON, ends_on=ends_on, ended_on=ended_on)
    ConditionFactory(order=order, valid_from=MADE_ON)

    assert Order.objects.in_force_on(day).exists() == found
    assert Condition.objects.binding_on(day).exists() == found


@pytest.mark.parametrize(
    ("day", "found"),
    [
        (date(2021, 12, 31), False),
        (date(2022, 1, 1), True),
        (date(2022, 12, 31), True),
        (date(2023, 1, 1), False),
    ],
)
def test_a_condition_binds_on_its_own_days(day, found):
    order = OrderFactory(made_on=MADE_ON)
    ConditionFactory(order=order, valid_from=date(2022, 1, 1), valid_to=date(2023, 1, 1))

    assert Condition.objects.binding_on(day).exists() == found


@pytest.mark.parametrize(
    ("ends_on", "ended_on", "found"),
    [
        (date(2026, 4, 30), None, False),
        (date(2026, 5, 1), None, True),
        (date(2026, 5, 31), None, True),
        (date(2026, 6, 1), None, False),
        (None, None, False),
        (date(2026, 5, 31), date(2026, 5, 30), False),
        (date(2026, 5, 31), date(2026, 5, 31), True),
    ],
)
def test_an_order_lapses_in_the_period_of_its_first_day_without_force(ends_on, ended_on, found):
    OrderFactory(made_on=MADE_ON, ends_on=ends_on, ended_on=ended_on)
    may = Period(date(2026, 5, 1), date(2026, 6, 1))

    assert Order.objects.lapsing_in(may).exists() == found


def test_an_order_known_no_more_is_not_found():
    order = OrderFactory(ends_on=date(2026, 6, 1))
    order.supersede(at=order.recorded_from.replace(year=2022), act=2, made_on=date(2021, 7, 1))

    assert list(Order.objects.in_force_on(MADE_ON)) == []
    assert Order.history.in_force_on(MADE_ON).count() == 1
