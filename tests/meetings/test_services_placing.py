"""A meeting placed for a referral, cancelled too late or too early, and two people at one panel."""

from datetime import time, timedelta
from unittest.mock import patch

import pytest

from meetings.services import acts, convening, panels, referrals
from meetings.services.panels import Sitting
from meetings.services.referrals import Case
from tests.factories.agencies import default_agency
from tests.meetings.convening import HELD, PLACED, Room, asked
from tests.meetings.refusing import refused

pytestmark = pytest.mark.django_db
ON = PLACED.date()
ONE_DAY = timedelta(days=1)


def referred(room, person):
    member = room.member("police")
    referral = referrals.draft_referral(
        nominal=person,
        agency=default_agency("police"),
        case=Case(2, "PC Rook", "Risk.", "Harm.", "More."),
        on=ON,
        user=member,
        asked=asked(),
    )
    return referrals.submit_referral(referral=referral, on=ON, user=member, asked=asked())


def accept(room, referral):
    return referrals.accept_referral(
        referral=referral, level=2, on=ON, reason="Needed.", user=room.co_ordinator, asked=asked()
    )


def place(room, person, referral):
    return convening.place_meeting(
        panel=room.panel,
        nominal=person,
        referral=referral,
        starts_at=time(10),
        ends_at=time(10, 45),
        user=room.co_ordinator,
        asked=asked(),
    )


def cancel(room, meeting, *, on, today=HELD):
    return convening.cancel_meeting(
        meeting=meeting, on=on, reason="Flood.", user=room.co_ordinator, asked=asked(today)
    )


def test_a_meeting_is_placed_for_an_accepted_referral_of_its_own_person():
    room = Room()
    other = room.case()
    referral, others = referred(room, room.person), accept(room, referred(room, other))

    with refused("The referral is not accepted"):
        place(room, room.person, referral)
    with refused("The referral is about somebody else"):
        place(room, room.person, others)
    accept(room, referral)

    assert place(room, room.person, referral).referral == referral


@pytest.mark.parametrize(
    ("on", "takes"), [(HELD - ONE_DAY, True), (HELD, True), (HELD + ONE_DAY, False)]
)
def test_a_meeting_is_cancelled_on_a_day_that_has_come(on, takes):
    room = Room()
    meeting = room.place()

    if takes:
        assert cancel(room, meeting, on=on).cancelled_on == on
    else:
        with refused("2024-05-22 is still to come"):
            cancel(room, meeting, on=on)


@pytest.mark.parametrize("begin", ["act", "enter"])
def test_a_meeting_that_made_a_plan_or_gave_an_action_is_closed_and_not_cancelled(begin):
    room = Room()
    meeting = room.place()
    room.invite(meeting)
    getattr(room, begin)(meeting)

    with refused("close it instead"):
        cancel(room, meeting, on=HELD)
    with refused("close it instead"):
        panels.cancel_panel(
            panel=room.panel, on=HELD, reason="Flood.", user=room.co_ordinator, asked=asked(HELD)
        )


def test_a_meeting_that_is_placed_while_its_panel_is_moved_is_not_overlooked():
    room = Room()
    room.place()
    other = room.case()
    really = acts.instant_for

    def meanwhile(**values):
        room.place(other, at=11)
        return really(**values)

    with (
        refused("A meeting was placed at the panel meanwhile"),
        patch.object(acts, "instant_for", meanwhile),
    ):
        panels.move_panel(
            panel=room.panel,
            sitting=Sitting(HELD, time(14), "the hall"),
            reason="The hall is shut.",
            user=room.co_ordinator,
            asked=asked(),
        )


def test_a_panel_is_not_told_to_who_does_not_act_for_its_area():
    room = Room()

    for user in (room.chair, room.member("police", "co_ordinator", "kent")):
        with refused("There is no such panel"):
            panels.cancel_panel(panel=room.panel, on=ON, reason="Flood.", user=user, asked=asked())
