"""Recording breaches and their outcomes: what a breach of a risk order brings, and takes away."""

from datetime import date

import pytest

from core.models import AuditEntry
from core.refusing import NeedsReason
from nominals.models import (
    EligibilityPeriod,
    Finding,
    GivenReason,
    NotificationRequirement,
    PdpPeriod,
    StatePeriod,
)
from orders.models import Breach
from orders.services.breaches import record_breach, record_outcome
from orders.services.changing import discharge_order
from tests.factories.nominals import (
    NominalFactory,
    NotificationRequirementFactory,
    PdpPeriodFactory,
    ResponsibleAreaFactory,
)
from tests.factories.orders import BreachFactory, OrderFactory
from tests.nominals.refusing import refused
from tests.orders.making import MADE_ON, asked, impose

pytestmark = pytest.mark.django_db
BREACHED_ON = date(2023, 12, 1)
DECIDED_ON = date(2024, 2, 1)
SRO_ENDS = date(2026, 6, 1)


def watched():
    """Somebody potentially dangerous with an SRO."""
    person = NominalFactory()
    ResponsibleAreaFactory(nominal=person)
    PdpPeriodFactory(nominal=person, valid_from=date(2022, 1, 1))
    return person, impose(person, kind="sro", ends_on=SRO_ENDS)


def breach(person, order, **values):
    standard = {"of": "order", "breached_on": BREACHED_ON, "asked": asked()}
    return record_breach(nominal=person, order=order, **standard | values)


def decide(found, outcome, on=DECIDED_ON, **values):
    return record_outcome(breach=found, outcome=outcome, outcome_on=on, asked=asked(), **values)


def brought(person):
    bases = EligibilityPeriod.objects.filter(nominal=person)
    requirements = NotificationRequirement.objects.filter(nominal=person)
    return (
        list(bases.values_list("category", "basis", "valid_from", "valid_to")),
        list(requirements.values_list("source", "valid_from", "valid_to", "relevant_on")),
    )


BROUGHT = (
    [(1, "sro_breach", DECIDED_ON, SRO_ENDS)],
    [("sro_breach", DECIDED_ON, SRO_ENDS, DECIDED_ON)],
)


@pytest.mark.parametrize(
    "established",
    [
        pytest.param({"outcome": "convicted"}, id="convicted"),
        pytest.param({"outcome": "cautioned"}, id="cautioned"),
        pytest.param({"finding": "not_guilty_by_insanity"}, id="insanity"),
        pytest.param({"finding": "unfit_but_did_the_act"}, id="unfit"),
    ],
)
def test_an_established_breach_of_an_sro_brings_category_1_until_it_ends(established):
    person, order = watched()

    found = breach(person, order, outcome_on=DECIDED_ON, **established)

    assert brought(person) == BROUGHT
    states = StatePeriod.objects.filter(nominal=person, category=1)
    assert list(states.values_list("valid_from", "valid_to")) == [(DECIDED_ON, SRO_ENDS)]
    assert not Finding.objects.of_rule("V20").exists()
    entry = AuditEntry.objects.get(act="record_breach")
    assert found.recorded_in == entry.pk == EligibilityPeriod.objects.get().recorded_in


def test_the_spell_as_a_potentially_dangerous_person_ends_and_is_kept():
    person, order = watched()

    breach(person, order, outcome="convicted", outcome_on=DECIDED_ON)

    spell = PdpPeriod.objects.get()
    assert (spell.valid_from, spell.valid_to) == (date(2022, 1, 1), DECIDED_ON)
    assert PdpPeriod.history.get(version_of=spell).valid_to is None


def test_a_spell_that_would_begin_in_category_1_is_withdrawn():
    person, order = watched()
    PdpPeriod.objects.get().supersede(
        at=person.changed_at.replace(year=2025), act=1, valid_to=date(2023, 1, 1)
    )
    PdpPeriodFactory(nominal=person, valid_from=date(2024, 3, 1), valid_to=date(2024, 6, 1))
    PdpPeriodFactory(nominal=person, valid_from=SRO_ENDS)

    breach(person, order, outcome="convicted", outcome_on=DECIDED_ON)

    spells = PdpPeriod.objects.values_list("valid_from", "valid_to")
    assert list(spells) == [(date(2022, 1, 1), date(2023, 1, 1)), (SRO_ENDS, None)]


@pytest.mark.parametrize("outcome", ["charged", "acquitted", "no_further_action"])
def test_a_breach_that_is_not_established_brings_nothing(outcome):
    person, order = watched()

    breach(person, order, outcome=outcome, outcome_on=DECIDED_ON)

    assert brought(person) == ([], [])
    assert PdpPeriod.objects.get().valid_to is None


def test_a_breach_of_an_shpo_brings_nothing_more():
    person = NominalFactory()
    order = impose(person)
    before = brought(person)

    breach(person, order, outcome="convicted", outcome_on=DECIDED_ON)

    assert brought(person) == before


def test_an_outcome_recorded_later_brings_it_from_the_day_of_the_outcome():
    person, order = watched()
    found = breach(person, order, outcome="charged", outcome_on=date(2023, 12, 5))

    decide(found, "convicted", returned_to_custody_on=DECIDED_ON)

    assert brought(person) == BROUGHT
    stored = Breach.objects.get()
    assert (stored.outcome, stored.returned_to_custody_on) == ("convicted", DECIDED_ON)
    assert AuditEntry.objects.get(act="record_outcome").pk == stored.recorded_in


