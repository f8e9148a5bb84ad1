"""What a basis rests on, and its periods, as one act after another writes them."""

from datetime import date, timedelta

import pytest

from core.models import AuditEntry
from core.periods import Period
from nominals.choices import Basis
from nominals.models import EligibilityPeriod, EligibilitySupport, PdpPeriod, StatePeriod
from nominals.rules.support import ITSELF, REQUIREMENT
from nominals.services.acts import Asked, act
from nominals.services.eligibility import support_basis
from tests.factories.nominals import (
    EligibilityPeriodFactory,
    LevelPeriodFactory,
    NominalFactory,
    NotificationRequirementFactory,
    PdpPeriodFactory,
)
from tests.nominals.asking import NOW

pytestmark = pytest.mark.django_db
START = date(2020, 1, 1)
ORDER = "orders.Order"


def support(person, supports, *, label=ORDER, basis=Basis.SHPO, explains=(), days=0):
    with act("test", person, asked=Asked(by="ann", at=NOW + timedelta(days=days))) as this:
        support_basis(
            this,
            nominal=person,
            basis=basis,
            label=label,
            supports=supports,
            explains=explains,
        )
    return this


def periods(person, basis=Basis.SHPO):
    found = EligibilityPeriod.objects.filter(nominal=person, basis=basis)
    return [(each.valid_from, each.valid_to) for each in found]


def supports(person, basis=Basis.SHPO):
    found = EligibilitySupport.objects.filter(nominal=person, basis=basis)
    return sorted(
        (each.source_label, each.source_id, each.valid_from, each.valid_to) for each in found
    )


def test_two_orders_at_once_are_one_period_to_the_end_of_the_later():
    person = NominalFactory()

    support(
        person,
        {7: Period(START, date(2025, 1, 1)), 8: Period(date(2022, 1, 1), date(2027, 1, 1))},
    )

    assert periods(person) == [(START, date(2027, 1, 1))]
    assert EligibilityPeriod.objects.get().category == 1
    assert StatePeriod.objects.filter(nominal=person, category=1).count() == 1


def test_the_end_of_one_of_two_orders_leaves_what_the_other_supports():
    person = NominalFactory()
    support(person, {7: Period(START), 8: Period(date(2022, 1, 1), date(2027, 1, 1))})
    first = EligibilityPeriod.objects.get()

    support(person, {7: Period(START, date(2021, 1, 1)), 8: Period(date(2022, 1, 1))}, days=1)

    assert periods(person) == [(START, date(2021, 1, 1)), (date(2022, 1, 1), None)]
    assert EligibilityPeriod.objects.get(valid_from=START).pk == first.pk


def test_a_basis_without_support_has_no_period_and_keeps_its_history():
    person = NominalFactory()
    support(person, {7: Period(START)})

    support(person, {}, days=1)

    assert (periods(person), supports(person)) == ([], [])
    assert EligibilityPeriod.history.get(nominal=person).valid_from == START


def test_an_act_that_changes_nothing_writes_no_version():
    person = NominalFactory()
    support(person, {7: Period(START)})

    support(person, {7: Period(START)}, days=1)

    assert EligibilityPeriod.history.filter(nominal=person).count() == 1
    assert EligibilitySupport.history.filter(nominal=person).count() == 1


def test_one_act_supports_the_same_basis_twice_and_leaves_one_version():
    person = NominalFactory()
    with act("test", person, asked=Asked(by="ann", at=NOW)) as this:
        for label, end in ((ORDER, 2025), (REQUIREMENT, 2026)):
            support_basis(
                this,
                nominal=person,
                basis=Basis.SHPO,
                label=label,
                supports={7: Period(START, date(end, 1, 1))},
            )

    assert periods(person) == [(START, date(2026, 1, 1))]
    assert EligibilityPeriod.history.filter(nominal=person).count() == 1


def test_an_imported_period_that_nothing_explains_is_shortened_by_no_later_act():
    person = NominalFactory()
    imported = EligibilityPeriodFactory(nominal=person, basis=Basis.SHPO, offence="Assault")

    support(person, {7: Period(date(2019, 6, 1), date(2020, 6, 1))})
    support(person, {}, days=1)

    assert periods(person) == [(START, None)]
    assert supports(person) == [(ITSELF, imported.pk, START, None)]
    stands = EligibilityPeriod.objects.get()
    assert (stands.pk, stands.offence) == (imported.pk, "Assault")


def test_an_imported_period_rests_on_the_imported_order_of_its_first_day():
    person = NominalFactory()
    imported = EligibilityPeriodFactory(nominal=person, basis=Basis.SHPO)

    support(person, {7: Period(START, date(2023, 1, 1))}, explains={START})

    assert periods(person) == [(START, date(2023, 1, 1))]
    assert supports(person) == [(ORDER, 7, START, date(2023, 1, 1))]
    assert EligibilityPeriod.objects.get().pk == imported.pk


@pytest.mark.parametrize(
    ("source", "basis"),
    [
        ("sentence", Basis.SEXUAL_OFFENCE),
        ("shpo", Basis.SHPO),
        ("sopo", Basis.SOPO),
        ("sro_breach", Basis.SRO_BREACH),
        ("notification_order", Basis.NOTIFICATION_ORDER),
    ],
)
def test_an_imported_period_rests_on_the_requirement_of_its_basis_and_first_day(source, basis):
    person = NominalFactory()
    EligibilityPeriodFactory(nominal=person, basis=basis)
    required = NotificationRequirementFactory(
        nominal=person, source=source, valid_to=date(2030, 1, 1)
    )

    support(person, {7: Period(date(2021, 1, 1), date(2022, 1, 1))}, basis=basis)

    assert periods(person, basis) == [(START, date(2030, 1, 1))]
    assert (REQUIREMENT, required.pk, START, date(2030, 1, 1)) in supports(person, basis)


