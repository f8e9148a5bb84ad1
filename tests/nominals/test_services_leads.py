"""Setting who leads, and proposing it from the facts of the day."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from core.models import AuditEntry
from core.refusing import NeedsReason
from nominals.choices import Basis
from nominals.models import LeadAgencyPeriod
from nominals.services.acts import Asked
from nominals.services.leading import propose_lead
from nominals.services.management import set_lead_agency
from tests.factories.agencies import default_agency
from tests.factories.nominals import (
    ConvictionFactory,
    DetentionFactory,
    LicenceFactory,
    SentenceFactory,
    managed,
)
from tests.nominals.asking import NOW
from tests.nominals.refusing import codes

pytestmark = pytest.mark.django_db
START = date(2020, 1, 1)


def lead(person, kind="probation", on=date(2024, 5, 1), manager="B Manager", days=0, **more):
    asked = Asked(by="ann", at=NOW + timedelta(days=days), reasons=more.pop("reasons", {}))
    return set_lead_agency(nominal=person, kind=kind, on=on, manager=manager, asked=asked, **more)


def leads(person):
    rows = LeadAgencyPeriod.objects.filter(nominal=person)
    return [(each.kind, each.manager, each.valid_from, each.valid_to) for each in rows]


def test_another_agency_leads_from_a_day_on_and_nobody_between():
    person = managed()

    lead(person)
    lead(person, manager="C Manager", on=date(2024, 6, 1), days=1)

    assert leads(person) == [
        ("police", "", START, date(2024, 5, 1)),
        ("probation", "B Manager", date(2024, 5, 1), date(2024, 6, 1)),
        ("probation", "C Manager", date(2024, 6, 1), None),
    ]
    assert AuditEntry.objects.filter(act="set_lead_agency").count() == 2


def test_a_lead_agency_needs_a_manager_and_a_change():
    person = managed()
    with pytest.raises(ValidationError) as refused:
        lead(person, manager="")
    assert codes(refused) == ["V36"]

    lead(person)
    with pytest.raises(ValidationError) as refused:
        lead(person, on=date(2024, 6, 1), days=1)
    assert codes(refused) == ["same_lead"]
    assert len(leads(person)) == 2


def test_an_agency_of_another_kind_does_not_lead_as_that_kind():
    person = managed()
    with pytest.raises(ValidationError) as refused:
        lead(person, agency=default_agency("police", "norfolk"))
    assert codes(refused) == ["kind_of_agency"]


def test_an_agency_that_never_leads_asks_why():
    person = managed()
    with pytest.raises(NeedsReason) as needed:
        lead(person, kind="dwp")
    assert [each.rule for each in needed.value.warnings] == ["V37"]

    lead(person, kind="dwp", reasons={"V37": "by agreement of the board"})
    assert leads(person)[-1][0] == "dwp"


@pytest.mark.parametrize(
    ("facts", "kind"),
    [
        ({}, "police"),
        ({"licence": True}, "probation"),
        ({"setting": "prison"}, "probation"),
        ({"setting": "hospital"}, "mental_health"),
        ({"disposal": "community"}, "probation"),
        ({"disposal": "imprisonment"}, "police"),
        ({"licence": True, "born": date(2006, 5, 2)}, "youth_offending"),
        ({"licence": True, "born": date(2006, 5, 1)}, "probation"),
        ({"basis": Basis.TERRORIST_RISK_DECISION}, "probation"),
        ({"basis": Basis.HOSPITAL_ORDER}, "mental_health"),
        ({"basis": Basis.VIOLENT_OFFENCE}, None),
    ],
)
def test_the_facts_of_the_day_propose_who_leads(facts, kind):
    on = date(2024, 5, 1)
    person = managed(
        basis=facts.get("basis", Basis.SEXUAL_OFFENCE), date_of_birth=facts.get("born")
    )
    if facts.get("licence"):
        LicenceFactory(nominal=person)
    if "setting" in facts:
        DetentionFactory(nominal=person, setting=facts["setting"])
    if "disposal" in facts:
        conviction = ConvictionFactory(nominal=person)
        SentenceFactory(conviction=conviction, disposal=facts["disposal"])

    proposal = propose_lead(nominal=person, on=on)

    assert (proposal.kind if proposal else None) == kind
