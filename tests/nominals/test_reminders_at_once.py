"""Of two runs at once, one sends."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.db import connections

from nominals.models import Reminder
from tests.locking import waits_for_a_lock
from tests.nominals.reminding import MONDAY, mailbox, owed, send, someone

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("reference_data"),
]


def send_elsewhere():
    try:
        return send(MONDAY)
    finally:
        connections.close_all()


def test_the_later_of_two_runs_finds_everything_told(monkeypatch):
    mailbox()
    owed(someone())
    real = EmailMessage.send

    with ThreadPoolExecutor(max_workers=1) as other:
        later = []

        def send_while_another_run_waits(message, *arguments):
            if not later:
                later.append(other.submit(send_elsewhere))
                while not waits_for_a_lock():
                    assert not later[0].done()
            return real(message, *arguments)

        monkeypatch.setattr(EmailMessage, "send", send_while_another_run_waits)
        first = send(MONDAY)
        second = later[0].result()

    assert (first.mails, second.mails, second.failures) == (1, 0, ())
    assert len(mail.outbox) == Reminder.objects.count() == 1
