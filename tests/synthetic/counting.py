"""Counts a made-up caseload by the slow count, one person after the other.

The slow count looks through all the rows for each person; a caseload of thousands is counted by
cutting it into caseloads of one, since nobody's figures depend on anybody else.
"""

from collections import Counter, defaultdict
from typing import Any

from mappa.synthetic.format import Caseload
from tests.oracle import facts
from tests.oracle.areas import AREAS
from tests.oracle.clauses import Rules
from tests.oracle.count import Entry, entries, machine_form, population_of
from tests.oracle.days import Year


def by_person(caseload: Caseload) -> dict[str, facts.Caseload]:
    """Each person's own rows, named as the slow count names them."""
    cut: defaultdict[str, facts.Caseload] = defaultdict(dict)
    for name, rows in caseload.rows.items():
        for row in rows:
            if "nominal" in row:
                cut[row["nominal"]].setdefault(name.removesuffix(".csv"), []).append(dict(row))
    return dict(cut)


def counted(
    person: facts.Caseload, area: str, label: str, without: frozenset[str] = frozenset()
) -> Counter[tuple[str, ...]]:
    """The cells of one area's return that one person, or their orders, are counted in."""
    rules = Rules(without)
    return Counter(cell_of(entry) for entry in entries(person, area, Year(label, rules), rules))


def cell_of(entry: Entry) -> tuple[str, ...]:
    """An entry's cell, named as in the machine form."""
    table, row, column, _ = entry
    if table.startswith("breach_of_"):
        table = f"returned_to_custody/{table}"
    return tuple(part for part in (*table.split("/"), row, column) if part)


def compiled(caseload: Caseload, area: str, label: str) -> dict[str, Any]:
    """The machine form of one area's return."""
    rules = Rules()
    year = Year(label, rules)
    found = [
        entry
        for person in by_person(caseload).values()
        for entry in entries(person, area, year, rules)
    ]
    populations = {"populations": [dict(row) for row in caseload.of("populations.csv")]}
    population = population_of(populations, area, year, rules)
    return machine_form(AREAS[area], year, found, population, None, rules)
