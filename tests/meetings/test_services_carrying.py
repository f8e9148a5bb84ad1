"""Actions and plans carried over to the next meeting about a person, and what documents hold."""

from datetime import date, timedelta

import pytest

from agencies.choices import Role
from meetings.choices import Topic
from meetings.models import Action, Meeting, MinutesDraft, PlanEntry
from meetings.services import actions, attendance, convening, planning
from meetings.services.content import content_of, digest_of
from nominals.models import LeadAgencyPeriod, LicenceCondition
from nominals.services import access
from orders.models import Condition
from tests.factories.agencies import default_agency
from tests.factories.nominals import RECORDED, LicenceFactory
from tests.factories.orders import OrderFactory
from tests.meetings.convening import HELD, Room, asked
from tests.meetings.refusing import refused

pytestmark = pytest.mark.django_db
ONE_DAY = timedelta(days=1)
DUE = HELD + timedelta(days=14)
NEXT = date(2024, 8, 20)
LONG_AFTER = date(2026, 1, 1)


def following(room, *kinds):
    """The next meeting about the person, to which agencies are invited."""
    meeting = room.place(panel=room.plan(NEXT))
    room.invite(meeting, *kinds or ("education",))
    return meeting


def complete(room, action, on, user=None):
    return actions.complete_action(
        action=action,
        on=on,
        evidence="A letter.",
        user=user or room.co_ordinator,
        asked=asked(on, V51="The landlord was away."),
    )


def carried(meeting):
    found = content_of(Meeting.objects.get(pk=meeting.pk))["earlier_actions"]
    return [(each["text"], each["state"], each["given"]) for each in found]


def sees(user, action, on=NEXT):
    return Action.objects.visible_to(user, on=on).filter(pk=action.pk).exists()


@pytest.mark.parametrize(
    ("due_on", "state"), [(NEXT - ONE_DAY, "overdue"), (NEXT, "open"), (NEXT + ONE_DAY, "open")]
)
def test_an_open_action_comes_to_the_next_meeting_and_to_whom_it_invites(due_on, state):
    room = Room()
    action = room.act(room.held(), due_on=due_on)
    later, member = following(room), room.member("education")

    assert carried(later) == [("Find a room", state, "2024-05-21")]
    assert sees(member, action)
    assert not sees(room.member("prison"), action)


@pytest.mark.parametrize(("on", "comes"), [(NEXT - ONE_DAY, False), (NEXT + ONE_DAY, True)])
def test_an_action_that_ended_before_the_day_of_the_meeting_does_not_come(on, comes):
    room = Room()
    meeting = room.held()
    done, cancelled = room.act(meeting), room.act(meeting)
    later, member = following(room), room.member("education")
    complete(room, done, on)
    actions.cancel_action(
        action=cancelled, on=on, reason="Moved.", user=room.co_ordinator, asked=asked(on)
    )

    assert len(carried(later)) == (2 if comes else 0)
    assert [sees(member, each) for each in (done, cancelled)] == [comes, comes]


def test_what_ended_on_the_day_of_the_meeting_comes_with_what_became_of_it():
    room = Room()
    meeting = room.held()
    done, replaced, cancelled, left = (
        room.act(meeting, text=text) for text in ("done", "replaced", "cancelled", "left")
    )
    later, member = following(room, "housing", "education"), room.member("education")
    complete(room, done, NEXT)
    actions.cancel_action(
        action=cancelled, on=NEXT, reason="Moved.", user=room.co_ordinator, asked=asked(NEXT)
    )
    actions.replace_action(
        action=replaced,
        meeting=later,
        wanted=actions.Wanted(
            "anew", "As before.", "supervision", default_agency("housing"), "Pat Rook", LONG_AFTER
        ),
        user=room.minute_taker,
        asked=asked(NEXT),
    )

    assert {text: state for text, state, _ in carried(later)} == {
        "done": "done late",
        "replaced": "replaced",
        "cancelled": "cancelled",
        "left": "overdue",
    }
    assert all(sees(member, each) for each in (done, replaced, cancelled, left))


def test_a_cancelled_meeting_takes_up_nothing():
    room = Room()
    action = room.act(room.held())
    later, member = following(room), room.member("education")
    assert sees(member, action)

    convening.cancel_meeting(
        meeting=later, on=NEXT, reason="Flood.", user=room.co_ordinator, asked=asked(NEXT)
    )

    assert not sees(member, action)


def test_an_action_of_somebody_else_does_not_come():
    room = Room()
    room.act(room.held(room.place(room.case(), at=11)))

    assert carried(following(room)) == []


def test_an_agency_completes_its_own_action_after_its_sight_of_the_case_ended():
    room = Room()
    meeting = room.held()
    action = room.act(meeting)
    room.issued(meeting)
    member, other = room.member("housing"), room.member("probation")
    assert not Meeting.objects.visible_to(member, on=LONG_AFTER).exists()

    assert sees(member, action, LONG_AFTER)
    with refused("There is no such action"):
        complete(room, action, LONG_AFTER, user=other)
    with refused("There is no such action"):
        complete(room, action, LONG_AFTER, user=room.member("housing", Role.AUDITOR))
    complete(room, action, LONG_AFTER, user=member)

    assert (action.completed_on, action.explanation) == (LONG_AFTER, "The landlord was away.")


