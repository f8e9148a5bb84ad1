"""V5, V6, V8 and V13: what a condition may be, and for how long."""

from datetime import date

import pytest

from core.periods import Period
from orders.rules.conditions import (
    ConditionTerms,
    condition_refusals,
    condition_warnings,
    travel_renewal_refusals,
)
from orders.rules.making import Made

BEFORE, FIRST, AFTER = date(2022, 11, 28), date(2022, 11, 29), date(2022, 11, 30)
MADE_ON = date(2023, 6, 1)


def order(kind="shpo", made_on=MADE_ON, ends_on=None, *, ended_on=None):
    return Made(kind, made_on, ends_on, False, ended_on)


def terms(kind="prohibition", start=MADE_ON, end=None, *, is_total=False):
    return ConditionTerms(kind, "x", Period(start, end), is_total=is_total)


def refusals(*args, **values):
    return [each.rule for each in condition_refusals(*args, **values)]


def warnings(*args, passports_surrendered=False, **values):
    found = condition_warnings(*args, passports_surrendered=passports_surrendered, **values)
    return [each.rule for each in found]


@pytest.mark.parametrize(
    ("kind", "made_on", "rule"), [("shpo", MADE_ON, "V5"), ("sro", MADE_ON, "V8")]
)
@pytest.mark.parametrize(
    ("start", "end", "refused"),
    [
        pytest.param(MADE_ON, date(2028, 5, 31), False, id="a day below the most"),
        pytest.param(MADE_ON, date(2028, 6, 1), False, id="the most"),
        pytest.param(MADE_ON, date(2028, 6, 2), True, id="a day above"),
        pytest.param(MADE_ON, None, True, id="without an end"),
        pytest.param(date(2024, 2, 29), date(2029, 3, 1), False, id="from a leap day"),
        pytest.param(date(2024, 2, 29), date(2029, 3, 2), True, id="a day above from a leap day"),
    ],
)
def test_a_travel_prohibition_lasts_five_years_at_most(kind, made_on, rule, start, end, refused):
    found = refusals(terms("foreign_travel", start, end), order(kind, made_on))

    assert found == ([rule] if refused else [])


@pytest.mark.parametrize("kind", ["sopo", "fto"])
def test_the_orders_of_before_2015_have_no_such_limit(kind):
    made_on = date(2012, 6, 1)

    assert refusals(terms("foreign_travel", made_on), order(kind, made_on)) == []


def test_another_prohibition_may_last_as_long_as_the_order():
    assert refusals(terms(), order()) == []


@pytest.mark.parametrize("kind", ["shpo", "sro"])
@pytest.mark.parametrize(("made_on", "refused"), [(BEFORE, True), (FIRST, False), (AFTER, False)])
def test_orders_hold_positive_requirements_from_29_november_2022(kind, made_on, refused):
    found = refusals(terms("requirement", made_on), order(kind, made_on))

    assert found == (["V13"] if refused else [])
    assert warnings(terms("requirement", made_on), order(kind, made_on)) == []


@pytest.mark.parametrize(
    ("made_on", "varied_on", "refused", "warned"),
    [
        pytest.param(date(2020, 1, 1), BEFORE, True, False, id="varied the day before"),
        pytest.param(date(2020, 1, 1), FIRST, False, True, id="varied on the day"),
        pytest.param(date(2020, 1, 1), AFTER, False, True, id="varied the day after"),
        pytest.param(BEFORE, AFTER, False, True, id="made the day before"),
        pytest.param(FIRST, AFTER, False, False, id="made on the day"),
    ],
)
def test_a_requirement_added_to_an_older_order_asks_a_reason(made_on, varied_on, refused, warned):
    added = terms("requirement", varied_on)

    assert refusals(added, order(made_on=made_on), varied_on=varied_on) == (
        ["V13"] if refused else []
    )
    assert warnings(added, order(made_on=made_on), varied_on=varied_on) == (
        ["V13"] if warned else []
    )


