"""Reminders: to whom, on which day, and once."""

from datetime import UTC, date, datetime
from unittest.mock import patch

import pytest
from django.core import mail
from django.core.mail import EmailMessage

from agencies.models import Mailbox
from agencies.services.settings import settle_for_area
from core.models import AuditEntry
from nominals.models import Duty, Reminder
from nominals.querysets.duties import DutyQuerySet
from nominals.services.acts import Asked
from nominals.services.transfers import request_transfer
from tests.factories.agencies import area, default_agency
from tests.factories.nominals import RECORDED
from tests.nominals.reminding import FIRST_DAY, MONDAY, mailbox, owed, send, someone

pytestmark = pytest.mark.django_db


def recipients():
    return [to for each in mail.outbox for to in each.to]


@pytest.mark.parametrize(
    ("on", "mails"),
    [
        (date(2024, 5, 31), 0),  # the Friday before
        (date(2024, 6, 1), 0),
        (date(2024, 6, 2), 0),
        (FIRST_DAY, 1),  # 5 working days before
        (date(2024, 6, 4), 1),  # where Monday was missed
        (MONDAY, 1),
    ],
)
def test_a_duty_is_told_of_from_five_working_days_before_it_is_due(on, mails):
    mailbox()
    owed(someone())

    assert send(on).mails == mails
    assert len(mail.outbox) == mails
    assert all("due soon: 1" in each.body.lower() for each in mail.outbox)


@pytest.mark.parametrize("on", [date(2024, 6, 8), date(2024, 6, 9), date(2024, 5, 27)])
def test_nothing_is_sent_at_a_weekend_or_on_a_bank_holiday(on):
    mailbox()
    owed(someone(), due_on=on)
    owed(someone(), due_on=date(2024, 5, 20), source=2)

    assert send(on).mails == 0
    assert mail.outbox == []
    assert not Reminder.objects.exists()


def test_a_duty_is_told_of_once_as_due_soon_and_once_as_overdue_the_day_after_it_was_due():
    mailbox()
    owed(someone())

    sent = {day: send(date(2024, 6, day)).mails for day in range(1, 15)}

    assert [day for day, mails in sent.items() if mails] == [3, 11]
    assert "1 due soon, 0 overdue" in mail.outbox[0].subject
    assert "0 due soon, 1 overdue" in mail.outbox[1].subject
    assert list(Reminder.objects.values_list("is_overdue", flat=True)) == [False, True]


def test_what_fell_due_at_a_weekend_is_overdue_on_the_monday():
    mailbox()
    owed(someone(), due_on=date(2024, 6, 8))

    assert send(date(2024, 6, 7)).mails == 1
    assert send(MONDAY).mails == 1
    assert "1 overdue" in mail.outbox[1].subject


def test_a_duty_that_fell_is_not_told_of():
    mailbox()
    person = someone()
    owed(person, discharged_on=FIRST_DAY)
    owed(person, source=2, discharged_on=date(2024, 6, 4))

    assert send(FIRST_DAY).duties == 1
    assert Reminder.objects.get().source_id == 2


def test_a_duty_that_became_due_on_another_day_is_told_of_again():
    mailbox()
    duty = owed(someone())
    send(FIRST_DAY)
    duty.due_on = date(2024, 6, 11)
    duty.save()

    assert send(date(2024, 6, 4)).mails == 1


def test_a_missed_night_is_made_up_for_by_the_next():
    mailbox()
    person = someone()
    owed(person)
    owed(person, source=2, due_on=date(2024, 6, 4))

    sent = send(date(2024, 6, 5))  # nobody ran on 3 and 4 June

    assert (sent.mails, sent.duties) == (1, 2)
    assert "1 due soon, 1 overdue" in mail.outbox[0].subject


def test_a_second_run_sends_nothing():
    mailbox()
    owed(someone())

    assert send(FIRST_DAY).mails == 1
    assert send(FIRST_DAY).mails == 0
    assert len(mail.outbox) == Reminder.objects.count() == 1
    assert AuditEntry.objects.filter(act="send_reminders").count() == 1


def settle_working_days(value, *, code):
    settle_for_area(
        code="reminder_working_days",
        area=area(code),
        value=value,
        source="The board",
        valid_from=date(2024, 1, 1),
        by="clerk",
        at=RECORDED,
    )


def test_an_area_has_working_days_of_its_own():
    mailbox()
    owed(someone())
    settle_working_days(2, code="norfolk")

    assert [day for day in (5, 6) if send(date(2024, 6, day)).mails] == [6]


def test_each_holder_is_told_in_its_own_mailbox_in_use_that_day():
    mailbox("police@norfolk.example")
    mailbox("probation@norfolk.example", kind="probation")
    mailbox("mappa@norfolk.example", kind=None)
    mailbox("mappa@suffolk.example", kind=None, code="suffolk")
    mailbox("late@norfolk.example", valid_from=date(2024, 6, 4))
    mailbox("former@norfolk.example", valid_to=FIRST_DAY)
    person = someone()
    owed(person)
    owed(person, kind="category_end", owed_by="co_ordinator")

    send(FIRST_DAY)

    assert sorted(recipients()) == ["mappa@norfolk.example", "police@norfolk.example"]


