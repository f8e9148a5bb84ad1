"""Discharging and quashing orders, and deciding what interim ones wait for."""

from datetime import date

import pytest

from agencies.models import RuleSetting
from core.models import AuditEntry
from core.periods import Period
from core.refusing import NeedsReason, Outdated
from nominals.choices import Disposal
from nominals.models import EligibilityPeriod, NotificationRequirement, StatePeriod
from nominals.rules.notification.periods import Imposed
from orders.choices import ConditionKind
from orders.models import Condition, Order
from orders.rules.conditions import ConditionTerms
from orders.services.changing import (
    decide_main_application,
    discharge_order,
    quash_order,
)
from tests.factories.nominals import (
    EligibilityPeriodFactory,
    NominalFactory,
    ResponsibleAreaFactory,
)
from tests.factories.orders import OrderFactory
from tests.nominals.refusing import refused
from tests.orders.making import MADE_ON, asked, impose

pytestmark = pytest.mark.django_db
LATER = date(2028, 6, 1)
CONSENTS = {"subject_consents": True, "police_consent": True}


def discharge(order, on=LATER, **values):
    return discharge_order(
        order=order, on=on, reason="No longer needed.", **{"asked": asked()} | values
    )


def quash(order, on=date(2024, 3, 1), **values):
    return quash_order(order=order, on=on, reason="Appeal allowed.", **{"asked": asked()} | values)


def decide(order, on=date(2023, 9, 1), **values):
    return decide_main_application(order=order, on=on, **{"asked": asked()} | values)


def days(model):
    return list(model.objects.values_list("valid_from", "valid_to"))


def interim(person):
    return impose(person, is_interim=True, ends_on=date(2024, 6, 1), main_application="23/1")


def test_a_discharge_ends_the_order_and_what_it_brought():
    person = NominalFactory()
    ResponsibleAreaFactory(nominal=person)
    order = impose(person)

    discharge(order)

    stored = Order.objects.get()
    assert (stored.ended_on, stored.ended_by) == (LATER, "discharged")
    assert days(EligibilityPeriod) == days(NotificationRequirement) == [(MADE_ON, LATER)]
    states = StatePeriod.objects.filter(category=1)
    assert list(states.values_list("valid_from", "valid_to")) == [(MADE_ON, LATER)]
    entry = AuditEntry.objects.get(act="discharge_order")
    assert (entry.pk, entry.purpose) == (stored.version, "No longer needed.")
    assert entry.detail == {
        "order": str(order.public_id),
        "subject_consents": False,
        "police_consent": False,
    }


def test_the_other_order_goes_on_to_support_the_basis():
    person = NominalFactory()
    first = impose(person)
    impose(person, made_on=date(2024, 1, 1), ends_on=date(2030, 1, 1))

    discharge(first)

    assert days(EligibilityPeriod) == [(MADE_ON, date(2030, 1, 1))]


def test_an_early_discharge_asks_for_both_consents_or_a_reason():
    order = impose(NominalFactory())
    early = date(2028, 5, 31)

    for consents in ({}, {"subject_consents": True}, {"police_consent": True}):
        with pytest.raises(NeedsReason) as told:
            discharge(order, early, **consents)
        assert [each.rule for each in told.value.warnings] == ["V76"]
    assert Order.objects.get().ended_on is None

    discharge(order, early, **CONSENTS)

    assert Order.objects.get().ended_on == early
    assert AuditEntry.objects.get(act="discharge_order").detail["police_consent"] is True


def test_the_years_of_consent_are_a_setting():
    RuleSetting.objects.filter(code="discharge_consent_years").update(value={"shpo": 3})
    order = impose(NominalFactory())

    assert discharge(order, date(2026, 6, 1)).ended_by == "discharged"


def test_an_shpo_of_travel_prohibitions_only_needs_no_consent():
    travel = ConditionTerms(ConditionKind.FOREIGN_TRAVEL, "x", Period(MADE_ON, date(2026, 6, 1)))
    order = impose(NominalFactory(), conditions=[travel])

    assert discharge(order, date(2024, 6, 1)).ended_on == date(2024, 6, 1)


def test_a_notice_is_cancelled_and_its_notification_ends():
    order = impose(
        NominalFactory(),
        kind="notification_notice",
        ends_on=None,
        proof=None,
        authorised_by_rank="inspector",
        given_in_person=True,
        convicted_abroad_on=date(2020, 3, 1),
        imposed_abroad=[Imposed(Disposal.IMPRISONMENT, months=60)],
    )

    discharge(order)

    assert days(EligibilityPeriod) == days(NotificationRequirement) == [(MADE_ON, LATER)]
    assert not NotificationRequirement.objects.get().is_indefinite


def test_an_imported_notification_order_takes_the_basis_that_it_explains_along():
    person = NominalFactory()
    order = OrderFactory(nominal=person, kind="notification_order", made_on=date(2021, 6, 1))
    EligibilityPeriodFactory(
        nominal=person, basis="notification_order", valid_from=date(2021, 6, 1)
    )

    discharge(order)

    assert days(EligibilityPeriod) == [(date(2021, 6, 1), LATER)]


