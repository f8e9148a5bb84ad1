"""Whom an order or a sentence makes eligible, somebody leads from the first day."""

from datetime import UTC, date, datetime

import pytest

from nominals.choices import AuthorityKind, Basis, Level
from nominals.models import Finding, LeadAgencyPeriod
from nominals.rules.levels import Authority
from nominals.services.acts import Asked
from nominals.services.management import Management, enter_category, set_lead_agency
from orders.services.imposing import impose_order
from tests.factories.nominals import LeadAgencyPeriodFactory, NominalFactory, ResponsibleAreaFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2024, 6, 1, 10, tzinfo=UTC)
DAY = date(2024, 5, 20)
ASKED = Asked(by="ann", at=NOW)


def somebody(**details):
    person = NominalFactory(date_of_birth=date(1980, 1, 1), **details)
    ResponsibleAreaFactory(nominal=person)
    return person


def impose(person):
    return impose_order(
        nominal=person,
        kind="shpo",
        made_on=DAY,
        ends_on=None,
        applicant_kind="court",
        asked=ASKED,
    )


def leads(person):
    return list(
        LeadAgencyPeriod.objects.filter(nominal=person).values_list(
            "kind", "valid_from", "valid_to", "is_proposed"
        )
    )


def found(person):
    return sorted(Finding.objects.filter(nominal=person).values_list("rule", flat=True))


def test_the_decision_table_proposes_who_leads_from_the_first_day():
    person = somebody()

    impose(person)

    assert leads(person) == [("police", DAY, None, True)]
    assert "lead_proposed" in found(person)
    assert "V36" not in found(person)


def test_whoever_leads_already_goes_on():
    person = somebody()
    LeadAgencyPeriodFactory(nominal=person, kind="probation")

    impose(person)

    assert leads(person) == [("probation", date(2020, 1, 1), None, False)]


def test_naming_the_lead_and_its_manager_confirms_it():
    person = somebody()
    impose(person)

    set_lead_agency(nominal=person, kind="police", on=DAY, manager="DC Reed", asked=ASKED)

    assert leads(person) == [("police", DAY, None, False)]
    assert "lead_proposed" not in found(person)


def test_a_proposal_lasts_until_the_next_lead_known():
    person = somebody()
    LeadAgencyPeriodFactory(nominal=person, kind="probation", valid_from=date(2024, 8, 1))

    impose(person)

    assert leads(person) == [
        ("police", DAY, date(2024, 8, 1), True),
        ("probation", date(2024, 8, 1), None, False),
    ]


def test_whoever_enters_a_category_names_the_lead():
    person = somebody()
    authority = Authority(AuthorityKind.SCREENING, "", "probation", "the plan is strong")
    enter_category(
        nominal=person,
        basis=Basis.VIOLENT_OFFENCE,
        on=DAY,
        reason="screened",
        managed=Management(Level.ONE, authority, "probation", None, "Officer Reed"),
        offence="wounding",
        sentence="3 years",
        asked=ASKED,
    )

    assert leads(person) == [("probation", DAY, None, False)]