def test_a_requirement_of_another_source_explains_nothing():
    person = NominalFactory()
    imported = EligibilityPeriodFactory(nominal=person, basis=Basis.SHPO)
    NotificationRequirementFactory(nominal=person, source="sentence", valid_to=date(2021, 1, 1))

    support(person, {})

    assert supports(person) == [(ITSELF, imported.pk, START, None)]


def test_a_requirement_of_the_same_act_explains_nothing_that_was_imported_before():
    person = NominalFactory()
    imported = EligibilityPeriodFactory(nominal=person, basis=Basis.SHPO)
    with act("test", person, asked=Asked(by="ann", at=NOW)) as this:
        required = this.record(
            NotificationRequirementFactory.build(
                nominal=person, source="shpo", valid_to=date(2021, 1, 1)
            )
        )
        support_basis(
            this,
            nominal=person,
            basis=Basis.SHPO,
            label=REQUIREMENT,
            supports={required.pk: required.period},
        )

    assert periods(person) == [(START, None)]
    assert (ITSELF, imported.pk, START, None) in supports(person)


def test_a_requirement_that_this_act_ends_still_explains_by_the_day_it_had():
    person = NominalFactory()
    EligibilityPeriodFactory(nominal=person, basis=Basis.SHPO)
    required = NotificationRequirementFactory(nominal=person, source="shpo")
    with act("test", person, asked=Asked(by="ann", at=NOW)) as this:
        this.supersede(required, valid_to=date(2023, 1, 1))
        support_basis(this, nominal=person, basis=Basis.SHPO, label=ORDER, supports={})

    assert periods(person) == [(START, date(2023, 1, 1))]


def test_a_later_import_changes_the_own_support_of_what_it_brought_before():
    person = NominalFactory()
    imported = EligibilityPeriodFactory(nominal=person, basis=Basis.SHPO)
    support(person, {})
    with act("import", person, asked=Asked(by="ann", at=NOW + timedelta(days=1))) as this:
        this.supersede(imported, valid_to=date(2022, 1, 1))

    support(person, {}, days=2)

    assert supports(person) == [(ITSELF, imported.pk, START, date(2022, 1, 1))]
    assert periods(person) == [(START, date(2022, 1, 1))]


def test_category_3_ends_in_the_same_act_on_the_day_another_category_begins():
    person = NominalFactory()
    decided = EligibilityPeriodFactory(nominal=person, basis=Basis.DECISION)
    LevelPeriodFactory(nominal=person, level=2)

    this = support(person, {7: Period(date(2022, 6, 1), date(2023, 6, 1))})

    assert periods(person, Basis.DECISION) == [(START, date(2022, 6, 1))]
    assert supports(person, Basis.DECISION) == [(ITSELF, decided.pk, START, date(2022, 6, 1))]
    decided.refresh_from_db()
    assert decided.recorded_in == this.id
    assert AuditEntry.objects.filter(act="test").count() == 1
    states = StatePeriod.objects.filter(nominal=person).values_list("valid_from", "category")
    assert list(states) == [
        (START, 3),
        (date(2022, 6, 1), 1),
        (date(2023, 6, 1), None),
    ]


def test_category_3_that_was_decided_after_the_order_was_made_is_withdrawn():
    person = NominalFactory()
    EligibilityPeriodFactory(nominal=person, basis=Basis.DECISION, valid_from=date(2022, 6, 2))

    support(person, {7: Period(date(2022, 6, 1))})

    assert (periods(person, Basis.DECISION), supports(person, Basis.DECISION)) == ([], [])


def test_category_3_that_ended_before_is_left_alone():
    person = NominalFactory()
    EligibilityPeriodFactory(nominal=person, basis=Basis.DECISION, valid_to=date(2022, 6, 1))

    support(person, {7: Period(date(2022, 6, 1))})

    assert EligibilityPeriod.history.filter(basis=Basis.DECISION).count() == 1
    assert supports(person, Basis.DECISION) == []


def test_a_basis_follows_the_requirement_that_it_rests_on():
    person = NominalFactory()
    EligibilityPeriodFactory(nominal=person, basis=Basis.SHPO)
    required = NotificationRequirementFactory(nominal=person, source="shpo")
    support(person, {})
    with act("test", person, asked=Asked(by="ann", at=NOW + timedelta(days=1))) as this:
        this.supersede(required, valid_to=date(2022, 1, 1))
        support_basis(this, nominal=person, basis=Basis.SHPO, label=ORDER, supports={})

    assert periods(person) == [(START, date(2022, 1, 1))]

    with act("test", person, asked=Asked(by="ann", at=NOW + timedelta(days=2))) as this:
        this.withdraw(required)
        support_basis(this, nominal=person, basis=Basis.SHPO, label=ORDER, supports={})

    assert (periods(person), supports(person)) == ([], [])


def test_a_spell_as_potentially_dangerous_person_ends_where_a_category_begins():
    person = NominalFactory()
    spell = PdpPeriodFactory(nominal=person, valid_to=date(2025, 1, 1))
    later = PdpPeriodFactory(nominal=person, valid_from=date(2030, 1, 1))

    support(person, {7: Period(date(2022, 6, 1))}, basis=Basis.SRO_BREACH)

    known = PdpPeriod.objects.filter(nominal=person)
    assert [(each.pk, each.valid_to) for each in known] == [(spell.pk, date(2022, 6, 1))]
    assert PdpPeriod.history.filter(pk=later.pk).exists()