def test_the_receiving_area_is_told_of_the_transfer_it_has_to_answer():
    mailbox("mappa@norfolk.example", kind=None)
    mailbox("mappa@suffolk.example", kind=None, code="suffolk")
    request_transfer(
        nominal=someone(),
        to_area=area("suffolk"),
        on=date(2024, 5, 28),
        reason="Moved",
        asked=Asked(by="clerk", at=datetime(2024, 5, 28, 12, tzinfo=UTC)),
    )
    due_on = Duty.objects.get(kind="transfer_answer").due_on

    assert send(due_on).mails == 1
    assert recipients() == ["mappa@suffolk.example"]


def test_the_lead_agency_of_the_day_is_told():
    mailbox("police@norfolk.example")
    mailbox("probation@norfolk.example", kind="probation")
    person = someone()
    lead = person.lead_agency_periods.get()
    lead.kind = "probation"
    lead.save()
    owed(person, kind="category_end", owed_by="lead_agency")

    send(FIRST_DAY)

    assert recipients() == ["probation@norfolk.example"]


def test_duties_of_a_restricted_case_count_in_no_mail_of_an_agency():
    mailbox("police@norfolk.example")
    mailbox("mappa@norfolk.example", kind=None)
    owed(someone(is_restricted=True))

    send(FIRST_DAY)

    assert recipients() == ["mappa@norfolk.example"]
    assert "1 x Annual notification to the police (restricted)" in mail.outbox[0].body


@pytest.mark.parametrize(
    ("boxes", "restricted", "told"),
    [
        (["housing", "police"], False, "housing@norfolk.example"),
        (["police"], False, "mappa@norfolk.example"),
        (["housing", "police"], True, "mappa@norfolk.example"),
    ],
    ids=["its own", "the co-ordinator's where it has none", "the co-ordinator's if restricted"],
)
def test_the_agency_that_owes_by_name_is_told_in_the_responsible_area(boxes, restricted, told):
    mailbox("mappa@norfolk.example", kind=None)
    mailbox("housing@suffolk.example", kind="housing", code="suffolk")
    for kind in boxes:
        mailbox(f"{kind}@norfolk.example", kind=kind)
    owed(
        someone(is_restricted=restricted),
        kind="meeting_action",
        owed_by="named_agency",
        agency=default_agency("housing"),
    )

    send(FIRST_DAY)

    assert recipients() == [told]
    assert "1 x An action of a meeting" in mail.outbox[0].body


def test_a_duty_that_no_mailbox_can_be_told_of_is_reported():
    mailbox("mappa@suffolk.example", kind=None, code="suffolk")
    settle_working_days(20, code="suffolk")
    owed(someone())
    owed(someone(), source=2, due_on=date(2024, 6, 11))  # not near yet

    sent = send(FIRST_DAY)

    assert (sent.mails, sent.without_mailbox) == (0, 1)


def fail_for(address):
    """Sending as it is, but to one address."""
    real = EmailMessage.send

    def send_or_fail(message, *arguments):
        if message.to == [address]:
            raise ConnectionError("refused")
        return real(message, *arguments)

    return patch.object(EmailMessage, "send", send_or_fail)


def test_an_address_that_fails_keeps_no_other_waiting_and_is_told_by_the_next_run():
    mailbox("probation@norfolk.example", kind="probation")
    mailbox("police@norfolk.example")
    person = someone()
    owed(person, kind="category_end", owed_by="lead_agency", source=2)
    lead = person.lead_agency_periods.get()
    lead.kind = "probation"
    lead.save()
    owed(person)

    with fail_for("probation@norfolk.example"):
        sent = send(FIRST_DAY)

    assert (sent.mails, [str(each) for each in sent.failures]) == (1, ["refused"])
    assert recipients() == ["police@norfolk.example"]
    assert Reminder.objects.count() == 1
    assert AuditEntry.objects.filter(act="send_reminders").count() == 1

    assert send(FIRST_DAY).failures == ()
    assert recipients() == ["police@norfolk.example", "probation@norfolk.example"]


def test_queries_of_a_run_do_not_grow_with_duties(django_assert_max_num_queries):
    mailbox()
    people = [someone() for _ in range(3)]
    for source in range(60):
        owed(people[source % 3], source=source)

    with django_assert_max_num_queries(12):
        assert send(FIRST_DAY).duties == 60


def test_a_mailbox_given_up_since_the_run_began_is_told_nothing():
    box = mailbox()
    owed(someone())
    real = DutyQuerySet.due_list

    def give_up_first(duties, user, **values):
        Mailbox.objects.filter(pk=box.pk).update(valid_to=FIRST_DAY)
        return real(duties, user, **values)

    with patch.object(DutyQuerySet, "due_list", give_up_first):
        assert send(FIRST_DAY).mails == 0
    assert not Reminder.objects.exists()
