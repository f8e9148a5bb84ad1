"""What a meeting decides, and its closing: what is stored, what is refused, what asks a reason."""

from datetime import timedelta

import pytest

from core.models import AuditEntry
from core.refusing import NeedsReason
from meetings.choices import Answer, DecisionKind, Outcome
from meetings.models import Decision, Meeting
from meetings.rules.deciding import Disclosing
from meetings.services import attendance, convening, deciding, inviting
from meetings.services.panels import Conduct
from nominals.choices import Basis
from nominals.models import EligibilityPeriod, GivenReason, LevelMeeting, LevelPeriod
from tests.factories.agencies import default_agency
from tests.factories.nominals import FlagFactory
from tests.meetings.convening import HELD, Room, asked
from tests.meetings.refusing import codes, refused

pytestmark = pytest.mark.django_db
ONE_DAY = timedelta(days=1)
LATEST = HELD + timedelta(weeks=16)


def decide(room, meeting, kind=DecisionKind.LEVEL, answer=Answer.LEVEL_2, *, on=HELD, **more):
    values = {"reason": " It was weighed. ", "user": room.chair, "asked": asked(on)} | more
    return deciding.decide(meeting=meeting, kind=kind, answer=answer, **values)


def test_a_decision_is_kept_with_its_reason_and_may_be_changed_until_the_meeting_is_closed():
    room = Room()
    meeting = room.place()

    decide(room, meeting, answer=Answer.LEVEL_3)
    decide(room, meeting, user=room.minute_taker)

    decision = Decision.objects.get()
    assert (decision.answer, decision.reason) == ("level_2", "It was weighed.")
    assert decision.level_period is None
    assert Decision.history.count() == 2
    entries = AuditEntry.objects.filter(act="decide")
    assert [each.purpose for each in entries] == [" It was weighed. "] * 2
    assert LevelPeriod.objects.get().level == 2
    room.held(meeting)
    with refused("The meeting was closed on 2024-05-21 already: nobody may record a decision"):
        decide(room, meeting)


def test_a_disclosure_keeps_its_details_and_loses_them_with_the_answer():
    room = Room()
    meeting = room.place()
    details = Disclosing("The head of a school", "The conviction", "DC Wren", HELD, True, False)

    decide(room, meeting, DecisionKind.DISCLOSURE, Answer.DISCLOSE, disclosing=details)

    decision = Decision.objects.get()
    assert (decision.to_whom, decision.what) == ("The head of a school", "The conviction")
    assert (decision.by_whom, decision.due_on) == ("DC Wren", HELD)
    assert (decision.is_person_told, decision.is_agreement_signed) == (True, False)
    decide(room, meeting, DecisionKind.DISCLOSURE, Answer.NOT_NOW)
    decision.refresh_from_db()
    assert (decision.to_whom, decision.due_on, decision.is_person_told) == ("", None, None)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"on": HELD - ONE_DAY}, "nobody may record a decision before that day"),
        ({"reason": " "}, "V48: Say why"),
        ({"answer": Answer.DISCLOSE}, "“Level” is decided by one of"),
        ({"answer": Answer.LEAVES}, "V46: The person stays in MAPPA by Sexual offence"),
        ({"kind": DecisionKind.DISCLOSURE, "answer": Answer.NOT_NOW, "reason": ""}, "V44: Say why"),
        ({"kind": DecisionKind.DISCLOSURE, "answer": Answer.DISCLOSE}, "Say to whom"),
    ],
)
def test_a_decision_is_refused(values, sentence):
    room = Room()
    meeting = room.place()

    with refused(sentence):
        decide(room, meeting, **values)


def test_no_level_is_decided_against_the_category():
    room = Room(basis=Basis.DECISION)
    meeting = room.ready()

    with refused("Category 3 is not managed at Level 1") as raised:
        decide(room, meeting, answer=Answer.LEVEL_1)
    assert codes(raised) == {"answer": ["V1"]}


def test_a_category_that_changed_after_the_decision_keeps_the_meeting_from_closing():
    room = Room()
    meeting = room.ready(level=Answer.LEVEL_1)
    EligibilityPeriod.objects.update(basis=Basis.DECISION, category=3)

    with refused("Category 3 is not managed at Level 1"):
        room.close(meeting)


