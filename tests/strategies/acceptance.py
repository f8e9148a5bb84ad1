"""What an import refuses of a drawn caseload, told from the rows alone.

Only the rules that the strategies could break: periods in order and without overlap, V1 to V4, V7,
V9 to V11, V15, V24 to V26, V59 and keys that stand twice. Everything else holds by construction.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from tests.oracle.facts import Caseload, Row

SHPO_AND_SRO_FROM = "2015-03-08"
CATEGORY_4_FROM = "2022-06-28"
NOTICES_FROM = "2022-11-29"
FOREVER = "9999-12-31"

KEYS = {
    "nominals": ("nominal",),
    "aliases": ("nominal", "family_name", "given_names", "date_of_birth"),
    "addresses": ("nominal", "lines", "postcode", "uprn", "valid_from", "kind"),
    "responsible_areas": ("nominal", "valid_from"),
    "eligibility": ("nominal", "basis", "valid_from"),
    "levels": ("nominal", "valid_from"),
    "lead_agencies": ("nominal", "valid_from"),
    "detentions": ("nominal", "valid_from"),
    "notification_requirements": ("nominal", "source", "valid_from"),
    "notification_reviews": ("nominal", "applied_on"),
    "orders": ("order",),
    "breaches": (
        "nominal", "of", "order", "outcome", "outcome_on", "breached_on", "returned_to_custody_on",
    ),
    "recalls": ("nominal", "decided_on"),
    "populations": ("area", "mid_year", "edition"),
}  # fmt: skip
DATES_OF_A_BREACH = ("outcome_on", "breached_on", "returned_to_custody_on")
EXCLUSIVE = {
    "responsible_areas": ("nominal",),
    "levels": ("nominal",),
    "lead_agencies": ("nominal",),
    "detentions": ("nominal",),
    "eligibility": ("nominal", "basis"),
}
SHORTEST_FULL_ORDER = {"shpo": 5, "sopo": 5, "sro": 2}
MAY_REVOKE = {
    "", "superintendent", "chief_superintendent", "commander", "assistant_chief_constable",
    "deputy_chief_constable", "chief_constable",
}  # fmt: skip


def accepted(caseload: Caseload) -> bool:
    """Whether an import would take the caseload."""
    return not list(refusals(caseload))


def refusals(caseload: Caseload) -> Iterator[str]:
    """What an import would refuse, a few words each."""
    for file, key in KEYS.items():
        found = [tuple(row.get(column, "") for column in key) for row in caseload.get(file, [])]
        if len(found) != len(set(found)):
            yield f"{file}: a key twice"
    yield from refused_periods(caseload)
    for row in caseload.get("orders", []):
        yield from refused_order(row)
    yield from refused_reviews(caseload)
    for row in caseload.get("recalls", []):
        if row.get("returned_on") and row["returned_on"] < row["decided_on"]:
            yield "V59"


def refused_periods(caseload: Caseload) -> Iterator[str]:
    for file in (*EXCLUSIVE, "addresses", "notification_requirements"):
        for row in caseload.get(file, []):
            if row["valid_from"] >= ends(row):
                yield f"{file}: valid_to not after valid_from"
    for file, columns in EXCLUSIVE.items():
        for one, other in combinations(caseload.get(file, []), 2):
            same = all(one[column] == other[column] for column in columns)
            if same and overlap(one, other):
                yield f"{file}: overlap"
    bases = caseload.get("eligibility", [])
    for basis in bases:
        if basis["category"] == "4" and basis["valid_from"] < CATEGORY_4_FROM:
            yield "V3"
        if basis["category"] == "3":
            others = [row for row in bases if row["category"] != "3"]
            if any(overlap_of_one(basis, other) for other in others):
                yield "V2"
            first = [row for row in caseload.get("levels", []) if row["level"] == "1"]
            if any(overlap_of_one(basis, level) for level in first):
                yield "V1"


def refused_order(row: Row) -> Iterator[str]:
    kind, made_on, ends_on = row["kind"], row["made_on"], row.get("ends_on", "")
    new = made_on >= SHPO_AND_SRO_FROM
    if kind in ("shpo", "sro") and not new:
        yield "V9"
    if kind in ("sopo", "fto", "rosho") and new:
        yield "V10"
    if kind == "notification_notice" and made_on < NOTICES_FROM:
        yield "V15"
    shortest = 0 if row.get("interim") == "true" else SHORTEST_FULL_ORDER.get(kind, 0)
    if ends_on and ends_on < years_after(made_on, shortest):
        yield "V4, V7 or V11"
    if any(row.get(column) and row[column] <= made_on for column in ("ends_on", "ended_on")):
        yield "an order that ends before it is made"


def refused_reviews(caseload: Caseload) -> Iterator[str]:
    for row in caseload.get("notification_reviews", []):
        decided_on = row.get("decided_on", "")
        if decided_on and decided_on < row["applied_on"]:
            yield "decided before applied"
        if row.get("outcome") != "revoked":
            continue
        if row.get("authorised_by_rank", "") not in MAY_REVOKE:
            yield "V26"
        for requirement in caseload.get("notification_requirements", []):
            first = requirement.get("first_notified_on", "")
            same = requirement["nominal"] == row["nominal"]
            if same and first and decided_on < years_after(first, 15):
                yield "V24"
        for order in caseload.get("orders", []):
            same = order["nominal"] == row["nominal"] and order["kind"] in ("shpo", "sopo")
            if same and order["made_on"] <= decided_on < last_of(order):
                yield "V25"


def ends(period: Row) -> str:
    return period.get("valid_to") or FOREVER


def last_of(order: Row) -> str:
    """The first day on which an order is no longer in force."""
    return min(order.get("ends_on") or FOREVER, order.get("ended_on") or FOREVER)


def overlap(one: Row, other: Row) -> bool:
    return one["valid_from"] < ends(other) and other["valid_from"] < ends(one)


def overlap_of_one(one: Row, other: Row) -> bool:
    return one["nominal"] == other["nominal"] and overlap(one, other)


def years_after(day: str, years: int) -> str:
    """The same day so many years on; 29 February gives 1 March."""
    later = f"{int(day[:4]) + years}{day[4:]}"
    return later if not later.endswith("02-29") else f"{later[:4]}-03-01"


def fills(new: Row, stored: Row) -> bool:
    """Whether an import could take one breach for the other with empty dates filled in."""
    return all(
        new[column] == stored[column] or (column in DATES_OF_A_BREACH and not stored[column])
        for column in KEYS["breaches"]
    )
