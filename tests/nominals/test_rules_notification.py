"""V24, V25 and V26: when indefinite notification requirements may be revoked."""

from dataclasses import replace
from datetime import date

import pytest

from core.periods import Period
from nominals.rules.notification.revocation import (
    Requirement,
    Review,
    earliest_revocation,
    review_refusals,
)

ADULT = date(1960, 1, 1)
FIRST_NOTIFIED = date(2000, 5, 10)


def requirement(first=FIRST_NOTIFIED, *, start=date(2000, 1, 1), end=None, is_indefinite=True):
    return Requirement(Period(start, end), first, is_indefinite)


def refusals(decided_on, *, rank="superintendent", outcome="revoked", born=ADULT, **facts):
    found = review_refusals(
        Review(decided_on=decided_on, outcome=outcome, rank=rank),
        date_of_birth=born,
        requirements=facts.get("requirements", []),
        preventing_orders=facts.get("orders", []),
    )
    return [(each.rule, each.column) for each in found]


@pytest.mark.parametrize(
    ("decided_on", "refused"),
    [
        pytest.param(date(2015, 5, 9), True, id="the last day of the 15 years"),
        pytest.param(date(2015, 5, 10), False, id="the day after the 15 years"),
        pytest.param(date(2015, 5, 11), False, id="a day later"),
        pytest.param(date(2012, 8, 31), False, id="before adults were reviewed"),
        pytest.param(date(2012, 9, 1), True, id="the first day of reviews of adults"),
        pytest.param(date(2012, 9, 2), True, id="the day after that"),
    ],
)
def test_an_adult_waits_15_years(decided_on, refused):
    found = refusals(decided_on, requirements=[requirement()])

    assert found == ([("V24", "decided_on")] if refused else [])


@pytest.mark.parametrize(
    ("first", "decided_on", "refused"),
    [
        pytest.param(date(2005, 5, 10), date(2013, 5, 9), True, id="the last day of the 8 years"),
        pytest.param(date(2005, 5, 10), date(2013, 5, 10), False, id="the day after them"),
        pytest.param(date(2005, 5, 10), date(2012, 7, 29), False, id="before the sections"),
        pytest.param(date(2005, 5, 10), date(2012, 7, 30), True, id="the day they came into force"),
        pytest.param(date(2005, 5, 10), date(2012, 7, 31), True, id="the day after that"),
    ],
)
def test_a_juvenile_waits_8_years(first, decided_on, refused):
    young = requirement(first, start=date(2005, 1, 1))

    found = refusals(decided_on, born=date(1990, 1, 1), requirements=[young])

    assert found == ([("V24", "decided_on")] if refused else [])


@pytest.mark.parametrize(
    ("born", "earliest"),
    [
        pytest.param(date(1982, 1, 1), date(2015, 5, 10), id="18 on the day it began"),
        pytest.param(date(1982, 1, 2), date(2008, 5, 10), id="18 on the day after"),
        pytest.param(None, date(2008, 5, 10), id="unknown: the shorter wait"),
    ],
)
def test_the_age_when_it_began_decides_the_wait(born, earliest):
    assert earliest_revocation(requirement(), born) == earliest


def test_after_a_conviction_abroad_the_age_on_the_relevant_date_decides():
    abroad = replace(requirement(), relevant_on=date(1999, 12, 31))

    assert earliest_revocation(abroad, date(1982, 1, 1)) == date(2008, 5, 10)
    assert earliest_revocation(abroad, date(1981, 12, 31)) == date(2015, 5, 10)


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param(requirement(None), id="first notification unknown"),
        pytest.param(requirement(is_indefinite=False), id="not indefinite"),
        pytest.param(requirement(end=date(2014, 1, 1)), id="ended before"),
    ],
)
def test_v24_needs_the_facts(facts):
    assert refusals(date(2014, 6, 1), requirements=[facts]) == []


def test_a_requirement_that_the_revocation_ends_counts():
    revoked_on = date(2014, 6, 1)

    found = refusals(revoked_on, requirements=[requirement(end=revoked_on)])

    assert found == [("V24", "decided_on")]


@pytest.mark.parametrize(
    ("decided_on", "refused"),
    [
        pytest.param(date(2016, 12, 31), False, id="the day before the order"),
        pytest.param(date(2017, 1, 1), True, id="the day it was made"),
        pytest.param(date(2021, 12, 31), True, id="its last day"),
        pytest.param(date(2022, 1, 1), False, id="the day it ended"),
    ],
)
def test_nothing_is_revoked_while_an_order_prevents_it(decided_on, refused):
    orders = [("shpo", Period(date(2017, 1, 1), date(2022, 1, 1)))]

    assert refusals(decided_on, orders=orders) == ([("V25", "decided_on")] if refused else [])


@pytest.mark.parametrize(
    ("rank", "refused"),
    [
        ("inspector", True),
        ("chief_inspector", True),
        ("superintendent", False),
        ("chief_superintendent", False),
        ("chief_constable", False),
        ("", False),
    ],
)
def test_a_superintendent_or_above_revokes(rank, refused):
    found = refusals(date(2020, 1, 1), rank=rank)

    assert found == ([("V26", "authorised_by_rank")] if refused else [])


@pytest.mark.parametrize("outcome", ["", "refused"])
def test_only_a_revocation_is_held_to_the_rules(outcome):
    orders = [("shpo", Period(date(2000, 1, 1)))]

    found = refusals(
        date(2014, 1, 1),
        rank="inspector",
        outcome=outcome,
        requirements=[requirement()],
        orders=orders,
    )

    assert found == []


def test_without_a_day_of_decision_only_the_rank_is_held_to():
    found = refusals(None, rank="inspector", requirements=[requirement()])

    assert found == [("V26", "authorised_by_rank")]
