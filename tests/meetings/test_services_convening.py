"""Panels and meetings planned, moved, cancelled and placed, and who conducts them."""

from datetime import date, time, timedelta

import pytest

from core.models import AuditEntry
from core.refusing import Outdated
from meetings.choices import MeetingMode
from meetings.models import Meeting, Panel
from meetings.services import convening, panels
from meetings.services.panels import Conduct, Sitting
from nominals.models import Duty, Nominal
from nominals.services.acts import Asked
from tests.factories.agencies import area
from tests.meetings.convening import HELD, PLACED, Room, asked
from tests.meetings.refusing import refused

pytestmark = pytest.mark.django_db
ONE_DAY = timedelta(days=1)
LATER = HELD + timedelta(days=7)


def move(room, *, on=PLACED, reason="The hall is shut.", user=None, **sitting):
    values = {"held_on": LATER, "starts_at": time(14, 30), "place": "the hall"} | sitting
    return panels.move_panel(
        panel=room.panel,
        sitting=Sitting(**values),
        reason=reason,
        user=user or room.co_ordinator,
        asked=asked(on),
    )


def cancel_panel(room, *, on=PLACED, reason="The chair is ill.", panel=None):
    return panels.cancel_panel(
        panel=panel or room.panel,
        on=asked(on).day,
        reason=reason,
        user=room.co_ordinator,
        asked=asked(on),
    )


def cancel_meeting(room, meeting, *, on=PLACED, reason="He was recalled.", user=None):
    return convening.cancel_meeting(
        meeting=meeting,
        on=asked(on).day,
        reason=reason,
        user=user or room.co_ordinator,
        asked=asked(on),
    )


def test_a_panel_is_planned_in_one_entry_of_the_log_that_is_about_nobody():
    room = Room()

    panel = Panel.objects.get()

    assert (panel.area, panel.level, panel.held_on) == (area(), 2, HELD)
    assert (panel.chair, panel.chair_grade) == (room.chair, "Superintendent")
    assert (panel.minute_taker, panel.mode) == (room.minute_taker, MeetingMode.REMOTE)
    entry = AuditEntry.objects.get(act="plan_panel")
    assert (entry.object_label, entry.object_id) == ("meetings.Panel", str(panel.pk))
    assert panel.version == entry.pk


@pytest.mark.parametrize(
    ("on", "is_emergency", "takes"),
    [
        (HELD - ONE_DAY, False, True),
        (HELD, False, True),
        (HELD + ONE_DAY, False, False),
        (HELD + ONE_DAY, True, True),
    ],
)
def test_a_panel_is_planned_for_a_day_to_come_and_an_emergency_afterwards(on, is_emergency, takes):
    room = Room()

    if takes:
        panel = room.plan(HELD, asked=asked(on), is_emergency=is_emergency)
        assert panel.is_emergency is is_emergency
    else:
        with refused("The panel would have sat on 2024-05-21, before it is planned"):
            room.plan(HELD, asked=asked(on), is_emergency=is_emergency)


def test_only_the_co_ordinator_of_its_area_plans_a_panel_at_a_level_with_meetings():
    room = Room()
    theirs = room.co_ordinator
    with refused("level|Level"):
        room.plan(HELD, level=1)
    for other in (room.chair, room.member("police", "co_ordinator", "kent")):
        room.co_ordinator = other
        with refused("Only the co-ordinator of Norfolk plans its panels"):
            room.plan(HELD)
    room.co_ordinator = theirs
    assert room.plan(HELD).level == 2


def test_meetings_move_along_with_their_panel():
    room = Room()
    first, second = room.place(), room.place(room.case(), at=11)

    panel = move(room)

    first.refresh_from_db()
    second.refresh_from_db()
    assert (panel.held_on, panel.starts_at, panel.place) == (LATER, time(14, 30), "the hall")
    assert (first.held_on, first.starts_at, first.ends_at) == (LATER, time(14, 30), time(15, 15))
    assert second.starts_at == time(15, 30)
    entry = AuditEntry.objects.get(act="move_panel")
    assert (entry.purpose, entry.detail) == (
        "The hall is shut.",
        {"panel": str(panel.public_id)},
    )
    assert panel.version == first.version == second.version == entry.pk
    due = Duty.objects.filter(kind="minutes_issue").values_list("arises_on", flat=True)
    assert list(due) == [LATER, LATER]


def test_a_panel_without_meetings_moves_and_is_cancelled_too():
    room = Room()

    assert move(room).held_on == LATER
    assert cancel_panel(room).cancelled_on == PLACED.date()

    entries = AuditEntry.objects.filter(act__in=["move_panel", "cancel_panel"])
    assert [each.object_label for each in entries] == ["meetings.Panel", "meetings.Panel"]


def test_a_move_is_refused():
    room = Room()
    meeting = room.place()

    with refused("Say why you move the panel"):
        move(room, reason=" ", on=HELD)
    with refused("before it is planned"):
        move(room, held_on=HELD - ONE_DAY, on=HELD)
    with refused("Say where the panel sits"):
        move(room, place="", on=HELD)
    with refused("There is no such panel"):
        move(room, user=room.chair, on=HELD)
    with refused("ends after that"):
        move(room, starts_at=time(23, 59), on=HELD)
    room.ready(meeting)
    with refused("A meeting of the panel has begun"):
        move(room, on=HELD)
    room.close(meeting)
    for act in (move, cancel_panel):
        with refused("A meeting of the panel is closed: nobody may"):
            act(room, on=HELD)


