"""Parting records gives each what its own orders bring, whatever was done while they were one."""

from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest

from mappa.duties import differing_nominals as differing_duties
from mappa.merging import merge_people, unmerge_people
from nominals.services.acts import Asked
from nominals.services.states import differing_nominals
from orders.services.breaches import record_breach, record_outcome
from orders.services.changing import discharge_order
from tests.orders.making import ENDS_ON, MADE_ON, bases, impose, in_area, requirements

pytestmark = pytest.mark.django_db
DISCHARGED_ON = date(2024, 1, 1)
CONVICTED_ON = date(2024, 2, 1)
minutes = count()


def asked():
    at = datetime(2024, 5, 1, 10, tzinfo=UTC) + timedelta(minutes=next(minutes))
    reasons = dict.fromkeys(("V19", "V76", "no_requirement"), "Agreed")
    return Asked(by="ann", at=at, reasons=reasons)


def merge(survivor, merged):
    return merge_people(
        survivor=survivor,
        merged=merged,
        choices={
            "areas": "survivor",
            "lead_agencies": "survivor",
            "eligibility": "survivor",
            "requirements": "survivor",
        },
        reason="One person",
        asked=asked(),
    )


def part(done):
    unmerge_people(merge=done, reason="Two people", asked=asked())
    assert differing_nominals() == []
    assert differing_duties() == []


def test_an_order_discharged_meanwhile_is_discharged_of_its_own_person():
    survivor, merged = in_area(), in_area()
    order = impose(merged, asked=asked())
    done = merge(survivor, merged)
    discharge_order(order=order, on=DISCHARGED_ON, reason="No risk", asked=asked())

    part(done)

    assert bases(survivor) == requirements(survivor) == []
    assert bases(merged) == [(1, "shpo", MADE_ON, DISCHARGED_ON)]
    assert requirements(merged) == [("shpo", MADE_ON, DISCHARGED_ON, False)]


def test_a_breach_established_meanwhile_brings_category_1_to_its_own_person():
    survivor, merged = in_area(), in_area()
    order = impose(merged, kind="sro", asked=asked())
    breach = record_breach(nominal=merged, of="order", order=order, asked=asked())
    done = merge(survivor, merged)
    record_outcome(breach=breach, outcome="convicted", outcome_on=CONVICTED_ON, asked=asked())

    part(done)

    assert bases(survivor) == requirements(survivor) == []
    assert bases(merged) == [(1, "sro_breach", CONVICTED_ON, ENDS_ON)]
    assert requirements(merged) == [("sro_breach", CONVICTED_ON, ENDS_ON, False)]


def test_an_order_of_each_is_told_apart():
    survivor, merged = in_area(), in_area()
    impose(survivor, asked=asked())
    order = impose(merged, ends_on=None, asked=asked())
    done = merge(survivor, merged)
    discharge_order(order=order, on=DISCHARGED_ON, reason="No risk", asked=asked())

    part(done)

    assert bases(survivor) == [(1, "shpo", MADE_ON, ENDS_ON)]
    assert requirements(survivor) == [("shpo", MADE_ON, ENDS_ON, False)]
    assert bases(merged) == [(1, "shpo", MADE_ON, DISCHARGED_ON)]
    assert requirements(merged) == [("shpo", MADE_ON, DISCHARGED_ON, False)]
