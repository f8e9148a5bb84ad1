"""When a panel is planned and a meeting moved, and how far a meeting has come."""

from datetime import date, time, timedelta

import pytest

from meetings.rules.convening import (
    Stage,
    begun_refusal,
    moved,
    panel_refusals,
    planned_refusal,
    record_refusal,
    times_refusal,
)

DAY = date(2024, 5, 21)
ONE_DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("on", "is_emergency", "place", "columns"),
    [
        (DAY - ONE_DAY, False, "the hall", []),
        (DAY, False, "the hall", []),
        (DAY + ONE_DAY, False, "the hall", ["held_on"]),
        (DAY + ONE_DAY, True, "the hall", []),
        (DAY, False, " ", ["place"]),
        (DAY + ONE_DAY, False, "", ["held_on", "place"]),
        (DAY + ONE_DAY, True, "", ["place"]),
    ],
)
def test_a_panel_is_planned_on_its_day_at_the_latest_and_says_where(
    on, is_emergency, place, columns
):
    found = panel_refusals(held_on=DAY, on=on, is_emergency=is_emergency, place=place)

    assert [each.column for each in found] == columns


@pytest.mark.parametrize(
    ("ends_at", "is_refused"), [(time(9, 59), True), (time(10), True), (time(10, 1), False)]
)
def test_a_meeting_ends_after_it_starts(ends_at, is_refused):
    assert (times_refusal(time(10), ends_at) is not None) is is_refused


@pytest.mark.parametrize(
    ("at", "former", "new", "then"),
    [
        (time(10, 45), time(10), time(10), time(10, 45)),
        (time(10, 45), time(10), time(14, 30), time(15, 15)),
        (time(10, 45), time(10), time(9, 50), time(10, 35)),
        (time(23, 30), time(10), time(10, 29), time(23, 59)),
        (time(23, 30), time(10), time(12), time(23, 59)),
        (time(0, 30), time(10), time(9), time(0)),
    ],
)
def test_a_meeting_moves_with_its_panel_within_the_day(at, former, new, then):
    assert moved(at, former, new) == then


STAGES = {
    "planned": Stage(DAY),
    "closed": Stage(DAY, closed_on=DAY),
    "cancelled": Stage(DAY, cancelled_on=DAY),
    "issued": Stage(DAY, closed_on=DAY, number=1),
    "amended": Stage(DAY, closed_on=DAY, number=1, is_amended=True),
}


@pytest.mark.parametrize(
    ("stage", "planned", "record"),
    [
        ("planned", None, None),
        ("closed", "meeting_closed", None),
        ("cancelled", "meeting_cancelled", "meeting_cancelled"),
        ("issued", "meeting_closed", "V47"),
        ("amended", "meeting_closed", None),
    ],
)
def test_a_meeting_is_planned_until_it_is_closed_and_recorded_until_its_minutes_are_issued(
    stage, planned, record
):
    found = planned_refusal(STAGES[stage], "do it"), record_refusal(STAGES[stage], "do it")

    assert tuple(each.rule if each else None for each in found) == (planned, record)


def test_a_refused_meeting_says_since_when_and_what_to_do():
    assert planned_refusal(STAGES["cancelled"], "invite to it").sentence == (
        "The meeting was cancelled on 2024-05-21: nobody may invite to it."
    )
    assert "corrected by an amendment of its minutes" in (
        planned_refusal(STAGES["closed"], "invite to it").sentence
    )
    assert record_refusal(STAGES["issued"], "change the plan").sentence == (
        "Version 1 of the minutes is issued and never changes: begin an amendment before you "
        "change the plan."
    )


@pytest.mark.parametrize(
    ("on", "is_refused"), [(DAY - ONE_DAY, True), (DAY, False), (DAY + ONE_DAY, False)]
)
def test_what_happens_at_a_meeting_is_recorded_on_its_day_or_later(on, is_refused):
    assert (begun_refusal(Stage(DAY), on, "close it") is not None) is is_refused
