"""Risk stands beside the level; reviews and serious further offences read it."""

from datetime import UTC, date, datetime

import pytest

from core.models import AuditEntry
from nominals.models import LevelOneReview, RiskLevelPeriod, SeriousFurtherOffence, StatePeriod
from nominals.services import assessments
from nominals.services.acts import Asked
from nominals.services.states import restate
from tests.factories.nominals import LevelPeriodFactory, NominalFactory, managed
from tests.nominals.refusing import refused

pytestmark = pytest.mark.django_db
ASKED = Asked(by="ann", at=datetime(2024, 5, 1, 10, tzinfo=UTC))


def day(number):
    return date(2024, 5, number)


def raised():
    """Somebody who is at Level 1 until 9 May and at Level 2 from 10 May on."""
    person = managed()
    person.level_periods.get().supersede(
        at=datetime(2021, 1, 1, tzinfo=UTC), act=2, valid_to=day(10)
    )
    LevelPeriodFactory(nominal=person, level=2, valid_from=day(10))
    restate(nominals=[person.pk], at=datetime(2021, 1, 2, tzinfo=UTC), act=3)
    return person


def assess(person, risk, on, tool="OASys"):
    return assessments.assess_risk(nominal=person, tool=tool, risk=risk, on=day(on), asked=ASKED)


def test_an_assessment_ends_the_former_of_its_tool_and_leaves_the_level():
    person = managed(level=2)

    assess(person, "high", 1)
    assess(person, "very_high", 3, tool="ARMS")
    assess(person, "medium", 8, tool=" OASys ")

    rows = RiskLevelPeriod.objects.order_by("valid_from")
    assert list(rows.values_list("tool", "risk", "valid_from", "valid_to")) == [
        ("OASys", "high", day(1), day(8)),
        ("ARMS", "very_high", day(3), None),
        ("OASys", "medium", day(8), None),
    ]
    assert StatePeriod.objects.get(nominal=person).level == 2
    assert AuditEntry.objects.filter(act="assess_risk").count() == 3


def test_an_assessment_needs_a_tool_and_a_living_person():
    with refused("cannot be blank"):
        assess(managed(), "low", 1, tool="  ")
    with refused("An assessment on 2024-05-06 comes after the day of death"):
        assess(managed(died_on=day(5)), "low", 6)


def review(person, on):
    return assessments.review_level_1(
        nominal=person, on=day(on), reviewer="A. Manager", conclusion="Stays.", asked=ASKED
    )


def test_a_case_is_reviewed_at_level_1_on_days_on_which_it_is_at_level_1():
    person = raised()

    review(person, 9)

    assert LevelOneReview.objects.get().reviewed_on == day(9)
    assert AuditEntry.objects.filter(act="review_level_1").count() == 1
    with refused("The person is at Level 2 on 2024-05-10"):
        review(person, 10)
    with refused("The person is at no level"):
        review(NominalFactory(), 9)


def charge(person, on):
    return assessments.record_serious_further_offence(
        nominal=person, charged_on=day(on), offence="Robbery", asked=ASKED
    )


@pytest.mark.parametrize(("on", "level"), [(9, 1), (10, 2), (11, 2)])
def test_a_serious_further_offence_keeps_the_level_of_its_day(on, level):
    person = raised()

    charge(person, on)

    assert SeriousFurtherOffence.objects.get().level == level
    assert AuditEntry.objects.filter(act="record_serious_further_offence").count() == 1


def test_a_charge_of_somebody_without_a_level_keeps_none():
    charge(NominalFactory(), 9)

    assert SeriousFurtherOffence.objects.get().level is None


def test_the_dead_are_not_charged():
    with refused("A charge on 2024-05-06 comes after the day of death"):
        charge(managed(died_on=day(5)), 6)