def test_a_conviction_overturned_takes_away_what_it_brought():
    person, order = watched()
    found = breach(
        person,
        order,
        outcome="convicted",
        outcome_on=DECIDED_ON,
        returned_to_custody_on=DECIDED_ON,
    )

    decide(found, "acquitted", date(2024, 4, 1))

    assert brought(person) == ([], [])
    assert EligibilityPeriod.history.exists()
    assert Breach.objects.get().returned_to_custody_on == DECIDED_ON


def test_what_a_breach_brought_ends_with_the_order():
    person, order = watched()
    breach(person, order, outcome="convicted", outcome_on=DECIDED_ON)

    discharge_order(order=order, on=date(2025, 9, 1), reason="x", asked=asked())

    assert brought(person)[0] == [(1, "sro_breach", DECIDED_ON, date(2025, 9, 1))]


def test_an_outcome_after_the_end_of_the_order_brings_nothing_and_is_found():
    person, order = watched()

    breach(person, order, outcome="convicted", outcome_on=SRO_ENDS)

    assert brought(person) == ([], [])
    assert Finding.objects.of_rule("V20").get().valid_from == SRO_ENDS


def test_a_breach_of_an_unknown_day_may_be_recorded_and_a_second_leaves_the_first():
    person, order = watched()
    breach(person, order, breached_on=None, outcome="convicted", outcome_on=DECIDED_ON)
    first = EligibilityPeriod.objects.get()

    breach(person, order, outcome="cautioned", outcome_on=date(2024, 3, 1))

    assert brought(person)[0] == BROUGHT[0]
    assert EligibilityPeriod.objects.get().recorded_in == first.recorded_in
    sources = NotificationRequirement.objects.values_list("valid_from", "valid_to")
    assert list(sources) == [(DECIDED_ON, SRO_ENDS), (date(2024, 3, 1), SRO_ENDS)]


def test_an_imported_conviction_without_its_day_brings_nothing():
    person, order = watched()
    BreachFactory(nominal=person, of="order", order=order, outcome="convicted")

    breach(person, order)

    assert brought(person) == ([], [])


def test_the_findings_of_a_merged_record_are_those_of_the_one_that_stands(merged):
    _, survivor, order = merged

    breach(survivor, order)

    assert not Finding.objects.filter(nominal=survivor).of_rule("V16").exists()
    assert Finding.objects.filter(nominal=survivor).of_rule("V18").get().valid_from == MADE_ON


def test_an_order_of_before_2015_may_still_be_breached():
    person = NominalFactory()
    order = OrderFactory(nominal=person, kind="rosho", made_on=date(2014, 6, 1))

    breach(person, order, outcome="convicted", outcome_on=DECIDED_ON)

    assert brought(person)[0] == [(1, "sro_breach", DECIDED_ON, None)]


def test_a_breach_stays_with_the_record_of_its_order(merged):
    record, survivor, order = merged

    found = breach(survivor, order)

    assert found.nominal == record
    assert AuditEntry.objects.get(act="record_breach").object_id == str(survivor.pk)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        pytest.param({"breached_on": date(2023, 5, 31)}, "not_in_force", id="before the order"),
        pytest.param({"breached_on": SRO_ENDS}, "not_in_force", id="after the order"),
        pytest.param({"outcome": "convicted"}, "give both", id="an outcome without a day"),
        pytest.param({"outcome_on": DECIDED_ON}, "give both", id="a day without an outcome"),
        pytest.param(
            {"outcome": "convicted", "outcome_on": date(2023, 11, 30)},
            "before_breach",
            id="an outcome before the breach",
        ),
        pytest.param({"of": "notification"}, "names none", id="an order beside notification"),
    ],
)
def test_a_breach_that_cannot_be_is_refused(values, sentence):
    person, order = watched()

    with refused(sentence):
        breach(person, order, **values)

    assert not Breach.history.exists()


def test_a_breach_of_an_order_names_one_of_the_person():
    person, _ = watched()

    other = impose(NominalFactory())

    with refused("names the order"):
        breach(person, None)
    with refused("one of the same nominal"):
        breach(person, other)
    with refused("after the day of death"):
        breach(NominalFactory(died_on=MADE_ON), None)


@pytest.mark.parametrize(
    ("breached_on", "asks"),
    [
        (date(2023, 5, 31), True),
        (date(2023, 6, 1), False),
        (date(2024, 5, 31), False),
        (date(2024, 6, 1), True),
    ],
)
def test_a_breach_of_notification_asks_a_reason_where_none_was_required(breached_on, asks):
    person = NominalFactory()
    NotificationRequirementFactory(
        nominal=person, valid_from=date(2023, 6, 1), valid_to=date(2024, 6, 1)
    )
    values = {"of": "notification", "breached_on": breached_on}

    if asks:
        with pytest.raises(NeedsReason) as told:
            breach(person, None, **values)
        assert [each.rule for each in told.value.warnings] == ["no_requirement"]
        values["asked"] = asked(reasons={"no_requirement": "Required in another country."})
    breach(person, None, **values)

    assert Breach.objects.get().breached_on == breached_on
    assert GivenReason.objects.exists() == asks
