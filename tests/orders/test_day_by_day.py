"""Whatever is done to orders in whatever order: each day's basis is what that day's orders give."""

import random
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from nominals.models import EligibilityPeriod, NotificationRequirement
from nominals.rules.notification.periods import Imposed
from orders.models import Breach, Order
from orders.services.breaches import record_breach, record_outcome
from orders.services.changing import discharge_order, quash_order, renew_order
from tests.factories.nominals import NominalFactory
from tests.orders.making import asked, impose

FIRST, LAST = date(2016, 1, 1), date(2034, 1, 1)
REASONS = {"V16": "x", "V19": "x", "V76": "x"}


def some_day(chance, since=FIRST):
    return since + timedelta(days=chance.randrange(2400))


def impose_some(chance, person):
    made_on = some_day(chance)
    kind = chance.choice(["shpo", "sro", "sro", "notification_order"])
    values = {"kind": kind, "made_on": made_on, "ends_on": None, "applicant_kind": "police"}
    if kind == "notification_order":
        values |= {
            "proof": None,
            "convicted_abroad_on": made_on - timedelta(days=chance.randrange(1000)),
            "imposed_abroad": [Imposed(chance.choice(["fine", "life"]))],
        }
    else:
        values["proof"] = "balance" if made_on >= date(2022, 11, 29) else "criminal"
        values["ends_on"] = chance.choice([None, made_on.replace(day=1, year=made_on.year + 6)])
    impose(person, **values, asked=asked(reasons=REASONS))


def change_some(chance, person):
    order = chance.choice(Order.objects.order_by("pk"))
    on = some_day(chance, order.made_on)
    change = chance.choice(["renew", "discharge", "quash"])
    if change == "renew":
        ends_on = on + timedelta(days=2500)
        renew_order(order=order, on=on, ends_on=ends_on, applicant_kind="police", asked=asked())
    elif change == "discharge":
        discharge_order(order=order, on=on, reason="x", asked=asked(reasons=REASONS))
    else:
        quash_order(order=order, on=on, reason="x", asked=asked())


def breach_some(chance, person):
    order = chance.choice(Order.objects.order_by("pk"))
    record_breach(
        nominal=person,
        of="order",
        order=order,
        outcome=chance.choice(["convicted", "cautioned", "charged"]),
        outcome_on=some_day(chance, order.made_on),
        asked=asked(),
    )


def decide_some(chance, person):
    record_outcome(
        breach=chance.choice(Breach.objects.order_by("pk")),
        outcome=chance.choice(["convicted", "acquitted"]),
        outcome_on=some_day(chance),
        asked=asked(),
    )


def holds(order, day):
    ends = [each for each in (order.ends_on, order.ended_on) if each is not None]
    return order.made_on <= day and all(day < each for each in ends)


def expected_on(day, orders, breaches):
    """The bases of a day, asked of each order and each breach by itself."""
    found = {each.kind for each in orders if each.kind != "sro" and holds(each, day)}
    if any(
        each.order.kind == "sro"
        and each.outcome in {"convicted", "cautioned"}
        and each.outcome_on <= day
        and holds(each.order, each.outcome_on)
        and holds(each.order, day)
        for each in breaches
    ):
        found.add("sro_breach")
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(12))
def test_each_day_has_the_bases_and_requirements_that_its_orders_give(seed):
    chance = random.Random(seed)
    person = NominalFactory()
    impose_some(chance, person)
    done = 0
    for _ in range(25):
        act = chance.choice([impose_some, change_some, breach_some, decide_some])
        try:
            act(chance, person)
            done += 1
        except (ValidationError, IndexError):
            continue

    orders, breaches = list(Order.objects.all()), list(Breach.objects.all())
    bases = list(EligibilityPeriod.objects.all())
    requirements = list(NotificationRequirement.objects.all())
    for day in (FIRST + timedelta(days=number) for number in range((LAST - FIRST).days)):
        expected = expected_on(day, orders, breaches)
        assert {each.basis for each in bases if day in each.period} == expected, day
        assert {each.source for each in requirements if day in each.period} == expected, day
    assert done >= 4
