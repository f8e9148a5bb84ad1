"""Imposing an order: what is stored, what follows, and what is refused."""

from datetime import date

import pytest

from core.models import AuditEntry
from core.periods import Period
from core.refusing import NeedsReason, Outdated
from nominals.choices import Disposal
from nominals.models import (
    Finding,
    GivenReason,
    Nominal,
    NotificationRequirement,
    StatePeriod,
)
from nominals.rules.notification.periods import Imposed
from orders.choices import ConditionKind
from orders.models import Condition, Order
from orders.rules.conditions import ConditionTerms
from tests.factories.nominals import (
    EligibilityPeriodFactory,
    NominalFactory,
    PdpPeriodFactory,
)
from tests.factories.orders import OrderFactory
from tests.nominals.refusing import refused
from tests.orders.making import ENDS_ON, MADE_ON, asked, bases, impose, in_area, requirements

pytestmark = pytest.mark.django_db

PROHIBITION = ConditionTerms(ConditionKind.PROHIBITION, "Not to enter a park.", Period(MADE_ON))
TRAVEL_BAN = ConditionTerms(
    ConditionKind.FOREIGN_TRAVEL,
    "Not to leave the country.",
    Period(MADE_ON, date(2028, 6, 1)),
    is_total=True,
)


def test_an_order_is_stored_with_its_conditions_in_one_entry_of_the_log():
    person = in_area()

    order = impose(
        person,
        court="Norwich",
        conditions=[PROHIBITION, TRAVEL_BAN],
        passports_surrendered_on=MADE_ON,
        passports_surrendered_at=" Bethel Street ",
    )

    stored = Order.objects.get()
    assert stored == order
    assert (stored.applicant_kind, stored.proof, stored.court) == ("police", "balance", "Norwich")
    assert stored.passports_surrendered_at == "Bethel Street"
    assert stored.has_foreign_travel_restriction
    assert list(Condition.objects.values_list("kind", "valid_from", "valid_to", "is_total")) == [
        ("prohibition", MADE_ON, None, False),
        ("foreign_travel", MADE_ON, date(2028, 6, 1), True),
    ]
    entry = AuditEntry.objects.get(act="impose_order")
    assert order.version == entry.pk == person.version


def test_an_order_without_a_travel_prohibition_has_no_such_restriction():
    assert not impose(in_area(), conditions=[PROHIBITION]).has_foreign_travel_restriction


@pytest.mark.parametrize(
    ("values", "basis", "ends_on"),
    [
        pytest.param({}, "shpo", ENDS_ON, id="SHPO"),
        pytest.param({"ends_on": None}, "shpo", None, id="until further order"),
        pytest.param(
            {"is_interim": True, "ends_on": date(2023, 8, 1), "main_application": "23/1"},
            "shpo",
            date(2023, 8, 1),
            id="interim SHPO",
        ),
    ],
)
def test_an_shpo_brings_category_1_and_notification_for_its_life(values, basis, ends_on):
    person = in_area()

    order = impose(person, **values)

    assert bases(person) == [(1, basis, MADE_ON, ends_on)]
    assert requirements(person) == [(basis, MADE_ON, ends_on, False)]
    row = NotificationRequirement.objects.get()
    assert row.relevant_on == MADE_ON
    assert "Sexual harm prevention order of 2023-06-01" in row.explanation
    assert row.recorded_in == order.version
    states = StatePeriod.objects.filter(nominal=person, category=1)
    assert list(states.values_list("valid_from", "valid_to")) == [(MADE_ON, ends_on)]
    assert not Finding.objects.of_rule("V18").exists()


def test_a_sopo_brought_the_same():
    person = in_area()

    impose(person, kind="sopo", made_on=date(2012, 6, 1), ends_on=date(2018, 6, 1), proof=None)

    assert bases(person) == [(1, "sopo", date(2012, 6, 1), date(2018, 6, 1))]
    assert requirements(person) == [("sopo", date(2012, 6, 1), date(2018, 6, 1), False)]


def test_the_basis_of_two_orders_is_their_union():
    person = in_area()
    impose(person)

    impose(person, made_on=date(2024, 1, 1), ends_on=date(2031, 1, 1))

    assert bases(person) == [(1, "shpo", MADE_ON, date(2031, 1, 1))]
    assert requirements(person) == [
        ("shpo", MADE_ON, ENDS_ON, False),
        ("shpo", date(2024, 1, 1), date(2031, 1, 1), False),
    ]


def test_an_imported_basis_that_an_imported_order_explains_takes_the_days_of_that_order():
    person = in_area()
    OrderFactory(nominal=person, made_on=date(2021, 6, 1), ends_on=date(2026, 6, 1))
    EligibilityPeriodFactory(nominal=person, basis="shpo", valid_from=date(2021, 6, 1))

    impose(person)

    assert bases(person) == [(1, "shpo", date(2021, 6, 1), ENDS_ON)]
    assert requirements(person) == [("shpo", MADE_ON, ENDS_ON, False)]


def test_an_imported_basis_that_nothing_explains_is_not_shortened():
    person = in_area()
    EligibilityPeriodFactory(nominal=person, basis="shpo", valid_from=date(2021, 6, 1))

    impose(person)

    assert bases(person) == [(1, "shpo", date(2021, 6, 1), None)]


def test_a_risk_order_brings_neither_category_nor_notification():
    person = in_area()
    PdpPeriodFactory(nominal=person)

    impose(person, kind="sro", ends_on=date(2025, 6, 1))

    assert (bases(person), requirements(person)) == ([], [])


