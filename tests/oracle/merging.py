"""What a merge makes of a caseload, row by row, by hand and without the product."""

from __future__ import annotations

from copy import deepcopy

from tests.oracle.facts import Caseload, Row

#: The files of periods by the kind of choice, with what else must be equal for two to collide.
PERIODS = {
    "areas": ("responsible_areas", ()),
    "requirements": ("notification_requirements", ("source",)),
    "eligibility": ("eligibility", ("basis",)),
    "levels": ("levels", ()),
    "lead_agencies": ("lead_agencies", ()),
    "detentions": ("detentions", ()),
}

EVENTS = ("aliases", "addresses", "notification_reviews", "orders", "breaches", "recalls")


def merged(caseload: Caseload, survivor: str, other: str, choices: dict[str, str]) -> Caseload:
    """The caseload in which `survivor` stands for `other`; where both have a period of one kind on
    one day, that of whom `choices` names stands."""
    found = deepcopy(caseload)
    for kind, (file, columns) in PERIODS.items():
        rows = found.get(file, [])
        mine = [row for row in rows if row["nominal"] == survivor]
        theirs = [row for row in rows if row["nominal"] == other]
        stand, fall = (theirs, mine) if choices.get(kind) == "merged" else (mine, theirs)
        fallen = [row for row in fall if any(collide(row, each, columns) for each in stand)]
        found[file] = [row for row in rows if not any(row is each for each in fallen)]
    for file in (*EVENTS, *(file for file, _ in PERIODS.values())):
        for row in found.get(file, []):
            if row["nominal"] == other:
                row["nominal"] = survivor
    (person,) = [row for row in found["nominals"] if row["nominal"] == survivor]
    (gone,) = [row for row in found["nominals"] if row["nominal"] == other]
    if gone.get("restricted") == "true":
        person["restricted"] = "true"
    if gone.get("died_on") and (not person.get("died_on") or choices.get("death") == "merged"):
        person["died_on"] = gone["died_on"]
    found["nominals"].remove(gone)
    return found


def collide(one: Row, other: Row, columns: tuple[str, ...]) -> bool:
    """Whether both periods hold on some day and are of the same sort, or one is Category 3."""
    share = one["valid_from"] < (other.get("valid_to") or "9999") and other["valid_from"] < (
        one.get("valid_to") or "9999"
    )
    same = all(one.get(column) == other.get(column) for column in columns)
    alone = (one.get("category") == "3") != (other.get("category") == "3")
    return share and (same or alone)
