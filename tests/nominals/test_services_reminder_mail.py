"""The e-mail of a reminder: counts, and no word of whom they are about."""

from datetime import date
from unittest.mock import patch

import pytest
from django.core import mail
from django.core.mail import EmailMessage

from core.models import AuditedObject, AuditEntry
from nominals.models import Reminder
from tests.nominals.reminding import CANARY, FIRST_DAY, mailbox, owed, send, someone

pytestmark = pytest.mark.django_db


def test_a_mail_counts_by_kind_and_due_day_and_says_nothing_else():
    mailbox()
    person = someone()
    owed(person)
    owed(someone(), source=2)
    owed(person, source=3, due_on=date(2024, 5, 30), kind="order_expiry")

    send(FIRST_DAY)

    message = mail.outbox[0]
    assert message.subject == ("OFFICIAL-SENSITIVE: MAPPA duties in Norfolk: 2 due soon, 1 overdue")
    assert message.body == (
        "OFFICIAL-SENSITIVE\n"
        "\n"
        "MAPPA duties of Police, Norfolk in Norfolk, told of for the first time on Monday 3 June "
        "2024:\n"
        "\n"
        "Overdue: 1\n"
        "  1 x An order expires, due Thursday 30 May 2024\n"
        "\n"
        "Due soon: 2\n"
        "  2 x Annual notification to the police, due Monday 10 June 2024\n"
        "\n"
        "Nobody is named here: mappa lists whose they are, to those who may see the case.\n"
        "\n"
        "OFFICIAL-SENSITIVE"
    )


@pytest.mark.parametrize("restricted", [False, True])
def test_no_byte_of_a_mail_names_a_person(restricted):
    mailbox()
    mailbox("mappa@norfolk.example", kind=None)
    person = someone(is_restricted=restricted)
    owed(person)

    send(FIRST_DAY)

    message = mail.outbox[0].message().as_bytes().decode().lower()
    assert "annual notification to the police" in message
    for word in (CANARY, person.pnc_id, str(person.public_id), person.public_id.hex):
        assert word.lower() not in message


def test_a_mail_is_logged_as_a_disclosure_of_everybody_it_counts():
    box = mailbox()
    people = [someone(), someone()]
    owed(people[0])
    owed(people[0], source=2)
    owed(people[1], source=3)

    send(FIRST_DAY)

    entry = AuditEntry.objects.get(act="send_reminders")
    assert (entry.operation, entry.actor, entry.recipient) == (
        "disclosure",
        "timetable",
        "police@norfolk.example",
    )
    assert entry.detail == {"on": "2024-06-03", "mailbox": box.pk, "duties": 3}
    about = AuditedObject.objects.filter(entry_id=entry.pk, object_label="nominals.Nominal")
    assert sorted(about.values_list("object_id", flat=True)) == [each.pk for each in people]


def test_a_second_copy_has_the_message_id_of_the_first():
    """As where the power fails between the sending and the commit."""
    mailbox()
    person = someone()
    owed(person)
    owed(person, source=2)
    real = EmailMessage.send

    def send_and_break(message, *arguments):
        real(message, *arguments)
        raise SystemExit

    with patch.object(EmailMessage, "send", send_and_break), pytest.raises(SystemExit):
        send(FIRST_DAY)
    assert not Reminder.objects.exists()
    send(date(2024, 6, 4))
    owed(person, source=3)
    send(date(2024, 6, 5))

    first, second, other = (each.extra_headers["Message-ID"] for each in mail.outbox)
    assert first == second != other
    assert mail.outbox[0].message()["Message-ID"] == first
    assert first.endswith("@localhost>")
