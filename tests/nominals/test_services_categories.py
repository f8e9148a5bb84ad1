"""Entering and leaving categories, with level and lead agency in the same act."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from agencies.choices import AgencyKind
from core.models import AuditEntry
from core.refusing import NeedsReason
from nominals.choices import AuthorityKind, Basis, Level
from nominals.models import (
    EligibilityPeriod,
    EligibilitySupport,
    GivenReason,
    LeadAgencyPeriod,
    LevelPeriod,
    StatePeriod,
)
from nominals.rules.support import ITSELF
from nominals.services.acts import Asked
from nominals.services.management import (
    Authority,
    Management,
    enter_category,
)
from tests.factories.nominals import (
    ConvictionFactory,
    EligibilityPeriodFactory,
    LevelPeriodFactory,
    NominalFactory,
    PdpPeriodFactory,
    SentenceFactory,
    managed,
)
from tests.nominals.asking import NOW
from tests.nominals.refusing import codes

pytestmark = pytest.mark.django_db
ON = date(2024, 4, 1)
CATEGORY_4_START = date(2022, 6, 28)
SCREENED = Management(
    level=Level.ONE, authority=Authority(AuthorityKind.SCREENING, "", "", ""), manager="A Manager"
)
ADOPTED = Management(
    level=Level.TWO,
    authority=Authority(AuthorityKind.ADOPTION, "P-7", "The panel", "may do serious harm"),
    manager="A Manager",
)


def enter(person, basis=Basis.SEXUAL_OFFENCE, on=ON, managed=SCREENED, days=0, **values):
    reasons = values.pop("reasons", {})
    values = {"offence": "Rape", "sentence": "8 years"} | values
    return enter_category(
        nominal=person,
        basis=basis,
        on=on,
        reason="identified at sentence",
        managed=managed,
        asked=Asked(by="ann", at=NOW + timedelta(days=days), reasons=reasons),
        **values,
    )


def states(person):
    found = StatePeriod.objects.filter(nominal=person).order_by("valid_from")
    return list(found.values_list("valid_from", "valid_to", "category", "level"))


def test_entering_a_category_sets_level_and_lead_agency_in_one_act():
    person = NominalFactory()

    period = enter(person, until=date(2029, 4, 1))

    assert states(person) == [
        (ON, date(2029, 4, 1), 1, 1),
        (date(2029, 4, 1), None, None, 1),
    ]
    lead = LeadAgencyPeriod.objects.get(nominal=person)
    assert (lead.kind, lead.manager, lead.valid_from) == ("police", "A Manager", ON)
    support = EligibilitySupport.objects.get(nominal=person)
    assert (support.source_label, support.source_id) == (ITSELF, period.pk)
    entry = AuditEntry.objects.get(act="enter_category")
    assert entry.purpose == "identified at sentence"
    level = LevelPeriod.objects.get(nominal=person)
    assert {each.recorded_in for each in (period, lead, level, support)} == {entry.pk}


def test_a_level_and_lead_agency_that_hold_are_kept():
    person = managed(level=2)

    enter(person, basis=Basis.VIOLENT_OFFENCE, managed=Management())

    assert LevelPeriod.history.filter(nominal=person).count() == 1
    assert LeadAgencyPeriod.history.filter(nominal=person).count() == 1


@pytest.mark.parametrize(
    ("lacks", "code"),
    [
        (Management(manager="A Manager"), "V40"),
        (Management(level=Level.ONE, manager="A Manager"), "V40"),
        (Management(level=SCREENED.level, authority=SCREENED.authority), "V36"),
    ],
)
def test_entering_without_a_level_or_a_manager_is_refused_and_stores_nothing(lacks, code):
    person = NominalFactory()

    with pytest.raises(ValidationError) as refused:
        enter(person, managed=lacks)

    assert codes(refused) == [code]
    assert not EligibilityPeriod.history.exists()
    assert not AuditEntry.objects.filter(act="enter_category").exists()


def test_where_no_row_of_the_table_fits_the_lead_agency_must_be_named():
    person = NominalFactory()

    with pytest.raises(ValidationError) as refused:
        enter(person, basis=Basis.VIOLENT_OFFENCE)

    assert codes(refused) == ["V36"]


def test_category_3_is_adopted_at_level_2_in_place_of_level_1():
    person = NominalFactory()
    LevelPeriodFactory(nominal=person, level=1)

    enter(person, basis=Basis.DECISION, managed=ADOPTED)

    assert states(person) == [(date(2020, 1, 1), ON, None, 1), (ON, None, 3, 2)]


@pytest.mark.parametrize("on", [date(2023, 1, 1), ON])
def test_category_3_is_refused_at_level_1(on):
    person = NominalFactory()

    with pytest.raises(ValidationError) as refused:
        enter(person, basis=Basis.DECISION, on=on)

    assert codes(refused) == ["V1"]


@pytest.mark.parametrize(
    ("ends", "refused"),
    [(ON + timedelta(days=1), True), (ON, False), (ON - timedelta(days=1), False), (None, True)],
)
def test_category_3_is_refused_beside_another_category(ends, refused):
    person = NominalFactory()
    EligibilityPeriodFactory(nominal=person, valid_to=ends)

    if not refused:
        enter(person, basis=Basis.DECISION, managed=ADOPTED)
        assert EligibilityPeriod.objects.filter(nominal=person, category=3).exists()
        return
    with pytest.raises(ValidationError) as error:
        enter(person, basis=Basis.DECISION, managed=ADOPTED)
    assert codes(error) == ["V2"]


@pytest.mark.parametrize(
    ("on", "refused"),
    [
        (CATEGORY_4_START - timedelta(days=1), True),
        (CATEGORY_4_START, False),
        (CATEGORY_4_START + timedelta(days=1), False),
    ],
)
def test_category_4_begins_with_its_commencement(on, refused):
    person = NominalFactory()

    if not refused:
        enter(person, basis=Basis.TERRORIST_RISK_DECISION, on=on)
        assert LeadAgencyPeriod.objects.get(nominal=person).kind == "probation"
        return
    with pytest.raises(ValidationError) as error:
        enter(person, basis=Basis.TERRORIST_RISK_DECISION, on=on)
    assert codes(error) == ["V3"]


@pytest.mark.parametrize(
    ("on", "refused"),
    [(date(2018, 3, 31), False), (date(2018, 4, 1), True), (date(2018, 4, 2), True)],
)
def test_disqualification_is_closed_to_new_entries_from_its_day_on(on, refused):
    person = NominalFactory()
    police = Management(SCREENED.level, SCREENED.authority, AgencyKind.POLICE, None, "A Manager")
    basis = Basis.DISQUALIFIED_FROM_WORKING_WITH_CHILDREN

    if not refused:
        enter(person, basis=basis, on=on, managed=police)
        assert EligibilityPeriod.objects.get(nominal=person).category == 2
        return
    with pytest.raises(ValidationError) as error:
        enter(person, basis=basis, on=on, managed=police)
    assert codes(error) == ["V34"]


def test_category_2_is_refused_where_the_recorded_sentence_is_too_short():
    person = NominalFactory()
    conviction = ConvictionFactory(nominal=person, kind="violent")
    SentenceFactory(conviction=conviction, disposal="imprisonment", months=11)

    with pytest.raises(ValidationError) as refused:
        enter(person, basis=Basis.VIOLENT_OFFENCE)

    assert codes(refused) == ["V32"]


def test_category_2_for_terrorism_keeps_the_reason_given():
    person = NominalFactory()
    conviction = ConvictionFactory(nominal=person, kind="terrorism")
    SentenceFactory(conviction=conviction, disposal="imprisonment", months=24)
    probation = Management(
        SCREENED.level, SCREENED.authority, AgencyKind.PROBATION, None, "A Manager"
    )

    with pytest.raises(NeedsReason) as asked:
        enter(person, basis=Basis.VIOLENT_OFFENCE, managed=probation)
    assert [each.rule for each in asked.value.warnings] == ["V33"]

    enter(
        person,
        basis=Basis.VIOLENT_OFFENCE,
        managed=probation,
        reasons={"V33": "convicted of wounding too"},
    )
    assert GivenReason.objects.get(nominal=person).reason == "convicted of wounding too"


def test_a_basis_without_its_sentence_asks_why():
    with pytest.raises(NeedsReason) as asked:
        enter(NominalFactory(), sentence="")

    assert [each.rule for each in asked.value.warnings] == ["V35"]


def test_the_same_basis_twice_on_a_day_is_refused():
    person = NominalFactory()
    enter(person)

    with pytest.raises(ValidationError, match="already has this basis"):
        enter(person, on=ON + timedelta(days=9), days=1)


def test_nobody_enters_after_death():
    person = NominalFactory(died_on=ON - timedelta(days=1))

    with pytest.raises(ValidationError) as refused:
        enter(person)

    assert codes(refused) == ["after_death"]


def test_a_new_category_ends_category_3_and_a_spell_as_potentially_dangerous_person():
    person = NominalFactory()
    enter(person, basis=Basis.DECISION, managed=ADOPTED)

    enter(person, on=ON + timedelta(days=5), managed=Management(), days=1)

    assert [each[2] for each in states(person)] == [3, 1]
    assert EligibilityPeriod.objects.get(category=3).valid_to == ON + timedelta(days=5)

    other = NominalFactory()
    spell = PdpPeriodFactory(nominal=other)
    enter(other)
    spell.refresh_from_db()
    assert spell.valid_to == ON


@pytest.mark.parametrize("stronger", [Basis.SHPO, Basis.TERRORISM_OFFENCE])
def test_the_category_falls_back_to_the_next_basis_when_the_stronger_one_ends(stronger):
    person = managed(basis=Basis.VIOLENT_OFFENCE)
    enter(person, basis=stronger, managed=Management(), until=date(2025, 4, 1))

    assert [each[2] for each in states(person)] == [2, 4 if stronger != Basis.SHPO else 1, 2]


def test_the_category_never_falls_back_to_3():
    person = NominalFactory()
    enter(person, basis=Basis.DECISION, managed=ADOPTED)

    enter(person, on=date(2024, 5, 1), until=date(2025, 5, 1), managed=Management(), days=1)

    assert [each[2] for each in states(person)] == [3, 1, None]
