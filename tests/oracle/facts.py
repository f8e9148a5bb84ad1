"""The facts of a caseload, read from rows of the exchange format. Days become dates, no more.

A caseload is a dict of file names without `.csv` to rows, each row a dict of column to text. An
absent column and an empty field both mean unknown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

Row = dict[str, str]
Caseload = dict[str, list[Row]]
Fact = dict[str, Any]

#: Every file of the exchange with its columns, in the order in which the exchange names them.
COLUMNS: dict[str, tuple[str, ...]] = {
    "nominals": (
        "nominal", "family_name", "given_names", "date_of_birth", "sex", "pnc_id", "cro_number",
        "crn", "prison_number", "visor_reference", "died_on", "restricted",
    ),
    "aliases": ("nominal", "family_name", "given_names", "date_of_birth"),
    "addresses": ("nominal", "lines", "postcode", "uprn", "valid_from", "valid_to", "kind"),
    "responsible_areas": ("nominal", "area", "valid_from", "valid_to"),
    "eligibility": (
        "nominal", "category", "basis", "valid_from", "valid_to", "offence", "sentence",
    ),
    "levels": ("nominal", "level", "valid_from", "valid_to", "reason"),
    "lead_agencies": ("nominal", "agency", "valid_from", "valid_to"),
    "detentions": ("nominal", "setting", "valid_from", "valid_to", "establishment"),
    "notification_requirements": (
        "nominal", "source", "valid_from", "valid_to", "first_notified_on", "indefinite",
    ),
    "notification_reviews": (
        "nominal", "applied_on", "decided_on", "outcome", "authorised_by_rank",
    ),
    "orders": (
        "order", "nominal", "kind", "made_on", "ends_on", "interim", "foreign_travel_restriction",
        "court", "applicant", "ended_on", "ended_by",
    ),
    "breaches": (
        "nominal", "of", "order", "outcome", "outcome_on", "breached_on", "returned_to_custody_on",
    ),
    "recalls": (
        "nominal", "kind", "reason", "decided_on", "returned_on", "rescinded_on", "released_on",
    ),
    "populations": ("area", "mid_year", "aged_10_and_over", "edition"),
}  # fmt: skip

DAYS = {
    "date_of_birth", "died_on", "valid_from", "valid_to", "first_notified_on", "applied_on",
    "decided_on", "made_on", "ends_on", "ended_on", "outcome_on", "breached_on",
    "returned_to_custody_on", "returned_on", "rescinded_on", "released_on",
}  # fmt: skip
BOOLEANS = {"restricted", "indefinite", "interim", "foreign_travel_restriction"}


@dataclass(frozen=True)
class Person:
    """One nominal with every fact of theirs that a rule may ask for."""

    nominal: str
    died_on: date | None
    restricted: bool
    areas: list[Fact]
    bases: list[Fact]
    levels: list[Fact]
    detentions: list[Fact]
    reviews: list[Fact]
    orders: list[Fact]
    breaches: list[Fact]
    recalls: list[Fact]


def facts(caseload: Caseload, file: str) -> list[Fact]:
    """The rows of one file with every column present."""
    return [
        {column: value_of(column, row.get(column, "")) for column in COLUMNS[file]}
        for row in caseload.get(file, [])
    ]


def value_of(column: str, text: str) -> Any:
    if column in DAYS:
        return date.fromisoformat(text) if text else None
    if column in BOOLEANS:
        return text == "true"
    return text


def people(caseload: Caseload) -> list[Person]:
    """Everybody in the caseload; each breach of an order carries that order under `of_order`."""
    orders = {order["order"]: order for order in facts(caseload, "orders")}
    breaches = facts(caseload, "breaches")
    for breach in breaches:
        breach["of_order"] = orders[breach["order"]] if breach["of"] == "order" else None

    def of(nominal: str, rows: list[Fact]) -> list[Fact]:
        return [row for row in rows if row["nominal"] == nominal]

    return [
        Person(
            nominal=row["nominal"],
            died_on=row["died_on"],
            restricted=row["restricted"],
            areas=of(row["nominal"], facts(caseload, "responsible_areas")),
            bases=of(row["nominal"], facts(caseload, "eligibility")),
            levels=of(row["nominal"], facts(caseload, "levels")),
            detentions=of(row["nominal"], facts(caseload, "detentions")),
            reviews=of(row["nominal"], facts(caseload, "notification_reviews")),
            orders=of(row["nominal"], list(orders.values())),
            breaches=of(row["nominal"], breaches),
            recalls=of(row["nominal"], facts(caseload, "recalls")),
        )
        for row in facts(caseload, "nominals")
    ]


def days_from(first: date, last: date) -> Iterator[date]:
    """Every day from the first to the last, both included."""
    day = first
    while day <= last:
        yield day
        day += timedelta(days=1)
