"""Correcting a period: what was believed stays known, and the rules are asked again."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from core.models import AuditEntry
from core.periods import Period
from nominals.choices import Basis
from nominals.models import (
    EligibilityPeriod,
    LeadAgencyPeriod,
    LevelPeriod,
    StatePeriod,
)
from nominals.services.acts import Asked, act
from nominals.services.eligibility import support_basis
from nominals.services.management import correct_period
from tests.factories.nominals import (
    DetentionFactory,
    EligibilityPeriodFactory,
    LeadAgencyPeriodFactory,
    LevelPeriodFactory,
    NominalFactory,
    NotificationRequirementFactory,
    PdpPeriodFactory,
    managed,
)
from tests.nominals.asking import NOW
from tests.nominals.refusing import codes

pytestmark = pytest.mark.django_db
START = date(2020, 1, 1)


def correct(fact, days=0, **values):
    asked = Asked(by="ann", at=NOW + timedelta(days=days))
    return correct_period(fact=fact, reason="entered wrongly", asked=asked, **values)


def two_levels():
    person = managed()
    first = LevelPeriod.objects.get(nominal=person)
    first.supersede(at=NOW - timedelta(days=9), act=1, valid_to=date(2022, 1, 1))
    second = LevelPeriodFactory(nominal=person, level=2, valid_from=date(2022, 1, 1))
    return person, first, second


def levels(person):
    found = LevelPeriod.objects.filter(nominal=person)
    return [(each.level, each.valid_from, each.valid_to) for each in found]


def test_a_corrected_level_is_known_from_now_on_and_what_was_believed_stays():
    person, _, second = two_levels()

    corrected = correct(second, level=3)

    assert (corrected.pk, corrected.level) == (second.pk, 3)
    assert StatePeriod.objects.filter(nominal=person).latest("valid_from").level == 3
    then = LevelPeriod.history.as_known_at(NOW - timedelta(hours=1)).filter(nominal=person)
    assert [each.level for each in then] == [1, 2]
    assert AuditEntry.objects.get(act="correct_period").purpose == "entered wrongly"


@pytest.mark.parametrize("moved_to", [date(2021, 6, 1), date(2022, 6, 1)])
def test_the_level_before_moves_with_one_that_began_on_another_day(moved_to):
    person, _, second = two_levels()

    correct(second, valid_from=moved_to)

    assert levels(person) == [(1, START, moved_to), (2, moved_to, None)]


@pytest.mark.parametrize("moved_to", [date(2021, 6, 1), date(2022, 6, 1)])
def test_the_level_after_moves_with_one_that_ended_on_another_day(moved_to):
    person, first, _ = two_levels()

    correct(first, valid_to=moved_to)

    assert levels(person) == [(1, START, moved_to), (2, moved_to, None)]


def test_a_level_that_would_leave_no_day_of_the_one_before_is_refused():
    _, _, second = two_levels()

    with pytest.raises(ValidationError, match="No day would be left"):
        correct(second, valid_from=START)


def test_a_correction_that_opens_a_gap_of_levels_is_refused():
    person = NominalFactory()
    EligibilityPeriodFactory(nominal=person, valid_from=date(2021, 1, 1))
    LevelPeriodFactory(nominal=person, valid_to=date(2020, 6, 1))
    later = LevelPeriodFactory(nominal=person, valid_from=date(2021, 1, 1))

    with pytest.raises(ValidationError) as refused:
        correct(later, valid_from=date(2021, 1, 2))

    assert "V40" in codes(refused)


def test_a_correction_that_leaves_a_case_without_a_lead_is_refused():
    person = managed()

    with pytest.raises(ValidationError) as refused:
        correct(LeadAgencyPeriod.objects.get(nominal=person), valid_to=date(2022, 1, 1))

    assert codes(refused) == ["V36"]


def test_a_gap_that_was_imported_does_not_stop_another_correction():
    person = managed()
    LeadAgencyPeriod.objects.get(nominal=person).supersede(
        at=NOW - timedelta(days=9), act=1, valid_to=date(2022, 1, 1)
    )

    correct(LevelPeriod.objects.get(nominal=person), level=2)

    assert levels(person) == [(2, START, None)]


@pytest.mark.parametrize(
    ("category", "level", "code"), [(Basis.DECISION, 1, "V1"), (Basis.SEXUAL_OFFENCE, 1, None)]
)
def test_a_correction_to_level_1_is_refused_in_category_3(category, level, code):
    person = managed(level=2, basis=category)
    fact = LevelPeriod.objects.get(nominal=person)

    if code is None:
        assert correct(fact, level=level).level == 1
        return
    with pytest.raises(ValidationError) as refused:
        correct(fact, level=level)
    assert codes(refused) == [code]


def test_a_correction_of_category_3_into_another_category_is_refused():
    person = managed(level=2, basis=Basis.DECISION)
    period = EligibilityPeriod.objects.get(nominal=person)
    period.supersede(at=NOW - timedelta(days=9), act=1, valid_to=date(2022, 1, 1))
    EligibilityPeriodFactory(nominal=person, valid_from=date(2022, 1, 1))

    with pytest.raises(ValidationError) as refused:
        correct(period, valid_to=date(2022, 1, 2))

    assert codes(refused) == ["V2"]


@pytest.mark.parametrize(
    ("first", "refused"),
    [(date(2022, 6, 27), True), (date(2022, 6, 28), False), (date(2022, 6, 29), False)],
)
def test_a_correction_does_not_begin_category_4_before_its_start(first, refused):
    person = NominalFactory()
    LevelPeriodFactory(nominal=person)
    LeadAgencyPeriodFactory(nominal=person)
    fact = EligibilityPeriodFactory(
        nominal=person, basis=Basis.TERRORIST_RISK_DECISION, valid_from=date(2023, 1, 1)
    )

    if not refused:
        assert correct(fact, valid_from=first).valid_from == first
        return
    with pytest.raises(ValidationError) as error:
        correct(fact, valid_from=first)
    assert codes(error) == ["V3"]


def test_a_basis_takes_the_days_and_words_of_its_correction():
    person = managed()
    period = EligibilityPeriod.objects.get(nominal=person)

    corrected = correct(
        period, valid_from=date(2020, 2, 1), valid_to=date(2030, 1, 1), offence="Rape"
    )

    assert corrected.pk == period.pk
    assert (corrected.valid_from, corrected.valid_to) == (date(2020, 2, 1), date(2030, 1, 1))
    assert corrected.offence == "Rape"
    assert EligibilityPeriod.history.filter(nominal=person).count() == 2


def test_a_basis_that_rests_on_another_fact_is_corrected_there():
    person = NominalFactory()
    with act("test", person, asked=Asked(by="ann", at=NOW)) as this:
        support_basis(
            this,
            nominal=person,
            basis=Basis.SHPO,
            label="orders.Order",
            supports={7: Period(START)},
        )
    period = EligibilityPeriod.objects.get(nominal=person)

    with pytest.raises(ValidationError, match="rests on another fact"):
        correct(period, days=1, valid_to=date(2030, 1, 1))
    assert correct(period, days=1, offence="Rape").offence == "Rape"


def test_the_category_of_a_basis_is_not_corrected():
    person = managed()

    with pytest.raises(ValidationError, match="stay"):
        correct(EligibilityPeriod.objects.get(nominal=person), category=2)


def test_a_spell_as_potentially_dangerous_person_is_not_moved_into_a_category():
    person = NominalFactory()
    EligibilityPeriodFactory(nominal=person, valid_to=date(2022, 1, 1))
    LevelPeriodFactory(nominal=person)
    spell = PdpPeriodFactory(nominal=person, valid_from=date(2022, 1, 1))

    with pytest.raises(ValidationError) as refused:
        correct(spell, valid_from=date(2021, 12, 31))

    assert codes(refused) == ["V73"]


def test_a_detention_is_corrected_and_restated():
    person = managed()
    detention = DetentionFactory(nominal=person)

    correct(detention, setting="hospital")

    assert StatePeriod.objects.get(nominal=person).setting == "hospital"


def test_a_requirement_is_corrected_by_its_own_act():
    with pytest.raises(ValidationError) as refused:
        correct(NotificationRequirementFactory(), valid_to=date(2030, 1, 1))

    assert refused.value.code == "corrected_elsewhere"
