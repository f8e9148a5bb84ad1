"""V57 to V59 and who is unlawfully at large: the day before, the day, the day after."""

from datetime import date

import pytest

from core.periods import Period
from orders.rules.recalls import (
    Person,
    Recalled,
    at_large,
    fixed_term_days,
    length_warning,
    recall_refusal,
    suitability_warning,
)

DAYS = {"under_12_months": 14, "from_12_months": 28}
LIMITS_OF_2024 = {"under_months": 12, "levels": [2, 3], "categories": [], "least_age": 18}
LIMITS_OF_2025 = {"under_months": 48, "levels": [2, 3], "categories": [4], "least_age": 18}


@pytest.mark.parametrize(
    ("returned_on", "refused"),
    [
        (date(2021, 4, 30), True),
        (date(2021, 5, 1), False),
        (date(2021, 5, 2), False),
        (None, False),
    ],
)
def test_nobody_returns_before_the_recall(returned_on, refused):
    refusal = recall_refusal(date(2021, 5, 1), returned_on)

    assert (refusal is not None) == refused
    if refusal is not None:
        assert (refusal.rule, refusal.column) == ("V59", "returned_on")


@pytest.mark.parametrize(
    ("limits", "months", "levels", "categories", "age", "suitable"),
    [
        pytest.param(None, 600, [3], [4], 10, True, id="before there were limits"),
        pytest.param(LIMITS_OF_2024, 11, [1], [1], 18, True, id="2024, within them all"),
        pytest.param(LIMITS_OF_2024, 12, [1], [1], 18, False, id="2024, 12 months"),
        pytest.param(LIMITS_OF_2024, 11, [2], [1], 18, False, id="2024, Level 2"),
        pytest.param(LIMITS_OF_2024, 11, [3], [1], 18, False, id="2024, Level 3"),
        pytest.param(LIMITS_OF_2024, 11, [1], [4], 18, True, id="2024, Category 4"),
        pytest.param(LIMITS_OF_2024, 11, [1], [1], 17, False, id="2024, under 18"),
        pytest.param(LIMITS_OF_2024, None, [], [], None, True, id="2024, nothing known"),
        pytest.param(LIMITS_OF_2025, 47, [1], [1], 18, True, id="2025, within them all"),
        pytest.param(LIMITS_OF_2025, 48, [1], [1], 18, False, id="2025, 48 months"),
        pytest.param(LIMITS_OF_2025, 11, [2], [1], 18, False, id="2025, Level 2"),
        pytest.param(LIMITS_OF_2025, 11, [1], [1, 4], 18, False, id="2025, Category 4"),
    ],
)
def test_who_is_suitable_for_a_fixed_term(limits, months, levels, categories, age, suitable):
    warning = suitability_warning(Person(months, levels, categories, age), limits)

    assert (warning is None) == suitable
    assert warning is None or (warning.rule, warning.column) == ("V57", "kind")


def test_everything_that_is_against_a_fixed_term_is_named():
    warning = suitability_warning(Person(48, [3], [4], 17), LIMITS_OF_2025)

    for part in ("48 months", "Level 3", "Category 4", "the person is 17"):
        assert part in warning.sentence


@pytest.mark.parametrize(("months", "days"), [(11, 14), (12, 28), (13, 28), (None, None)])
def test_a_fixed_term_is_longer_from_12_months_on(months, days):
    assert fixed_term_days(months, DAYS) == days


@pytest.mark.parametrize(
    ("days", "should_be", "column"),
    [
        (14, 14, None),
        (13, 14, "days"),
        (15, 14, "days"),
        (None, 14, "days"),
        (None, None, "sentence_months"),
        (14, None, "sentence_months"),
    ],
)
def test_another_length_asks_a_reason(days, should_be, column):
    warning = length_warning(days, should_be)

    assert (warning and (warning.rule, warning.column)) == (column and ("V58", column))


DECIDED_ON, ENDED_ON = date(2024, 5, 1), date(2024, 5, 8)


@pytest.mark.parametrize(
    ("returned_on", "rescinded_on"),
    [
        (ENDED_ON, None),
        (None, ENDED_ON),
        (ENDED_ON, date(2024, 6, 1)),
        (date(2024, 6, 1), ENDED_ON),
    ],
)
@pytest.mark.parametrize(
    ("day", "is_at_large"),
    [
        (date(2024, 4, 30), False),
        (date(2024, 5, 1), True),
        (date(2024, 5, 7), True),
        (date(2024, 5, 8), False),
        (date(2024, 5, 9), False),
    ],
)
def test_one_is_at_large_from_the_decision_to_return_or_rescission(
    returned_on, rescinded_on, day, is_at_large
):
    period = at_large(Recalled(DECIDED_ON, returned_on, rescinded_on, None))

    assert period is not None
    assert (day in period) == is_at_large


def test_one_is_at_large_as_long_as_nothing_is_known():
    assert at_large(Recalled(DECIDED_ON, None, None, None)) == Period(DECIDED_ON)


@pytest.mark.parametrize("same_day", ["returned_on", "rescinded_on"])
def test_whoever_returns_on_the_day_of_the_decision_was_not_at_large(same_day):
    days = {"returned_on": None, "rescinded_on": None} | {same_day: DECIDED_ON}

    assert at_large(Recalled(DECIDED_ON, released_on=None, **days)) is None