@pytest.mark.parametrize(
    ("kind", "made_on", "ends_on", "proof"),
    [
        ("sro", MADE_ON, date(2025, 6, 1), "balance"),
        ("rosho", date(2014, 6, 1), date(2016, 6, 1), None),
    ],
)
def test_a_risk_order_asks_as_what_the_person_is_managed(kind, made_on, ends_on, proof):
    person = in_area()
    values = {"kind": kind, "made_on": made_on, "ends_on": ends_on, "proof": proof}

    with pytest.raises(NeedsReason) as told:
        impose(person, **values)
    impose(person, **values, asked=asked(reasons={"V19": "Watched by the local team."}))

    assert [each.rule for each in told.value.warnings] == ["V19"]
    assert list(GivenReason.objects.values_list("rule", "reason")) == [
        ("V19", "Watched by the local team.")
    ]


def test_somebody_eligible_is_asked_nothing_about_a_risk_order():
    person = in_area()
    EligibilityPeriodFactory(nominal=person)

    assert impose(person, kind="sro", ends_on=date(2025, 6, 1)).kind == "sro"


def test_a_full_order_replaces_the_interim_one():
    person = in_area()
    interim = impose(person, is_interim=True, ends_on=date(2024, 6, 1), main_application="23/1")

    full = impose(person, made_on=date(2023, 9, 1), ends_on=date(2028, 9, 1), replaces=interim)

    interim.refresh_from_db()
    assert (interim.ended_on, interim.ended_by) == (date(2023, 9, 1), "replaced")
    assert interim.version == full.version
    assert bases(person) == [(1, "shpo", MADE_ON, date(2028, 9, 1))]
    assert requirements(person) == [
        ("shpo", MADE_ON, date(2023, 9, 1), False),
        ("shpo", date(2023, 9, 1), date(2028, 9, 1), False),
    ]


def test_an_order_of_somebody_else_is_not_replaced():
    other = impose(in_area(), is_interim=True, main_application="23/1")

    with refused("must be one of the same nominal"):
        impose(in_area(), made_on=date(2023, 9, 1), replaces=other)


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        pytest.param({"ends_on": date(2028, 5, 31)}, "V4", id="V4"),
        pytest.param(
            {
                "conditions": [
                    ConditionTerms(ConditionKind.FOREIGN_TRAVEL, "x", Period(MADE_ON, ENDS_ON))
                ]
            },
            "V5",
            id="V5",
        ),
        pytest.param({"kind": "sro", "ends_on": date(2025, 5, 31)}, "V7", id="V7"),
        pytest.param(
            {
                "kind": "sro",
                "conditions": [
                    ConditionTerms(ConditionKind.FOREIGN_TRAVEL, "x", Period(MADE_ON, ENDS_ON))
                ],
            },
            "V8",
            id="V8",
        ),
        pytest.param({"made_on": date(2015, 3, 7)}, "V9", id="V9"),
        pytest.param({"kind": "sopo"}, "V10", id="V10"),
        pytest.param(
            {"kind": "sopo", "made_on": date(2012, 6, 1), "ends_on": date(2013, 6, 1)},
            "V11",
            id="V11",
        ),
        pytest.param(
            {
                "made_on": date(2022, 11, 28),
                "proof": "criminal",
                "conditions": [
                    ConditionTerms(ConditionKind.REQUIREMENT, "x", Period(date(2022, 11, 28)))
                ],
            },
            "V13",
            id="V13",
        ),
        pytest.param(
            {
                "made_on": date(2022, 11, 28),
                "proof": "criminal",
                "applicant_kind": "british_transport_police",
            },
            "V14",
            id="V14",
        ),
        pytest.param(
            {
                "kind": "notification_notice",
                "convicted_abroad_on": date(2020, 3, 1),
                "imposed_abroad": [Imposed(Disposal.FINE)],
            },
            "V15",
            id="V15",
        ),
        pytest.param({"proof": "criminal"}, "proof", id="proof"),
        pytest.param({"is_interim": True, "ends_on": MADE_ON}, "ends_after_start", id="no day"),
    ],
)
def test_what_the_law_of_the_day_refuses_stores_nothing(values, rule):
    with refused(rule):
        impose(in_area(), **values)

    assert not Order.history.exists()
    assert not Condition.history.exists()


def test_nobody_under_ten_has_an_order_and_nobody_dead():
    with refused("V75"):
        impose(NominalFactory(date_of_birth=date(2013, 6, 2)))
    with refused("after the day of death"):
        impose(NominalFactory(died_on=date(2023, 5, 31)))


def test_every_reason_that_is_missing_is_asked_for_at_once():
    person = NominalFactory(date_of_birth=date(2007, 1, 1))

    with pytest.raises(NeedsReason) as told:
        impose(person, is_interim=True, conditions=[TRAVEL_BAN])

    assert {each.rule for each in told.value.warnings} == {"V6", "V12", "V74"}
    assert not Order.history.exists()


def test_an_order_decided_on_an_older_version_of_the_person_is_told():
    person = in_area()
    read = Nominal.objects.get(pk=person.pk).version
    impose(person)

    with pytest.raises(Outdated, match="ann did “impose_order”"):
        impose(person, made_on=date(2024, 1, 1), asked=asked(expected_version=read))

    assert Order.objects.count() == 1
