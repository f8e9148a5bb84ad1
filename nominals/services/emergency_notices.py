"""Tells the co-ordinator and the lead agency by e-mail that a case was opened in an emergency.

A sweep: it finds what a mailbox was not told yet and tells it, so that any run makes good what an
earlier one missed, and running twice is harmless.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from agencies.models import Mailbox
from core import audit
from core.wording import MARKING, spelt_with_weekday
from nominals.models import (
    EmergencyAccess,
    EmergencyNotice,
    LeadAgencyPeriod,
    Nominal,
    ResponsibleArea,
)
from nominals.rules.reminders import Box
from nominals.services.records import survivors_of
from nominals.services.states import default_agencies

log = logging.getLogger(__name__)

DAYS_OF_TELLING = 30
"""For how many days after an opening a mailbox that was not told of it is told."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a run came to: mails sent, openings that nobody has a mailbox for, and why mails
    failed."""

    mails: int = 0
    without_mailbox: int = 0
    failures: tuple[Exception, ...] = ()


def tell_of_emergencies(*, on: date, by: str, at: datetime) -> Told:
    """Tell of each opening the mailboxes, in use on the day `on`, of the co-ordinator of the
    responsible area and of the lead agency there, each once. Of a case that is restricted by now
    the co-ordinator alone is told.

    A mail is one transaction: the notice is written, the mail is sent, then both stand. One that
    fails keeps no other waiting.
    """
    boxes: defaultdict[Box, list[Mailbox]] = defaultdict(list)
    for mailbox in Mailbox.objects.on(on).select_related("area", "agency").order_by("pk"):
        boxes[mailbox.area_id, mailbox.agency_id].append(mailbox)
    mails, without, failures = 0, 0, []
    for emergency, holders in _openings(on, since=at - timedelta(days=DAYS_OF_TELLING)):
        mailboxes = [each for box in holders for each in boxes[box]]
        without += not mailboxes
        for mailbox in mailboxes:
            try:
                mails += _tell(emergency, mailbox, by=by, at=at)
            except Exception as error:
                log.exception("The notice of an emergency to mailbox %s failed.", mailbox.pk)
                failures.append(error)
    return Told(mails, without, tuple(failures))


def _openings(on: date, *, since: datetime) -> Iterator[tuple[EmergencyAccess, list[Box]]]:
    """Each opening since an instant, and whose mailboxes are told of it; a number of queries that
    does not depend on how many there are."""
    openings = list(EmergencyAccess.objects.filter(opened_at__gte=since).order_by("pk"))
    standing = survivors_of({each.nominal_id for each in openings})
    people = set(standing.values())
    restricted = set(
        Nominal.objects.filter(pk__in=people, is_restricted=True).values_list("pk", flat=True)
    )
    held = ResponsibleArea.objects.filter(nominal__in=people).on(on).order_by()
    areas = dict(held.values_list("nominal", "area"))
    led = LeadAgencyPeriod.objects.filter(nominal__in=people).on(on).order_by()
    leads = {
        pk: (kind, agency) for pk, kind, agency in led.values_list("nominal", "kind", "agency")
    }
    defaults = default_agencies()
    for each in openings:
        person = standing[each.nominal_id]
        area = areas.get(person)
        boxes: list[Box] = []
        if area is not None:
            boxes.append((area, None))
            kind, agency = leads.get(person, ("", None))
            agency = agency or defaults.get((kind, area))
            if agency is not None and person not in restricted:
                boxes.append((area, agency))
        yield each, boxes


def _tell(emergency: EmergencyAccess, mailbox: Mailbox, *, by: str, at: datetime) -> int:
    """Send the mailbox the mail that it was not sent yet, and answer how many that were.

    The lock on the opening lets of two runs at once the later see what the first told.
    """
    told = EmergencyNotice.objects.filter(emergency=emergency, mailbox=mailbox)
    if told.exists():
        return 0
    with transaction.atomic():
        EmergencyAccess.objects.select_for_update().get(pk=emergency.pk)
        if told.exists():
            return 0
        EmergencyNotice.objects.create(emergency=emergency, mailbox=mailbox, at=at)
        audit.record(
            by=by,
            at=at,
            operation=audit.Operation.DISCLOSURE,
            act="tell_of_emergencies",
            purpose="A case was opened in an emergency",
            recipient=mailbox.address,
            label=Nominal._meta.label,
            object_id=str(emergency.nominal_id),
            detail={"mailbox": mailbox.pk, "emergency": emergency.pk},
            objects=[emergency.nominal_id],
        )
        _mail(emergency, mailbox).send()
    return 1


def _mail(emergency: EmergencyAccess, mailbox: Mailbox) -> EmailMessage:
    """Names nobody: neither the person nor whoever opened the case."""
    opened = timezone.localtime(emergency.opened_at)
    whose = "" if mailbox.agency is None else f" led by {mailbox.agency}"
    return EmailMessage(
        subject=f"{MARKING}: a MAPPA case in {mailbox.area} was opened in an emergency",
        body="\n".join(
            [
                MARKING,
                "",
                f"A MAPPA case in {mailbox.area}{whose} was opened in an emergency to somebody who "
                "could not see it,",
                f"on {spelt_with_weekday(opened.date())} at {opened:%H:%M}.",
                "",
                "Nobody is named here: mappa lists what waits for review, to those who may see it.",
                "",
                MARKING,
            ]
        ),
        to=[mailbox.address],
        headers={
            "Message-ID": f"<{_digest(emergency.pk, mailbox.pk)}@{settings.MAPPA_MAIL_DOMAIN}>",
            "Auto-Submitted": "auto-generated",
        },
    )


def _digest(*what: int) -> str:
    """Keyed, so that nobody can try which opening a message told of."""
    return salted_hmac(__name__, repr(what), algorithm="sha256").hexdigest()[:40]
