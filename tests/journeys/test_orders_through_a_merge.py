"""An order that ends while its record is merged: parted again, nobody rests on it any more."""

from datetime import UTC, date, datetime, timedelta

import pytest

from core.models import AuditEntry
from mappa.duties import differing_nominals as differing_duties
from mappa.merging import merge_people, unmerge_people
from nominals.models import EligibilityPeriod, NotificationRequirement
from nominals.services.acts import Asked
from nominals.services.states import differing_nominals
from orders.services.changing import discharge_order
from orders.services.imposing import impose_order
from tests.factories.nominals import NominalFactory, ResponsibleAreaFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2024, 6, 1, 10, tzinfo=UTC)
MADE = date(2018, 1, 8)
ENDED = date(2024, 6, 1)


def asked(days):
    return Asked(by="ann", at=NOW + timedelta(days=days))


def somebody(name):
    person = NominalFactory(family_name=name)
    ResponsibleAreaFactory(nominal=person, valid_from=date(2018, 1, 1))
    return person


def periods(model, person):
    return list(model.objects.filter(nominal=person).values_list("valid_from", "valid_to"))


@pytest.fixture
def parted():
    """Two records, one with an SHPO, that were one while the SHPO was discharged."""
    survivor, merged = somebody("Ash"), somebody("Ashe")
    order = impose_order(
        nominal=merged,
        kind="shpo",
        made_on=MADE,
        ends_on=None,
        applicant_kind="court",
        asked=asked(0),
    )
    merge = merge_people(
        survivor=survivor,
        merged=merged,
        choices={"areas": "survivor"},
        reason="one person",
        asked=asked(1),
    )
    assert periods(EligibilityPeriod, survivor) == [(MADE, None)]
    discharge_order(order=order, on=ENDED, reason="no longer necessary", asked=asked(2))
    assert periods(EligibilityPeriod, survivor) == [(MADE, ENDED)]
    unmerge_people(merge=merge, reason="two people", asked=asked(3))
    return survivor, merged


def test_the_record_of_the_order_has_its_end(parted):
    survivor, merged = parted

    assert periods(EligibilityPeriod, merged) == [(MADE, ENDED)]
    assert periods(NotificationRequirement, merged) == [(MADE, ENDED)]
    assert periods(EligibilityPeriod, survivor) == []
    assert periods(NotificationRequirement, survivor) == []
    assert differing_nominals() == differing_duties() == []


def test_what_was_mended_is_an_act_of_its_own(parted):
    _, merged = parted
    settled = AuditEntry.objects.get(act="settle_orders")

    assert (settled.actor, settled.object_id) == ("ann", str(merged.pk))
