"""A strategy of one person's casework, close in time, and what stores it."""

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from nominals import models
from orders.models import Condition, Order
from tests.factories.agencies import area
from tests.factories.nominals import RECORDED, NominalFactory, merged_into
from tests.strategies import convened
from tests.strategies.caseloads import several

WORTH_DRAWING = [
    date(2012, 8, 13),
    date(2023, 2, 28),
    date(2024, 2, 29),
    date(2024, 3, 28),
    date(2024, 5, 31),
    date(2024, 8, 31),
    date(2024, 12, 24),
    date(2025, 2, 28),
    date(2025, 8, 31),
]
"""Ends of months, a leap day, holidays, the day on which a regime began."""

STEPS = (-1, 0, 1, 2, 3, 7, 8, 30, 56, 91, 183, 243, 365, 366)
MATTERS = ("initial", "annual", "weekly", "change", "added_matter", "travel")
KNOWN = {"recorded_from": RECORDED, "recorded_in": 1}

Casework = dict[str, list[dict[str, Any]]]


@st.composite
def casework(draw) -> Casework:
    """Facts of one person by kind, as the columns that store them; many of what the story is about,
    few of all else."""
    stories = "notification", "review", "management", "ends", "meetings"
    story = draw(st.sampled_from([*stories, "notification", "meetings", "meetings"]))
    chosen = draw(st.lists(st.sampled_from(WORTH_DRAWING), min_size=1, max_size=2, unique=True))
    near = st.builds(
        lambda day, step: day + timedelta(days=step),
        st.sampled_from(chosen),
        st.sampled_from(STEPS),
    )
    maybe = st.none() | near

    def of(most, *stories, **columns):
        told = story in stories
        return draw(several(st.fixed_dictionaries(columns), int(told), most if told else 1))

    def spells(most, *stories, **columns):
        return one_at_a_time(of(most, *stories, valid_from=near, valid_to=maybe, **columns))

    years_ago = st.sampled_from([0, 0, 0, 8, 15])
    requirements = of(
        3,
        "notification",
        "review",
        valid_from=near,
        valid_to=maybe,
        source=st.sampled_from(["sentence", "shpo", "notification_order"]),
        relevant_on=near | near | near | st.none(),
        first_notified_on=maybe,
        is_indefinite=st.booleans(),
    )
    for each in requirements:
        soon = each["valid_from"] + timedelta(days=draw(st.integers(0, 3)))
        each["first_notified_on"] = draw(st.sampled_from([soon, each["first_notified_on"]]))
        back = draw(years_ago)
        for column in ("valid_from", "relevant_on", "first_notified_on") if back else ():
            each[column] = each[column] and years_before(each[column], back)
    reviews = of(
        3,
        "review",
        applied_on=near,
        acknowledged_on=maybe,
        bodies_asked_on=maybe,
        bodies_answered_on=maybe,
        decided_on=maybe,
        outcome=st.sampled_from(["refused", "revoked"]),
        further_application_on=maybe,
    )
    transfers = of(3, "management", requested_on=near, decided_on=maybe, from_area=st.just("kent"))
    levels = of(
        4,
        "management",
        "meetings",
        valid_from=near,
        valid_to=maybe,
        touches=st.booleans(),
        level=st.sampled_from([2, 3, 2, 3, 1] if story == "meetings" else [1, 1, 2]),
    )
    held = of(5, "meetings", held_on=near, level=convened.LEVELS, next_review_on=st.none() | maybe)
    referrals, asked = convened.referrals_of(
        of(
            3,
            "meetings",
            submitted_on=near | near | near | st.none(),
            decided_on=maybe,
            decided=st.sampled_from(["accepted", "rejected", "withdrawn"]),
            questions=convened.QUESTIONS,
            still=st.booleans(),
            level=convened.LEVELS,
            area=convened.AREAS,
            agency=convened.AGENCIES,
        )
    )
    meetings, issued, given = convened.meetings_of(
        of(
            3,
            "meetings",
            held_on=near,
            level=convened.LEVELS,
            area=convened.AREAS,
            cancelled_on=st.none() | maybe,
            is_closed=st.booleans(),
            minutes=convened.MINUTES,
            actions=convened.ACTIONS,
        )
    )
    born = draw(st.none() | st.builds(years_before, near, st.sampled_from([18, 26, 33, 40])))
    bases = [
        {**each, "basis": basis, "category": category}
        for basis, category in (("sexual_offence", 1), ("shpo", 1), ("violent_offence", 2))
        for each in spells(2, "management", "ends", "meetings")
    ]
    return {
        "Nominal": [{"date_of_birth": born, "died_on": draw(st.none() | st.none() | near)}],
        "ResponsibleArea": spells(
            2, "management", "ends", "meetings", area=st.sampled_from(["norfolk", "suffolk"])
        ),
        "EligibilityPeriod": bases,
        "LevelPeriod": one_at_a_time(convened.following_one_another(levels)),
        "LevelMeeting": list(map(convened.counted, held)),
        "Detention": spells(3, "notification", setting=st.sampled_from(["prison", "hospital"])),
        "ExpectedRelease": spells(2, "management", expected_on=near),
        "Licence": spells(2, "ends"),
        "Flag": spells(2, "notification", kind=st.just("no_fixed_address"), reason=st.just("x")),
        "NotificationRequirement": several_of_one("source", "valid_from", of=ordered(requirements)),
        "Notification": of(6, "notification", notified_on=near, matter=st.sampled_from(MATTERS)),
        "LevelOneReview": of(4, "management", reviewed_on=near),
        "NotificationReview": several_of_one("applied_on", of=list(map(staged, reviews))),
        "Transfer": several_of_one("outcome", of=list(map(decided, transfers))),
        "Order": ordered(
            of(2, "ends", made_on=near, ends_on=maybe, ended_on=maybe), "made_on", "ends_on"
        ),
        "Condition": ordered(of(2, "ends", valid_from=near, valid_to=maybe)),
        "Referral": referrals,
        "InformationRequest": asked,
        "Meeting": meetings,
        "Minutes": issued,
        "Action": given,
        "merged": draw(several(st.sampled_from([True, False]), 0, 3)),
    }


