"""V4, V7, V9 to V11, V15, V16, V18 and V75: the day before, the day, the day after."""

from datetime import date

import pytest

from core.periods import Period
from orders.rules.making import Made, order_refusals, order_warnings, preventing_orders

ADULT = date(1970, 1, 1)


def made(kind, made_on, ends_on=None, *, is_interim=False, ended_on=None):
    return Made(kind, made_on, ends_on, is_interim, ended_on)


def refusals(order, born=ADULT):
    return [(each.rule, each.column) for each in order_refusals(order, born)]


@pytest.mark.parametrize("kind", ["shpo", "sro"])
@pytest.mark.parametrize(
    ("made_on", "refused"),
    [(date(2015, 3, 7), True), (date(2015, 3, 8), False), (date(2015, 3, 9), False)],
)
def test_the_new_orders_are_made_from_8_march_2015(kind, made_on, refused):
    assert refusals(made(kind, made_on)) == ([("V9", "made_on")] if refused else [])


@pytest.mark.parametrize("kind", ["sopo", "fto", "rosho"])
@pytest.mark.parametrize(
    ("made_on", "refused"),
    [(date(2015, 3, 7), False), (date(2015, 3, 8), True), (date(2015, 3, 9), True)],
)
def test_the_old_orders_were_made_until_7_march_2015(kind, made_on, refused):
    assert refusals(made(kind, made_on)) == ([("V10", "made_on")] if refused else [])


@pytest.mark.parametrize(
    ("made_on", "refused"),
    [(date(2022, 11, 28), True), (date(2022, 11, 29), False), (date(2022, 11, 30), False)],
)
def test_notices_are_given_from_29_november_2022(made_on, refused):
    found = refusals(made("notification_notice", made_on))

    assert found == ([("V15", "made_on")] if refused else [])


@pytest.mark.parametrize(
    ("kind", "made_on", "ends_on", "rule"),
    [
        pytest.param("shpo", date(2020, 5, 1), date(2025, 4, 30), "V4", id="SHPO, a day short"),
        pytest.param("shpo", date(2020, 5, 1), date(2025, 5, 1), None, id="SHPO, five years"),
        pytest.param("shpo", date(2020, 5, 1), date(2025, 5, 2), None, id="SHPO, a day more"),
        pytest.param("shpo", date(2020, 2, 29), date(2025, 2, 28), "V4", id="from 29 February"),
        pytest.param("shpo", date(2020, 2, 29), date(2025, 3, 1), None, id="a leap day's years"),
        pytest.param("sro", date(2020, 5, 1), date(2022, 4, 30), "V7", id="SRO, a day short"),
        pytest.param("sro", date(2020, 5, 1), date(2022, 5, 1), None, id="SRO, two years"),
        pytest.param("sro", date(2020, 5, 1), date(2022, 5, 2), None, id="SRO, a day more"),
        pytest.param("sopo", date(2010, 5, 1), date(2015, 4, 30), "V11", id="SOPO, a day short"),
        pytest.param("sopo", date(2010, 5, 1), date(2015, 5, 1), None, id="SOPO, five years"),
        pytest.param("sopo", date(2010, 5, 1), date(2015, 5, 2), None, id="SOPO, a day more"),
        pytest.param("shpo", date(2020, 5, 1), None, None, id="until further order"),
        pytest.param("fto", date(2010, 5, 1), date(2010, 6, 1), None, id="no least length"),
    ],
)
def test_a_full_order_lasts_as_long_as_the_law_asks(kind, made_on, ends_on, rule):
    found = refusals(made(kind, made_on, ends_on))

    assert found == ([(rule, "ends_on")] if rule else [])


def test_an_interim_order_may_be_short():
    assert refusals(made("shpo", date(2020, 5, 1), date(2020, 6, 1), is_interim=True)) == []


def test_the_length_is_that_of_the_order_and_not_of_its_life():
    order = made("shpo", date(2020, 5, 1), date(2026, 5, 1), ended_on=date(2020, 6, 1))

    assert refusals(order) == []


@pytest.mark.parametrize(
    ("born", "refused"),
    [
        pytest.param(date(2010, 5, 2), True, id="ten tomorrow"),
        pytest.param(date(2010, 5, 1), False, id="ten today"),
        pytest.param(date(2010, 4, 30), False, id="ten yesterday"),
        pytest.param(None, False, id="unknown"),
    ],
)
def test_nobody_under_ten_is_subject_to_an_order(born, refused):
    found = refusals(made("sro", date(2020, 5, 1)), born)

    assert found == ([("V75", "made_on")] if refused else [])


@pytest.mark.parametrize(
    ("order", "prevents"),
    [
        pytest.param(made("shpo", date(2020, 5, 1)), True, id="SHPO"),
        pytest.param(made("sopo", date(2010, 5, 1)), True, id="SOPO"),
        pytest.param(made("shpo", date(2020, 5, 1), is_interim=True), True, id="interim"),
        pytest.param(made("sro", date(2020, 5, 1)), False, id="SRO"),
        pytest.param(made("fto", date(2010, 5, 1)), False, id="FTO"),
        pytest.param(
            made("shpo", date(2020, 5, 1), ended_on=date(2020, 5, 1)), False, id="never in force"
        ),
    ],
)
def test_which_orders_prevent_a_revocation(order, prevents):
    assert bool(preventing_orders([order])) == prevents


def test_an_order_is_in_force_until_the_earlier_of_its_two_ends():
    order = made("shpo", date(2016, 1, 1), date(2021, 1, 1), ended_on=date(2019, 1, 1))

    assert preventing_orders([order]) == [("shpo", Period(date(2016, 1, 1), date(2019, 1, 1)))]


@pytest.mark.parametrize(
    ("made_on", "warned"),
    [(date(2022, 11, 28), []), (date(2022, 11, 29), ["V16"]), (date(2022, 11, 30), ["V16"])],
)
def test_courts_make_no_notification_order_from_29_november_2022(made_on, warned):
    found = order_warnings(made("notification_order", made_on), [], None)

    assert [each.rule for each in found] == warned


@pytest.mark.parametrize(
    ("category_1", "died_on", "gaps"),
    [
        pytest.param([Period(date(2016, 1, 1), date(2021, 1, 1))], None, [], id="all its life"),
        pytest.param(
            [Period(date(2016, 1, 2))],
            None,
            [(date(2016, 1, 1), date(2016, 1, 2))],
            id="begins a day late",
        ),
        pytest.param(
            [Period(date(2016, 1, 1), date(2020, 12, 31))],
            None,
            [(date(2020, 12, 31), date(2021, 1, 1))],
            id="ends a day early",
        ),
        pytest.param([], date(2016, 1, 1), [], id="dead"),
    ],
)
def test_a_live_shpo_brings_category_1(category_1, died_on, gaps):
    order = made("shpo", date(2016, 1, 1), date(2021, 1, 1))

    found = order_warnings(order, category_1, died_on)

    assert [(each.rule, each.valid_from, each.valid_to) for each in found] == [
        ("V18", *gap) for gap in gaps
    ]
