"""Invitations, attendance and agencies' reports."""

from datetime import date, timedelta

import pytest

from agencies.choices import Role
from core.models import AuditEntry
from meetings.choices import Outcome
from meetings.models import AgencyReport, Attendance, CoreMembership, Invitation
from meetings.services import attendance, inviting
from nominals.models import Alias
from tests.factories.agencies import area, default_agency
from tests.factories.nominals import RECORDED
from tests.meetings.convening import HELD, PLACED, Room, asked
from tests.meetings.refusing import codes, refused

pytestmark = pytest.mark.django_db
ONE_DAY = timedelta(days=1)
CAME = {"outcome": Outcome.ATTENDED, "name": "Kim Wren", "grade": "Inspector"}


def came(room, invitation, *, on=HELD, user=None, **values):
    return attendance.record_attendance(
        invitation=invitation, user=user or room.chair, asked=asked(on), **CAME | values
    )


def report(room, invitation, *, user=None, on=PLACED, **values):
    values = {"author": " K. Wren ", "text": " All is well. "} | values
    return attendance.submit_report(
        invitation=invitation,
        on=asked(on).day,
        user=user or room.co_ordinator,
        asked=asked(on),
        **values,
    )


def withdraw(room, invitation, on=PLACED):
    return inviting.withdraw_invitation(
        invitation=invitation, on=asked(on).day, user=room.co_ordinator, asked=asked(on)
    )


def test_an_agency_is_put_on_the_list_and_learns_of_it_when_invitations_are_sent():
    room = Room()
    meeting = room.place()

    (invitation,) = inviting.invite(
        meeting=meeting,
        agencies=[default_agency("housing")],
        wants_report=True,
        user=room.co_ordinator,
        asked=asked(),
    )
    assert (invitation.sent_on, invitation.wants_report) == (None, True)
    inviting.send_invitations(
        meeting=meeting, on=PLACED.date(), user=room.co_ordinator, asked=asked()
    )

    invitation.refresh_from_db()
    assert invitation.sent_on == PLACED.date()
    assert AuditEntry.objects.filter(act__in=["invite", "send_invitations"]).count() == 2


def test_an_agency_is_invited_once():
    room = Room()
    meeting = room.place()
    room.invite(meeting, "housing")

    with refused("The agency is invited to this meeting already"):
        room.invite(meeting, "housing")
    withdraw(room, Invitation.objects.get())

    assert room.invite(meeting, "housing")


def test_the_core_members_of_the_day_are_invited_who_are_not_on_the_list():
    room = Room()
    meeting = room.place()
    with refused("Norfolk has no core members at Level 2 on 2024-05-21"):
        inviting.invite_core(meeting=meeting, user=room.co_ordinator, asked=asked())
    for kind, start, end in (
        ("police", date(2020, 1, 1), None),
        ("housing", HELD, None),
        ("education", HELD + ONE_DAY, None),
        ("probation", date(2020, 1, 1), HELD),
    ):
        CoreMembership.objects.create(
            area=area(), level=2, agency=default_agency(kind), valid_from=start, valid_to=end
        )
    room.invite(meeting, "housing")

    invited = inviting.invite_core(meeting=meeting, user=room.co_ordinator, asked=asked())

    assert [each.agency for each in invited] == [default_agency("police")]
    assert Invitation.objects.count() == 2


@pytest.mark.parametrize(
    ("on", "takes"),
    [
        (PLACED.date() - ONE_DAY, False),
        (PLACED.date(), True),
        (HELD, True),
        (HELD + ONE_DAY, False),
    ],
)
def test_invitations_are_sent_from_the_placing_of_the_meeting_to_today(on, takes):
    room = Room()
    meeting = room.place()
    inviting.invite(
        meeting=meeting,
        agencies=[default_agency("housing")],
        user=room.co_ordinator,
        asked=asked(),
    )

    def send():
        return inviting.send_invitations(
            meeting=meeting, on=on, user=room.co_ordinator, asked=asked(HELD)
        )

    if takes:
        assert [each.sent_on for each in send()] == [on]
        with refused("Every invitation to the meeting was sent already"):
            send()
    else:
        with refused("was placed on 2024-05-01|2024-05-22 is still to come"):
            send()


def test_a_withdrawn_invitation_takes_the_attendance_with_it_and_ends_once():
    room = Room()
    room.invite(room.place(), "housing")
    invitation = Invitation.objects.get()
    came(room, invitation, outcome=Outcome.APOLOGIES, name="", on=PLACED)
    with refused("The invitation was sent on 2024-05-01"):
        withdraw(room, invitation, on=PLACED.date() - ONE_DAY)

    withdraw(room, invitation, on=HELD)

    assert invitation.withdrawn_on == HELD
    assert not Attendance.objects.exists()
    assert Attendance.history.count() == 1
    assert AuditEntry.objects.filter(act="withdraw_invitation").count() == 1
    with refused("The invitation was withdrawn on 2024-05-21 already"):
        withdraw(room, invitation, on=HELD)
    with refused("The agency is not invited to the meeting"):
        came(room, invitation)
    with refused("The agency is not invited to the meeting"):
        report(room, invitation)


