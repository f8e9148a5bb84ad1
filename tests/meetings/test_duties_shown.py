"""Who is shown, and who is told of, what a meeting left to do."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail

from agencies.models import Mailbox
from meetings.services import inviting
from nominals.models import Duty, Nominal
from nominals.services.reminders import send_reminders
from tests.factories.agencies import area, default_agency
from tests.meetings.convening import HELD, Room, asked

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
ISSUED = date(2024, 5, 30)


def test_what_a_meeting_left_to_do_is_shown_to_others_only_where_they_owe_it_by_name():
    room = Room()
    members = {kind: room.member(kind) for kind in ("housing", "probation", "education")}
    stranger = room.member("housing", code="suffolk")
    meeting = room.place()
    room.invite(meeting, "police", "probation", "housing")
    room.attend(meeting)
    room.act(meeting)
    room.act(meeting, kind="probation")

    def shown(user, on=HELD):
        found = Duty.objects.due_list(user, on=on)
        return sorted((each.kind, each.agency and each.agency.kind) for each in found)

    of_housing, of_probation = ("meeting_action", "housing"), ("meeting_action", "probation")
    assert shown(members["housing"]) == [of_housing]
    assert shown(members["probation"]) == [of_probation]
    assert shown(room.chair) == [of_probation]  # of the probation service
    assert shown(members["education"]) == shown(stranger) == []
    everything = [
        ("first_meeting", None),
        of_housing,
        of_probation,
        ("minutes_issue", None),
    ]
    assert shown(room.co_ordinator) == everything
    assert shown(room.minute_taker) == [("first_meeting", None)]  # of the police, who lead


@pytest.fixture
def owing():
    """A room, its meeting, and a member of the housing service, which owes an action of it."""
    room = Room()
    member = room.member("housing")
    meeting = room.place()
    room.invite(meeting, "police", "probation", "housing")
    room.ready(meeting)
    room.act(meeting, due_on=date(2024, 12, 31))
    return room, room.close(meeting), member


def counted(user, on):
    return Duty.objects.due_list(user, on=on).count()


@pytest.mark.parametrize("after", [28, 29])
def test_an_agency_is_shown_what_it_owes_also_when_it_no_longer_sees_the_case(owing, after):
    room, meeting, member = owing
    room.issued(meeting, on=ISSUED)
    day = ISSUED + after * DAY

    assert counted(member, day) == 1
    seen = Nominal.objects.visible_to(member, on=day).filter(pk=room.person.pk)
    assert seen.exists() == (after == 28)


def test_an_agency_whose_invitation_is_withdrawn_still_owes_its_action():
    room = Room()
    member = room.member("housing")
    meeting = room.place()
    *_, of_housing = room.invite(meeting)
    room.act(meeting, on=HELD)
    assert counted(member, HELD) == 1

    inviting.withdraw_invitation(
        invitation=of_housing, on=HELD, user=room.co_ordinator, asked=asked(HELD)
    )

    assert counted(member, HELD) == 1
    assert not Nominal.objects.visible_to(member, on=HELD)


def test_of_a_restricted_case_an_invited_agency_is_shown_nothing_it_owes(owing):
    room, _, member = owing
    room.person.is_restricted = True
    room.person.save()

    assert counted(member, HELD) == 0


def test_the_agency_of_an_action_is_reminded_in_its_mailbox(owing):
    kept = {"area": area(), "valid_from": date(2020, 1, 1)}
    Mailbox.objects.create(
        address="housing@norfolk.example", agency=default_agency("housing"), **kept
    )
    Mailbox.objects.create(address="mappa@norfolk.example", **kept)
    at = datetime(2024, 12, 23, 6, 30, tzinfo=UTC)

    send_reminders(on=at.date(), by="timetable", at=at)

    [of_housing] = [each for each in mail.outbox if each.to == ["housing@norfolk.example"]]
    assert "1 x An action of a meeting" in of_housing.body
    assert len(mail.outbox) == 2  # the co-ordinator of the minutes
