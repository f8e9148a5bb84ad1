"""Hypothesis strategies that draw whole small caseloads, as an import accepts them.

Dates cluster around the ends of reporting years, the days on which the law changed and each other,
because that is where counts go wrong.
"""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from tests.oracle.areas import AREAS
from tests.oracle.facts import COLUMNS, Caseload, Row
from tests.strategies.acceptance import CATEGORY_4_FROM, ends, overlap_of_one, refusals

LONG_AGO = "2008-05-06"
FIRST_NOTIFIED_ON = "1997-10-08"
SOME_AREAS = ("norfolk", "suffolk", "london")
FORCES_OF_CHANGE = (date(2015, 3, 8), date(2022, 6, 28), date(2022, 11, 29))
BASES = {
    "1": ("sexual_offence", "shpo", "sopo", "sro_breach", "notification_order"),
    "2": (
        "violent_offence", "hospital_order", "other_sexual_offence",
        "disqualified_from_working_with_children",
    ),
    "4": ("terrorism_offence", "terrorism_notification", "terrorist_risk_decision"),
}  # fmt: skip
OUTCOMES = ("charged", "cautioned", "convicted", "acquitted", "no_further_action")
RECALL_KINDS = ("standard", "standard", "fixed_term", "emergency", "home_detention_curfew")
RECALL_REASONS = (*["breach_of_licence"] * 6, "new_offence", "other")
ENDED_BY = ("quashed", "expired", "discharged", "replaced")
RANKS = ("", "superintendent", "commander", "chief_constable")
MAY_BE_INTERIM = ("shpo", "sro", "sopo", "rosho", "notification_order")

#: The calendar year in which the reporting year that matters begins.
years = st.sampled_from([2022, 2021, 2022, 2018, 2022, 2014, 2022, 2013])


def labels(begins: int) -> list[str]:
    """The reporting years worth compiling for caseloads drawn around one of them."""
    return [f"{year}-{(year + 1) % 100:02}" for year in (begins, begins + 1)]


def days_worth_drawing(begins: int) -> list[date]:
    """Both ends of the year, two days in the midst of it, and changes of the law close to it."""
    ends_of_year = [date(begins, 4, 1), date(begins + 1, 4, 1)]
    midst = [date(begins, 9, 15), date(begins + 1, 1, 20)]
    near = [day for day in FORCES_OF_CHANGE if begins <= day.year <= begins + 1]
    return [*ends_of_year, *midst, *near]


@st.composite
def clustered_days(draw, begins: int) -> list[str]:
    """A few days of one caseload, each with its neighbours, in order."""
    chosen = draw(
        st.lists(st.sampled_from(days_worth_drawing(begins)), min_size=1, max_size=4, unique=True)
    )
    return sorted(
        {(day + timedelta(days=step)).isoformat() for day in chosen for step in (-1, 0, 1)}
    )


@st.composite
def several(draw, strategy, least: int, most: int) -> list:
    """A list in which long and short are equally likely; lists of Hypothesis prefer the short."""
    return [draw(strategy) for _ in range(draw(st.integers(least, most)))]


@st.composite
def periods(draw, days: list[str], values: tuple[str, ...]) -> list[tuple[str, str, str]]:
    """Touching or gapped periods (value, valid_from, valid_to), in order, the last maybe open."""
    chosen = set(draw(several(st.sampled_from(days), 0, 3)))
    starts = sorted(chosen | {LONG_AGO} if draw(st.integers(0, 3)) else chosen)
    found = []
    for start, end in zip(starts, [*starts[1:], ""], strict=False):
        value = draw(st.sampled_from([*values * 3, ""]))
        if value:
            found.append((value, start, end))
    return found


@st.composite
def caseloads(draw, begins: int) -> Caseload:
    """One to six people in up to three areas, with every file, as an import accepts them."""
    days = draw(clustered_days(begins))
    caseload: Caseload = {file: [] for file in COLUMNS}
    for number in range(1, draw(st.integers(1, 6)) + 1):
        for file, rows in draw(people(f"P{number}", days)).items():
            caseload[file] += rows
    caseload["populations"] = draw(populations(begins))
    assert list(refusals(caseload)) == []
    return caseload


