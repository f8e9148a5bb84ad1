"""V24 to V27 at an application and a decision, and the stages of a review."""

from dataclasses import replace
from datetime import date

import pytest

from core.periods import Period
from nominals.rules.notification.reviews import (
    ReviewTimes,
    Stages,
    application_refusals,
    further_application,
    further_application_warning,
    rank_refusal,
    review_deadlines,
    revoked_on,
    stage_refusal,
)
from nominals.rules.notification.revocation import Requirement

ADULT = date(1960, 1, 1)
TIMES = ReviewTimes(acknowledgement_days=14, bodies_days=28, decision_weeks=6, appeal_days=21)
APPLIED = Stages(applied_on=date(2024, 1, 1))
ACKNOWLEDGED = replace(APPLIED, acknowledged_on=date(2024, 1, 10))
ASKED = replace(ACKNOWLEDGED, bodies_asked_on=date(2024, 1, 20))
ANSWERED = replace(ASKED, bodies_answered_on=date(2024, 2, 1))
REFUSED = replace(ANSWERED, decided_on=date(2024, 3, 1), outcome="refused")
REVOKED = replace(REFUSED, outcome="revoked")
APPEALED = replace(REFUSED, appealed_on=date(2024, 3, 20))
ALLOWED = replace(APPEALED, appeal_decided_on=date(2024, 5, 1), appeal_outcome="allowed")


def rules_at(on, *, first=date(2005, 5, 10), start=date(2005, 1, 1), born=ADULT, **facts):
    indefinite = [Requirement(Period(start), first, True)]
    found = application_refusals(
        on,
        date_of_birth=born,
        indefinite=facts.get("indefinite", indefinite),
        preventing_orders=facts.get("orders", []),
        further_on=facts.get("further_on", []),
    )
    return [each.rule for each in found]


@pytest.mark.parametrize(
    ("on", "first", "refused"),
    [
        pytest.param(date(2020, 5, 9), date(2005, 5, 10), True, id="the last day of 15 years"),
        pytest.param(date(2020, 5, 10), date(2005, 5, 10), False, id="the day after them"),
        pytest.param(date(2020, 5, 11), date(2005, 5, 10), False, id="a day later"),
        pytest.param(date(2012, 8, 31), date(1997, 9, 1), True, id="before reviews of adults"),
        pytest.param(date(2012, 9, 1), date(1997, 9, 1), False, id="their first day"),
        pytest.param(date(2012, 9, 2), date(1997, 9, 1), False, id="the day after"),
    ],
)
def test_an_adult_applies_after_15_years(on, first, refused):
    found = rules_at(on, first=first, start=date(1997, 9, 1))

    assert found == (["V24"] if refused else [])


@pytest.mark.parametrize(
    ("on", "first", "refused"),
    [
        pytest.param(date(2013, 5, 9), date(2005, 5, 10), True, id="the last day of 8 years"),
        pytest.param(date(2013, 5, 10), date(2005, 5, 10), False, id="the day after them"),
        pytest.param(date(2013, 5, 11), date(2005, 5, 10), False, id="a day later"),
        pytest.param(date(2012, 7, 29), date(2003, 1, 1), True, id="before the sections"),
        pytest.param(date(2012, 7, 30), date(2003, 1, 1), False, id="their first day"),
        pytest.param(date(2012, 7, 31), date(2003, 1, 1), False, id="the day after"),
    ],
)
def test_a_juvenile_applies_after_8_years(on, first, refused):
    found = rules_at(on, first=first, start=date(2003, 1, 1), born=date(1990, 1, 1))

    assert found == (["V24"] if refused else [])


def test_each_indefinite_requirement_must_have_waited():
    waited = Requirement(Period(date(2000, 1, 1)), date(2000, 1, 1), True)
    waits = Requirement(Period(date(2010, 1, 1)), date(2010, 1, 1), True)

    assert rules_at(date(2020, 1, 1), indefinite=[waited]) == []
    assert rules_at(date(2020, 1, 1), indefinite=[waited, waits]) == ["V24"]


def test_an_application_needs_a_requirement_and_its_first_notification():
    assert rules_at(date(2024, 1, 1), indefinite=[]) == ["V24"]
    assert rules_at(date(2024, 1, 1), first=None) == ["V24"]


@pytest.mark.parametrize(
    ("on", "refused"),
    [
        (date(2020, 12, 31), False),
        (date(2021, 1, 1), True),
        (date(2025, 12, 31), True),
        (date(2026, 1, 1), False),
    ],
)
def test_nobody_applies_while_an_order_prevents_it(on, refused):
    orders = [("shpo", Period(date(2021, 1, 1), date(2026, 1, 1)))]

    assert rules_at(on, orders=orders) == (["V25"] if refused else [])


@pytest.mark.parametrize(("day", "refused"), [(30, True), (31, False)])
def test_a_further_application_waits_for_its_day(day, refused):
    further = [date(2029, 1, 1), date(2031, 8, 31)]

    found = rules_at(date(2031, 8, day), further_on=further)

    assert found == (["V27"] if refused else [])


