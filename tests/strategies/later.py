"""Strategies that move a caseload on: as a later import could bring it, or a day to the side.

The first version of a changed caseload is what was known before the second was imported.
"""

from __future__ import annotations

from copy import deepcopy
from datetime import date, timedelta
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from tests.oracle import cases_of_custody, cases_of_tables, cases_of_words
from tests.oracle.facts import DAYS, Caseload
from tests.strategies.acceptance import DATES_OF_A_BREACH, accepted, fills
from tests.strategies.caseloads import (
    ENDED_BY,
    caseloads,
    clustered_days,
    one_breach,
    one_order,
    one_recall,
    several,
)

#: Hand-worked cases that one import takes, each close to one clause.
NEAR_WHICH = [
    case
    for case in [*cases_of_words.CASES, *cases_of_tables.CASES, *cases_of_custody.CASES]
    if accepted(case.caseload) and case.clause != "T8.latest_edition"
]

#: Columns that a later import may fill in or correct, by file; None is a day or nothing.
CORRECTIONS: dict[str, dict[str, tuple[str, ...] | None]] = {
    "nominals": {"died_on": None, "restricted": ("true", "false", "")},
    "responsible_areas": {"valid_to": None, "area": ("norfolk", "suffolk", "london")},
    "eligibility": {"valid_to": None},
    "levels": {"valid_to": None, "level": ("1", "2", "3")},
    "lead_agencies": {"valid_to": None, "agency": ("police", "probation", "mental_health")},
    "detentions": {"valid_to": None, "setting": ("prison", "hospital")},
    "notification_reviews": {"decided_on": None, "outcome": ("revoked", "refused")},
    "orders": {
        "ended_on": None,
        "foreign_travel_restriction": ("true", "false"),
        "interim": ("true", "false"),
    },
    "recalls": {
        "returned_on": None,
        "rescinded_on": None,
        "reason": ("breach_of_licence", "new_offence"),
        "kind": ("standard", "home_detention_curfew"),
    },
}


@st.composite
def histories(draw, begins: int) -> tuple[Caseload, Caseload]:
    """A caseload and the same as a later import could bring it."""
    first = draw(caseloads(begins))
    return first, changed(draw, first, begins)


def changed(draw: Any, caseload: Caseload, begins: int) -> Caseload:
    """The caseload as a later import could bring it: every row, some corrected, some added.

    No row of the first version is missing, because an import removes none. Not a strategy of its
    own, but a part of one: a caseload is too long to stand in the name of a strategy.
    """
    days = draw(clustered_days(begins))
    after = [str(date(begins + 2, 5, 4)), str(date(begins + 2, 5, 5))]
    later = deepcopy(caseload)
    for _ in range(draw(st.integers(1, 6))):
        attempt = deepcopy(later)
        change = draw(st.sampled_from(["correct", "correct", "event", "breach", "population"]))
        if change == "correct":
            correct(draw, attempt, [*days, *after])
        elif change == "event":
            add_an_event(draw, attempt, days)
        elif change == "breach":
            fill_a_breach(draw, caseload, attempt, days)
        else:
            add_a_population(draw, attempt, begins)
        if accepted(attempt):
            later = attempt
    return later


def correct(draw: Any, found: Caseload, days: list[str]) -> None:
    """One column of one row set, changed or cleared."""
    file = draw(st.sampled_from([file for file in CORRECTIONS if found.get(file)]))
    row = draw(st.sampled_from(found[file]))
    column = draw(st.sampled_from(sorted(CORRECTIONS[file])))
    values = CORRECTIONS[file][column]
    row[column] = draw(st.sampled_from(["", *days] if values is None else values))
    if column == "ended_on":
        row["ended_by"] = draw(st.sampled_from(ENDED_BY)) if row[column] else ""
    if file == "notification_reviews" and not row["decided_on"]:
        row["outcome"] = row["authorised_by_rank"] = ""
    elif file == "notification_reviews":
        row["outcome"] = row["outcome"] or "revoked"
    if row.get("rescinded_on", "") and row["rescinded_on"] < row["decided_on"]:
        row["rescinded_on"] = row["decided_on"]
    if row.get("released_on", "") and row["released_on"] < (row["returned_on"] or "9"):
        row["released_on"] = ""


def add_an_event(draw: Any, found: Caseload, days: list[str]) -> None:
    """An order, a recall or a breach of one person more."""
    nominal = draw(st.sampled_from(found["nominals"]))["nominal"]
    orders = [row for row in found["orders"] if row["nominal"] == nominal]
    kind = draw(st.sampled_from(["orders", "recalls", "breaches"]))
    if kind == "orders":
        reference = f"{nominal}-O{len(orders) + 1}"
        found["orders"].append(draw(one_order(nominal, reference, days)))
    elif kind == "recalls":
        found["recalls"].append(draw(one_recall(nominal, days)))
    else:
        row = draw(one_breach(nominal, orders, days))
        if not any(fills(row, other) or fills(other, row) for other in found["breaches"]):
            found["breaches"].append(row)


def fill_a_breach(draw: Any, first: Caseload, found: Caseload, days: list[str]) -> None:
    """An empty date of a breach filled in, where no other breach could be meant by it."""
    open_dates = [
        (row, column)
        for row in found["breaches"]
        for column in DATES_OF_A_BREACH
        if not row[column] and row in first["breaches"]
    ]
    if open_dates:
        row, column = draw(st.sampled_from(open_dates))
        filled = {**row, column: draw(st.sampled_from(days))}
        others = [other for other in [*first["breaches"], *found["breaches"]] if other != row]
        if not any(fills(filled, other) or fills(other, filled) for other in others):
            row.update(filled)


def add_a_population(draw: Any, found: Caseload, begins: int) -> None:
    """A later edition of Norfolk's population; it stands last, as the latest recorded."""
    found["populations"].append(
        {
            "area": "norfolk",
            "mid_year": str(begins),
            "aged_10_and_over": draw(st.sampled_from(["0", "50000", "400000"])),
            "edition": f"mid-{begins} (rebased)",
        }
    )


@st.composite
def near_a_case(draw) -> tuple[str, Caseload]:
    """The year and the caseload of a hand-worked case, up to three of its dates a day off."""
    case = NEAR_WHICH[draw(st.integers(0, len(NEAR_WHICH) - 1))]
    found = deepcopy(case.caseload)
    dates = [
        (row, column)
        for rows in found.values()
        for row in rows
        for column in row
        if column in DAYS and row[column]
    ]
    for at in draw(several(st.integers(0, len(dates) - 1), 0, 3)):
        row, column = dates[at]
        step = timedelta(days=draw(st.sampled_from([-1, 1])))
        row[column] = (date.fromisoformat(row[column]) + step).isoformat()
    assume(accepted(found))
    return case.year, found
