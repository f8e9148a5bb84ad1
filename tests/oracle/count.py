"""The annual return of one area and year, counted slowly, in the machine form.

`compile_return` gives the figures, `people_counted` who stands behind each of them, `faults` who
was kept out by a fault of the record, `compile_england_and_wales` the national return. Each takes
`without`, identifiers of clauses (see `clauses.CLAUSES`) to be overlooked in the count.

A population row stands in its file in the order in which it was recorded, the latest last.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tests.oracle import custody, orders, people_tables
from tests.oracle.areas import AREAS
from tests.oracle.clauses import Rules
from tests.oracle.days import Year
from tests.oracle.facts import Caseload, Person, facts, people
from tests.oracle.people_tables import Counted, Fault

NOTHING_OFF: frozenset[str] = frozenset()
NOT_SUPPLIED = "not_supplied"

#: Who is counted: table, row, column, and for orders the order, with the nominal.
Entry = tuple[str, str, str, str]


def compile_return(
    caseload: Caseload, area: str, year_label: str, without: frozenset[str] = NOTHING_OFF
) -> dict[str, Any]:
    """The machine form of one area's return. Raises KeyError for an unknown area."""
    rules = Rules(without)
    year = Year(year_label, rules)
    population = population_of(caseload, area, year, rules)
    return machine_form(
        AREAS[area], year, entries(caseload, area, year, rules), population, None, rules
    )


def compile_england_and_wales(
    caseload: Caseload, year_label: str, without: frozenset[str] = NOTHING_OFF
) -> dict[str, Any]:
    """D9. The sum of the 42 areas, as published; T8 from both sums."""
    rules = Rules(without)
    year = Year(year_label, rules)
    found: list[Entry] = []
    for area in AREAS:
        found += entries(caseload, area, year, rules)
    if not rules("D9.sum_of_areas"):
        found = list({(table, person): (table, row, column, person)
                      for table, row, column, person in found}.values())  # fmt: skip
    each = [population_of(caseload, area, year, rules) for area in AREAS]
    known = [population for population in each if population is not None]
    incomplete = len(known) < len(each) and rules("T8.any_missing")
    residents = None if incomplete else sum(known) or None
    rates = None
    if not rules("T8.sums_first"):
        rates = [
            compile_return(caseload, area, year_label, without)["tables"]["rso_per_100k"]
            for area in AREAS
        ]
    return machine_form("England and Wales", year, found, residents, rates, rules)


def people_counted(
    caseload: Caseload, area: str, year_label: str, without: frozenset[str] = NOTHING_OFF
) -> dict[tuple[str, str, str], list[str]]:
    """By table, row and column the references of the people (T5: orders) in that figure.

    Tables are named as in the machine form, the two blocks of T7 as `breach_of_licence` and
    `breach_of_sopo_or_shpo`; figures without rows or columns have an empty row or column.
    """
    rules = Rules(without)
    found: dict[tuple[str, str, str], list[str]] = {}
    for table, row, column, reference in entries(caseload, area, Year(year_label, rules), rules):
        found.setdefault((table, row, column), []).append(reference)
    return {cell: sorted(references) for cell, references in found.items()}


def faults(caseload: Caseload, area: str, year_label: str) -> list[Fault]:
    """Who T1 and T7a leave out for a fault of the record, with the table and what is wrong."""
    rules = Rules()
    year = Year(year_label, rules)
    here = people_of(caseload, area, rules)
    return (
        people_tables.eligible_on_31_march(here, area, year, rules)[1]
        + custody.breach_of_licence(here, area, year, rules)[1]
    )


def people_of(caseload: Caseload, area: str, rules: Rules) -> list[Person]:
    """Everybody who was ever in the area; nobody else can be counted there."""
    return [
        person
        for person in people(caseload)
        if (any(period["area"] == area for period in person.areas) or not rules("T1.area")
            or not rules("T5.area"))
        and not (person.restricted and not rules("D9.restricted"))
    ]  # fmt: skip


def entries(caseload: Caseload, area: str, year: Year, rules: Rules) -> list[Entry]:
    """Everybody and every order counted in one area and year, in whichever table."""
    here = people_of(caseload, area, rules)
    t6 = people_tables.sro_breaches(here, area, year, rules)
    t4 = people_tables.lifetime_revoked(here, area, year, rules)
    if not prints_t4_and_t6(year, rules):
        t4, t6 = [], []
    t5 = orders.orders_imposed(here, area, year, rules)
    return [
        *grid(
            "eligible_on_31_march",
            people_tables.eligible_on_31_march(here, area, year, rules)[0],
            year,
            rules,
        ),
        *grid(
            "managed_l2_l3_in_year",
            people_tables.managed_in_year(here, area, year, rules),
            year,
            rules,
        ),
        *single(
            "notification_breach_cautioned_or_convicted",
            people_tables.notification_breaches(here, area, year, rules),
        ),
        *single("lifetime_notification_revoked", t4),
        *[("orders_imposed", row, "", order) for row, order, _ in t5],
        *single("notification_following_sro_breach", t6),
        *grid(
            "breach_of_licence", custody.breach_of_licence(here, area, year, rules)[0], year, rules
        ),
        *grid(
            "breach_of_sopo_or_shpo",
            custody.breach_of_sopo_or_shpo(here, area, year, rules),
            year,
            rules,
        ),
    ]


