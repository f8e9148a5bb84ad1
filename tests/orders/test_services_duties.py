"""What is owed by orders and their foreign travel prohibitions, as it is stored."""

from datetime import date, timedelta

import pytest

from nominals.models import Duty
from orders.services.duties import write_duties
from tests.factories.nominals import RECORDED, managed
from tests.factories.orders import ConditionFactory, OrderFactory

pytestmark = pytest.mark.django_db
AT = RECORDED + timedelta(minutes=1)
MADE, BAN_ENDS = date(2021, 6, 1), date(2026, 6, 1)


def owed(kind, **order):
    """The days on which the duty arises, is due and falls, of an order with a ban of five years."""
    person = managed()
    made = OrderFactory(nominal=person, made_on=MADE, **order)
    ConditionFactory(order=made, kind="foreign_travel", valid_from=MADE, valid_to=BAN_ENDS)
    ConditionFactory(order=made, valid_from=MADE, valid_to=BAN_ENDS)
    write_duties(nominals=[person.pk], at=AT)
    found = Duty.objects.filter(nominal=person, kind=kind)
    return list(found.values_list("arises_on", "due_on", "discharged_on"))


@pytest.mark.parametrize(
    ("order", "falls"),
    [
        ({}, BAN_ENDS),
        ({"ends_on": date(2031, 6, 1)}, BAN_ENDS),
        ({"ends_on": date(2026, 5, 1)}, date(2026, 5, 1)),
        ({"ended_on": date(2026, 4, 1)}, date(2026, 4, 1)),
        ({"ends_on": date(2026, 5, 1), "ended_on": date(2026, 4, 1)}, date(2026, 4, 1)),
    ],
)
def test_a_travel_ban_is_owed_until_it_or_its_order_ends(order, falls):
    assert owed("travel_ban_expiry", **order) == [(date(2026, 3, 2), date(2026, 5, 31), falls)]


@pytest.mark.parametrize("ends", [date(2026, 3, 1), date(2026, 3, 2)])
def test_a_travel_ban_whose_order_ended_before_is_owed_by_nobody(ends):
    assert owed("travel_ban_expiry", ends_on=ends) == []


def test_an_order_until_further_order_expires_on_no_day():
    assert owed("order_expiry") == []
    assert owed("order_expiry", ends_on=date(2031, 6, 1)) == [
        (date(2030, 11, 30), date(2031, 5, 31), date(2031, 6, 1))
    ]
