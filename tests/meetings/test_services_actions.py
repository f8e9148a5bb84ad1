"""Actions: given, completed, cancelled and replaced, and by whom."""

from datetime import date, timedelta

import pytest

from agencies.choices import Role
from core.models import AuditEntry
from core.refusing import NeedsReason, Outdated
from meetings.models import Action
from meetings.services import actions, convening
from nominals.models import Duty, GivenReason
from nominals.services.acts import Asked
from tests.factories.agencies import default_agency
from tests.meetings.convening import HELD, Room, asked
from tests.meetings.refusing import codes, refused

pytestmark = pytest.mark.django_db
ONE_DAY = timedelta(days=1)
DUE = HELD + timedelta(days=14)
NEXT = date(2024, 8, 20)


def complete(room, action, *, on=DUE, user=None, evidence=" A letter. ", today=None, **reasons):
    return actions.complete_action(
        action=action,
        on=on,
        evidence=evidence,
        user=user or room.chair,
        asked=asked(today or on, **reasons),
    )


def cancel(room, action, *, on=DUE, user=None, reason="He moved away.", today=None):
    return actions.cancel_action(
        action=action, on=on, reason=reason, user=user or room.chair, asked=asked(today or on)
    )


def owed():
    rows = Duty.objects.filter(kind="meeting_action").order_by("arises_on", "pk")
    return list(rows.values_list("agency__kind", "arises_on", "due_on", "discharged_on"))


def test_an_action_is_given_with_one_owner_and_its_agency_owes_it():
    room = Room()
    meeting = room.place()
    room.invite(meeting)

    action = room.act(meeting, text=" Find a room ", owner=" Pat Rook ")

    assert (action.text, action.owner, action.due_on) == ("Find a room", "Pat Rook", DUE)
    assert (action.agency, action.pillar) == (default_agency("housing"), "supervision")
    assert owed() == [("housing", HELD, DUE, None)]
    assert AuditEntry.objects.get(act="give_action").pk == action.recorded_in == meeting.version


def test_an_action_is_refused():
    room = Room()
    meeting = room.place()
    room.invite(meeting)

    with refused("An action is due after its meeting of 2024-05-21") as raised:
        room.act(meeting, due_on=HELD)
    assert codes(raised) == {"due_on": ["V49"]}
    with refused("V48: Say why the action is needed"):
        room.act(meeting, rationale="")
    with refused("V49: Name the one person who owns the action"):
        room.act(meeting, owner=" ")
    with refused("nobody may give an action before that day"):
        room.act(meeting, on=HELD - ONE_DAY)
    room.issued(room.held(meeting))
    with refused("V47"):
        room.act(meeting)


def test_an_agency_that_was_not_invited_takes_an_action_where_it_agreed():
    room = Room()
    meeting = room.place()
    room.invite(meeting, "police")

    with refused("was not invited to the meeting: say how it agreed", kind=NeedsReason):
        room.act(meeting)
    actions.give_action(
        meeting=meeting,
        wanted=wanted(),
        user=room.minute_taker,
        asked=asked(HELD, V50="By telephone."),
    )

    assert GivenReason.objects.get().reason == "By telephone."


def wanted(**changed):
    values = {
        "text": "Find a room",
        "rationale": "Without one the plan fails.",
        "pillar": "supervision",
        "agency": default_agency("housing"),
        "owner": "Pat Rook",
        "due_on": DUE,
    }
    return actions.Wanted(**values | changed)


@pytest.mark.parametrize("on", [DUE - ONE_DAY, DUE])
def test_an_action_is_completed_in_time_with_evidence(on):
    room = Room()
    meeting = room.place()
    room.invite(meeting)
    action = room.act(meeting)

    complete(room, action, on=on)

    assert (action.completed_on, action.evidence, action.explanation) == (on, "A letter.", "")
    assert owed() == [("housing", HELD, DUE, on)]
    entry = AuditEntry.objects.get(act="complete_action")
    assert entry.detail == {
        "meeting": str(meeting.public_id),
        "action": str(action.public_id),
    }


def test_a_late_action_is_explained():
    room = Room()
    meeting = room.place()
    room.invite(meeting)
    action = room.act(meeting)
    late = DUE + ONE_DAY

    with refused("The action was due on 2024-06-04: say why it is late", kind=NeedsReason):
        complete(room, action, on=late)
    complete(room, action, on=late, V51=" The landlord was away. ")

    assert (action.completed_on, action.explanation) == (late, "The landlord was away.")
    assert GivenReason.objects.get().rule == "V51"