def test_another_notification_order_does_not_shorten_an_imported_one():
    person = NominalFactory()
    OrderFactory(nominal=person, kind="notification_order", made_on=date(2021, 6, 1))
    EligibilityPeriodFactory(
        nominal=person, basis="notification_order", valid_from=date(2021, 6, 1)
    )
    second = impose(
        person,
        kind="notification_order",
        made_on=date(2022, 6, 1),
        ends_on=None,
        proof=None,
        convicted_abroad_on=date(2022, 1, 1),
        imposed_abroad=[Imposed(Disposal.FINE)],
    )

    discharge(second, date(2024, 1, 1))

    assert days(EligibilityPeriod) == [(date(2021, 6, 1), None)]


def test_an_order_quashed_brings_nothing_from_the_day_on():
    order = impose(NominalFactory())

    quash(order)

    stored = Order.objects.get()
    assert (stored.ended_on, stored.ended_by) == (date(2024, 3, 1), "quashed")
    assert days(EligibilityPeriod) == [(MADE_ON, date(2024, 3, 1))]
    assert AuditEntry.objects.get(act="quash_order").purpose == "Appeal allowed."


def test_an_order_quashed_on_its_first_day_brought_nothing():
    order = impose(NominalFactory())

    quash(order, MADE_ON)

    assert days(EligibilityPeriod) == days(NotificationRequirement) == []
    assert EligibilityPeriod.history.get().superseded_in == order.version


@pytest.mark.parametrize(
    ("end", "on"),
    [
        (discharge, date(2023, 5, 31)),
        (discharge, date(2029, 6, 1)),
        (quash, date(2023, 5, 31)),
    ],
)
def test_an_order_ends_on_a_day_on_which_it_is_in_force(end, on):
    order = impose(NominalFactory())

    with refused("not_in_force"):
        end(order, on)


@pytest.mark.parametrize("on", [date(2024, 3, 1), date(2024, 3, 2), date(2031, 1, 1)])
def test_an_order_discharged_may_be_quashed_later_and_keeps_its_last_day(on):
    order = impose(NominalFactory())
    discharge(order, date(2024, 3, 1), subject_consents=True, police_consent=True)

    quash(order, on)

    stored = Order.objects.get()
    assert (stored.ended_on, stored.ended_by) == (date(2024, 3, 1), "quashed")
    assert days(EligibilityPeriod) == [(MADE_ON, date(2024, 3, 1))]


def test_an_order_is_quashed_once():
    order = impose(NominalFactory())
    quash(order)

    with refused("quashed"):
        quash(order, date(2025, 1, 1))


def test_an_order_ends_once():
    order = impose(NominalFactory())
    quash(order)

    with refused("not_in_force"):
        discharge(order)


@pytest.mark.parametrize("end", [discharge, quash])
def test_an_end_decided_on_an_older_version_is_told(end):
    order = impose(NominalFactory())

    with pytest.raises(Outdated, match="ann did “impose_order”"):
        end(order, asked=asked(expected_version=order.version - 1))

    assert Order.objects.get().ended_on is None


def test_a_failed_main_application_ends_the_interim_order():
    order = interim(NominalFactory())

    decide(order)

    stored = Order.objects.get()
    assert (stored.ended_on, stored.ended_by) == (date(2023, 9, 1), "expired")
    assert days(EligibilityPeriod) == [(MADE_ON, date(2023, 9, 1))]
    assert AuditEntry.objects.get(act="decide_main_application").pk == stored.version


def test_a_full_order_that_is_recorded_replaces_the_interim_one():
    person = NominalFactory()
    order = interim(person)
    full = impose(person, made_on=date(2023, 9, 1), ends_on=date(2028, 9, 1))

    decide(order, full_order=full)

    order.refresh_from_db()
    assert order.ended_by == "replaced"
    assert days(EligibilityPeriod) == [(MADE_ON, date(2028, 9, 1))]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        pytest.param({"made_on": date(2023, 9, 2)}, "made on that day", id="of another day"),
        pytest.param({"kind": "sro"}, "does not replace", id="of another kind"),
        pytest.param(
            {"is_interim": True, "main_application": "x"}, "made on that day", id="interim too"
        ),
    ],
)
def test_only_the_full_order_of_the_decision_replaces(values, sentence):
    person = NominalFactory()
    order = interim(person)
    full = impose(person, **{"made_on": date(2023, 9, 1)} | values)

    with refused(sentence):
        decide(order, full_order=full)


def test_the_full_order_of_somebody_else_replaces_nothing():
    order = interim(NominalFactory())
    other = impose(NominalFactory(), made_on=date(2023, 9, 1))

    with refused("one of the same nominal"):
        decide(order, full_order=other)


def test_a_full_order_waits_for_no_decision():
    order = impose(NominalFactory())

    with refused("V12"):
        decide(order)

    assert not Condition.objects.exists()