@pytest.mark.parametrize(
    ("kind", "condition", "is_total", "surrendered", "warned"),
    [
        pytest.param("shpo", "foreign_travel", True, False, True, id="total ban"),
        pytest.param("sro", "foreign_travel", True, False, True, id="of an SRO"),
        pytest.param("shpo", "foreign_travel", True, True, False, id="passports surrendered"),
        pytest.param("shpo", "foreign_travel", False, False, False, id="some countries"),
        pytest.param("shpo", "prohibition", True, False, False, id="not of travel"),
        pytest.param("fto", "foreign_travel", True, False, False, id="FTO"),
    ],
)
def test_a_total_ban_needs_the_passports(kind, condition, is_total, surrendered, warned):
    ban = terms(condition, MADE_ON, date(2028, 6, 1), is_total=is_total)

    found = warnings(ban, order(kind), passports_surrendered=surrendered)

    assert found == (["V6"] if warned else [])


@pytest.mark.parametrize(
    ("start", "end", "varied_on", "refused"),
    [
        pytest.param(date(2023, 5, 31), None, None, True, id="before the order"),
        pytest.param(MADE_ON, date(2029, 6, 1), None, False, id="as long as the order"),
        pytest.param(MADE_ON, date(2029, 6, 2), None, True, id="a day longer"),
        pytest.param(date(2029, 5, 31), None, None, False, id="on its last day"),
        pytest.param(date(2029, 6, 1), None, None, True, id="after the order"),
        pytest.param(date(2024, 2, 29), None, date(2024, 3, 1), True, id="before the variation"),
        pytest.param(date(2024, 3, 1), None, date(2024, 3, 1), False, id="from the variation"),
    ],
)
def test_a_condition_lies_within_its_order(start, end, varied_on, refused):
    found = refusals(
        terms(start=start, end=end), order(ends_on=date(2029, 6, 1)), varied_on=varied_on
    )

    assert found == (["conditions"] if refused else [])


def test_an_order_that_was_never_in_force_holds_nothing():
    assert refusals(terms(), order(ended_on=MADE_ON)) == ["conditions"]


@pytest.mark.parametrize("kind", ["notification_order", "notification_notice"])
def test_notification_orders_and_notices_hold_no_conditions(kind):
    assert refusals(terms(), order(kind)) == ["conditions"]


@pytest.mark.parametrize(("kind", "rule"), [("shpo", "V5"), ("sro", "V8"), ("fto", None)])
@pytest.mark.parametrize(
    ("ends_on", "refused"),
    [
        pytest.param(date(2031, 5, 31), False, id="a day below the most"),
        pytest.param(date(2031, 6, 1), False, id="the most"),
        pytest.param(date(2031, 6, 2), True, id="a day above"),
    ],
)
def test_a_travel_prohibition_is_renewed_for_five_years_at_most(kind, rule, ends_on, refused):
    travel = terms("foreign_travel", MADE_ON, date(2026, 6, 1))

    found = travel_renewal_refusals(travel, order(kind), ends_on=ends_on)

    assert [each.rule for each in found] == ([rule] if refused and rule else [])


@pytest.mark.parametrize(
    ("travel", "ends_on", "rule"),
    [
        pytest.param(terms("prohibition", MADE_ON, date(2026, 6, 1)), None, "renewal", id="other"),
        pytest.param(terms("foreign_travel"), None, "renewal", id="without an end"),
        pytest.param(
            terms("foreign_travel", MADE_ON, date(2026, 6, 1)),
            date(2026, 6, 1),
            "renewal",
            id="no later",
        ),
        pytest.param(
            terms("foreign_travel", MADE_ON, date(2026, 6, 1)),
            date(2029, 6, 2),
            "conditions",
            id="outlasting the order",
        ),
    ],
)
def test_what_is_not_renewed(travel, ends_on, rule):
    found = travel_renewal_refusals(
        travel, order(ends_on=date(2029, 6, 1)), ends_on=ends_on or date(2028, 6, 1)
    )

    assert [each.rule for each in found] == [rule]
