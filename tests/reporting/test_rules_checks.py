"""The checks of a return in the machine form, printed and made up."""

import copy
import json

import pytest

from mappa.published import published_return
from reporting.rules import checks
from reporting.rules.checks import Facts, Status

PUBLISHED = ["lancashire-2020-21", "norfolk-2021-22", "northamptonshire-2017-18"]


def outcomes(data, facts=None):
    return {each.check.identifier: each for each in checks.run(checks.read(data), facts)}


def failed(data, facts=None):
    found = outcomes(data, facts).values()
    return {each.check.identifier for each in found if each.status is Status.FAILED}


@pytest.fixture
def norfolk():
    return copy.deepcopy(published_return("norfolk-2021-22"))


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_printed_returns_are_read(name):
    assert checks.read(published_return(name)).area == name.partition("-")[0].title()


def test_lancashire_fails_by_level_3_of_category_2_and_by_the_date_of_its_heading():
    found = outcomes(published_return("lancashire-2020-21"))

    assert failed(published_return("lancashire-2020-21")) == {"level_3_above_year", "dates"}
    (above,) = found["level_3_above_year"].faults
    assert above.cells == ("T1:level_3:category_2", "T2:level_3:category_2")
    (heading,) = found["dates"].faults
    assert "printed_heading_date" in heading.sentence


@pytest.mark.parametrize("name", ["norfolk-2021-22", "northamptonshire-2017-18"])
def test_the_other_printed_returns_fail_nothing(name):
    assert failed(published_return(name)) == set()


def test_norfolk_s_rate_is_not_checked_because_the_print_holds_no_population(norfolk):
    assert outcomes(norfolk)["rate"].status is Status.NOT_MADE


def test_a_check_whose_facts_the_file_does_not_hold_is_not_made_and_says_why(norfolk):
    found = outcomes(norfolk)
    for name in ("undetermined", "order_without_row", "lead_agency", "moved", "commentary"):
        assert found[name].status is Status.NOT_MADE
        assert found[name].reason


def change(data, path, value):
    *above, last = path
    for key in above:
        data = data[key]
    data[last] = value


T1 = ("tables", "eligible_on_31_march")
T2 = ("tables", "managed_l2_l3_in_year")
T7 = ("tables", "returned_to_custody", "breach_of_licence")


@pytest.mark.parametrize(
    ("path", "value", "check"),
    [
        ((*T1, "level_1", "total"), 1627, "sums"),
        ((*T1, "total", "category_1"), 1189, "sums"),
        ((*T1, "total", "category_1"), None, "sums"),
        ((*T1, "level_1", "category_3"), 1, "category_3_at_level_1"),
        ((*T1, "level_3", "category_3"), 3, "level_3_above_year"),
        ((*T1, "level_2", "category_1"), 28, "levels_2_and_3_above_year_in_category"),
        ((*T1, "level_2", "category_3"), 200, "levels_2_and_3_above_year"),
        ((*T7, "level_3", "category_3"), 3, "custody_above_year"),
        ((*T7, "total", "total"), 95, "custody_above_year"),
        (("period",), ["2021-04-01", "2022-03-30"], "dates"),
        (("snapshot_date",), "2022-04-01", "dates"),
        (("printed_heading_date",), "2021-03-31", "dates"),
        (("printed_commentary_snapshot_date",), "2021-03-31", "dates"),
        (("printed_commentary_period",), ["2020-04-01", "2022-03-31"], "dates"),
        (("population", "named_in_print"), "mid-2020", "dates"),
        (("population", "aged_10_plus"), 800_000, "rate"),
        (("population", "aged_10_plus"), 0, "rate"),
        (("population", "aged_10_plus"), "not_supplied", "rate"),
        (("tables", "rso_per_100k"), "not_supplied", "rate"),
    ],
)
def test_each_check_fails_where_its_figure_is_wrong(norfolk, path, value, check):
    assert check not in failed(norfolk)

    change(norfolk, path, value)

    assert check in failed(norfolk)


def test_a_printed_0_in_the_cell_that_cannot_be_filled_is_no_fault(norfolk):
    change(norfolk, (*T1, "level_1", "category_3"), 0)

    assert "category_3_at_level_1" not in failed(norfolk)


@pytest.mark.parametrize(
    ("facts", "check"),
    [
        (Facts(undetermined=(("T1.undetermined_level", "x"),)), "undetermined"),
        (Facts(undetermined=(("T7a.no_category", "x"),)), "undetermined"),
        (Facts(category_3_at_level_1=("x",)), "category_3_at_level_1"),
        (Facts(without_area=(("D7.no_area", "x"),)), "no_area"),
        (Facts(orders_without_row=(("SHPO made on 2015-03-09", "x"),)), "order_without_row"),
        (Facts(without_lead_agency=("x",)), "lead_agency"),
    ],
)
def test_each_check_of_records_names_them(norfolk, facts, check):
    assert failed(norfolk, Facts()) == set()

    found = outcomes(norfolk, facts)[check]

    assert found.status is Status.FAILED
    assert [fault.records for fault in found.faults] == [("x",)]


def test_a_year_not_yet_over_is_a_warning(norfolk):
    found = outcomes(norfolk, Facts(is_year_over=False))["year_not_over"]

    assert (found.status, found.check.severity) == (Status.FAILED, "warning")


@pytest.mark.parametrize(
    ("former", "has_moved"),
    [
        (1175, False),
        # Norfolk's 82 at Level 2 in the year: more than half of the former, and more than 10
        (164, False),
        (165, True),
        (55, False),
        (54, True),
        (72, False),
        (10, True),
    ],
)
def test_a_figure_moved_by_more_than_half_and_more_than_10_is_a_warning(norfolk, former, has_moved):
    name = "T1:level_1:category_1" if former == 1175 else "T2:level_2:total"

    assert ("moved" in failed(norfolk, Facts(previous={name: former}))) is has_moved


def test_a_small_figure_may_double(norfolk):
    assert "moved" not in failed(norfolk, Facts(previous={"T3": 9}))
    assert "moved" in failed(norfolk, Facts(previous={"T3": 8}))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("tables",), None),
        (("tables",), []),
        (("area",), 3),
        (("year_label",), "2021-23"),
        (("period",), "2021-04-01"),
        (("period",), ["2021-04-01", "31/03/2022"]),
        (("snapshot_date",), None),
        ((*T1, "level_1", "category_1"), "many"),
        ((*T1, "level_1", "category_1"), True),
        ((*T1, "level_1", "category_1"), -1),
        ((*T1, "level_1", "category_1"), 10**12),
        ((*T1, "level_1"), {"category_1": 1}),
        (T1, 5),
        (("tables", "returned_to_custody"), 5),
        (("tables", "orders_imposed"), [1]),
        (("population",), 5),
        (("population", "named_in_print"), 5),
    ],
)
def test_what_is_no_return_is_refused_with_a_sentence(norfolk, path, value):
    change(norfolk, path, value)

    with pytest.raises(ValueError, match=r"\.$"):
        checks.read(json.loads(json.dumps(norfolk)))


@pytest.mark.parametrize("data", [None, 5, "text", [], {}])
def test_other_json_is_refused(data):
    with pytest.raises(ValueError, match=r"\.$"):
        checks.read(data)