def test_attendance_is_recorded_with_name_grade_and_seniority_and_may_be_corrected():
    room = Room()
    room.invite(room.place(), "housing")
    invitation = Invitation.objects.get()

    came(room, invitation, is_senior_enough=True)
    came(room, invitation, outcome=Outcome.DEPUTY, name=" Pat Rook ", is_senior_enough=False)

    attendance = Attendance.objects.get()
    assert (attendance.outcome, attendance.name, attendance.grade) == (
        "deputy",
        "Pat Rook",
        "Inspector",
    )
    assert attendance.is_senior_enough is False
    assert Attendance.history.count() == 2
    assert AuditEntry.objects.filter(act="record_attendance").count() == 2


def test_an_agency_records_its_own_attendance_and_does_not_say_whether_it_is_senior_enough():
    room = Room()
    room.invite(room.place(), "housing", "prison")
    own, other = Invitation.objects.order_by("pk")
    member = room.member("housing")

    came(room, own, user=member, is_senior_enough=True)

    assert Attendance.objects.get().is_senior_enough is None
    with refused("Nobody may record attendance for another agency"):
        came(room, other, user=member)
    with refused("There is no such meeting"):
        came(room, own, user=room.member("housing", Role.LAY_ADVISER))


@pytest.mark.parametrize(
    ("outcome", "before_the_day"),
    [
        (Outcome.ATTENDED, False),
        (Outcome.DEPUTY, False),
        (Outcome.NO_SHOW, False),
        (Outcome.APOLOGIES, True),
        (Outcome.REPORT_ONLY, True),
        (Outcome.NOT_REQUIRED, True),
    ],
)
def test_before_the_day_of_the_meeting_nobody_has_come(outcome, before_the_day):
    room = Room()
    room.invite(room.place(), "housing")
    invitation = Invitation.objects.get()
    values = {"outcome": outcome, "name": "Kim" if outcome in ("attended", "deputy") else ""}

    if not before_the_day:
        with refused("nobody may say who came before that day"):
            came(room, invitation, on=HELD - ONE_DAY, **values)
        assert came(room, invitation, on=HELD, **values)
    else:
        assert came(room, invitation, on=HELD - ONE_DAY, **values)


@pytest.mark.parametrize("name", ["Ada Zoë Example", "EXAMPLE, Zoe Ada", "Nora O\u2019Quill"])
def test_the_person_is_no_attendee_under_any_name_or_alias(name):
    room = Room(given_names="Ada Zoë", family_name="Example")
    Alias.objects.create(
        nominal=room.person,
        given_names="Nora",
        family_name="O'Quill",
        recorded_from=RECORDED,
        recorded_in=1,
    )
    room.invite(room.place(), "housing")

    with refused("The person whom a meeting is about never attends it") as raised:
        came(room, Invitation.objects.get(), name=name)
    assert codes(raised) == {"name": ["V52"]}


def test_of_a_closed_meeting_somebody_attended_and_issued_minutes_stand():
    room = Room()
    meeting = room.place()
    room.invite(meeting, "housing", "police")
    room.held(meeting)
    first, second = Invitation.objects.order_by("pk")

    came(room, first, outcome=Outcome.NO_SHOW, name="")
    with refused("no other agency attended: record first who did") as raised:
        came(room, second, outcome=Outcome.NO_SHOW, name="")
    assert codes(raised) == {"outcome": ["V42"]}
    room.issued(meeting)
    with refused("Version 1 of the minutes is issued and never changes"):
        came(room, first)


def test_an_agency_reports_in_writing_until_the_meeting_is_closed():
    room = Room()
    meeting = room.place()
    room.invite(meeting)
    invitation = meeting.invitations.get(agency=default_agency("housing"))

    report(room, invitation, user=room.member("housing"))

    stored = AgencyReport.objects.get()
    assert (stored.author, stored.text, stored.received_on) == (
        "K. Wren",
        "All is well.",
        PLACED.date(),
    )
    assert AuditEntry.objects.filter(act="submit_report").count() == 1
    with refused("Write what the agency reports"):
        report(room, invitation, text=" ")
    with refused("Name who wrote the report"):
        report(room, invitation, author="")
    room.held(meeting)
    with refused("The meeting was closed on 2024-05-21 already"):
        report(room, invitation, on=HELD)


def test_an_invitation_that_was_not_sent_takes_no_report():
    room = Room()
    (invitation,) = inviting.invite(
        meeting=room.place(),
        agencies=[default_agency("housing")],
        user=room.co_ordinator,
        asked=asked(),
    )

    with refused("There is no such meeting"):
        report(room, invitation, user=room.member("housing"))
    with refused("send it an invitation first"):
        report(room, invitation)


def test_the_statement_is_acknowledged_on_the_day_of_the_meeting_or_later():
    room = Room()
    meeting = room.place()

    def acknowledge(on):
        return attendance.acknowledge_confidentiality(
            meeting=meeting, user=room.minute_taker, asked=asked(on)
        )

    with refused("nobody may record the statement before that day"):
        acknowledge(HELD - ONE_DAY)
    assert acknowledge(HELD).is_confidentiality_acknowledged
    room.held(meeting)
    with refused("The meeting was closed"):
        acknowledge(HELD)