@pytest.mark.parametrize(
    ("further_on", "asks"),
    [
        (date(2032, 2, 29), True),
        (date(2032, 3, 1), False),
        (date(2032, 3, 2), False),
        (date(2039, 2, 28), False),
        (date(2039, 3, 1), False),
        (date(2039, 3, 2), True),
    ],
)
def test_v27_a_further_application_comes_8_to_15_years_after_the_refusal(further_on, asks):
    warning = further_application_warning(
        refused_on=date(2024, 3, 1), further_on=further_on, longest_years=15
    )

    assert (warning is not None and warning.rule == "V27") is asks


def test_without_a_later_day_8_years_pass():
    assert further_application(date(2024, 2, 29)) == date(2032, 2, 29)
    assert further_application(date(2023, 3, 1)) == date(2031, 3, 1)


@pytest.mark.parametrize(
    ("outcome", "rank", "refuses"),
    [
        ("revoked", "", True),
        ("refused", "", True),
        ("refused", "chief_inspector", True),
        ("refused", "superintendent", False),
        ("refused", "chief_superintendent", False),
        ("revoked", "superintendent", False),
        ("revoked", "inspector", False),
    ],
)
def test_v26_a_decision_names_its_rank(outcome, rank, refuses):
    refusal = rank_refusal(outcome, rank)

    assert (refusal is not None and refusal.rule == "V26") is refuses


@pytest.mark.parametrize(
    ("stages", "days"),
    [
        (APPLIED, ["2024-01-15", "2024-02-12", "2024-03-25", None]),
        (ACKNOWLEDGED, ["2024-01-15", "2024-02-07", "2024-03-20", None]),
        (ASKED, ["2024-01-15", "2024-02-17", "2024-03-30", None]),
        (ANSWERED, ["2024-01-15", "2024-02-17", "2024-03-14", None]),
        (REFUSED, ["2024-01-15", "2024-02-17", "2024-03-14", "2024-03-22"]),
        (REVOKED, ["2024-01-15", "2024-02-17", "2024-03-14", None]),
    ],
)
def test_each_stage_has_its_last_day(stages, days):
    found = review_deadlines(stages, TIMES)

    assert [
        day and day.isoformat()
        for day in (found.acknowledge_by, found.bodies_by, found.decide_by, found.appeal_by)
    ] == days


@pytest.mark.parametrize(
    ("stages", "stage", "on", "says"),
    [
        (APPLIED, "acknowledged_on", date(2023, 12, 31), "cannot be acknowledged before"),
        (APPLIED, "acknowledged_on", date(2024, 1, 1), None),
        (ACKNOWLEDGED, "acknowledged_on", date(2024, 1, 11), "acknowledged on 2024-01-10 already"),
        (APPLIED, "bodies_asked_on", date(2024, 1, 11), "must be acknowledged before"),
        (ACKNOWLEDGED, "bodies_asked_on", date(2024, 1, 9), "acknowledged on 2024-01-10 cannot"),
        (ACKNOWLEDGED, "bodies_asked_on", date(2024, 1, 10), None),
        (ACKNOWLEDGED, "bodies_answered_on", date(2024, 1, 11), "must be put to"),
        (ASKED, "bodies_answered_on", date(2024, 1, 20), None),
        (ACKNOWLEDGED, "decided_on", date(2024, 3, 1), "must be put to"),
        (ASKED, "decided_on", date(2024, 2, 17), "may answer until 2024-02-17"),
        (ASKED, "decided_on", date(2024, 2, 18), None),
        (ANSWERED, "decided_on", date(2024, 1, 31), "answered on 2024-02-01: no decision"),
        (ANSWERED, "decided_on", date(2024, 2, 1), None),
        (replace(ASKED, decided_on=date(2024, 2, 20)), "bodies_answered_on", date(2024, 2, 21),
         "decided on 2024-02-20: it cannot be answered"),
        (ANSWERED, "appealed_on", date(2024, 3, 1), "must be decided before it is appealed"),
        (REVOKED, "appealed_on", date(2024, 3, 2), "Only a refused review"),
        (REFUSED, "appealed_on", date(2024, 2, 29), "decided on 2024-03-01 cannot be appealed"),
        (REFUSED, "appealed_on", date(2024, 3, 1), None),
        (REFUSED, "appeal_decided_on", date(2024, 5, 1), "must be appealed before"),
        (APPEALED, "appeal_decided_on", date(2024, 3, 19), "cannot be decided on appeal before"),
        (APPEALED, "appeal_decided_on", date(2024, 3, 20), None),
        (ALLOWED, "appeal_decided_on", date(2024, 6, 1), "on 2024-05-01 already"),
    ],
)  # fmt: skip
def test_stages_come_in_their_order(stages, stage, on, says):
    refusal = stage_refusal(stages, stage, on, TIMES)

    if says is None:
        assert refusal is None
    else:
        assert (refusal.rule, refusal.column) == ("review_stage", stage)
        assert says in refusal.sentence


@pytest.mark.parametrize(
    ("stages", "day"),
    [
        (REVOKED, date(2024, 3, 1)),
        (REFUSED, None),
        (APPEALED, None),
        (ALLOWED, date(2024, 5, 1)),
        (replace(ALLOWED, appeal_outcome="dismissed"), None),
    ],
)
def test_requirements_end_with_a_revocation_or_an_appeal_allowed(stages, day):
    assert revoked_on(stages) == day