@pytest.mark.parametrize("ended_on", [HELD - ONE_DAY, HELD, HELD + ONE_DAY])
def test_nothing_is_decided_about_somebody_who_left(ended_on):
    room = Room()
    meeting = room.ready()
    EligibilityPeriod.objects.update(valid_to=ended_on, ends=ended_on)

    if ended_on > HELD:
        assert decide(room, meeting)
    else:
        with refused("The person is in no category on 2024-05-21 and has left MAPPA"):
            decide(room, meeting)
        with refused("The person is in no category on 2024-05-21 and has left MAPPA"):
            room.close(meeting)


@pytest.mark.parametrize("died_on", [HELD - ONE_DAY, HELD, HELD + ONE_DAY])
def test_nothing_is_decided_about_somebody_who_died(died_on):
    room = Room()
    meeting = room.ready()
    room.person.died_on = died_on
    room.person.save()

    if died_on > HELD:
        assert decide(room, meeting, on=HELD + ONE_DAY)
    else:
        for act in (decide, lambda room, meeting: room.close(meeting)):
            with refused(f"The person died on {died_on}: cancel the meeting"):
                act(room, meeting)


def test_a_cancelled_meeting_decides_nothing_and_is_not_closed():
    room = Room()
    meeting = room.ready()
    convening.cancel_meeting(
        meeting=meeting, on=HELD, reason="Recalled.", user=room.co_ordinator, asked=asked(HELD)
    )

    with refused("The meeting was cancelled on 2024-05-21: nobody may record a decision"):
        decide(room, meeting, user=room.co_ordinator)
    with refused("The meeting was cancelled on 2024-05-21: nobody may close the meeting"):
        deciding.close_meeting(meeting=meeting, user=room.co_ordinator, asked=asked(HELD))


def test_a_closed_meeting_counts_and_says_when_the_next_review_is_due():
    room = Room()

    meeting = room.held()

    stored = Meeting.objects.closed().get()
    assert (stored.closed_on, stored.next_review_on) == (HELD, LATEST)
    counted = LevelMeeting.objects.get()
    assert (counted.nominal, counted.meeting_id) == (room.person, meeting.pk)
    assert (counted.held_on, counted.level, counted.next_review_on) == (HELD, 2, LATEST)
    entry = AuditEntry.objects.get(act="close_meeting")
    assert counted.recorded_in == meeting.version == entry.pk
    assert not GivenReason.objects.exists()


def test_a_meeting_may_be_closed_by_the_co_ordinator_and_later_than_it_sat():
    room = Room()
    meeting = room.ready()

    with refused("nobody may close the meeting before that day"):
        room.close(meeting, on=HELD - ONE_DAY)
    deciding.close_meeting(
        meeting=meeting, user=room.co_ordinator, asked=asked(HELD + timedelta(days=3))
    )

    assert meeting.closed_on == HELD + timedelta(days=3)
    assert LevelMeeting.objects.get().held_on == HELD


def test_a_meeting_is_not_closed_without_what_it_needs():
    room = Room()
    meeting = room.place()
    room.invite(meeting)
    convening.appoint(meeting=meeting, conduct=Conduct(), user=room.co_ordinator, asked=asked(HELD))

    with refused(None) as raised:
        deciding.close_meeting(meeting=meeting, user=room.co_ordinator, asked=asked(HELD))

    assert codes(raised) == {
        "chair": ["V42"],
        "minute_taker": ["V42"],
        "attendance": ["V42"],
        "disclosure": ["V44"],
        "level": ["V46"],
    }


def test_a_meeting_that_nobody_attended_is_not_closed():
    room = Room()
    meeting = room.ready()
    room.attend(meeting, Outcome.APOLOGIES)

    with refused("No agency attended: cancel the meeting, or record who came"):
        room.close(meeting)


