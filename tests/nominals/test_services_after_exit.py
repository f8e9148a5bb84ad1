"""After exit the agency that led loses the case once the days of the setting are over."""

from datetime import UTC, date, datetime, timedelta

import pytest

from agencies.choices import Role
from agencies.models import RuleSetting
from nominals.choices import AuthorityKind, Ground
from nominals.models import EligibilityPeriod, Grant, Nominal
from nominals.services import access
from nominals.services.acts import Asked
from nominals.services.management import (
    Authority,
    Management,
    end_category_basis,
    enter_category,
    leave_mappa,
    set_lead_agency,
)
from nominals.services.states import differing_nominals, restate
from tests.factories.agencies import MembershipFactory, area, default_agency
from tests.factories.nominals import RECORDED, managed
from tests.nominals.asking import NOW

pytestmark = pytest.mark.django_db
EXIT = date(2024, 4, 1)
DAY = timedelta(days=1)
LAST = EXIT + timedelta(days=27)
"""The last of the 28 days that ship with the product."""


def asked(days=1):
    return Asked(by="ann", at=NOW + timedelta(days=days))


def officer(kind="police", code="norfolk"):
    agency = default_agency(kind, code)
    return MembershipFactory(role=Role.PRACTITIONER, agency=agency, area=area(code)).user


def left(on=EXIT, **person):
    person = managed(**person)
    restate(nominals=[person.pk], at=RECORDED + timedelta(minutes=1), act=1)
    end_category_basis(
        period=EligibilityPeriod.objects.get(nominal=person), on=on, reason="over", asked=asked()
    )
    leave_mappa(nominal=person, on=on, reason="over", asked=asked(2))
    return person


def seen_on(user, person, *days):
    return [day for day in days if Nominal.objects.visible_to(user, on=day).filter(pk=person.pk)]


def test_the_agency_that_led_sees_the_case_until_the_days_are_over():
    person, police = left(), officer()
    days = (EXIT - DAY, EXIT, LAST, LAST + DAY, LAST + 2 * DAY)

    assert seen_on(police, person, *days) == [EXIT - DAY, EXIT, LAST]
    assert seen_on(officer("probation"), person, *days) == []
    co_ordinator = MembershipFactory(agency=default_agency("housing")).user
    assert seen_on(co_ordinator, person, *days) == [*days]
    assert differing_nominals() == []


def test_the_ground_says_that_the_case_was_led_until_its_exit():
    person, police = left(), officer()

    def grounds(day):
        rows = Grant.objects.why_visible(person, police, on=day)
        return list(rows.values_list("ground", flat=True))

    assert grounds(EXIT - DAY) == [Ground.LEAD_AGENCY]
    assert grounds(EXIT) == grounds(LAST) == [Ground.AFTER_EXIT]
    assert grounds(LAST + DAY) == []


@pytest.mark.parametrize(("days", "last"), [(0, EXIT - DAY), (1, EXIT)])
def test_an_area_has_days_of_its_own(days, last):
    RuleSetting.objects.create(
        code="exit_grant_days",
        area=area(),
        value=days,
        source="The board",
        valid_from=date(2020, 1, 1),
        recorded_from=datetime(2020, 1, 1, tzinfo=UTC),
        recorded_in=1,
    )
    person, police = left(), officer()

    assert seen_on(police, person, last, last + DAY) == [last]


def test_the_days_are_those_of_the_setting_on_the_day_of_exit():
    national = RuleSetting.objects.get(code="exit_grant_days")
    national.supersede(at=NOW, act=1, valid_to=EXIT)
    RuleSetting.objects.create(
        code="exit_grant_days",
        value=5,
        source="Guidance",
        valid_from=EXIT,
        recorded_from=NOW,
        recorded_in=1,
    )
    before, on_the_day, police = left(EXIT - DAY), left(), officer()

    assert seen_on(police, before, LAST - DAY, LAST) == [LAST - DAY]
    fifth = EXIT + timedelta(days=4)
    assert seen_on(police, on_the_day, fifth, fifth + DAY) == [fifth]


def test_an_agency_that_hands_over_the_lead_loses_the_case_at_once():
    person, police, probation = managed(), officer(), officer("probation")
    restate(nominals=[person.pk], at=RECORDED + timedelta(minutes=1), act=1)

    set_lead_agency(nominal=person, kind="probation", on=EXIT, manager="Kim Wren", asked=asked())

    assert seen_on(police, person, EXIT - DAY, EXIT) == [EXIT - DAY]
    assert seen_on(probation, person, EXIT - DAY, EXIT) == [EXIT]


def test_whoever_led_before_loses_the_case_when_somebody_leads_it_again():
    person, police, probation = left(), officer(), officer("probation")
    back = EXIT + timedelta(days=10)

    enter_category(
        nominal=person,
        basis="violent_offence",
        on=back,
        reason="again",
        offence="Wounding",
        sentence="24 months",
        managed=Management(
            level=1,
            authority=Authority(AuthorityKind.SCREENING, "", "Kim Wren", "again"),
            kind="probation",
            manager="Kim Wren",
        ),
        asked=asked(3),
    )

    assert seen_on(police, person, back - DAY, back) == [back - DAY]
    assert seen_on(probation, person, back - DAY, back) == [back]


def test_of_a_restricted_case_nothing_runs_on():
    person, police = left(), officer()
    assert seen_on(police, person, EXIT)

    access.restrict_case(nominal=person, viewers={}, on=EXIT, reason="x", asked=asked(3))

    assert seen_on(police, person, EXIT - DAY, EXIT) == []
