"""The task and the command that send reminders."""

from datetime import UTC, date, datetime
from io import StringIO
from unittest.mock import patch

import pytest
import time_machine
from django.core import mail
from django.core.mail import EmailMessage
from django.core.management import CommandError, call_command

from agencies.models import RuleSetting
from core.models import AuditEntry
from nominals.tasks import send_reminders
from tests.nominals.reminding import mailbox, owed, someone

pytestmark = pytest.mark.django_db


@pytest.fixture
def one_near():
    mailbox()
    return owed(someone())


def command(*arguments):
    out = StringIO()
    call_command("send_reminders", *arguments, stdout=out)
    return out.getvalue()


def failing():
    return patch.object(EmailMessage, "send", side_effect=ConnectionError("refused"))


@pytest.mark.parametrize(
    ("now", "mails"),
    [
        (datetime(2024, 5, 31, 5, 30, tzinfo=UTC), 0),
        (datetime(2024, 6, 3, 5, 30, tzinfo=UTC), 1),
        # Monday has begun in London.
        (datetime(2024, 6, 2, 23, 30, tzinfo=UTC), 1),
    ],
)
def test_the_task_sends_what_is_to_be_told_today(one_near, now, mails):
    with time_machine.travel(now, tick=False):
        send_reminders()

    assert len(mail.outbox) == mails


def test_the_task_raises_the_first_failure_and_the_next_morning_sends(one_near):
    with (
        time_machine.travel(datetime(2024, 6, 3, 5, 30, tzinfo=UTC), tick=False),
        failing(),
        pytest.raises(ConnectionError, match="refused"),
    ):
        send_reminders()
    with time_machine.travel(datetime(2024, 6, 4, 5, 30, tzinfo=UTC), tick=False):
        send_reminders()

    assert len(mail.outbox) == 1


def test_the_task_warns_of_duties_without_a_mailbox(caplog):
    owed(someone())
    with time_machine.travel(datetime(2024, 6, 3, 5, 30, tzinfo=UTC), tick=False):
        send_reminders()

    assert "1 duties have no mailbox that could be told of them." in caplog.text


def test_the_command_sends_for_a_chosen_day_and_says_how_many(one_near):
    assert command("--on", "2024-05-31") == "0 mails told of 0 duties on 2024-05-31.\n"
    assert command("--on", "2024-06-03") == "1 mails told of 1 duties on 2024-06-03.\n"
    assert command("--on", "2024-06-03") == "0 mails told of 0 duties on 2024-06-03.\n"
    assert AuditEntry.objects.get(act="send_reminders").actor.startswith("command:")


def test_the_command_says_how_many_duties_nobody_can_be_told_of():
    owed(someone())

    assert "1 duties have no mailbox to be told in." in command("--on", "2024-06-03")


def test_the_command_fails_where_a_mail_does(one_near):
    with (
        failing(),
        pytest.raises(CommandError, match=r"1 mails failed .* ConnectionError: refused"),
    ):
        command("--on", "2024-06-03")


def test_the_command_refuses_a_day_on_which_nothing_is_settled(one_near):
    setting = RuleSetting.objects.get(code="reminder_working_days")
    setting.supersede(at=datetime(2024, 6, 1, tzinfo=UTC), act=1, valid_to=date(2024, 6, 3))

    with pytest.raises(CommandError, match="reminder_working_days has no value on 2024-06-03"):
        command("--on", "2024-06-03")
