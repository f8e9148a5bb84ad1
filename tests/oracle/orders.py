"""T5: orders made in one area and year, each as (row, reference of the order, nominal)."""

from __future__ import annotations

from datetime import date

from tests.oracle.clauses import Rules
from tests.oracle.days import Year, state_at_event
from tests.oracle.facts import Fact, Person

NOTICES_FROM = date(2022, 11, 29)
TRAVEL = "SHPO_with_foreign_travel_restriction"
ROW_OF_KIND = {"shpo": "SHPO", "sopo": "SOPO", "fto": "FTO", "notification_order": "NO"}


def rows_of_edition(year: Year, rules: Rules) -> list[str]:
    """The rows of the year's edition: SOPOs, NOs, FTOs until 2014-15, then SHPOs."""
    if year.begins <= 2014 and rules("E.orders"):
        return ["SOPO", "NO", "FTO"]
    return ["SHPO", TRAVEL, "NO"]


def orders_imposed(
    people: list[Person], area: str, year: Year, rules: Rules
) -> list[tuple[str, str, str]]:
    """T5. Full orders made in the year, not quashed; orders, not people."""
    counted = []
    for person in people:
        for order in person.orders:
            if not made_in(order, year, rules):
                continue
            if order["interim"] and rules("T5.interim"):
                continue
            if quashed(order, year, rules):
                continue
            if state_at_event(person, order["made_on"], rules).area != area and rules("T5.area"):
                continue
            for row in rows_of(order, year, rules):
                counted.append((row, order["order"], person.nominal))
    if not rules("T5.orders"):
        counted = list({(row, person): (row, order, person) for row, order, person in counted}
                       .values())  # fmt: skip
    return counted


def made_in(order: Fact, year: Year, rules: Rules) -> bool:
    if not rules("T5.made_on"):
        return bool(order["made_on"] <= year.last)
    return order["made_on"] in year.days


def quashed(order: Fact, year: Year, rules: Rules) -> bool:
    """Quashed on appeal, whenever; whatever the row of the order says now is what is known."""
    if not rules("T5.quashed"):
        return False
    if order["ended_by"] and not rules("T5.only_quashed"):
        return True
    if order["ended_by"] != "quashed":
        return False
    return (
        rules("T5.quashed_whenever") or order["ended_on"] is None or order["ended_on"] <= year.last
    )


def rows_of(order: Fact, year: Year, rules: Rules) -> list[str]:
    """The row of an order, none or (with a clause switched off) two."""
    rows = rows_of_edition(year, rules)
    row = ROW_OF_KIND.get(order["kind"])
    notice = order["kind"] == "notification_notice" and rules("T5.notices")
    if notice and (order["made_on"] >= NOTICES_FROM or not rules("T5.notices_from")):
        row = "NO"
    found = [row] if row else []
    of_a_kind = row == "SHPO" or not rules("T5.travel_shpo_only")
    if order["foreign_travel_restriction"] and of_a_kind and rules("T5.travel_row"):
        found = [TRAVEL] if rules("T5.travel_not_twice") else [*found, TRAVEL]
    if not rules("T5.no_row") and not any(row in rows for row in found):
        return rows[:1]
    return [row for row in found if row in rows]
