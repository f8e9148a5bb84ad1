"""A compiled return beside a printed one: every difference is found and marked."""

from copy import deepcopy
from functools import reduce

import pytest

from core.periods import ReportingYear
from mappa.comparison import compare, lines_of
from reporting.editions import edition_of
from reporting.export import as_machine_form
from reporting.tables.figures import NOT_SUPPLIED, CompiledReturn, Residents
from reporting.tabulation import fill

YEAR = ReportingYear.parse("2021-22")


@pytest.fixture
def compiled():
    edition = edition_of(YEAR)
    residents = Residents(2021, 1000)
    leaves = {"T1": {("level_1", "category_1"): 7}, "T3": {("total", "total"): 2}}
    return CompiledReturn(
        "norfolk", "Norfolk", YEAR, edition, fill(edition, leaves, residents), residents
    )


def printed_with(compiled, path, figure):
    printed = deepcopy(as_machine_form(compiled))
    *above, key = path.split(".")
    reduce(dict.__getitem__, above, printed["tables"])[key] = figure
    return printed


def marked(comparison):
    return [line for line in lines_of(comparison) if "*" in line]


def test_the_same_figures_differ_nowhere(compiled):
    comparison = compare(compiled, as_machine_form(compiled))

    assert comparison.differences == 0
    assert comparison.figures == 59
    assert marked(comparison) == []


@pytest.mark.parametrize(
    ("path", "figure", "shown"),
    [
        ("eligible_on_31_march.level_1.category_1", 8, ("7*", "8")),
        ("eligible_on_31_march.level_1.category_3", 0, ("-*", "0")),
        ("eligible_on_31_march.level_2.category_1", None, ("0*", "-")),
        ("notification_breach_cautioned_or_convicted", NOT_SUPPLIED, ("2*", "not supplied")),
        ("orders_imposed.SHPO", 1, ("0*", "1")),
        ("returned_to_custody.breach_of_licence.total.total", 1, ("0*", "1")),
        ("rso_per_100k", 1, ("700*", "1")),
    ],
)
def test_a_figure_that_differs_is_marked_on_its_line(compiled, path, figure, shown):
    comparison = compare(compiled, printed_with(compiled, path, figure))

    assert comparison.differences == 1
    (line,) = marked(comparison)
    left, right = line.split("|")
    assert shown[0] in left
    assert shown[1] in right


def test_a_table_that_the_print_leaves_out_differs_everywhere(compiled):
    printed = as_machine_form(compiled)
    del printed["tables"]["notification_breach_cautioned_or_convicted"]

    comparison = compare(compiled, printed)

    assert comparison.differences == 1
    assert "absent" in marked(comparison)[0]
