"""Renewal, discharge (V76), replacement and the decision on a main application (V12)."""

from datetime import date

import pytest

from orders.rules.ending import (
    decision_refusals,
    discharge_warning,
    full_order_refusals,
    renewal_refusals,
    replacement_refusals,
    standing_refusal,
)
from orders.rules.making import Made, length_refusal

CONSENT_YEARS = {"shpo": 5, "sro": 2}
MADE_ON, ENDS_ON = date(2016, 6, 1), date(2026, 6, 1)


def order(kind="shpo", made_on=MADE_ON, ends_on=ENDS_ON, *, is_interim=False, ended_on=None):
    return Made(kind, made_on, ends_on, is_interim, ended_on)


def rules(refusals):
    return [each.rule for each in refusals]


@pytest.mark.parametrize(
    ("made", "on", "stands"),
    [
        (order(), date(2016, 5, 31), False),
        (order(), date(2016, 6, 1), True),
        (order(), date(2026, 5, 31), True),
        (order(), date(2026, 6, 1), False),
        (order(ends_on=None), date(2026, 6, 1), True),
        (order(ends_on=None), date(2016, 5, 31), False),
        (order(ended_on=date(2020, 1, 1)), date(2020, 1, 1), False),
        (order(ended_on=MADE_ON), MADE_ON, False),
    ],
)
def test_an_act_happens_on_a_day_on_which_the_order_is_in_force(made, on, stands):
    refusal = standing_refusal(made, on)

    assert (refusal is None) == stands
    assert refusal is None or refusal.rule == "not_in_force"


@pytest.mark.parametrize("kind", ["sopo", "fto", "rosho"])
@pytest.mark.parametrize(
    ("on", "refused"),
    [(date(2015, 3, 7), False), (date(2015, 3, 8), True), (date(2015, 3, 9), True)],
)
def test_the_old_orders_were_extended_until_7_march_2015(kind, on, refused):
    made = order(kind, date(2012, 6, 1), date(2017, 6, 1))

    found = renewal_refusals(made, on=on, ends_on=date(2019, 6, 1))

    assert rules(found) == (["V10"] if refused else [])


@pytest.mark.parametrize(
    ("made", "ends_on", "found"),
    [
        pytest.param(order(), date(2026, 6, 2), [], id="a day later"),
        pytest.param(order(), ENDS_ON, ["renewal"], id="the same day"),
        pytest.param(order(), date(2026, 5, 31), ["renewal"], id="a day earlier"),
        pytest.param(order(), None, [], id="until further order"),
        pytest.param(order(ends_on=None), None, ["renewal"], id="no end to move"),
        pytest.param(order(is_interim=True), date(2026, 6, 2), [], id="interim"),
        pytest.param(order("notification_order"), date(2026, 6, 2), ["renewal"], id="section 82"),
        pytest.param(
            order("notification_order", is_interim=True), date(2026, 6, 2), [], id="interim NO"
        ),
    ],
)
def test_an_order_is_renewed_to_a_later_day(made, ends_on, found):
    assert rules(renewal_refusals(made, on=date(2020, 1, 1), ends_on=ends_on)) == found


@pytest.mark.parametrize(
    ("kind", "on", "warned"),
    [
        pytest.param("shpo", date(2021, 5, 31), True, id="SHPO, a day early"),
        pytest.param("shpo", date(2021, 6, 1), False, id="SHPO, five years"),
        pytest.param("shpo", date(2021, 6, 2), False, id="SHPO, a day late"),
        pytest.param("sro", date(2018, 5, 31), True, id="SRO, a day early"),
        pytest.param("sro", date(2018, 6, 1), False, id="SRO, two years"),
        pytest.param("sopo", date(2016, 6, 2), False, id="no such setting"),
    ],
)
def test_an_early_discharge_needs_both_consents(kind, on, warned):
    warning = discharge_warning(
        order(kind), on=on, consent_years=CONSENT_YEARS, both_consent=False, conditions=[]
    )

    assert (warning is not None) == warned
    assert warning is None or (warning.rule, warning.column) == ("V76", "consents")


@pytest.mark.parametrize(
    ("made", "both_consent", "conditions", "warned"),
    [
        pytest.param(order(), True, [], False, id="both consent"),
        pytest.param(order(is_interim=True), False, [], False, id="interim"),
        pytest.param(order(), False, ["foreign_travel"], False, id="travel only"),
        pytest.param(order(), False, ["foreign_travel", "prohibition"], True, id="travel and more"),
        pytest.param(order("sro"), False, ["foreign_travel"], True, id="SRO, travel only"),
    ],
)
def test_which_discharge_needs_none(made, both_consent, conditions, warned):
    warning = discharge_warning(
        made,
        on=date(2017, 1, 1),
        consent_years=CONSENT_YEARS,
        both_consent=both_consent,
        conditions=conditions,
    )

    assert (warning is not None) == warned


@pytest.mark.parametrize(
    ("kind", "former", "refused"),
    [
        ("shpo", "shpo", False),
        ("shpo", "sopo", False),
        ("shpo", "sro", True),
        ("sro", "rosho", False),
        ("sro", "shpo", True),
        ("sopo", "shpo", True),
        ("notification_notice", "notification_order", False),
        ("notification_order", "notification_notice", True),
        ("fto", "fto", False),
        ("rosho", "sro", True),
    ],
)
def test_which_order_replaces_which(kind, former, refused):
    found = replacement_refusals(kind, date(2020, 1, 1), order(former))

    assert rules(found) == (["replaces"] if refused else [])


def test_only_an_order_in_force_is_replaced():
    assert rules(replacement_refusals("shpo", ENDS_ON, order())) == ["replaces"]


@pytest.mark.parametrize(
    ("is_interim", "on", "found"),
    [
        (True, date(2020, 1, 1), []),
        (False, date(2020, 1, 1), ["V12"]),
        (True, ENDS_ON, ["not_in_force"]),
    ],
)
def test_an_interim_order_in_force_ends_with_the_decision(is_interim, on, found):
    assert rules(decision_refusals(order(is_interim=is_interim), on)) == found


@pytest.mark.parametrize(
    ("made_on", "is_interim", "found"),
    [
        (date(2020, 1, 1), False, []),
        (date(2020, 1, 2), False, ["replaces"]),
        (date(2020, 1, 1), True, ["replaces"]),
    ],
)
def test_the_decision_is_a_full_order_of_that_day(made_on, is_interim, found):
    full = order(made_on=made_on, is_interim=is_interim)

    assert rules(full_order_refusals(full, order(is_interim=True), date(2020, 1, 1))) == found


@pytest.mark.parametrize(
    ("ends_on", "refused"),
    [(date(2016, 5, 31), True), (MADE_ON, True), (date(2016, 6, 2), False), (None, False)],
)
def test_an_order_lasts_a_day_at_least(ends_on, refused):
    refusal = length_refusal(order("fto", ends_on=ends_on))

    assert (refusal is not None) == refused
