"""V17, the conviction abroad, and what an order or a breach requires of the person."""

from datetime import date

import pytest

from core.periods import Period
from nominals.choices import Disposal
from nominals.rules.notification.periods import Imposed, Required
from orders.rules.abroad import (
    conviction_refusals,
    conviction_warning,
    rests_on_a_conviction,
)
from orders.rules.following import required_by_breach, required_by_order
from orders.rules.making import Made

MADE_ON = date(2023, 6, 1)
FINE = [Imposed(Disposal.FINE)]


def required(end):
    return Required(Period(date(2018, 6, 1), end), False, date(2018, 6, 1), "By section 82.")


@pytest.mark.parametrize("kind", ["notification_order", "notification_notice"])
@pytest.mark.parametrize(
    ("convicted_on", "warned"),
    [
        (date(1997, 8, 31), True),
        (date(1997, 9, 1), False),
        (date(1997, 9, 2), False),
        (None, False),
    ],
)
def test_a_conviction_abroad_of_before_september_1997_asks_on_what_else_it_rests(
    kind, convicted_on, warned
):
    warning = conviction_warning(kind, convicted_on)

    assert (warning is not None) == warned
    assert warning is None or (warning.rule, warning.column) == ("V17", "convicted_abroad_on")


def test_another_order_does_not_rest_on_it():
    assert conviction_warning("shpo", date(1990, 1, 1)) is None


@pytest.mark.parametrize(
    ("convicted_on", "imposed", "found", "columns"),
    [
        pytest.param(MADE_ON, FINE, required(date(2023, 6, 2)), [], id="on that very day"),
        pytest.param(date(2023, 6, 2), FINE, None, ["convicted_abroad_on"], id="after the order"),
        pytest.param(None, FINE, None, ["convicted_abroad_on"], id="unknown"),
        pytest.param(date(2018, 6, 1), [], None, ["imposed_abroad"], id="nothing imposed"),
        pytest.param(date(2018, 6, 1), FINE, None, ["imposed_abroad"], id="nothing required"),
        pytest.param(
            date(2018, 6, 1), FINE, required(MADE_ON), ["convicted_abroad_on"], id="run out"
        ),
        pytest.param(date(2018, 6, 1), FINE, required(None), [], id="without an end"),
    ],
)
def test_a_notification_order_needs_a_period_that_still_runs(convicted_on, imposed, found, columns):
    refusals = conviction_refusals(
        convicted_on=convicted_on, imposed=imposed, required=found, made_on=MADE_ON
    )

    assert [each.column for each in refusals] == columns


@pytest.mark.parametrize(
    ("kind", "is_interim", "rests"),
    [
        ("notification_order", False, True),
        ("notification_notice", False, True),
        ("notification_order", True, False),
        ("shpo", False, False),
    ],
)
def test_which_orders_last_by_section_82(kind, is_interim, rests):
    assert rests_on_a_conviction(kind, is_interim=is_interim) == rests


@pytest.mark.parametrize(
    ("order", "convicted_on", "is_indefinite", "relevant_on"),
    [
        pytest.param(("shpo", None, False), None, False, MADE_ON, id="SHPO"),
        pytest.param(("shpo", None, True), None, False, MADE_ON, id="interim SHPO"),
        pytest.param(("sopo", None, False), None, False, MADE_ON, id="SOPO"),
        pytest.param(
            ("notification_order", None, False),
            date(2020, 1, 1),
            True,
            date(2020, 1, 1),
            id="indefinite notification order",
        ),
        pytest.param(
            ("notification_order", date(2030, 1, 1), False),
            date(2020, 1, 1),
            False,
            date(2020, 1, 1),
            id="notification order",
        ),
        pytest.param(("notification_order", None, False), None, False, MADE_ON, id="imported one"),
        pytest.param(
            ("notification_order", None, True), date(2020, 1, 1), False, MADE_ON, id="interim one"
        ),
    ],
)
def test_what_an_order_requires(order, convicted_on, is_indefinite, relevant_on):
    kind, ends_on, is_interim = order
    made = Made(kind, MADE_ON, ends_on, is_interim, None)

    found = required_by_order(made, convicted_abroad_on=convicted_on, calculation="Counted.")

    assert (found.period, found.is_indefinite) == (Period(MADE_ON, ends_on), is_indefinite)
    assert found.relevant_on == relevant_on
    assert (found.explanation == "Counted.") == (relevant_on != MADE_ON)


def test_an_order_that_ended_on_its_first_day_requires_nothing():
    made = Made("shpo", MADE_ON, None, False, MADE_ON)

    assert required_by_order(made, convicted_abroad_on=None, calculation="") is None


def test_a_breach_requires_from_its_outcome_until_the_order_ends():
    made = Made("sro", MADE_ON, date(2025, 6, 1), False, None)

    found = required_by_breach(date(2024, 1, 1), made)

    assert found.period == Period(date(2024, 1, 1), date(2025, 6, 1))
    assert (found.is_indefinite, found.relevant_on) == (False, date(2024, 1, 1))
    assert "Sexual risk order of 2023-06-01" in found.explanation
    assert required_by_breach(date(2025, 6, 1), made) is None
