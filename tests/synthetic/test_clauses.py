"""Each person of a clause is kept out of a figure, or moved within it, by that clause alone."""

from collections import Counter

import pytest

from mappa.synthetic.caseloads import caseload_with_clauses
from mappa.synthetic.clauses.register import PEOPLE_OF_A_CLAUSE, ShownIn
from mappa.synthetic.clauses.table import CLAUSES, LEFT_TO_TESTS
from tests.oracle.areas import AREAS
from tests.oracle.clauses import CLAUSES as ORACLE_CLAUSES
from tests.synthetic.counting import by_person, counted
from tests.synthetic.overlooked import OVERLOOKED

YEAR = "2021-22"
NOTHING_OFF: frozenset[str] = frozenset()


@pytest.fixture(scope="module")
def caseload():
    return caseload_with_clauses(seed=1)


@pytest.fixture(scope="module")
def rows(caseload):
    return by_person(caseload[0])


def shown(rows, clause, without=NOTHING_OFF):
    """What the return that shows the clause says of one person's rows."""
    if clause.shown_in is ShownIn.NATION:
        each = {area: counted(rows, area, YEAR, without) for area in ("norfolk", "suffolk")}
        tables = {area: {cell[:1] for cell in cells} for area, cells in each.items()}
        if without:
            assert without == {"D9.sum_of_areas"}
            return Counter(tables["norfolk"] | tables["suffolk"])
        return Counter(tables["norfolk"]) + Counter(tables["suffolk"])
    area = "norfolk" if clause.shown_in is ShownIn.HOME else "suffolk"
    found = counted(rows, area, YEAR, without)
    in_category_1 = [
        cell
        for cell in found.elements()
        if cell[0] == "eligible_on_31_march"
        and (cell[2] == "category_1" or "T8.category_1" in without)
    ]
    found["rso_per_100k",] = len(in_category_1)
    return found


@pytest.mark.parametrize("clause", CLAUSES, ids=lambda clause: clause.identifier)
def test_each_person_is_decided_by_the_clause_alone(rows, clause):
    assert len(clause.references) >= PEOPLE_OF_A_CLAUSE >= 5
    for reference in clause.references:
        person = rows[reference]
        if clause.identifier in OVERLOOKED:
            overlooked = shown(OVERLOOKED[clause.identifier](person), clause)
        elif clause.identifier == "T2.once":
            overlooked = shown(person, clause, frozenset({"D9.once"}))
        else:
            overlooked = shown(person, clause, frozenset({clause.identifier}))
        table = table_of(clause)
        assert of(shown(person, clause), table) != of(overlooked, table), reference


def table_of(clause):
    """The table that the identifier of a clause of T1 to T8 speaks of; None for D3 to D9."""
    return {
        "T1": ("eligible_on_31_march",),
        "T2": ("managed_l2_l3_in_year",),
        "T3": ("notification_breach_cautioned_or_convicted",),
        "T4": ("lifetime_notification_revoked",),
        "T5": ("orders_imposed",),
        "T6": ("notification_following_sro_breach",),
        "T7a": ("returned_to_custody", "breach_of_licence"),
        "T7b": ("returned_to_custody", "breach_of_sopo_or_shpo"),
        "T8": ("rso_per_100k",),
    }.get(clause.identifier.partition(".")[0], ())


def of(cells, table):
    return {
        cell: number for cell, number in cells.items() if number and cell[: len(table)] == table
    }


def test_each_person_of_a_clause_counts_in_norfolk_where_their_story_says(caseload, rows):
    for person in caseload[1]:
        assert counted(rows[person.reference], "norfolk", YEAR) == person.counts, person.reference


def test_every_clause_that_the_slow_count_knows_has_people_or_a_reason():
    named = {clause.identifier for clause in CLAUSES} | LEFT_TO_TESTS.keys()
    known = {name for name in ORACLE_CLAUSES if name[:2] not in ("D1", "D2", "E.")}
    assert known - named == {"T7a.kinds"}  # three clauses here, one for each kind of recall
    assert not {clause.identifier for clause in CLAUSES} & LEFT_TO_TESTS.keys()


def test_every_clause_is_switched_off_in_one_way():
    for clause in CLAUSES:
        ways = [clause.identifier in OVERLOOKED, clause.identifier in ORACLE_CLAUSES]
        assert sum(ways) == (clause.identifier != "T2.once"), clause.identifier


def test_people_of_clauses_are_counted_in_no_third_area(caseload, rows):
    areas = {row["area"] for row in caseload[0].of("responsible_areas.csv")}
    assert areas == {"norfolk", "suffolk"} <= AREAS.keys()
