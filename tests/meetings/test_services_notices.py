"""Mailboxes are told of invitations and minutes, once, and of nobody."""

from datetime import UTC, date, datetime, time, timedelta
from unittest.mock import patch

import pytest
from django.core import mail
from django.core.mail import EmailMessage

from agencies.models import Mailbox
from core.models import AuditEntry
from meetings.models import Invitation, Minutes, Notice
from meetings.services import convening, inviting, minutes, notices, panels
from meetings.services.panels import Sitting
from nominals.services import access
from tests.factories.agencies import area, default_agency
from tests.meetings.convening import HELD, PLACED, Room, asked

pytestmark = pytest.mark.django_db
CANARY = "Zzyzxcanary"
ONE_DAY = timedelta(days=1)
ON = PLACED.date()
LATER = HELD + timedelta(days=7)


def mailbox(kind="housing", address="housing@norfolk.example", **values):
    values = {
        "area": area(),
        "agency": default_agency(kind),
        "valid_from": date(2020, 1, 1),
    } | values
    return Mailbox.objects.create(address=address, **values)


def send(on=ON):
    return notices.send_notices(on=on, by="timetable", at=datetime.combine(on, time(6, 30), UTC))


def sent():
    """The mails since the last look, as a whole: headers, text and calendar, long lines joined."""
    texts = []
    for each in mail.outbox:
        files = "".join(content for _, content, _ in each.attachments)
        headers = f"{each.subject}\n{each.extra_headers}\n{each.to}"
        texts.append(f"{headers}\n{each.body}\n{files}".replace("\r\n ", ""))
    mail.outbox.clear()
    return texts


def invited(*kinds, **person):
    room = Room(**person)
    meeting = room.place()
    room.invite(meeting, *kinds or ("housing",))
    return room, meeting


def move(room, on=ON):
    return panels.move_panel(
        panel=room.panel,
        sitting=Sitting(LATER, time(14), "the hall"),
        reason="The hall is shut.",
        user=room.co_ordinator,
        asked=asked(on),
    )


def cancel(room, meeting, on=ON):
    return convening.cancel_meeting(
        meeting=meeting, on=on, reason="Recalled.", user=room.co_ordinator, asked=asked(on)
    )


def test_an_agency_is_told_once_of_its_invitation_with_a_calendar_file():
    mailbox()
    invited()

    told = send()

    assert (told.mails, told.without_mailbox, told.failures) == (1, 0, ())
    (text,) = sent()
    assert "OFFICIAL-SENSITIVE: MAPPA meeting in Norfolk: invitation" in text
    assert "Tuesday 21 May 2024, 10:00 to 10:45" in text
    assert "METHOD:REQUEST" in text
    assert "SEQUENCE:0" in text
    assert "DTSTART:20240521T090000Z" in text  # British Summer Time
    notice = Notice.objects.get()
    assert (notice.sequence, notice.is_cancelled) == (0, False)
    entry = AuditEntry.objects.get(act="send_notices")
    assert (entry.operation, entry.recipient) == ("disclosure", "housing@norfolk.example")
    assert send().mails == 0
    assert sent() == []
    assert Notice.objects.count() == 1


def test_nobody_is_told_of_an_invitation_before_it_is_sent():
    mailbox()
    room = Room()
    meeting = room.place()
    inviting.invite(
        meeting=meeting,
        agencies=[default_agency("housing")],
        user=room.co_ordinator,
        asked=asked(),
    )

    assert send().mails == 0


@pytest.mark.parametrize(("on", "mails"), [(HELD - ONE_DAY, 1), (HELD, 1), (HELD + ONE_DAY, 0)])
def test_an_agency_is_told_until_the_day_of_the_meeting(on, mails):
    mailbox()
    invited()

    assert send(on).mails == mails


def test_an_agency_is_told_again_when_the_panel_moves():
    mailbox()
    room, _ = invited()
    send()
    (first,) = sent()
    move(room)

    assert send().mails == 1

    (text,) = sent()
    assert "has another time or place" in text
    assert "Tuesday 28 May 2024, 14:00 to 14:45" in text
    assert "SEQUENCE:1" in text
    uid = [line for line in text.splitlines() if line.startswith("UID:")]
    assert uid == [line for line in first.splitlines() if line.startswith("UID:")]
    assert send().mails == 0


def test_an_agency_is_told_of_the_cancellation_once_and_of_nothing_after_it():
    mailbox()
    room, meeting = invited()
    send()
    sent()
    cancel(room, meeting)

    assert send().mails == 1

    (text,) = sent()
    assert "MAPPA meeting in Norfolk: cancelled" in text
    assert "METHOD:CANCEL" in text
    assert "STATUS:CANCELLED" in text
    assert "SEQUENCE:1" in text
    assert Notice.objects.order_by("-pk").first().is_cancelled
    assert send().mails == 0