def test_of_a_restricted_case_an_agency_does_not_even_see_its_own_action():
    room = Room()
    action, member = room.act(room.held()), room.member("housing")
    access.restrict_case(
        nominal=room.person,
        viewers={room.member("prison"): "investigates"},
        on=HELD,
        reason="police staff",
        asked=asked(HELD),
    )

    assert not sees(member, action, HELD)
    with refused("There is no such action"):
        complete(room, action, HELD, user=member)


def test_the_plan_in_force_is_taken_up_by_the_next_meeting_and_seen_by_whom_it_invites():
    room = Room()
    first = room.held()
    kept, ended = room.enter(first, text="kept"), room.enter(first, text="ended")
    later, member = following(room), room.member("education")
    planning.end_plan_entry(meeting=later, entry=ended, user=room.minute_taker, asked=asked(NEXT))
    room.enter(later, text="begun", starts_on=NEXT + ONE_DAY, review_on=LONG_AFTER)

    plan = content_of(Meeting.objects.get(pk=later.pk))["plan"]

    assert [(each["text"], each["is_new"]) for each in plan] == [("kept", False), ("begun", True)]
    seen = PlanEntry.objects.visible_to(member, on=NEXT)
    assert kept in seen
    assert ended not in seen


def test_a_trigger_that_an_earlier_meeting_set_is_not_new_to_the_next():
    room = Room()
    trigger = {
        "sign": "He drinks.",
        "response": "A visit.",
        "agency": default_agency("police"),
        "owner": "Kim Wren",
    }
    first = room.held()
    planning.add_trigger(meeting=first, user=room.minute_taker, asked=asked(HELD), **trigger)

    for meeting, is_new in ((first, True), (following(room), False)):
        (found,) = content_of(Meeting.objects.get(pk=meeting.pk))["triggers"]
        assert found["is_new"] is is_new


def test_content_says_what_was_recorded_in_the_order_of_the_agenda():
    room = Room(given_names="Ada", family_name="Example", pnc_id="2000/7654321Z")
    meeting = room.ready()
    invitation = meeting.invitations.get(agency=default_agency("housing"))
    attendance.submit_report(
        invitation=invitation,
        author="Kim Wren",
        text="All is well.",
        on=HELD,
        user=room.co_ordinator,
        asked=asked(HELD),
    )
    room.close(meeting)
    for topic in (Topic.RISK, Topic.SUMMARY):
        room.write(meeting, topic=topic)
    room.enter(meeting)
    room.act(meeting)
    planning.add_trigger(
        meeting=meeting,
        sign="He drinks.",
        response="A visit.",
        agency=default_agency("police"),
        owner="Kim Wren",
        user=room.minute_taker,
        asked=asked(HELD),
    )

    content = content_of(meeting, MinutesDraft.objects.get())

    assert (content["version"], content["meeting"]) == (1, str(meeting.public_id))
    assert content["person"]["name"] == "EXAMPLE, Ada"
    assert [value for _, value in content["person"]["identifiers"]] == ["2000/7654321Z"]
    assert (content["person"]["level"], content["person"]["lead"]) == ("Level 2", "Police")
    assert content["sitting"]["on"] == "2024-05-21"
    assert content["sitting"]["is_closed"]
    assert [each["topic"] for each in content["passages"]] == [
        "Summary of the case",
        "Assessment of risk",
    ]
    assert [each["outcome"] for each in content["invited"]] == ["Attended"] * 3
    assert content["reports"] == [
        {
            "agency": default_agency("housing").name,
            "author": "Kim Wren",
            "text": "All is well.",
        }
    ]
    assert [each["kind"] for each in content["decisions"]][:2] == ["Level", "Category check"]
    assert [len(content["plan"]), len(content["triggers"])] == [1, 1]
    assert content["plan"][0]["is_new"]
    assert content["triggers"][0]["is_new"]
    assert [each["due"] for each in content["actions"]] == ["2024-06-04"]
    assert content["next_review_on"] == "2024-09-10"


def test_an_entry_says_on_which_condition_it_rests():
    room = Room()
    order = OrderFactory(nominal=room.person, made_on=date(2024, 3, 1))
    known = {"valid_from": HELD, "recorded_from": RECORDED, "recorded_in": 1}
    of_order = Condition.objects.create(order=order, kind="prohibition", text="No park.", **known)
    of_licence = LicenceCondition.objects.create(
        licence=LicenceFactory(nominal=room.person), text="To live where directed.", **known
    )
    meeting = room.place()
    room.enter(meeting)
    room.enter(meeting, order_condition=of_order)
    room.enter(meeting, licence_condition=of_licence)

    assert [each["condition"] for each in content_of(meeting)["plan"]] == [
        "",
        f"{order.get_kind_display()} of 1 March 2024: No park.",
        "Licence: To live where directed.",
    ]


def test_content_of_a_case_that_nobody_leads_names_no_lead():
    room = Room()
    meeting = room.place()
    LeadAgencyPeriod.objects.update(agency=default_agency("prison"))
    assert content_of(meeting)["person"]["lead"] == default_agency("prison").name

    LeadAgencyPeriod.objects.update(valid_to=HELD, ends=HELD)

    assert content_of(meeting)["person"]["lead"] == ""


def test_a_digest_is_the_same_for_the_same_content_and_no_other():
    room = Room()
    meeting = room.held()
    before = content_of(meeting)
    assert digest_of(before) == digest_of(content_of(Meeting.objects.get(pk=meeting.pk)))

    room.act(meeting)

    assert digest_of(content_of(meeting)) != digest_of(before)
    assert digest_of({"a": "\ud800"}) != digest_of({"a": "x"})