@st.composite
def people(draw, nominal: str, days: list[str]) -> Caseload:
    """Everything about one person, with more of one kind of event than of the others."""
    story = draw(st.sampled_from(["breaches", "recalls", "orders", "levels"]))
    eligibility = draw(bases(nominal, days))
    thirds = [row for row in eligibility if row["category"] == "3"]
    levels = [
        {"nominal": nominal, "level": value, "valid_from": start, "valid_to": end, "reason": ""}
        for value, start, end in draw(periods(days, ("2", "3", "1", "2", "3")))
    ]
    for row in levels:
        if any(overlap_of_one(row, third) for third in thirds):
            row["level"] = max(row["level"], "2")
    many = draw(st.integers(1, 3)) if story in ("breaches", "orders") else 0
    orders = [
        draw(one_order(nominal, f"{nominal}-O{number}", days)) for number in range(1, many + 1)
    ]
    least, most = (2, 4) if story == "breaches" else (0, 1)
    breaches = draw(several(one_breach(nominal, orders, days), least, most))
    least, most = (2, 4) if story == "recalls" else (0, 1)
    recalls = draw(several(one_recall(nominal, days), least, most))
    return {
        "nominals": [draw(one_nominal(nominal, days))],
        "aliases": draw(st.lists(st.just({"nominal": nominal, "family_name": "Oak"}), max_size=1)),
        "addresses": [
            {"nominal": nominal, "lines": value, "valid_from": start, "valid_to": end}
            for value, start, end in draw(periods(days, ("1 High Street", "2 Low Road")))
        ],
        "responsible_areas": [
            {"nominal": nominal, "area": value, "valid_from": start, "valid_to": end}
            for value, start, end in draw(periods(days, (*SOME_AREAS, "norfolk", "norfolk")))
        ],
        "eligibility": eligibility,
        "levels": levels,
        "lead_agencies": [
            {"nominal": nominal, "agency": value, "valid_from": start, "valid_to": end}
            for value, start, end in draw(periods(days, ("police", "probation")))
        ],
        "detentions": [
            {"nominal": nominal, "setting": value, "valid_from": start, "valid_to": end}
            for value, start, end in draw(periods(days, ("", "prison", "", "hospital", "")))
        ],
        "notification_requirements": draw(st.lists(one_requirement(nominal, days), max_size=1)),
        "notification_reviews": draw(reviews(nominal, orders, days)),
        "orders": orders,
        "breaches": [row for at, row in enumerate(breaches) if row not in breaches[:at]],
        "recalls": list({row["decided_on"]: row for row in recalls}.values()),
    }


@st.composite
def one_nominal(draw, nominal: str, days: list[str]) -> Row:
    return {
        "nominal": nominal,
        "family_name": draw(st.sampled_from(["Ash", "Elm", "O'Rowan", "Thorn, Mc"])),
        "given_names": draw(st.sampled_from(["", "Alex", "Zoë"])),
        "date_of_birth": draw(st.sampled_from(["", "1960-02-29", "1985-12-31"])),
        "sex": draw(st.sampled_from(["", "female", "male", "other", "unknown"])),
        "died_on": draw(st.sampled_from(days)) if draw(st.integers(0, 5)) == 5 else "",
        "restricted": draw(st.sampled_from(["", "false", "true"])),
    }


@st.composite
def bases(draw, nominal: str, days: list[str]) -> list[Row]:
    """Eligibility of up to three bases; Category 3 only while nothing else is in force (V2)."""
    rows: list[Row] = []

    def add(category: str, basis: str, start: str, end: str) -> None:
        if category == "4":
            start = max(start, CATEGORY_4_FROM)  # V3
        row = {
            "nominal": nominal, "category": category, "basis": basis,
            "valid_from": start, "valid_to": end,
        }  # fmt: skip
        thirds = [other for other in rows if other["category"] == "3"]
        if start < ends(row) and not any(overlap_of_one(row, third) for third in thirds):
            rows.append(row)

    if draw(st.integers(0, 4)) == 4:
        for _, start, end in draw(periods(days, ("decision",))):
            add("3", "decision", start, end)
    categories = st.sampled_from(
        ["1", "1", "2", "4"] if max(days) >= CATEGORY_4_FROM else ["1", "1", "2"]
    )
    for category in draw(several(categories, 0, 4)):
        basis = draw(st.sampled_from(BASES[category]))
        if basis not in {row["basis"] for row in rows}:
            for _, start, end in draw(periods(days, (basis,))):
                add(category, basis, start, end)
    return rows


