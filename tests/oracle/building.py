"""Short ways to write the rows of a hand-made caseload.

Without other rows of their kind everybody is in Norfolk, in Category 1 and at Level 2 since 2010.
"""

from __future__ import annotations

from typing import NamedTuple

from tests.oracle.facts import Caseload

#: A file with one of its rows, or with None: no row of that file for anybody.
Entry = tuple[str, dict[str, str] | None]

T1 = "eligible_on_31_march"
T2 = "managed_l2_l3_in_year"
T3 = "notification_breach_cautioned_or_convicted"
T4 = "lifetime_notification_revoked"
T5 = "orders_imposed"
T6 = "notification_following_sro_breach"
T7A = "returned_to_custody.breach_of_licence"
T7B = "returned_to_custody.breach_of_sopo_or_shpo"
T8 = "rso_per_100k"


class Case(NamedTuple):
    """One figure of one caseload: as the rules have it, and as it is with a clause overlooked."""

    clause: str
    sentence: str
    caseload: Caseload
    figure: str
    expected: int | str | None
    overlooked: int | str | None
    year: str = "2021-22"
    area: str = "norfolk"


def caseload(*entries: Entry, died_on: str = "", restricted: str = "", people: int = 1) -> Caseload:
    """P1 (to P9 with `people`) with the rows given, and the usual ones where none are given."""
    names = [f"P{number}" for number in range(1, people + 1)]
    found: Caseload = {
        "nominals": [
            {"nominal": name, "family_name": "Ash", "died_on": died_on, "restricted": restricted}
            for name in names
        ]
    }
    for file, row in entries:
        found.setdefault(file, [])
        if row is not None:
            found[file].append(row)
    for name in names:
        for file, row in (area(name=name), basis(name=name), level(2, name=name)):
            assert row is not None
            if file not in {given for given, _ in entries}:
                found.setdefault(file, []).append(row)
    return found


def area(
    code: str = "norfolk", start: str = "2010-01-01", end: str = "", name: str = "P1"
) -> Entry:
    row = {"nominal": name, "area": code, "valid_from": start, "valid_to": end}
    return "responsible_areas", row


def basis(category: int = 1, start: str = "2010-01-01", end: str = "", name: str = "P1") -> Entry:
    kinds = {1: "sexual_offence", 2: "violent_offence", 3: "decision", 4: "terrorism_offence"}
    return "eligibility", {
        "nominal": name, "category": str(category), "basis": kinds[category],
        "valid_from": start, "valid_to": end,
    }  # fmt: skip


def level(number: int, start: str = "2010-01-01", end: str = "", name: str = "P1") -> Entry:
    row = {"nominal": name, "level": str(number), "valid_from": start, "valid_to": end}
    return "levels", row


def no_level() -> Entry:
    return "levels", None


def no_basis() -> Entry:
    return "eligibility", None


def detained(start: str, end: str = "", setting: str = "prison") -> Entry:
    row = {"nominal": "P1", "setting": setting, "valid_from": start, "valid_to": end}
    return "detentions", row


def breach(outcome: str = "convicted", on: str = "", name: str = "P1", **more: str) -> Entry:
    """A breach of notification requirements, or of an order where `order` is given."""
    of = "order" if "order" in more else "notification"
    row = {"nominal": name, "of": of, "outcome": outcome, "outcome_on": on, **more}
    return "breaches", row


def review(decided: str, outcome: str = "revoked", applied: str = "2021-01-04") -> Entry:
    return "notification_reviews", {
        "nominal": "P1", "applied_on": applied, "decided_on": decided, "outcome": outcome,
    }  # fmt: skip


def order(kind: str, made: str, name: str = "P1", ref: str = "O1", **more: str) -> Entry:
    return "orders", {"order": ref, "nominal": name, "kind": kind, "made_on": made, **more}


def recall(decided: str, returned: str = "", kind: str = "standard", **more: str) -> Entry:
    return "recalls", {
        "nominal": "P1", "kind": kind, "reason": "breach_of_licence",
        "decided_on": decided, "returned_on": returned, **more,
    }  # fmt: skip


def population(
    people: int, mid_year: int = 2021, code: str = "norfolk", edition: str = "mid-2021 (June 2022)"
) -> Entry:
    return "populations", {
        "area": code, "mid_year": str(mid_year), "aged_10_and_over": str(people),
        "edition": edition,
    }  # fmt: skip
