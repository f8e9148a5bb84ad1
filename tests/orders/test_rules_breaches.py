"""V20, and what a breach needs: the day before, the day, the day after."""

from datetime import date

import pytest

from core.periods import Period
from orders.rules.breaches import (
    Breached,
    breach_refusals,
    breach_warning,
    period_of_breach,
    requirement_warning,
)
from orders.rules.making import Made

SRO = Made("sro", date(2021, 1, 1), date(2023, 1, 1), False, None)


def breached(**values):
    standard = {
        "of": "order",
        "outcome": "",
        "finding": "",
        "outcome_on": None,
        "breached_on": None,
        "returned_to_custody_on": None,
    }
    return Breached(**standard | values)


def refusals(order=SRO, **values):
    return [(each.rule, each.column) for each in breach_refusals(breached(**values), order)]


@pytest.mark.parametrize(
    ("of", "kind", "outcome", "category_1", "is_warned"),
    [
        pytest.param("order", "sro", "convicted", [], True, id="conviction, SRO"),
        pytest.param("order", "rosho", "cautioned", [], True, id="caution, RoSHO"),
        pytest.param("order", "sro", "not_guilty_by_insanity", [], True, id="insanity"),
        pytest.param("order", "sro", "unfit_but_did_the_act", [], True, id="unfit"),
        pytest.param("order", "sro", "charged", [], False, id="not yet decided"),
        pytest.param("order", "shpo", "convicted", [], False, id="SHPO"),
        pytest.param("notification", None, "convicted", [], False, id="notification"),
        pytest.param(
            "order", "sro", "convicted", [Period(date(2021, 5, 1))], False, id="from that day"
        ),
        pytest.param(
            "order", "sro", "convicted", [Period(date(2021, 5, 2))], True, id="from a day later"
        ),
        pytest.param(
            "order",
            "sro",
            "convicted",
            [Period(date(2020, 5, 1), date(2021, 5, 1))],
            True,
            id="until that day",
        ),
    ],
)
def test_a_breach_of_a_risk_order_brings_category_1(of, kind, outcome, category_1, is_warned):
    warned = breach_warning(of, kind, outcome, date(2021, 5, 1), category_1)

    assert (warned is not None and warned.rule == "V20") == is_warned


@pytest.mark.parametrize(
    ("kind", "breached_on", "refused"),
    [
        pytest.param("sro", date(2020, 12, 31), True, id="before the order"),
        pytest.param("sro", date(2021, 1, 1), False, id="on its first day"),
        pytest.param("sro", date(2022, 12, 31), False, id="on its last day"),
        pytest.param("sro", date(2023, 1, 1), True, id="after it"),
        pytest.param("sopo", date(2022, 12, 31), False, id="an order of before 2015"),
    ],
)
def test_an_order_is_breached_while_it_is_in_force(kind, breached_on, refused):
    order = Made(kind, date(2021, 1, 1), date(2023, 1, 1), False, None)

    found = refusals(order, breached_on=breached_on)

    assert found == ([("not_in_force", "breached_on")] if refused else [])


def test_an_order_that_ended_on_its_first_day_was_not_breached():
    order = Made("sro", date(2021, 1, 1), None, False, date(2021, 1, 1))

    assert refusals(order, breached_on=date(2021, 1, 1)) == [("not_in_force", "breached_on")]


@pytest.mark.parametrize(
    ("values", "found"),
    [
        pytest.param({}, [], id="nothing known yet"),
        pytest.param({"outcome": "convicted", "outcome_on": date(2022, 1, 1)}, [], id="both"),
        pytest.param({"outcome": "convicted"}, [("outcome", "outcome_on")], id="no day"),
        pytest.param(
            {"outcome_on": date(2022, 1, 1)}, [("outcome", "outcome_on")], id="no outcome"
        ),
        pytest.param(
            {
                "outcome": "convicted",
                "finding": "not_guilty_by_insanity",
                "outcome_on": date(2022, 1, 1),
            },
            [("outcome", "finding")],
            id="outcome and finding",
        ),
        pytest.param(
            {"finding": "convicted", "outcome_on": date(2022, 1, 1)},
            [("outcome", "finding")],
            id="no finding",
        ),
    ],
)
def test_an_outcome_or_a_finding_has_its_day(values, found):
    assert refusals(**values) == found


@pytest.mark.parametrize("column", ["outcome_on", "returned_to_custody_on"])
@pytest.mark.parametrize(
    ("day", "refused"),
    [(date(2022, 1, 1), True), (date(2022, 1, 2), False), (date(2022, 1, 3), False)],
)
def test_nothing_follows_before_the_breach(column, day, refused):
    values = {"outcome": "convicted", "outcome_on": date(2022, 2, 1), column: day}

    found = refusals(breached_on=date(2022, 1, 2), **values)

    assert found == ([("before_breach", column)] if refused else [])


@pytest.mark.parametrize(
    ("of", "order", "refused"),
    [
        ("order", SRO, False),
        ("order", None, True),
        ("notification", None, False),
        ("notification", SRO, True),
    ],
)
def test_a_breach_of_an_order_names_it_and_no_other_does(of, order, refused):
    assert refusals(order, of=of) == ([("order", "order")] if refused else [])


@pytest.mark.parametrize(
    ("of", "breached_on", "warned"),
    [
        ("notification", date(2021, 12, 31), True),
        ("notification", date(2022, 1, 1), False),
        ("notification", date(2022, 12, 31), False),
        ("notification", date(2023, 1, 1), True),
        ("notification", None, False),
        ("order", date(2023, 1, 1), False),
    ],
)
def test_a_breach_of_notification_lies_in_a_requirement(of, breached_on, warned):
    requirement = Period(date(2022, 1, 1), date(2023, 1, 1))

    warning = requirement_warning(breached(of=of, breached_on=breached_on), [requirement])

    assert (warning is not None) == warned


@pytest.mark.parametrize(
    ("outcome_on", "period"),
    [
        (date(2020, 12, 31), None),
        (date(2021, 1, 1), Period(date(2021, 1, 1), date(2023, 1, 1))),
        (date(2022, 12, 31), Period(date(2022, 12, 31), date(2023, 1, 1))),
        (date(2023, 1, 1), None),
    ],
)
def test_what_a_breach_brings_lasts_from_the_outcome_until_the_order_ends(outcome_on, period):
    assert period_of_breach(outcome_on, SRO) == period