@st.composite
def one_order(draw, nominal: str, reference: str, days: list[str]) -> Row:
    """An order of a kind that could be made on its day (V9, V10, V15), of a lawful length."""
    made_on = draw(st.sampled_from([LONG_AGO, *days, *days]))
    kinds = ["shpo", "sro"] if made_on >= "2015-03-08" else ["sopo", "fto", "rosho"]
    kinds += ["notification_order"]
    if made_on >= "2022-11-29":
        kinds += ["notification_notice"]
    kind = draw(st.sampled_from(kinds))
    later = [day for day in days if day > made_on]
    ended_on = draw(st.sampled_from(later)) if later and draw(st.booleans()) else ""
    return {
        "order": reference,
        "nominal": nominal,
        "kind": kind,
        "made_on": made_on,
        "ends_on": f"{int(made_on[:4]) + 20}{made_on[4:]}" if draw(st.booleans()) else "",
        "interim": draw(st.sampled_from(["", "", "true"])) if kind in MAY_BE_INTERIM else "",
        "foreign_travel_restriction": draw(st.sampled_from(["", "false", "true"])),
        "ended_on": ended_on,
        "ended_by": draw(st.sampled_from(ENDED_BY)) if ended_on else "",
    }


@st.composite
def one_breach(draw, nominal: str, orders: list[Row], days: list[str]) -> Row:
    of = draw(st.sampled_from([*[order["order"] for order in orders] * 2, ""]))
    outcome = draw(
        st.sampled_from(["convicted", "cautioned", "convicted", "cautioned", "", *OUTCOMES])
    )
    breached_on = draw(st.sampled_from(["", LONG_AGO, *days]))
    later = [day for day in days if day >= breached_on]
    return {
        "nominal": nominal,
        "of": "order" if of else "notification",
        "order": of,
        "outcome": outcome,
        "outcome_on": draw(st.sampled_from([*later, ""])) if outcome else "",
        "breached_on": breached_on,
        "returned_to_custody_on": draw(st.sampled_from(["", *later, *later])),
    }


@st.composite
def one_recall(draw, nominal: str, days: list[str]) -> Row:
    decided_on = draw(st.sampled_from(days))
    later = [day for day in days if day >= decided_on]
    returned_on = draw(st.sampled_from([*later, *later, ""]))
    released = [day for day in later if returned_on and day >= returned_on]
    return {
        "nominal": nominal,
        "kind": draw(st.sampled_from(RECALL_KINDS)),
        "reason": draw(st.sampled_from(RECALL_REASONS)),
        "decided_on": decided_on,
        "returned_on": returned_on,
        "rescinded_on": draw(st.sampled_from(later)) if draw(st.integers(0, 4)) == 4 else "",
        "released_on": draw(st.sampled_from(["", *released])),
    }


@st.composite
def reviews(draw, nominal: str, orders: list[Row], days: list[str]) -> list[Row]:
    """Up to two reviews; nothing is revoked while an SHPO or SOPO is in force (V25)."""
    rows = []
    for applied_on in sorted(set(draw(several(st.sampled_from(days), 0, 2)))):
        decided_on = draw(st.sampled_from(["", *[day for day in days if day >= applied_on] * 2]))
        row = {
            "nominal": nominal,
            "applied_on": applied_on,
            "decided_on": decided_on,
            "outcome": draw(st.sampled_from(["revoked", "revoked", "refused"])),
            "authorised_by_rank": draw(st.sampled_from(RANKS)),
        }
        if not decided_on:
            row["outcome"] = row["authorised_by_rank"] = ""
        elif list(refusals({"orders": orders, "notification_reviews": [row]})):
            row["outcome"] = "refused"
        rows.append(row)
    return rows


@st.composite
def one_requirement(draw, nominal: str, days: list[str]) -> Row:
    """Notified first in 1997, so that a lifetime notification can be reviewed (V24)."""
    valid_to = draw(st.sampled_from(["", *days]))
    return {
        "nominal": nominal,
        "source": draw(st.sampled_from(["sentence", "notification_order"])),
        "valid_from": "1997-10-06",
        "valid_to": valid_to,
        "first_notified_on": draw(st.sampled_from(["", FIRST_NOTIFIED_ON])),
        "indefinite": "" if valid_to else draw(st.sampled_from(["", "true"])),
    }


@st.composite
def populations(draw, begins: int) -> list[Row]:
    """Populations of no area, of some, or of all 42; small, so that a person moves the rate."""
    areas = draw(st.sampled_from([(), SOME_AREAS, tuple(AREAS)]))
    residents = st.sampled_from(["0", "66667", "80000", "100000", "200000", "200001"])
    usual = draw(residents)
    return [
        {
            "area": area,
            "mid_year": str(mid_year),
            "aged_10_and_over": draw(residents) if area in SOME_AREAS else usual,
            "edition": f"mid-{mid_year} (June {mid_year + 1})",
        }
        for area in areas
        for mid_year in (begins, begins + 1)
    ]