def years_before(day: date, years: int) -> date:
    return day.replace(year=day.year - years, day=min(day.day, 28))


def ordered(rows: list, first: str = "valid_from", end: str = "valid_to") -> list:
    """The rows whose end comes after their first day."""
    return [each for each in rows if each[end] is None or each[end] > each[first]]


def one_at_a_time(rows: list) -> list:
    """The rows that overlap none before them."""
    kept: list = []
    for row in ordered(rows):
        if all(
            (each["valid_to"] and each["valid_to"] <= row["valid_from"])
            or (row["valid_to"] and row["valid_to"] <= each["valid_from"])
            for each in kept
        ):
            kept.append(row)
    return kept


def several_of_one(*columns: str, of: list) -> list:
    """The first of the rows that agree in all `columns`; any number where one is decided."""
    found: dict = {}
    for number, row in enumerate(of):
        key = tuple(row[each] for each in columns)
        found.setdefault((number,) if key == ("accepted",) else key, row)
    return list(found.values())


def staged(review: dict) -> dict:
    return {**review, "outcome": review["outcome"] if review["decided_on"] else ""}


def decided(transfer: dict) -> dict:
    """Decided on the day of the request at the earliest; without a day it waits."""
    on = transfer["decided_on"]
    if on is not None:
        on = max(on, transfer["requested_on"])
    return {**transfer, "decided_on": on, "outcome": "accepted" if on else ""}


def stored(drawn: Casework) -> Any:
    """Write the facts, some of the events with a record that is merged into the person's."""
    person: Any = NominalFactory(**drawn["Nominal"][0])
    records = [person]
    for is_merged in drawn["merged"]:
        records.append(NominalFactory() if is_merged else person)
        if is_merged:
            merged_into(person, records[-1])
    for name, rows in drawn.items():
        model = getattr(models, name, None)
        if model is None or name == "Nominal":
            continue
        for number, row in enumerate(rows):
            owner = records[number % len(records)] if name in EVENTS else person
            model.objects.create(nominal=owner, **KNOWN, **columns_of(name, row))
    orders = [
        Order.objects.create(nominal=records[number % len(records)], kind="shpo", **KNOWN, **row)
        for number, row in enumerate(drawn["Order"])
    ]
    for number, row in enumerate(drawn["Condition"] if orders else []):
        order = orders[number % len(orders)]
        Condition.objects.create(order=order, kind="foreign_travel", text="x", **KNOWN, **row)
    convened.convene(drawn, records, person)
    return person


EVENTS = ("Notification", "LevelOneReview", "LevelMeeting", "NotificationReview", "Transfer")


def columns_of(name: str, row: dict) -> dict:
    """The row with its areas looked up."""
    found = {key: area(value) if key.endswith("area") else value for key, value in row.items()}
    given = {"Transfer": {"to_area": area("suffolk")}, "LevelMeeting": {"meeting_id": 1}}
    return {**found, **given.get(name, {})}
