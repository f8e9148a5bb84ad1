"""Varying an order: its conditions and its version move."""

from datetime import date

import pytest

from core.models import AuditEntry
from core.periods import Period
from core.refusing import NeedsReason
from orders.choices import ConditionKind
from orders.models import Condition, Order, Variation
from orders.rules.conditions import ConditionTerms
from tests.factories.nominals import NominalFactory
from tests.nominals.refusing import refused
from tests.orders.making import ENDS_ON, MADE_ON, VARIED_ON, asked, impose, vary

pytestmark = pytest.mark.django_db

PROHIBITION = ConditionTerms(ConditionKind.PROHIBITION, "Not to enter a park.", Period(MADE_ON))
TRAVEL_UNTIL = date(2026, 6, 1)
TRAVEL = ConditionTerms(
    ConditionKind.FOREIGN_TRAVEL, "Not to go there.", Period(MADE_ON, TRAVEL_UNTIL), "Ruritania"
)


def conditions(order):
    rows = Condition.objects.filter(order=order)
    return list(rows.values_list("text", "valid_from", "valid_to"))


def test_a_variation_adds_ends_and_changes_conditions():
    order = impose(NominalFactory(), conditions=[PROHIBITION, TRAVEL])
    park, travel = Condition.objects.filter(order=order)
    before = order.version

    vary(
        order,
        added=[ConditionTerms(ConditionKind.REQUIREMENT, "To attend a course.", Period(VARIED_ON))],
        changed={
            park: ConditionTerms(
                ConditionKind.PROHIBITION, "Not to enter two parks.", Period(VARIED_ON)
            )
        },
        ended=[travel],
        court="Ipswich",
    )

    assert conditions(order) == [
        ("Not to enter a park.", MADE_ON, VARIED_ON),
        ("Not to go there.", MADE_ON, VARIED_ON),
        ("To attend a course.", VARIED_ON, None),
        ("Not to enter two parks.", VARIED_ON, None),
    ]
    variation = Variation.objects.get()
    assert (variation.kind, variation.made_on, variation.court) == ("varied", VARIED_ON, "Ipswich")
    assert (variation.applicant_kind, variation.text) == ("subject", "Another condition.")
    entry = AuditEntry.objects.get(act="vary_order")
    assert entry.detail == {"order": str(order.public_id)}
    assert Order.objects.get().version == order.version == entry.pk > before
    assert [each.version for each in Order.history.exclude(version_of=None)] == [before]


def test_a_travel_prohibition_that_a_variation_ends_stays_part_of_what_was_imposed():
    order = impose(NominalFactory(), conditions=[TRAVEL])

    vary(order, ended=[Condition.objects.get()])

    assert Order.objects.get().has_foreign_travel_restriction


def test_a_travel_prohibition_may_be_added_later_with_the_surrender_of_passports():
    order = impose(NominalFactory())
    total = ConditionTerms(
        ConditionKind.FOREIGN_TRAVEL,
        "Not to travel.",
        Period(VARIED_ON, date(2029, 3, 1)),
        is_total=True,
    )

    with pytest.raises(NeedsReason) as told:
        vary(order, added=[total])
    vary(
        order,
        added=[total],
        passports_surrendered_on=VARIED_ON,
        passports_surrendered_at="Bethel Street",
    )

    assert [each.rule for each in told.value.warnings] == ["V6"]
    stored = Order.objects.get()
    assert stored.has_foreign_travel_restriction
    assert (stored.passports_surrendered_on, stored.passports_surrendered_at) == (
        VARIED_ON,
        "Bethel Street",
    )


def test_a_condition_of_the_day_of_the_variation_gives_way_to_its_change():
    order = impose(NominalFactory())
    first = ConditionTerms(ConditionKind.PROHIBITION, "Not to enter a park.", Period(VARIED_ON))
    vary(order, added=[first])
    second = ConditionTerms(ConditionKind.PROHIBITION, "Not to enter any park.", Period(VARIED_ON))

    vary(order, changed={Condition.objects.get(): second})

    assert conditions(order) == [("Not to enter any park.", VARIED_ON, None)]


def test_a_requirement_in_an_order_of_before_its_time_asks_a_reason_when_it_is_varied():
    made_on = date(2022, 11, 28)
    order = impose(NominalFactory(), made_on=made_on, proof="criminal")
    course = ConditionTerms(ConditionKind.REQUIREMENT, "To attend a course.", Period(VARIED_ON))

    with pytest.raises(NeedsReason) as told:
        vary(order, added=[course])
    vary(order, added=[course], asked=asked(reasons={"V13": "The court said so."}))

    assert [each.rule for each in told.value.warnings] == ["V13"]
    assert conditions(order) == [("To attend a course.", VARIED_ON, None)]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        pytest.param({"on": date(2023, 5, 31)}, "not_in_force", id="before it was made"),
        pytest.param({"on": ENDS_ON}, "not_in_force", id="after it ended"),
        pytest.param(
            {"on": date(2022, 11, 28), "applicant_kind": "british_transport_police"},
            "V14",
            id="a force before its time",
        ),
        pytest.param(
            {"added": [ConditionTerms(ConditionKind.PROHIBITION, "x", Period(date(2024, 2, 29)))]},
            "cannot bind",
            id="from before the variation",
        ),
        pytest.param(
            {
                "added": [
                    ConditionTerms(
                        ConditionKind.FOREIGN_TRAVEL, "x", Period(VARIED_ON, date(2029, 3, 2))
                    )
                ]
            },
            "V5",
            id="too long",
        ),
    ],
)
def test_a_variation_that_the_law_refuses_stores_nothing(values, sentence):
    order = impose(NominalFactory())
    version = order.version

    with refused(sentence):
        vary(order, **values)

    assert Order.objects.get().version == version
    assert not Variation.objects.exists()
    assert not Condition.history.exists()


def test_a_condition_of_another_order_is_not_varied():
    person = NominalFactory()
    impose(person, conditions=[PROHIBITION])
    other = impose(person, made_on=date(2024, 1, 1), ends_on=date(2030, 1, 1))

    with refused("no condition of this order"):
        vary(other, ended=[Condition.objects.get()])