def test_a_panel_that_was_moved_meanwhile_is_not_moved_again():
    room = Room()
    read = room.panel.version
    move(room)

    with refused("ann did “move_panel”", kind=Outdated):
        panels.cancel_panel(
            panel=room.panel,
            on=HELD,
            reason="The chair is ill.",
            user=room.co_ordinator,
            asked=Asked(by="bob", at=asked(HELD).at, expected_version=read),
        )


def test_a_cancelled_panel_cancels_its_meetings_and_leaves_those_cancelled_before():
    room = Room()
    first, second = room.place(), room.place(room.case(), at=11)
    cancel_meeting(room, first, on=PLACED)

    cancel_panel(room, on=HELD)

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.cancelled_on, first.cancelled_because) == (PLACED.date(), "He was recalled.")
    assert (second.cancelled_on, second.cancelled_because) == (HELD, "The chair is ill.")
    assert not Duty.objects.filter(kind="minutes_issue").exists()
    for act in (move, cancel_panel):
        with refused("The panel was cancelled on 2024-05-21"):
            act(room, on=HELD)
    third = room.case()
    with refused("nobody may place a meeting at it"):
        room.place(third, at=12)


def test_a_meeting_is_placed_under_the_chair_and_minute_taker_of_its_panel():
    room = Room()

    meeting = room.place()

    assert (meeting.nominal, meeting.person, meeting.placed_on) == (
        room.person,
        room.person,
        PLACED.date(),
    )
    assert (meeting.chair, meeting.minute_taker) == (room.chair, room.minute_taker)
    assert meeting.version == AuditEntry.objects.get(act="place_meeting").pk
    assert list(Duty.objects.filter(kind="minutes_issue").values_list("arises_on", "due_on")) == [
        (HELD, date(2024, 6, 5))
    ]


def test_a_panel_has_one_meeting_about_a_person_unless_it_was_cancelled():
    room = Room()
    meeting = room.place()

    with refused("The panel has a meeting about this nominal already"):
        room.place(at=11)
    cancel_meeting(room, meeting)

    assert room.place(at=11) != meeting
    assert Meeting.objects.count() == 2


@pytest.mark.parametrize(
    ("died_on", "takes"), [(HELD - ONE_DAY, False), (HELD, False), (HELD + ONE_DAY, True)]
)
def test_no_meeting_is_placed_from_the_day_of_death_on(died_on, takes):
    room = Room(died_on=died_on)

    if takes:
        assert room.place().held_on == HELD
    else:
        with refused("no meeting is held about him or her"):
            room.place()


def test_a_meeting_is_not_placed():
    room = Room()
    theirs = room.case(code="kent")

    with refused("There is no such nominal"):
        room.place(theirs)
    with refused("The panel sat on 2024-05-21"):
        room.place(on=HELD + ONE_DAY)
    with refused("ends after that"):
        convening.place_meeting(
            panel=room.panel,
            nominal=room.person,
            starts_at=time(10),
            ends_at=time(10),
            user=room.co_ordinator,
            asked=asked(),
        )
    room.co_ordinator = room.member("police")
    with refused("There is no such nominal"):
        room.place()


def test_an_emergency_meeting_is_placed_after_its_day():
    room = Room()
    panel = room.plan(HELD, asked=asked(HELD + ONE_DAY), is_emergency=True)

    assert room.place(panel=panel, on=HELD + ONE_DAY).held_on == HELD


def test_another_chair_and_minute_taker_are_appointed_for_one_meeting():
    room = Room()
    meeting = room.place()
    chair = room.member("probation")

    convening.appoint(
        meeting=meeting,
        conduct=Conduct(chair, "Detective Inspector", None),
        user=room.co_ordinator,
        asked=asked(),
    )

    assert (meeting.chair, meeting.chair_grade) == (chair, "Detective Inspector")
    assert meeting.minute_taker is None
    assert AuditEntry.objects.get(act="appoint").detail == {"meeting": str(meeting.public_id)}
    assert Nominal.objects.visible_to(chair, on=PLACED.date()).exists()
    with refused("Only the co-ordinator may say who chairs"):
        convening.appoint(meeting=meeting, conduct=Conduct(), user=chair, asked=asked())


def test_a_meeting_is_cancelled_once_with_a_reason_and_not_after_it_was_closed():
    room = Room()
    meeting, held = room.place(), room.held(room.place(room.case(), at=11))

    with refused("Say why you cancel the meeting"):
        cancel_meeting(room, meeting, reason=" ")
    cancel_meeting(room, meeting)
    with refused("The meeting was cancelled on 2024-05-01"):
        cancel_meeting(room, meeting)
    with refused("The meeting was closed on 2024-05-21 already"):
        cancel_meeting(room, held, on=HELD)
    with refused("The meeting was cancelled on 2024-05-01"):
        convening.appoint(meeting=meeting, conduct=Conduct(), user=room.co_ordinator, asked=asked())
