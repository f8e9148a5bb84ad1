"""The slow count itself held to figures worked out by hand, clause by clause."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.oracle import cases_of_custody, cases_of_tables, cases_of_words
from tests.oracle.building import (
    T1,
    T5,
    T7B,
    Case,
    area,
    basis,
    caseload,
    level,
    no_basis,
    no_level,
    order,
    population,
    recall,
)
from tests.oracle.clauses import CLAUSES
from tests.oracle.count import (
    compile_england_and_wales,
    compile_return,
    faults,
    people_counted,
)

CASES = [*cases_of_words.CASES, *cases_of_tables.CASES, *cases_of_custody.CASES]


def figure(case: Case, without: frozenset[str] = frozenset()) -> Any:
    """The case's figure; None is a dash or a figure that the edition does not print."""
    if case.area == "all":
        found: Any = compile_england_and_wales(case.caseload, case.year, without)["tables"]
    else:
        found = compile_return(case.caseload, case.area, case.year, without)["tables"]
    for step in case.figure.split("."):
        found = found.get(step) if found is not None else None
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.clause}: {case.sentence}")
def test_the_figure_is_the_one_worked_out_by_hand(case):
    assert figure(case) == case.expected


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.clause}: {case.sentence}")
def test_the_figure_is_another_when_the_clause_is_overlooked(case):
    assert case.overlooked != case.expected
    assert figure(case, frozenset({case.clause})) == case.overlooked


def test_every_clause_has_a_case():
    assert {case.clause for case in CASES} == CLAUSES.keys()


@pytest.mark.parametrize(
    ("sentence", "rows", "path", "expected"),
    cases_of_words.BOUNDARIES,
    ids=lambda value: value if isinstance(value, str) and " " in value else "",
)
def test_the_day_before_the_day_and_the_day_after(sentence, rows, path, expected):
    assert figure(Case("", sentence, rows, path, expected, None)) == expected


def test_a_clause_that_does_not_exist_is_refused():
    with pytest.raises(KeyError, match=r"D1\.forgotten"):
        compile_return(caseload(), "norfolk", "2021-22", frozenset({"D1.forgotten"}))


def test_a_year_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="2021-23"):
        compile_return(caseload(), "norfolk", "2021-23")


@pytest.mark.parametrize(
    ("year", "orders", "categories", "absent"),
    [
        (
            "2014-15",
            ["SOPO", "NO", "FTO"],
            3,
            {"lifetime_notification_revoked", "notification_following_sro_breach"},
        ),
        ("2015-16", ["SHPO", "SHPO_with_foreign_travel_restriction", "NO"], 3, set()),
        ("2021-22", ["SHPO", "SHPO_with_foreign_travel_restriction", "NO"], 3, set()),
        ("2022-23", ["SHPO", "SHPO_with_foreign_travel_restriction", "NO"], 4, set()),
    ],
)
def test_each_edition_prints_its_own_tables(year, orders, categories, absent):
    compiled = compile_return(caseload(), "norfolk", year)
    tables = compiled["tables"]
    everything = {
        "eligible_on_31_march",
        "managed_l2_l3_in_year",
        "notification_breach_cautioned_or_convicted",
        "lifetime_notification_revoked",
        "orders_imposed",
        "notification_following_sro_breach",
        "returned_to_custody",
        "rso_per_100k",
    }
    assert tables.keys() == everything - absent
    assert list(tables["orders_imposed"]) == orders
    columns = [f"category_{number}" for number in range(1, categories + 1)] + ["total"]
    for grid in (
        tables["eligible_on_31_march"],
        tables["managed_l2_l3_in_year"],
        *tables["returned_to_custody"].values(),
    ):
        assert all(list(row) == columns for row in grid.values())
    assert list(tables["eligible_on_31_march"]) == ["level_1", "level_2", "level_3", "total"]
    assert list(tables["managed_l2_l3_in_year"]) == ["level_2", "level_3", "total"]


def test_the_frame_names_area_year_period_snapshot_and_population():
    compiled = compile_return(caseload(population(819_292)), "norfolk", "2021-22")
    assert json.loads(json.dumps(compiled)) == compiled
    del compiled["tables"]
    assert compiled == {
        "area": "Norfolk",
        "year_label": "2021-22",
        "period": ["2021-04-01", "2022-03-31"],
        "snapshot_date": "2022-03-31",
        "population": {"named_in_print": "mid-2021", "aged_10_plus": 819_292},
    }


def test_a_population_that_is_not_recorded_is_not_supplied():
    compiled = compile_return(caseload(), "norfolk", "2021-22")
    assert compiled["tables"]["rso_per_100k"] == "not_supplied"
    assert compiled["population"]["aged_10_plus"] == "not_supplied"


@pytest.mark.parametrize(
    ("residents", "expected"), [(199_999, 1), (200_000, 1), (200_001, 0), (66_667, 1), (66_666, 2)]
)
def test_the_rate_at_a_half(residents, expected):
    """100,000 over 200,000 is a half exactly; 100,000 over 66,666 a little more than 1.5."""
    compiled = compile_return(caseload(population(residents)), "norfolk", "2021-22")
    assert compiled["tables"]["rso_per_100k"] == expected


def test_totals_skip_the_dash_and_are_a_dash_where_every_cell_is():
    rows = caseload(
        level(1, name="P1"), level(2, name="P2"), level(3, name="P3"),
        basis(1, name="P1"), basis(3, name="P2"), basis(3, name="P3"), people=3,
    )  # fmt: skip
    tables = compile_return(rows, "norfolk", "2021-22")["tables"]
    assert tables[T1] == {
        "level_1": {"category_1": 1, "category_2": 0, "category_3": None, "total": 1},
        "level_2": {"category_1": 0, "category_2": 0, "category_3": 1, "total": 1},
        "level_3": {"category_1": 0, "category_2": 0, "category_3": 1, "total": 1},
        "total": {"category_1": 1, "category_2": 0, "category_3": 2, "total": 3},
    }
    block = tables["returned_to_custody"][T7B.split(".")[1]]
    assert block["total"] == {"category_1": 0, "category_2": None, "category_3": None, "total": 0}


def test_the_people_behind_a_figure_are_named():
    rows = caseload(order("shpo", "2021-06-10"), recall("2021-06-10", "2021-06-11"))
    assert people_counted(rows, "norfolk", "2021-22") == {
        (T1, "level_2", "category_1"): ["P1"],
        ("managed_l2_l3_in_year", "level_2", "category_1"): ["P1"],
        (T5, "SHPO", ""): ["O1"],
        ("breach_of_licence", "level_2", "category_1"): ["P1"],
    }


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (caseload(no_level()), [("T1", "P1")]),
        (caseload(level(1), basis(3)), [("T1", "P1")]),
        (caseload(no_basis(), recall("2021-06-10", "2021-06-11")), [("T7a", "P1")]),
        (caseload(no_level(), no_basis()), []),
        (caseload(no_level(), area("suffolk")), []),
    ],
)
def test_who_is_left_out_by_a_fault_of_the_record_is_named(rows, expected):
    assert [fault[:2] for fault in faults(rows, "norfolk", "2021-22")] == expected