def grid(table: str, counted: Iterable[Counted], year: Year, rules: Rules) -> list[Entry]:
    """Only columns of the edition; before 2022-23 nobody can be in Category 4."""
    columns = categories(year, rules)
    return [(table, row, column, nominal) for row, column, nominal in counted if column in columns]


def single(table: str, nominals: Iterable[str]) -> list[Entry]:
    return [(table, "", "", nominal) for nominal in nominals]


def prints_t4_and_t6(year: Year, rules: Rules) -> bool:
    return year.begins >= 2015 or not rules("E.tables")


def categories(year: Year, rules: Rules) -> list[str]:
    last = 4 if year.begins >= 2022 or not rules("E.categories") else 3
    return [f"category_{number}" for number in range(1, last + 1)]


def population_of(caseload: Caseload, area: str, year: Year, rules: Rules) -> int | None:
    """T8. Residents aged 10 and over at mid-year of the year before the snapshot, if recorded."""
    mid_year = year.last.year - 1 if rules("T8.mid_year") else year.last.year
    recorded = [
        int(row["aged_10_and_over"])
        for row in facts(caseload, "populations")
        if row["area"] == area and row["mid_year"] == str(mid_year)
    ]
    if not recorded:
        return None
    population = recorded[-1] if rules("T8.latest_edition") else recorded[0]
    return None if population == 0 and rules("T8.zero") else population


def rate(people: int, population: int | None, rules: Rules) -> int | str:
    """T8. People per 100,000 residents, a whole number, half up."""
    if population is None:
        return NOT_SUPPLIED
    if population == 0:
        return 0
    whole, rest = divmod(people * 100_000, population)
    return whole + 1 if 2 * rest >= population and rules("T8.half_up") else whole


def machine_form(
    name: str,
    year: Year,
    found: list[Entry],
    population: int | None,
    rates: list[int | str] | None,
    rules: Rules,
) -> dict[str, Any]:
    """The tables of the edition filled with the numbers of entries."""
    columns = categories(year, rules)

    def number(table: str, row: str = "", column: str = "") -> int:
        return sum(1 for entry in found if entry[:3] == (table, row, column))

    def cells(table: str, rows: list[str], dashes: set[tuple[str, str]]) -> dict[str, Any]:
        grid: dict[str, dict[str, int | None]] = {}
        for row in rows:
            grid[row] = {}
            for column in columns:
                people_there = number(table, row, column)
                dash = (row, column) in dashes and people_there == 0
                grid[row][column] = None if dash else people_there
        grid["total"] = {column: total([grid[row][column] for row in rows]) for column in columns}
        for line in grid.values():
            line["total"] = total([line[column] for column in columns])
        return grid

    t1_dash = {("level_1", "category_3")} if rules("T1.dash") else set()
    t7b_dash = {
        (row, column)
        for row in ("level_2", "level_3")
        for column in columns
        if column != "category_1" and rules("T7b.dash")
    }
    levels = ["level_2", "level_3"]
    t1 = cells("eligible_on_31_march", ["level_1", *levels], t1_dash)
    tables: dict[str, Any] = {
        "eligible_on_31_march": t1,
        "managed_l2_l3_in_year": cells("managed_l2_l3_in_year", levels, set()),
        "notification_breach_cautioned_or_convicted": number(
            "notification_breach_cautioned_or_convicted"
        ),
        "orders_imposed": {
            row: number("orders_imposed", row) for row in orders.rows_of_edition(year, rules)
        },
        "returned_to_custody": {
            "breach_of_licence": cells("breach_of_licence", levels, set()),
            "breach_of_sopo_or_shpo": cells("breach_of_sopo_or_shpo", levels, t7b_dash),
        },
    }
    for table in ("lifetime_notification_revoked", "notification_following_sro_breach"):
        if prints_t4_and_t6(year, rules):
            tables[table] = number(table)
    numerator = t1["total"]["category_1" if rules("T8.category_1") else "total"]
    tables["rso_per_100k"] = rate(numerator, population, rules)
    if rates is not None:
        tables["rso_per_100k"] = sum(rate for rate in rates if isinstance(rate, int))
    return {
        "area": name,
        "year_label": year.label,
        "period": [year.first.isoformat(), year.last.isoformat()],
        "snapshot_date": year.last.isoformat(),
        "tables": tables,
        "population": {
            "named_in_print": f"mid-{year.last.year - 1}",
            "aged_10_plus": NOT_SUPPLIED if population is None else population,
        },
    }


def total(numbers: list[int | None]) -> int | None:
    """A dash is skipped; the total is a dash only where every cell is."""
    known = [number for number in numbers if number is not None]
    return sum(known) if known else None
