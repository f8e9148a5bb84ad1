"""Who may act on a meeting, on which version; what one may not see does not exist."""

from datetime import timedelta

import pytest

from agencies.choices import Role
from core.models import AuditEntry
from core.refusing import Outdated
from meetings.choices import Answer, DecisionKind, Outcome
from meetings.models import Meeting
from meetings.services import attendance, convening, deciding, inviting, minutes
from nominals.models import LevelMeeting
from nominals.services.acts import Asked
from tests.factories.agencies import MembershipFactory, UserFactory, area, default_agency
from tests.meetings.convening import HELD, Room, asked
from tests.meetings.refusing import refused

pytestmark = pytest.mark.django_db
NO_MEETING = "^\\['There is no such meeting.'\\]$"


def acts_on(meeting, invitation, user, at):
    """Every act that an invited agency, a chair or a minute taker could try."""
    common = {"user": user, "asked": at}
    return {
        "record_attendance": lambda: attendance.record_attendance(
            invitation=invitation, outcome=Outcome.APOLOGIES, **common
        ),
        "submit_report": lambda: attendance.submit_report(
            invitation=invitation, author="K. Wren", text="All is well.", on=HELD, **common
        ),
        "acknowledge": lambda: attendance.acknowledge_confidentiality(meeting=meeting, **common),
        "decide": lambda: deciding.decide(
            meeting=meeting,
            kind=DecisionKind.LEVEL,
            answer=Answer.LEVEL_2,
            reason="It was weighed.",
            **common,
        ),
        "close": lambda: deciding.close_meeting(meeting=meeting, **common),
        "write": lambda: minutes.write_passage(
            meeting=meeting, topic="summary", text="It was said.", **common
        ),
        "approve": lambda: minutes.approve_minutes(meeting=meeting, **common),
        "issue": lambda: minutes.issue_minutes(meeting=meeting, **common),
        "cancel": lambda: convening.cancel_meeting(
            meeting=meeting, on=HELD, reason="Nobody can come.", **common
        ),
        "invite": lambda: inviting.invite(
            meeting=meeting, agencies=[default_agency("prison")], **common
        ),
    }


def words(act):
    with pytest.raises(Exception) as raised:  # noqa: PT011 (compared below, word by word)
        act()
    return type(raised.value), list(raised.value)


def test_an_agency_that_is_not_invited_learns_of_no_meeting_by_any_act():
    room = Room()
    meeting = room.ready()
    stranger = room.member("education")

    for act in acts_on(meeting, meeting.invitations.first(), stranger, asked(HELD)).values():
        with refused(NO_MEETING):
            act()


def test_a_meeting_that_is_hidden_is_refused_in_the_words_of_one_that_does_not_exist():
    room = Room()
    meeting = room.ready()
    invitation = meeting.invitations.first()
    hidden = acts_on(meeting, invitation, room.member("education"), asked(HELD))
    refusals = {name: words(act) for name, act in hidden.items()}

    Meeting._base_manager.filter(pk=meeting.pk).update(recorded_to=asked(HELD).at)

    gone = acts_on(meeting, invitation, room.co_ordinator, asked(HELD))
    assert {name: words(act) for name, act in gone.items()} == refusals


@pytest.mark.parametrize(
    "role", [Role.LAY_ADVISER, Role.AUDITOR, Role.STATISTICIAN, Role.BOARD_MEMBER]
)
def test_a_role_that_never_writes_does_nothing_although_its_agency_is_invited(role):
    room = Room()
    meeting = room.ready()
    invitation = meeting.invitations.get(agency=default_agency("housing"))
    reader = room.member("housing", role)
    assert Meeting.objects.visible_to(room.member("housing"), on=HELD).exists()
    assert not Meeting.objects.visible_to(reader, on=HELD).exists()

    for act in acts_on(meeting, invitation, reader, asked(HELD)).values():
        with refused("There is no such meeting"):
            act()


def test_an_invited_agency_keeps_no_record_of_the_meeting_and_writes_for_no_other():
    room = Room()
    meeting = room.ready()
    invitation = meeting.invitations.get(agency=default_agency("probation"))

    for name, act in acts_on(meeting, invitation, room.member("housing"), asked(HELD)).items():
        writes = name in ("record_attendance", "submit_report")
        with refused("for another agency: ask that agency" if writes else "Only .* may"):
            act()


@pytest.mark.parametrize("part", ["minute_taker", "chair"])
def test_only_the_co_ordinator_cancels_and_invites(part):
    room = Room()
    meeting = room.ready()
    acts = acts_on(meeting, meeting.invitations.first(), getattr(room, part), asked(HELD))

    for name in ("cancel", "invite"):
        with refused("Only the co-ordinator may"):
            acts[name]()


def test_the_minute_taker_does_not_close_a_meeting():
    room = Room()
    meeting = room.ready()

    with refused("Only the co-ordinator or the chair may close the meeting"):
        deciding.close_meeting(meeting=meeting, user=room.minute_taker, asked=asked(HELD))


def test_of_two_people_closing_one_meeting_the_second_is_refused():
    room = Room()
    meeting = room.ready()
    theirs = Meeting.objects.get(pk=meeting.pk)
    room.close(meeting)

    with refused("The meeting was closed on 2024-05-21 already"):
        deciding.close_meeting(meeting=theirs, user=room.co_ordinator, asked=asked(HELD))

    assert LevelMeeting.objects.count() == 1
    assert AuditEntry.objects.filter(act="close_meeting").count() == 1


def test_of_two_people_closing_the_version_they_read_the_second_learns_who_was_first():
    room = Room()
    meeting = room.ready()
    read = meeting.version
    mine = Asked(by="A. Chair", at=asked(HELD).at, expected_version=read)
    deciding.close_meeting(meeting=meeting, user=room.chair, asked=mine)

    with refused("A. Chair did “close_meeting” at .*, after you read", kind=Outdated) as raised:
        deciding.close_meeting(
            meeting=Meeting.objects.get(pk=meeting.pk),
            user=room.co_ordinator,
            asked=Asked(by="ann", at=asked(HELD).at + timedelta(minutes=1), expected_version=read),
        )
    assert raised.value.version == meeting.version


def test_every_act_on_a_meeting_gives_it_the_version_of_its_entry_in_the_log():
    room = Room()
    meeting = room.place()
    entry = AuditEntry.objects.get(act="place_meeting")
    assert (meeting.version, entry.detail) == (entry.pk, entry.detail)

    room.invite(meeting)

    entry = AuditEntry.objects.get(act="send_invitations")
    assert meeting.version == entry.pk == Meeting.objects.get().version
    assert entry.detail == {"meeting": str(meeting.public_id)}
    assert entry.object_id == str(room.person.pk)


def test_the_co_ordinator_of_the_area_of_the_case_acts_at_a_panel_of_another():
    room = Room()
    meeting = room.place()
    co_ordinator = MembershipFactory(
        user=UserFactory(), agency=default_agency("police", "kent"), area=area("kent")
    ).user

    with refused(NO_MEETING):
        inviting.invite(
            meeting=meeting,
            agencies=[default_agency("housing")],
            user=co_ordinator,
            asked=asked(),
        )
