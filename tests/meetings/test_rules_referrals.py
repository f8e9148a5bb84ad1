"""The states, the clocks and the funnel of referrals (form MAPPA A)."""

from datetime import date, timedelta

import pytest

from core.periods import Period
from meetings.choices import ReferralStatus
from meetings.rules.referrals import (
    FROM,
    Referred,
    act_refusal,
    days_to_decision,
    funnel,
    level_refusal,
    missing_refusals,
)

DRAFT, SUBMITTED, REQUESTED, ACCEPTED, REJECTED, WITHDRAWN = ReferralStatus
FRIDAY = date(2024, 5, 3)
BANK_HOLIDAY = date(2024, 5, 6)
HOLIDAYS = frozenset({BANK_HOLIDAY})
ONE_DAY = timedelta(days=1)


def may(day):
    return date(2024, 5, day)


def referred(status=ACCEPTED, *, submitted=1, decided=None, level=None, waited=(), met=None):
    return Referred(
        status,
        may(submitted),
        None if decided is None else may(decided),
        level or (2 if status == ACCEPTED else None),
        tuple(waited),
        None if met is None else may(met),
    )


@pytest.mark.parametrize(
    ("act", "states"),
    [
        ("change", {DRAFT}),
        ("submit", {DRAFT}),
        ("ask for information on", {SUBMITTED}),
        ("answer on", {REQUESTED}),
        ("accept", {SUBMITTED, REQUESTED}),
        ("reject", {SUBMITTED, REQUESTED}),
        ("withdraw", {DRAFT, SUBMITTED, REQUESTED}),
        ("attach a file to", {DRAFT, SUBMITTED, REQUESTED}),
    ],
)
def test_each_act_on_a_referral_is_done_in_its_own_states(act, states):
    assert {each for each in ReferralStatus if act_refusal(each, act) is None} == states


def test_nothing_is_done_to_a_referral_that_is_decided_or_withdrawn():
    for act in FROM:
        assert all(act_refusal(each, act) for each in (ACCEPTED, REJECTED, WITHDRAWN))


def test_a_refused_act_says_how_the_referral_stands_and_when_it_is_done():
    assert act_refusal(REJECTED, "accept").sentence == (
        "The referral is rejected: one may accept it while it is submitted or information "
        "requested."
    )


@pytest.mark.parametrize(("level", "is_refused"), [(1, True), (2, False), (3, False)])
def test_a_referral_is_to_level_2_or_3(level, is_refused):
    assert (level_refusal(level) is not None) is is_refused


def test_a_referral_is_whole_before_it_is_submitted():
    found = missing_refusals({"reason": "Risk.", "risk": " ", "benefit": ""})

    assert [each.column for each in found] == ["risk", "benefit"]


@pytest.mark.parametrize(
    ("waited", "days"),
    [
        pytest.param([], 8, id="nothing was waited for"),
        pytest.param([Period(may(7), may(10))], 5, id="answered"),
        pytest.param([Period(may(7), may(8)), Period(may(13), may(15))], 5, id="asked twice"),
        pytest.param([Period(may(13))], 5, id="decided without an answer"),
        pytest.param([Period(may(16))], 8, id="asked on the day of the decision"),
        pytest.param([Period(may(10), may(12))], 8, id="answered at the weekend"),
        pytest.param([Period(FRIDAY, may(16))], 0, id="waited for from first to last"),
    ],
)
def test_days_of_waiting_for_information_do_not_count_towards_a_decision(waited, days):
    case = referred(submitted=3, decided=16, waited=waited)

    assert days_to_decision(case, HOLIDAYS) == days


def test_no_days_are_counted_while_nothing_is_decided():
    assert days_to_decision(referred(SUBMITTED), HOLIDAYS) is None


def test_the_funnel_counts_each_referral_once_and_takes_medians():
    found = funnel(
        [
            referred(SUBMITTED),
            referred(REQUESTED, waited=[Period(may(2))]),
            referred(REQUESTED, waited=[Period(may(2))]),
            referred(REJECTED, decided=2),
            referred(WITHDRAWN, decided=31),
            referred(ACCEPTED, decided=3, met=3),
            referred(ACCEPTED, decided=10, level=3, met=21),
            referred(ACCEPTED, decided=10),
        ],
        HOLIDAYS,
    )

    assert found.submitted == 8
    assert (found.waiting, found.information_requested) == (1, 2)
    assert (found.accepted, found.rejected, found.withdrawn) == ({2: 2, 3: 1}, 1, 1)
    assert found.met == 2
    assert found.days_to_decision == 4.0  # of 1, 2, 6 and 6; the withdrawn one counts for nothing
    assert found.days_to_first_meeting == 3.5  # of 0 and 7


def test_an_empty_funnel_has_no_medians():
    found = funnel([], HOLIDAYS)

    assert (found.submitted, found.met, found.accepted) == (0, 0, {2: 0, 3: 0})
    assert found.days_to_decision is None
    assert found.days_to_first_meeting is None


def test_referrals_that_wait_have_no_medians_yet():
    found = funnel([referred(SUBMITTED)], HOLIDAYS)

    assert (found.days_to_decision, found.days_to_first_meeting) == (None, None)
