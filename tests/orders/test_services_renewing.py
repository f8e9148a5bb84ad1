"""Renewing an order, and two decisions on one: what it brings moves with it."""

from datetime import date
from threading import Barrier, Thread

import pytest
from django.db import connection

from core.models import AuditEntry
from core.periods import Period
from core.refusing import Outdated
from nominals.models import EligibilityPeriod, NotificationRequirement
from orders.choices import ConditionKind
from orders.models import Condition, Order, Variation
from orders.rules.conditions import ConditionTerms
from orders.services.changing import renew_travel_prohibition
from tests.factories.nominals import EligibilityPeriodFactory, NominalFactory
from tests.factories.orders import OrderFactory
from tests.nominals.refusing import refused
from tests.orders.making import ENDS_ON, MADE_ON, VARIED_ON, asked, impose, renew, vary

pytestmark = pytest.mark.django_db

PROHIBITION = ConditionTerms(ConditionKind.PROHIBITION, "Not to enter a park.", Period(MADE_ON))
TRAVEL_UNTIL = date(2026, 6, 1)
TRAVEL = ConditionTerms(
    ConditionKind.FOREIGN_TRAVEL, "Not to go there.", Period(MADE_ON, TRAVEL_UNTIL), "Ruritania"
)


def test_a_renewal_moves_the_end_of_the_order_and_of_what_it_brought():
    person = NominalFactory()
    order = impose(person)

    renew(order, court="Norwich")

    assert Order.objects.get().ends_on == date(2031, 6, 1)
    assert EligibilityPeriod.objects.get().period == Period(MADE_ON, date(2031, 6, 1))
    assert NotificationRequirement.objects.get().period == Period(MADE_ON, date(2031, 6, 1))
    variation = Variation.objects.get()
    assert (variation.kind, variation.text) == ("renewed", "Until 2031-06-01, excluded.")
    assert AuditEntry.objects.get(act="renew_order").pk == order.version


def test_an_order_is_renewed_until_further_order():
    order = impose(NominalFactory())

    renew(order, ends_on=None)

    assert EligibilityPeriod.objects.get().valid_to is None
    assert Variation.objects.get().text == "Until further order."


def test_an_imported_order_takes_the_basis_that_it_explains_along():
    person = NominalFactory()
    order = OrderFactory(nominal=person, made_on=date(2021, 6, 1), ends_on=date(2026, 6, 1))
    EligibilityPeriodFactory(
        nominal=person, basis="shpo", valid_from=date(2021, 6, 1), valid_to=date(2026, 6, 1)
    )

    renew(order, ends_on=date(2028, 6, 1))

    assert EligibilityPeriod.objects.get().valid_to == date(2028, 6, 1)


@pytest.mark.parametrize(
    ("made", "values", "sentence"),
    [
        pytest.param({}, {"ends_on": ENDS_ON}, "renewal", id="no later"),
        pytest.param({}, {"on": ENDS_ON}, "not_in_force", id="run out"),
        pytest.param({"ends_on": None}, {}, "renewal", id="without an end"),
        pytest.param(
            {
                "kind": "sopo",
                "made_on": date(2014, 6, 1),
                "ends_on": date(2026, 6, 1),
                "proof": None,
            },
            {},
            "V10",
            id="SOPO",
        ),
    ],
)
def test_a_renewal_that_the_law_refuses_stores_nothing(made, values, sentence):
    order = impose(NominalFactory(), **made)

    with refused(sentence):
        renew(order, **values)

    assert Order.objects.get().ends_on == order.ends_on
    assert not Variation.objects.exists()


def renew_travel(condition, ends_on):
    return renew_travel_prohibition(
        condition=condition, on=VARIED_ON, ends_on=ends_on, applicant_kind="police", asked=asked()
    )


def test_a_travel_prohibition_is_renewed_and_the_order_gets_a_new_version():
    order = impose(NominalFactory(), ends_on=None, conditions=[TRAVEL])

    renew_travel(Condition.objects.get(), date(2031, 6, 1))

    assert Condition.objects.get().period == Period(MADE_ON, date(2031, 6, 1))
    entry = AuditEntry.objects.get(act="renew_travel_prohibition")
    assert Order.objects.get().version == entry.pk > order.version
    assert Variation.objects.get().kind == "renewed"


@pytest.mark.parametrize(
    ("terms", "ends_on", "sentence"),
    [
        pytest.param(TRAVEL, date(2031, 6, 2), "V5", id="a day too long"),
        pytest.param(TRAVEL, TRAVEL_UNTIL, "later day", id="no later"),
        pytest.param(PROHIBITION, date(2027, 6, 1), "Only a foreign travel", id="no travel"),
    ],
)
def test_a_travel_prohibition_is_renewed_by_five_years_at_most(terms, ends_on, sentence):
    order = impose(NominalFactory(), ends_on=None, conditions=[terms])

    with refused(sentence):
        renew_travel(Condition.objects.get(), ends_on)

    assert Order.objects.get().version == order.version


def test_a_change_decided_on_an_older_version_of_the_order_is_told_and_stores_nothing():
    order = impose(NominalFactory())
    read = order.version
    vary(order, asked=asked(by="ben", expected_version=read))

    with pytest.raises(Outdated, match="ben did “vary_order”") as told:
        renew(order, asked=asked(expected_version=read))

    assert told.value.version == Order.objects.get().version
    assert Order.objects.get().ends_on == ENDS_ON


def test_another_act_on_the_person_leaves_the_version_of_the_order():
    person = NominalFactory()
    order = impose(person)
    impose(person, made_on=date(2024, 1, 1), ends_on=date(2030, 1, 1))

    assert renew(order, asked=asked(expected_version=order.version)).ends_on == date(2031, 6, 1)


def test_orders_stay_with_a_merged_record_and_what_follows_goes_to_the_one_that_stands(merged):
    record, survivor, order = merged

    renew(order)

    assert Order.objects.get().nominal == record
    assert EligibilityPeriod.objects.get(nominal=survivor).valid_to == date(2031, 6, 1)
    assert AuditEntry.objects.get(act="renew_order").object_id == str(survivor.pk)


@pytest.mark.django_db(transaction=True)
def test_of_two_decisions_on_an_order_at_once_one_is_stored_and_the_other_is_told(reference_data):
    order = impose(NominalFactory())
    both_ready = Barrier(2, timeout=30)
    outcomes = {}

    def decide(name, ends_on):
        try:
            mine = Order.objects.get(pk=order.pk)
            both_ready.wait()
            outcomes[name] = renew(
                mine, ends_on=ends_on, asked=asked(by=name, expected_version=order.version)
            )
        except Outdated as told:
            outcomes[name] = told
        finally:
            connection.close()

    threads = [
        Thread(target=decide, args=each)
        for each in [("ann", date(2031, 6, 1)), ("ben", date(2032, 6, 1))]
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join(timeout=60)

    assert sorted(type(each).__name__ for each in outcomes.values()) == ["Order", "Outdated"]
    [told] = [each for each in outcomes.values() if isinstance(each, Outdated)]
    [done] = [name for name, each in outcomes.items() if isinstance(each, Order)]
    assert f"{done} did “renew_order”" in told.message
    assert Order.objects.get().ends_on == outcomes[done].ends_on
