"""What stands beside a figure: word, sign, and nothing where there is nothing to say."""

import pytest

from core.periods import ReportingYear
from mappa.pages.comparing import Beside, differing, legend, notes
from reporting.editions import edition_of
from reporting.tables.figures import NOT_SUPPLIED, CompiledReturn, Residents
from reporting.tabulation import fill

PLACE = ("T1", "level_2", "category_1")


@pytest.mark.parametrize(
    ("now", "then", "said"),
    [
        (12, 9, ["2020-21: 9 (+3, more)"]),
        (9, 12, ["2020-21: 12 (-3, fewer)"]),
        (9, 9, ["2020-21: same"]),
        (0, 0, ["2020-21: same"]),
        (None, None, []),
        (4, None, ["2020-21: -"]),
        (4, NOT_SUPPLIED, ["2020-21: not supplied"]),
        (NOT_SUPPLIED, 4, ["2020-21: 4"]),
        (NOT_SUPPLIED, NOT_SUPPLIED, ["2020-21: same"]),
    ],
)
def test_a_difference_is_said_by_sign_and_word(now, then, said):
    assert notes(PLACE, now, [Beside("2020-21", {PLACE: then})]) == said


def test_of_the_same_year_only_what_differs_is_said():
    before = Beside("no. 1", {PLACE: 3}, only_where_different=True)

    assert notes(PLACE, 3, [before]) == []
    assert notes(PLACE, 4, [before]) == ["no. 1: 3 (+1, more)"]


def test_a_cell_that_the_other_edition_does_not_print_has_nothing_beside_it():
    assert notes(("T1", "level_2", "category_4"), 4, [Beside("2021-22", {PLACE: 3})]) == []


def filled(label, **of_t1):
    """A return of Norfolk with these people at Level 2, by category."""
    year = ReportingYear.parse(label)
    edition = edition_of(year)
    leaves = {"T1": {("level_2", category): number for category, number in of_t1.items()}}
    residents = Residents(year.first_year, 1_000)
    tables = fill(edition, leaves, residents)
    return CompiledReturn("norfolk", "Norfolk", year, edition, tables, residents)


def test_the_legend_names_what_stands_below_and_how_much_of_it_differs():
    now = filled("2021-22", category_1=4, category_2=1)
    before = Beside.of("no. 1", filled("2021-22", category_2=1), only_where_different=True)
    last_year = Beside.of("2020-21", filled("2020-21"))

    assert differing(now, before) == 5  # the cell, three totals, the rate
    assert legend(now, [before, last_year]) == (
        "Under each figure: compilation no. 1 where it differs (5 figures) and 2020-21."
    )
    assert legend(now, []) == ""
