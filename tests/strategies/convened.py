"""What is drawn of referrals, meetings and actions about one person, and what stores it."""

from datetime import date, time, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import strategies as st

from meetings import models
from tests.factories.agencies import area, default_agency
from tests.factories.nominals import RECORDED
from tests.strategies.caseloads import several

KNOWN = {"recorded_from": RECORDED, "recorded_in": 1}
STEPS = st.sampled_from([0, 0, 1, 2, 5, 7, 14, 20, 40])
MAYBE = st.none() | STEPS
AGENCIES = st.sampled_from(["police", "probation"])
AREAS = st.sampled_from(["norfolk", "suffolk"])
LEVELS = st.sampled_from([2, 2, 3])

QUESTIONS = several(st.fixed_dictionaries({"after": STEPS, "waited": STEPS}), 0, 3)
ACTIONS = several(
    st.fixed_dictionaries(
        {
            "due": STEPS,
            "ended": MAYBE,
            "ended_by": st.sampled_from(["completed_on", "cancelled_on"]),
            "agency": AGENCIES,
        }
    ),
    0,
    3,
)
MINUTES = several(STEPS, 0, 2)


def later(day: date, step: int) -> date:
    return day + timedelta(days=step)


def referrals_of(rows: list) -> tuple[list, list]:
    """The referrals, and what was asked on them one after the other: the last may still wait. A
    draft has no day of its own, and nothing is asked on it."""
    referrals, asked = [], []
    for number, row in enumerate(rows):
        day = row["submitted_on"]
        for question in row.pop("questions") if day else ():
            asked_on = later(day, question["after"])
            day = later(asked_on, question["waited"])
            asked.append({"of": number, "asked_on": asked_on, "answered_on": day})
        still, status = row.pop("still"), row.pop("decided")
        if still and asked and asked[-1]["of"] == number:
            day, asked[-1]["answered_on"] = asked[-1]["asked_on"], None
        decided = row["submitted_on"] and row["decided_on"] and max(row["decided_on"], day)
        row["decided_on"] = decided
        row["status"] = status if decided else "submitted" if row["submitted_on"] else "draft"
        row["accepted_level"] = row["level"] if row["status"] == "accepted" else None
        row.pop("questions", None)
        referrals.append(row)
    return referrals, asked


def meetings_of(rows: list) -> tuple[list, list, list]:
    """The meetings, the versions of their minutes, and their actions; a meeting that was cancelled
    has no minutes."""
    found, issued, given = [], [], []
    for number, row in enumerate(rows):
        held_on = day = row["held_on"]
        cancelled = row["cancelled_on"]
        for version, step in enumerate(row.pop("minutes"), 1):
            if cancelled is None:
                day = later(day, step)
                issued.append({"of": number, "number": version, "issued_on": day})
        for action in row.pop("actions"):
            ended = action["ended"]
            ends = {action["ended_by"]: None if ended is None else later(held_on, ended)}
            due_on = later(held_on, action["due"])
            given.append({"of": number, "due_on": due_on, "agency": action["agency"], **ends})
        closed = row.pop("is_closed") and cancelled is None
        found.append({**row, "closed_on": held_on if closed else None})
    return found, issued, given


def following_one_another(levels: list) -> list:
    """The periods in order, each that touches the next ended by its first day."""
    rows = sorted(levels, key=lambda row: row["valid_from"])
    for row, following in pairwise(rows):
        if row["touches"]:
            row["valid_to"] = following["valid_from"]
    return [{name: row[name] for name in row if name != "touches"} for row in rows]


def counted(meeting: dict) -> dict:
    """What a closed meeting is downward; the next review comes after it, or is not said."""
    on = meeting["next_review_on"]
    return {**meeting, "next_review_on": on if on and on > meeting["held_on"] else None}


def convene(drawn: dict, records: list, person: Any) -> None:
    """Write what was drawn, some of it of records that are merged into the person's."""
    referrals = [
        models.Referral.objects.create(
            nominal=records[number % len(records)],
            person=person,
            drafted_on=row["submitted_on"] or date(2024, 1, 1),
            **KNOWN,
            **looked_up(row),
        )
        for number, row in enumerate(drawn["Referral"])
    ]
    for row in drawn["InformationRequest"]:
        models.InformationRequest.objects.create(
            referral=referrals[row["of"]], question="x", **KNOWN, **without(row, "of")
        )
    meetings = [
        a_meeting(row, records[number % len(records)], person)
        for number, row in enumerate(drawn["Meeting"])
    ]
    for row in drawn["Minutes"]:
        models.Minutes.objects.create(
            meeting=meetings[row["of"]],
            content={},
            approved_on=row["issued_on"],
            issued_at=RECORDED,
            issued_in=1,
            **without(row, "of"),
        )
    for row in drawn["Action"]:
        models.Action.objects.create(
            meeting=meetings[row["of"]], **KNOWN, **looked_up(without(row, "of"))
        )


def a_meeting(row: dict, record: Any, person: Any) -> Any:
    panel = models.Panel.objects.create(
        area=area(row["area"]),
        level=row["level"],
        held_on=row["held_on"],
        starts_at=time(10),
        mode="remote",
        **KNOWN,
    )
    return models.Meeting.objects.create(
        panel=panel,
        nominal=record,
        person=person,
        placed_on=row["held_on"],
        starts_at=time(10),
        ends_at=time(11),
        closed_on=row["closed_on"],
        cancelled_on=row["cancelled_on"],
        **KNOWN,
    )


def looked_up(row: dict) -> dict:
    """The row with its area and agency in the place of their names."""
    found = {**row, "agency": default_agency(row["agency"])}
    return {**found, "area": area(row["area"])} if "area" in row else found


def without(row: dict, name: str) -> dict:
    return {key: value for key, value in row.items() if key != name}
