"""Expected releases, conditions of a licence, reviews at Level 1, and being under 18."""

from datetime import date

import pytest

from core.periods import Period
from nominals.rules.assessments import level_1_review_refusal
from nominals.rules.custody import condition_refusal, expectation_refusal, moved_end
from nominals.rules.flags import is_under_18


def day(number):
    return date(2024, 5, number)


@pytest.mark.parametrize(
    ("expected_on", "detained", "rule"),
    [
        (day(9), True, "expected_release_lies_ahead"),
        (day(10), True, None),
        (day(11), True, None),
        (day(11), False, "expected_release_of_the_detained"),
    ],
)
def test_a_release_is_expected_of_the_detained_and_ahead(expected_on, detained, rule):
    refusal = expectation_refusal(expected_on, day(10), is_detained=detained)

    assert (None if refusal is None else refusal.rule) == rule


@pytest.mark.parametrize(
    ("on", "refuses"),
    [(day(9), True), (day(10), False), (day(19), False), (day(20), True), (day(21), True)],
)
def test_a_condition_begins_within_its_licence(on, refuses):
    assert (condition_refusal(Period(day(10), day(20)), on) is not None) is refuses


def test_a_condition_of_a_licence_for_life_may_begin_on_any_later_day():
    assert condition_refusal(Period(day(10)), date(2060, 1, 1)) is None
    assert "without end" in str(condition_refusal(Period(day(10)), day(9)))


@pytest.mark.parametrize(
    ("condition", "licence", "new", "end"),
    [
        (day(20), day(20), day(25), day(25)),
        (day(20), day(20), day(15), day(15)),
        (day(20), day(20), None, None),
        (None, None, day(15), day(15)),
        (day(12), day(20), day(25), day(12)),
        (day(12), day(20), day(11), day(11)),
        (day(12), day(20), None, day(12)),
    ],
)
def test_a_condition_ends_with_its_licence_or_before(condition, licence, new, end):
    assert moved_end(Period(day(10), condition), licence, new) == end


@pytest.mark.parametrize(("level", "refuses"), [(1, False), (2, True), (3, True), (None, True)])
def test_only_a_case_at_level_1_is_reviewed_at_level_1(level, refuses):
    assert (level_1_review_refusal(level, day(1)) is not None) is refuses


@pytest.mark.parametrize(
    ("born", "on", "under"),
    [
        (date(2006, 5, 10), day(9), True),
        (date(2006, 5, 10), day(10), False),
        (date(2006, 5, 10), day(11), False),
        (date(2008, 2, 29), date(2026, 2, 28), True),
        (date(2008, 2, 29), date(2026, 3, 1), False),
        (None, day(10), None),
    ],
)
def test_somebody_is_under_18_until_the_birthday(born, on, under):
    assert is_under_18(born, on) is under