def test_an_action_is_not_completed():
    room = Room()
    meeting = room.place()
    room.invite(meeting)
    action = room.act(meeting)

    with refused("Say what shows that the action is done"):
        complete(room, action, evidence=" ")
    for on, today in ((HELD - ONE_DAY, DUE), (DUE + ONE_DAY, DUE)):
        with refused("The meeting was held on 2024-05-21|2024-06-05 is still to come"):
            complete(room, action, on=on, today=today, V51="x")
    complete(room, action)
    for act in (complete, cancel):
        with refused("The action was completed on 2024-06-04: nobody may"):
            act(room, action)


def test_only_the_agency_of_its_owner_the_chair_and_the_co_ordinator_end_an_action():
    room = Room()
    meeting = room.place()
    room.invite(meeting)
    by_chair, by_co_ordinator, by_agency, cancelled = (room.act(meeting) for _ in range(4))
    member = room.member("housing")

    with refused("Only the co-ordinator or the chair may complete the action"):
        complete(room, by_chair, user=room.minute_taker)
    with refused("Only the co-ordinator or the chair may cancel the action"):
        cancel(room, by_chair, user=room.member("probation"))
    with refused("There is no such action"):
        complete(room, by_chair, user=room.member("housing", Role.LAY_ADVISER))
    with refused("There is no such action"):
        complete(room, by_chair, user=room.member("education"))
    complete(room, by_chair)
    complete(room, by_co_ordinator, user=room.co_ordinator)
    complete(room, by_agency, user=member)
    cancel(room, cancelled, user=member)

    assert Action.objects.filter(completed_on=DUE).count() == 3
    assert Action.objects.filter(cancelled_on=DUE).count() == 1


def test_an_action_that_somebody_else_completed_meanwhile_is_outdated():
    room = Room()
    meeting = room.place()
    room.invite(meeting)
    action = room.act(meeting)
    read = action.recorded_in
    complete(room, Action.objects.get())

    with refused("ann did “complete_action”", kind=Outdated):
        actions.cancel_action(
            action=action,
            on=DUE,
            reason="He moved away.",
            user=room.chair,
            asked=Asked(by="bob", at=asked(DUE).at, expected_version=read),
        )


@pytest.mark.parametrize(
    ("on", "takes"),
    [
        (HELD - ONE_DAY, False),
        (HELD, True),
        (DUE, True),
        (DUE + ONE_DAY, False),
    ],
)
def test_an_action_is_cancelled_from_its_meeting_to_today_with_a_reason(on, takes):
    room = Room()
    meeting = room.place()
    room.invite(meeting)
    action = room.act(meeting)

    with refused("Say why you cancel the action"):
        cancel(room, action, reason=" ")
    if takes:
        cancel(room, action, on=on, today=DUE)
        assert (action.cancelled_on, action.cancelled_because) == (on, "He moved away.")
        assert [row[-1] for row in owed()] == ([] if on == HELD else [on])
        assert AuditEntry.objects.get(act="cancel_action").purpose == "He moved away."
    else:
        with refused("The meeting was held on 2024-05-21|2024-06-05 is still to come"):
            cancel(room, action, on=on, today=DUE)


def replace(room, action, meeting, **changed):
    return actions.replace_action(
        action=action,
        meeting=meeting,
        wanted=wanted(due_on=NEXT + ONE_DAY, **changed),
        user=room.minute_taker,
        asked=asked(NEXT),
    )


def test_an_open_action_is_replaced_at_a_later_meeting_about_the_same_person():
    room = Room()
    meeting = room.held()
    action = room.act(meeting)
    later = room.place(panel=room.plan(NEXT))
    room.invite(later)

    new = replace(room, action, later)

    assert (new.meeting, new.due_on) == (later, NEXT + ONE_DAY)
    assert (action.replaced_by, action.cancelled_on) == (new, NEXT)
    assert action.cancelled_because == "Replaced at the Level 2 meeting of 2024-08-20."
    assert [row[1:] for row in owed()] == [(HELD, DUE, NEXT), (NEXT, NEXT + ONE_DAY, None)]
    with refused("The action was cancelled on 2024-08-20: nobody may replace it"):
        replace(room, action, later)


def test_an_action_is_not_replaced():
    room = Room()
    meeting = room.held()
    action = room.act(meeting)
    panel = room.plan(NEXT)
    later, others = room.place(panel=panel), room.place(room.case(), panel=panel, at=11)
    for each in (later, others):
        room.invite(each)

    with refused("The action is about somebody else"):
        replace(room, action, others)
    with refused("An action is replaced at a later meeting than its own"):
        replace(room, action, meeting)
    with refused("V49"):
        replace(room, action, later, owner="")
    convening.cancel_meeting(
        meeting=later, on=HELD, reason="Recalled.", user=room.co_ordinator, asked=asked(HELD)
    )
    with refused("There is no such meeting|was cancelled"):
        replace(room, action, later)
