"""When a transfer is decided and takes effect, who leads anew, and when a period may end."""

from datetime import date

import pytest

from core.periods import Period
from nominals.rules import transfers as rules
from nominals.rules.periods import death_refusal, ending_refusal


def day(number):
    return date(2024, 5, number)


def number_of(refusal):
    return None if refusal is None else refusal.rule


@pytest.mark.parametrize(
    ("effective_on", "rule"), [(day(9), "V77"), (day(10), None), (day(11), None)]
)
def test_a_transfer_takes_effect_on_the_day_of_acceptance_or_later(effective_on, rule):
    assert number_of(rules.acceptance_refusal(day(10), effective_on)) == rule


@pytest.mark.parametrize(
    ("outcome", "on", "rule"),
    [
        ("", day(9), "transfer_decided_after_request"),
        ("", day(10), None),
        ("", day(11), None),
        ("refused", day(11), "transfer_decided_once"),
    ],
)
def test_a_transfer_is_decided_once_and_not_before_its_request(outcome, on, rule):
    assert number_of(rules.decision_refusal(outcome, day(10), on)) == rule


@pytest.mark.parametrize(("receiving", "refuses"), [(1, True), (2, False)])
def test_a_case_is_not_sent_to_the_area_that_has_it(receiving, refuses):
    assert (rules.request_refusal(1, receiving) is not None) is refuses


@pytest.mark.parametrize(
    ("ends", "refuses"), [(day(9), True), (day(10), True), (day(11), False), (None, False)]
)
def test_responsibility_passes_on_while_the_sending_area_has_it(ends, refuses):
    sending = Period(day(1), ends)

    assert (rules.succession_refusal(sending, day(10)) is not None) is refuses


@pytest.mark.parametrize(
    ("agency", "has_manager", "anew"),
    [
        (None, False, False),  # the default agency of the area follows by itself
        (None, True, True),
        (1, True, True),  # serves the old area only
        (2, True, False),  # serves both
        (3, True, False),  # serves neither: where it is does not fix the area
    ],
)
def test_an_agency_of_the_old_area_leads_no_more(agency, has_manager, anew):
    assert (
        rules.leads_anew(agency, has_manager=has_manager, serving_old={1, 2}, serving_new={2})
        is anew
    )


@pytest.mark.parametrize(
    ("on", "rule"),
    [
        (day(9), "ends_after_start"),
        (day(10), "ends_after_start"),
        (day(11), None),
        (day(19), None),
        (day(20), "ended_already"),
        (day(21), "ended_already"),
    ],
)
def test_a_period_ends_after_its_first_day_and_before_its_known_end(on, rule):
    assert number_of(ending_refusal("It", Period(day(10), day(20)), on)) == rule


@pytest.mark.parametrize(
    ("on", "died_on", "refuses"),
    [
        (day(9), day(10), False),
        (day(10), day(10), False),
        (day(11), day(10), True),
        (day(11), None, False),
    ],
)
def test_nothing_begins_after_the_day_of_death(on, died_on, refuses):
    assert (death_refusal("It", on, died_on) is not None) is refuses
