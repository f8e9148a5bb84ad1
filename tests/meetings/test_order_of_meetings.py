"""Meetings that are closed in another order than they sat, and odd values."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from mappa.merging import merge_people, unmerge_people
from meetings.choices import Answer, DecisionKind, Outcome, Pillar
from meetings.models import PlanEntry
from meetings.services import attendance, convening, deciding, planning, referrals
from nominals.choices import Basis, Level
from nominals.models import Duty, LevelMeeting, LevelPeriod
from nominals.services.records import person_of
from tests.meetings.convening import HELD, Room, asked
from tests.meetings.referring import Desk
from tests.meetings.refusing import refused

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LATER = HELD + 10 * DAY


def test_a_meeting_does_not_decide_over_a_later_one_that_is_closed():
    room = Room()
    first = room.ready(level=Answer.LEVEL_1)
    second = room.place(panel=room.plan(LATER))
    room.held(second, level=Answer.LEVEL_3)

    with refused("A meeting of 2024-05-31, which sat later, is closed already"):
        room.close(first, on=LATER)
    deciding.decide(
        meeting=first,
        kind=DecisionKind.LEVEL,
        answer=Answer.LEVEL_2,
        reason="It stays.",
        user=room.chair,
        asked=asked(LATER),
    )
    room.close(first, on=LATER)

    levels = LevelPeriod.objects.filter(nominal=room.person).order_by("valid_from")
    assert [each.level for each in levels] == [2, 3]


def test_of_two_meetings_of_a_day_the_later_decides():
    room = Room()
    afternoon = room.place(at=15, panel=room.plan(HELD))
    morning = room.place(at=9)
    room.held(afternoon, level=Answer.LEVEL_3)
    room.ready(morning, level=Answer.LEVEL_2)

    with refused("which sat later, is closed already"):
        room.close(morning)


def test_nobody_leaves_from_under_a_level_that_begins_later():
    room = Room(basis=Basis.DECISION)
    meeting = room.ready(level=Answer.LEAVES)
    second = room.place(panel=room.plan(LATER))
    room.held(second, level=Answer.LEVEL_3)

    with refused("is closed already"):
        room.close(meeting, on=LATER)


def test_a_meeting_takes_out_of_the_plan_what_it_took_up_only():
    room = Room()
    first = room.ready()
    room.enter(first, pillar=Pillar.SUPERVISION)
    second = room.place(panel=room.plan(LATER))
    room.ready(second)
    later = room.enter(second, pillar=Pillar.MONITORING)
    early = PlanEntry.objects.get(meeting=first)

    def end(meeting, entry):
        return planning.end_plan_entry(
            meeting=meeting, entry=entry, user=room.chair, asked=asked(LATER)
        )

    with refused("began with another meeting"):
        end(first, later)
    assert end(second, early).ended_at == second
    room.attend(second, Outcome.APOLOGIES)
    end(second, later)
    with refused("A plan was changed or an action given at the meeting"):
        convening.cancel_meeting(
            meeting=second, on=LATER, reason="x", user=room.co_ordinator, asked=asked(LATER)
        )


def test_a_meeting_that_was_closed_while_records_were_one_reviews_its_own_person():
    room = Room()
    survivor = room.case(family_name="Elm")
    meeting = room.place()
    merge = merge_people(
        survivor=survivor,
        merged=room.person,
        choices=dict.fromkeys(["areas", "eligibility", "levels", "lead_agencies"], "survivor"),
        reason="One.",
        asked=asked(),
    )
    meeting.refresh_from_db()
    room.held(meeting)
    assert person_of(room.person) == survivor
    unmerge_people(merge=merge, reason="Two.", asked=asked(HELD + DAY))

    assert LevelMeeting.objects.get().nominal == room.person
    owed = Duty.objects.filter(kind="meeting_review", discharged_on=None)
    assert [each.nominal for each in owed] == [room.person]


def of_no_kind(room, meeting):
    deciding.decide(
        meeting=meeting,
        kind="nonsense",
        answer=Answer.LEVEL_2,
        reason="x",
        user=room.chair,
        asked=asked(HELD),
    )


def without_outcome(room, meeting):
    attendance.record_attendance(
        invitation=meeting.invitations.first(),
        outcome="bogus",
        name="Ann",
        user=room.chair,
        asked=asked(HELD),
    )


def for_a_reason(room, meeting):
    convening.cancel_meeting(
        meeting=meeting, on=HELD, reason="\ud800", user=room.co_ordinator, asked=asked(HELD)
    )


def on_no_topic(room, meeting):
    room.write(meeting, topic="bo\0gus")


def half_a_character(room, meeting):
    room.write(meeting, text="\ud800")


def too_long(room, meeting):
    room.write(meeting, text="x" * 50_001)


@pytest.mark.parametrize(
    "act",
    [of_no_kind, without_outcome, for_a_reason, on_no_topic, half_a_character, too_long],
)
def test_odd_values_are_refused_with_a_sentence(act):
    room = Room()
    meeting = room.place()
    room.invite(meeting)
    room.attend(meeting)

    with refused("."):
        act(room, meeting)


def test_a_referral_is_not_accepted_at_a_text():
    desk = Desk(held=3)
    referral = desk.submitted()

    with pytest.raises(ValidationError, match="needs no referral"):
        desk.accept(referral, level="3")
    assert Level(desk.person.level_periods.get().level) == Level.THREE
    assert referrals.Case(Level.TWO).referrer == ""
