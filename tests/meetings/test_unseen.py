"""What a user may not see of meetings answers as what does not exist, and tells no reason."""

from datetime import time, timedelta

import pytest

from agencies.choices import Role
from mappa.timeline.reading import timeline
from meetings.choices import Pillar
from meetings.services import actions, convening, panels, planning
from meetings.services.panels import Sitting
from nominals.models import GivenReason
from tests.factories.agencies import default_agency
from tests.meetings.convening import HELD, PLACED, Room, asked
from tests.meetings.referring import Desk
from tests.meetings.refusing import refused

pytestmark = pytest.mark.django_db
NEXT_DAY = HELD + timedelta(days=1)


class TwoRooms:
    """A closed meeting of one person, and one about another person that housing chairs."""

    def __init__(self):
        self.room = Room()
        self.former = self.room.held()
        self.theirs = Room()
        self.theirs.chair = self.theirs.minute_taker = self.theirs.member("housing", Role.CHAIR)
        self.theirs.panel = self.theirs.plan(HELD)
        self.meeting = self.theirs.place(panel=self.theirs.panel)
        self.chair = self.theirs.chair


def trigger(room, meeting):
    return planning.add_trigger(
        meeting=meeting,
        sign="Leaves the house at night.",
        response="Ring the police.",
        agency=default_agency("police"),
        owner="Kim Wren",
        user=room.chair,
        asked=asked(HELD),
    )


@pytest.mark.parametrize("is_completed", [False, True])
def test_an_action_of_anothers_meeting_is_not_replaced_and_not_told(is_completed):
    two = TwoRooms()
    meeting = two.room.place(two.room.case())
    two.room.invite(meeting, "police", "probation")
    action = two.room.act(meeting, kind="probation")
    if is_completed:
        actions.complete_action(
            action=action,
            on=HELD,
            evidence="Done.",
            user=two.room.co_ordinator,
            asked=asked(HELD),
        )
    wanted = actions.Wanted(
        text="Find a room",
        rationale="Needed.",
        pillar=Pillar.SUPERVISION,
        agency=default_agency("housing"),
        owner="Pat Rook",
        due_on=HELD + timedelta(days=14),
    )
    replaced = {"action": action, "wanted": wanted, "asked": asked(HELD)}
    with refused("There is no such action."):
        actions.replace_action(meeting=two.meeting, user=two.chair, **replaced)
    sentence = "was completed on" if is_completed else "somebody else"
    with refused(sentence):
        actions.replace_action(meeting=two.meeting, user=two.theirs.co_ordinator, **replaced)


@pytest.mark.parametrize(("made", "name"), [(Room.enter, "entry of a plan"), (trigger, "trigger")])
def test_an_entry_of_anothers_plan_is_not_ended_and_not_told(made, name):
    two = TwoRooms()
    entry = made(two.room, two.room.place(two.room.case()))
    with refused(f"There is no such {name}."):
        planning.end_plan_entry(meeting=two.meeting, entry=entry, user=two.chair, asked=asked(HELD))
    with refused("of somebody else's plan"):
        planning.end_plan_entry(
            meeting=two.meeting, entry=entry, user=two.theirs.co_ordinator, asked=asked(HELD)
        )


def test_a_meeting_is_not_placed_for_a_draft_of_another_agency():
    desk = Desk()
    probation = desk.member("probation", Role.CO_ORDINATOR)

    def place(user):
        convening.place_meeting(
            panel=desk.panel,
            nominal=desk.person,
            referral=draft,
            starts_at=time(10),
            ends_at=time(10, 45),
            user=user,
            asked=asked(),
        )

    draft = desk.draft()
    with refused("There is no such referral."):
        place(probation)
    with refused("accepted"):
        place(desk.co_ordinator)


def test_a_level_is_told_without_the_reason_of_a_referral_or_meeting_that_is_not_seen():
    desk = Desk()
    desk.accept(desk.submitted(), reason="The neighbours have moved.")
    meeting = desk.place()
    desk.invite(meeting, "housing")
    housing = desk.member("housing")

    def told_to(user):
        return " ".join(each.sentence for each in timeline(desk.person, shown_to=(user, HELD)))

    assert "Level 2" in told_to(housing)
    assert "The neighbours have moved." not in told_to(housing)
    assert "The neighbours have moved." in told_to(desk.co_ordinator)


def test_a_reason_given_to_an_act_is_told_to_whoever_sees_what_was_acted_on():
    desk = Desk()
    referral = desk.submitted()
    meeting = desk.place()
    desk.invite(meeting, "housing")
    housing = desk.member("housing")
    for number, source in enumerate((None, referral, meeting)):
        GivenReason.objects.create(
            nominal=desk.person,
            rule=f"V{number}",
            sentence="It is late.",
            reason=f"Reason {number}",
            by="ann",
            at=PLACED,
            act=1,
            source_label=source._meta.label if source else "",
            source_id=source and source.pk,
        )

    def told_to(user):
        told = " ".join(each.sentence for each in timeline(desk.person, shown_to=(user, HELD)))
        return [number for number in range(3) if f"Reason {number}" in told]

    assert told_to(housing) == [0, 2]
    assert told_to(desk.co_ordinator) == [0, 1, 2]


@pytest.mark.parametrize("reason", ["a\0b", "a\ud800b"])
@pytest.mark.parametrize("act", ["move", "cancel"])
def test_a_reason_that_no_database_stores_is_refused_of_a_panel_without_meetings(act, reason):
    room = Room()
    said = {"panel": room.panel, "reason": reason, "user": room.co_ordinator, "asked": asked()}
    with refused("NUL|surrogate|stored"):
        if act == "move":
            panels.move_panel(sitting=Sitting(NEXT_DAY, time(10), "here"), **said)
        else:
            panels.cancel_panel(on=PLACED.date(), **said)
