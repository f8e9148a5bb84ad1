"""Mailboxes, and duties of people in Norfolk, for the tests of reminders."""

from datetime import UTC, date, datetime, time

from django.db import transaction

from agencies.models import Mailbox
from nominals.models import Duty, LevelMeeting
from nominals.services.reminders import send_reminders
from nominals.services.states import restate
from tests.factories.agencies import area, default_agency
from tests.factories.nominals import RECORDED, managed

CANARY = "Zzyzxcanary"
FIRST_DAY = date(2024, 6, 3)
MONDAY = date(2024, 6, 10)
"""A duty due on this day is told of from `FIRST_DAY` on: 5 working days before."""


def someone(**nominal):
    """Somebody at Level 2 led by the police of Norfolk, whose next meeting is far off."""
    values = {"family_name": CANARY, "given_names": CANARY, "pnc_id": "2000/7654321Z"} | nominal
    person = managed(level=2, **values)
    LevelMeeting.objects.create(
        nominal=person,
        meeting_id=1,
        held_on=date(2020, 1, 1),
        level=2,
        next_review_on=date(2040, 1, 1),
        recorded_from=RECORDED,
        recorded_in=1,
    )
    with transaction.atomic():
        restate(nominals=[person.pk], at=RECORDED, act=1)
    return person


def owed(person, *, due_on=MONDAY, source=1, **values):
    """A duty that arose in May 2024."""
    return Duty.objects.create(
        **{
            "nominal": person,
            "kind": "annual_notification",
            "owed_by": "police",
            "source_label": "nominals.Notification",
            "source_id": source,
            "arises_on": date(2024, 5, 1),
            "due_on": due_on,
            "rule_version": 1,
            "recorded_from": RECORDED,
        }
        | values
    )


def mailbox(address="police@norfolk.example", *, kind="police", code="norfolk", **values):
    """A mailbox of an area's default agency of a kind; of its co-ordinator where that is `None`."""
    return Mailbox.objects.create(
        **{
            "area": area(code),
            "agency": None if kind is None else default_agency(kind, code),
            "address": address,
            "valid_from": date(2020, 1, 1),
        }
        | values
    )


def send(on):
    """The run of the morning of a day."""
    return send_reminders(on=on, by="timetable", at=datetime.combine(on, time(6, 30), UTC))