def test_an_agency_is_told_that_its_invitation_was_withdrawn():
    mailbox()
    room, _ = invited()
    send()
    sent()
    inviting.withdraw_invitation(
        invitation=Invitation.objects.get(), on=ON, user=room.co_ordinator, asked=asked()
    )
    move(room)

    assert send().mails == 1
    assert "need not come" in sent()[0]
    assert send().mails == 0


def test_what_was_never_told_of_is_not_cancelled():
    mailbox()
    room, meeting = invited()
    cancel(room, meeting)

    assert send().mails == 0


def test_every_mailbox_of_the_agency_in_the_area_is_told_and_no_other():
    mailbox()
    mailbox(address="more@norfolk.example")
    mailbox("prison", "prison@norfolk.example")
    mailbox("housing", "kent@kent.example", area=area("kent"))
    mailbox(address="former@norfolk.example", valid_to=ON)
    invited()

    assert send().mails == 2
    assert [each.to for each in mail.outbox] == [
        ["housing@norfolk.example"],
        ["more@norfolk.example"],
    ]
    assert len({each.extra_headers["Message-ID"] for each in mail.outbox}) == 2


def test_an_agency_without_a_mailbox_is_counted():
    invited("housing", "police")
    mailbox("police", "police@norfolk.example")

    told = send()

    assert (told.mails, told.without_mailbox) == (1, 1)


def test_a_mailbox_that_fails_keeps_no_other_waiting_and_is_told_by_the_next_run():
    for kind in ("housing", "police", "probation"):
        mailbox(kind, f"{kind}@norfolk.example")
    invited("housing", "police", "probation")
    really = EmailMessage.send

    def fail(message, *args, **kwargs):
        if "police" in message.to[0]:
            raise OSError("No route.")
        return really(message, *args, **kwargs)

    with patch.object(EmailMessage, "send", fail):
        told = send()

    assert told.mails == 2
    assert [str(each) for each in told.failures] == ["No route."]
    assert Notice.objects.count() == AuditEntry.objects.filter(act="send_notices").count() == 2
    mail.outbox.clear()
    assert send().mails == 1
    assert [each.to for each in mail.outbox] == [["police@norfolk.example"]]


def test_recipients_are_told_of_minutes_and_of_amended_ones_once():
    mailbox()
    room, meeting = invited("housing")
    send()
    sent()
    room.issued(room.held(meeting))

    assert send(HELD + ONE_DAY).mails == 1
    (text,) = sent()
    assert "Minutes of a MAPPA meeting in Norfolk" in text
    assert send(HELD + ONE_DAY).mails == 0
    minutes.begin_amendment(
        meeting=meeting, reason="A date.", user=room.minute_taker, asked=asked(HELD)
    )
    room.approve(meeting)
    room.issue(meeting)
    assert send(HELD + ONE_DAY).mails == 1
    assert "Amended minutes (version 2)" in sent()[0]


@pytest.mark.parametrize(("days", "mails"), [(89, 1), (90, 1), (91, 0)])
def test_minutes_are_told_of_for_90_days(days, mails):
    mailbox()
    room, meeting = invited("housing")
    room.issued(room.held(meeting))

    assert send(HELD + days * ONE_DAY).mails == mails


def test_nothing_that_is_sent_names_anybody():
    mailbox()
    room, meeting = invited(
        "housing",
        family_name=CANARY,
        given_names=CANARY,
        pnc_id="2000/7654321Z",
        date_of_birth=date(1961, 2, 3),
    )
    send()
    move(room)
    send()
    meeting.refresh_from_db()
    room.issued(room.held(meeting))
    send(LATER + ONE_DAY)
    other = room.place(room.case(family_name=CANARY), panel=room.plan(date(2024, 8, 20)))
    room.invite(other, "housing", on=LATER + ONE_DAY)
    send(LATER + ONE_DAY)
    cancel(room, other, on=LATER + ONE_DAY)
    send(LATER + ONE_DAY)

    texts = sent()
    assert len(texts) == 5
    person = room.person
    hidden = [CANARY.lower(), "7654321", "1961", person.public_id.hex, str(person.public_id)]
    for each in (meeting, other, room.panel, Minutes.objects.get()):
        hidden += [str(each.public_id), each.public_id.hex]
    for text in texts:
        assert [each for each in hidden if each in text.lower()] == []


def test_of_a_restricted_case_nobody_is_told():
    mailbox()
    room, meeting = invited("housing")
    room.issued(room.held(meeting))
    access.restrict_case(
        nominal=room.person,
        viewers={room.co_ordinator: "co-ordinates"},
        on=ON,
        reason="police staff",
        asked=asked(HELD),
    )

    told = send(HELD)

    assert (told.mails, told.without_mailbox) == (0, 0)
    assert not Notice.objects.exists()
