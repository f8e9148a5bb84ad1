"""The command that sends notices."""

from io import StringIO
from unittest.mock import patch

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.core.management import CommandError, call_command

from agencies.models import Mailbox
from core.models import AuditEntry
from meetings.models import Notice
from tests.factories.agencies import area, default_agency
from tests.meetings.convening import HELD, PLACED, Room

pytestmark = pytest.mark.django_db
CANARY = "Zzyzxcanary"
ON = PLACED.date()


@pytest.fixture
def invited():
    """The housing and the police are invited to a meeting; the housing has a mailbox."""
    Mailbox.objects.create(
        area=area(),
        agency=default_agency("housing"),
        address="housing@norfolk.example",
        valid_from=ON,
    )
    room = Room(family_name=CANARY)
    room.invite(room.place(), "housing", "police")


def command(on):
    out = StringIO()
    call_command("send_notices", "--on", str(on), stdout=out)
    return out.getvalue()


def test_the_command_sends_once_and_says_how_many(invited):
    assert command(ON).startswith(f"1 mails told of invitations and minutes on {ON}.\n")
    assert command(ON).startswith(f"0 mails told of invitations and minutes on {ON}.\n")

    (sent,) = mail.outbox
    assert sent.to == ["housing@norfolk.example"]
    assert CANARY not in str(sent.message())
    assert AuditEntry.objects.get(act="send_notices").actor.startswith("command:")


@pytest.mark.parametrize(("day", "mails"), [(HELD, 1), (HELD.replace(day=HELD.day + 1), 0)])
def test_the_command_tells_until_the_day_of_the_meeting(invited, day, mails):
    assert command(day).startswith(f"{mails} mails told")


def test_the_command_says_what_nobody_can_be_told_of(invited):
    assert "1 invitations and minutes have no mailbox to be told in." in command(ON)


def test_the_command_fails_where_a_mail_does_and_the_next_run_sends(invited):
    with (
        patch.object(EmailMessage, "send", side_effect=ConnectionError("refused")),
        pytest.raises(CommandError, match=r"1 mails failed .* ConnectionError: refused") as failed,
    ):
        command(ON)

    assert failed.value.returncode == 1
    assert not Notice.objects.exists()
    assert command(ON).startswith("1 mails told")


def test_the_command_refuses_what_is_no_day():
    with pytest.raises(CommandError, match="is no day"):
        command("yesterday")
