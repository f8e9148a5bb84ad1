"""What a count would see that had overlooked a clause which the slow count cannot switch off.

Each function gives a person's rows as somebody would read them who did not know the clause.
"""

from collections.abc import Callable
from copy import deepcopy

from tests.oracle.facts import Caseload, Row

Reading = Callable[[Caseload], Caseload]


def rows(file: str, change: Callable[[list[Row]], list[Row]]) -> Reading:
    """The rows of one file read in another way."""

    def read(person: Caseload) -> Caseload:
        copy = deepcopy(person)
        copy[file] = change(copy.get(file, []))
        return copy

    return read


def never_ending(*files: str) -> Reading:
    """Every period goes on for ever."""

    def read(person: Caseload) -> Caseload:
        copy = deepcopy(person)
        for file in files:
            for row in copy.get(file, []):
                row["valid_to"] = ""
        return copy

    return read


def without(file: str, column: str, value: str) -> Reading:
    """No row with that value."""
    return rows(file, lambda found: [row for row in found if row[column] != value])


def first_for_ever(file: str) -> Reading:
    """The first period for ever, whatever came later."""
    return rows(file, lambda found: [found[0] | {"valid_to": ""}])


def last_from_ever(file: str) -> Reading:
    """The last period from the first day on, whatever was before."""
    return rows(file, lambda found: [found[-1] | {"valid_from": found[0]["valid_from"]}])


def highest_level_for_ever(person: Caseload) -> Caseload:
    copy = deepcopy(person)
    highest = max(copy["levels"], key=lambda row: row["level"])
    first = min(row["valid_from"] for row in copy["levels"])
    copy["levels"] = [highest | {"valid_from": first, "valid_to": ""}]
    return copy


def alive(person: Caseload) -> Caseload:
    return rows("nominals", lambda found: [row | {"died_on": ""} for row in found])(person)


def one_for_each_category(person: Caseload) -> Caseload:
    """The person stands in the table once for each category."""
    copy = deepcopy(person)
    copy["nominals"].append(copy["nominals"][0] | {"nominal": "again"})
    for file in ("responsible_areas", "levels"):
        copy[file] += [row | {"nominal": "again"} for row in copy[file]]
    for row in copy["eligibility"]:
        row["nominal"] = "again" if row["category"] == "2" else row["nominal"]
    return copy


def leave_ends_detention(person: Caseload) -> Caseload:
    left = max(row["valid_from"] for row in person["addresses"])
    return rows("detentions", lambda found: [row | {"valid_to": left} for row in found])(person)


def detained_unless_told(person: Caseload) -> Caseload:
    """No detention recorded is taken for unknown, and kept out."""
    if person.get("detentions"):
        return person
    copy = deepcopy(person)
    since = copy["levels"][0]["valid_from"]
    nominal = copy["nominals"][0]["nominal"]
    copy["detentions"] = [
        {"nominal": nominal, "setting": "prison", "valid_from": since, "valid_to": ""}
    ]
    return copy


def managed_where_they_live(person: Caseload) -> Caseload:
    copy = deepcopy(person)
    town = copy["addresses"][-1]["lines"].rpartition(", ")[2]
    for row in copy["responsible_areas"]:
        row["area"] = town.lower()
    return copy


def only_the_highest_recall(person: Caseload) -> Caseload:
    """The choice is made among the recalls of all years: the one at Level 3 in the home area."""
    return rows("recalls", lambda found: [row for row in found if row["decided_on"] < "2021-04"])(
        person
    )


def without_breaches_of(kind: str) -> Reading:
    """Breaches of orders of that kind are not seen."""

    def read(person: Caseload) -> Caseload:
        unseen = {row["order"] for row in person["orders"] if row["kind"] == kind}
        return rows("breaches", lambda found: [row for row in found if row["order"] not in unseen])(
            person
        )

    return read


def without_full_orders(person: Caseload) -> Caseload:
    full = {row["order"] for row in person["orders"] if row["interim"] == "false"}
    return rows("breaches", lambda found: [row for row in found if row["order"] not in full])(
        person
    )


def in_youth_custody_or_on_remand(row: Row) -> bool:
    return "YOI" in row["establishment"] or "remand" in row["establishment"]


FIRST_AREA = first_for_ever("responsible_areas")

OVERLOOKED: dict[str, Reading] = {
    "D3.in_force_on_the_day": never_ending("eligibility"),
    "D3.one_category": one_for_each_category,
    "D4.in_force_on_the_day": first_for_ever("levels"),
    "D5.remand_and_youth_custody": rows(
        "detentions",
        lambda found: [row for row in found if not in_youth_custody_or_on_remand(row)],
    ),
    "D5.leave": leave_ends_detention,
    "D5.conditional_discharge": never_ending("detentions"),
    "D5.on_the_day": never_ending("detentions"),
    "D5.no_detention": detained_unless_told,
    "D7.whatever_the_address": managed_where_they_live,
    "D9.once_in_each_area": last_from_ever("responsible_areas"),
    "D9.within_year": only_the_highest_recall,
    "T1.on_31_march": never_ending("eligibility", "levels", "responsible_areas"),
    "T1.alive": alive,
    "T1.row": highest_level_for_ever,
    "T1.column": never_ending("eligibility"),
    "T2.area_of_those_days": last_from_ever("responsible_areas"),
    "T2.days_of_the_year": highest_level_for_ever,
    "T2.alive": alive,
    "T2.together": never_ending("eligibility"),
    "T3.conviction": without("breaches", "outcome", "convicted"),
    "T3.area": FIRST_AREA,
    "T4.area": FIRST_AREA,
    "T5.notification_orders": without("orders", "kind", "notification_order"),
    "T6.sro": without_breaches_of("sro"),
    "T6.conviction": without("breaches", "outcome", "convicted"),
    "T6.alone_in_the_year": without("eligibility", "basis", "sro_breach"),
    "T6.area": FIRST_AREA,
    "T7a.standard": without("recalls", "kind", "standard"),
    "T7a.fixed_term": without("recalls", "kind", "fixed_term"),
    "T7a.emergency": without("recalls", "kind", "emergency"),
    "T7b.shpo": without_breaches_of("shpo"),
    "T7b.full": without_full_orders,
    "T7b.area": FIRST_AREA,
    "T7b.level_on_the_day": first_for_ever("levels"),
}