def test_an_invitation_that_was_not_sent_or_was_withdrawn_needs_no_outcome():
    room = Room()
    meeting = room.place()
    room.invite(meeting, "police", "housing")
    inviting.withdraw_invitation(
        invitation=meeting.invitations.get(agency=default_agency("housing")),
        on=HELD,
        user=room.co_ordinator,
        asked=asked(HELD),
    )
    inviting.invite(
        meeting=meeting,
        agencies=[default_agency("prison")],
        user=room.co_ordinator,
        asked=asked(HELD),
    )
    attendance.record_attendance(
        invitation=meeting.invitations.get(agency=default_agency("police")),
        outcome=Outcome.ATTENDED,
        name="Kim Wren",
        user=room.chair,
        asked=asked(HELD),
    )
    attendance.acknowledge_confidentiality(meeting=meeting, user=room.chair, asked=asked(HELD))
    room.decide(meeting)

    assert room.close(meeting).closed_on == HELD


WARNED = {
    "V43": "may not chair at Level 2",
    "V45": "statement was not acknowledged",
    "V78": "flagged as not to be told",
    "V79": "closed while ViSOR is not updated",
}


def warned_meeting(room):
    """A meeting to which every rule that asks a reason has something to say, but for V41."""
    meeting = room.place()
    room.invite(meeting)
    room.attend(meeting)
    room.decide(meeting, visor=Answer.VISOR_NOT_UPDATED)
    FlagFactory(nominal=room.person, kind="do_not_tell")
    convening.appoint(
        meeting=meeting,
        conduct=Conduct(room.chair, "Constable", room.minute_taker),
        user=room.co_ordinator,
        asked=asked(HELD),
    )
    return meeting


def test_what_warns_asks_a_reason_and_the_reason_is_kept():
    room = Room()
    meeting = warned_meeting(room)

    with refused(None, kind=NeedsReason) as raised:
        room.close(meeting)
    assert {each.rule for each in raised.value.warnings} == set(WARNED)
    with refused(None, kind=NeedsReason) as raised:
        room.close(meeting, reasons=dict.fromkeys(WARNED, "It was urgent.") | {"V45": " "})
    assert [each.rule for each in raised.value.warnings] == ["V45"]

    room.close(meeting, reasons={rule: f"Because of {rule}" for rule in WARNED})

    kept = {each.rule: each for each in GivenReason.objects.all()}
    assert {rule: each.reason for rule, each in kept.items()} == {
        rule: f"Because of {rule}" for rule in WARNED
    }
    assert all(WARNED[rule] in each.sentence for rule, each in kept.items())
    assert {each.act for each in kept.values()} == {meeting.version}


@pytest.mark.parametrize("days", [-1, 0, 1])
def test_a_next_review_after_the_limit_asks_a_reason(days):
    room = Room()
    meeting = room.ready()
    on = LATEST + days * ONE_DAY

    if days > 0:
        with refused("choose 2024-09-10 or an earlier day", kind=NeedsReason):
            room.close(meeting, next_review_on=on)
        room.close(meeting, next_review_on=on, reasons={"V41": "He is in custody until then."})
        assert GivenReason.objects.get().rule == "V41"
    else:
        room.close(meeting, next_review_on=on)
    assert LevelMeeting.objects.get().next_review_on == meeting.next_review_on == on


def test_the_next_review_comes_after_the_meeting_and_none_follows_level_1():
    room = Room()
    meeting = room.ready()

    with refused("The next review comes after the meeting of 2024-05-21"):
        room.close(meeting, next_review_on=HELD)
    decide(room, meeting, answer=Answer.LEVEL_1)
    with refused("No meeting reviews the case at the level decided"):
        room.close(meeting, next_review_on=LATEST)

    assert room.close(meeting).next_review_on is None


def test_at_level_3_whoever_came_is_senior_enough():
    room = Room(level=3)
    meeting = room.ready(level=Answer.LEVEL_3)
    for each in meeting.invitations.all():
        attendance.record_attendance(
            invitation=each,
            outcome=Outcome.ATTENDED,
            name="Kim Wren",
            is_senior_enough=False,
            user=room.chair,
            asked=asked(HELD),
        )

    with refused("Not senior enough for Level 3", kind=NeedsReason):
        room.close(meeting)
    room.close(meeting, reasons={"V43": "The manager was ill."})

    assert LevelMeeting.objects.get().next_review_on == HELD + timedelta(weeks=8)
