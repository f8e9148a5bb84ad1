"""Tells mailboxes by e-mail of invitations and of minutes; nobody is named.

A sweep: it finds what a mailbox was not told yet and tells it, so that any run makes good what an
earlier one missed, and running twice is harmless.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from agencies.models import Mailbox
from core import audit
from core.periods import add_days
from meetings.models import Invitation, Meeting, Notice, Recipient
from meetings.services.notice_mail import Appointment, invitation_mail, minutes_mail
from nominals.models import Nominal

log = logging.getLogger(__name__)

DAYS_OF_MINUTES = 90
"""For how many days after their issue a mailbox is told of minutes."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a run came to: mails sent, what nobody has a mailbox for, and why mails failed."""

    mails: int = 0
    without_mailbox: int = 0
    failures: tuple[Exception, ...] = ()


@dataclass(frozen=True, slots=True)
class _Notice:
    """One mail that is to be sent: to whom, of whom, the row that keeps it, and how it is made."""

    mailbox: Mailbox
    person: int
    row: Notice
    mail: Callable[[], EmailMessage]


def send_notices(*, on: date, by: str, at: datetime) -> Told:
    """Tell the mailboxes in use on the day `on` of invitations that were sent, changed or are off,
    and of minutes issued to their agency, each once.

    A mail is one transaction: the notice is written, the mail is sent, then both stand. One that
    fails keeps no other waiting. Of restricted cases no mailbox is told but of the change or end of
    what it was told before: those on the list are told by the co-ordinator. An agency without a
    mailbox in the area is told at those it has in others.
    """
    boxes: defaultdict[tuple[int, int | None], list[Mailbox]] = defaultdict(list)
    for mailbox in Mailbox.objects.on(on).select_related("area", "agency").order_by("pk"):
        boxes[mailbox.area_id, mailbox.agency_id].append(mailbox)
    elsewhere: defaultdict[int | None, list[Mailbox]] = defaultdict(list)
    for (_, agency), mailboxes in boxes.items():
        elsewhere[agency] += mailboxes
    mails, without, failures = 0, 0, []
    for area, agency, notice_to in (*_of_invitations(on, at), *_of_minutes(on, at)):
        mailboxes = boxes.get((area, agency)) or elsewhere.get(agency, [])
        without += not mailboxes
        for mailbox in mailboxes:
            try:
                notice = notice_to(mailbox)
                mails += 0 if notice is None else _send(notice, by=by, at=at)
            except Exception as error:
                log.exception("A notice to mailbox %s failed.", mailbox.pk)
                failures.append(error)
    return Told(mails, without, tuple(failures))


_NoticeTo = Callable[[Mailbox], _Notice | None]
"""What a mailbox is to be told, where it does not know already."""


def _of_invitations(on: date, at: datetime) -> Iterator[tuple[int, int, _NoticeTo]]:
    """An area, an agency invited there, and what mailboxes of theirs are to be told."""
    sent = (
        Invitation.objects.filter(
            Q(meeting__person__is_restricted=False)
            | Exists(Notice.objects.filter(invitation=OuterRef("pk"))),
            meeting__panel__held_on__gte=on,
            sent_on__isnull=False,
        )
        .select_related("meeting__panel__area")
        .order_by("pk")
    )
    told: defaultdict[int, dict[int, Notice]] = defaultdict(dict)
    for notice in Notice.objects.filter(invitation__in=sent).order_by("sequence"):
        if notice.invitation_id is not None:
            told[notice.invitation_id][notice.mailbox_id] = notice
    for invitation in sent:
        meeting, last = invitation.meeting, told[invitation.pk]
        if last or not appointment_of(invitation, meeting).is_cancelled:
            notice_to = _inviting(invitation, meeting, last, at)
            yield meeting.panel.area_id, invitation.agency_id, notice_to


def _inviting(
    invitation: Invitation, meeting: Meeting, told: Mapping[int, Notice], at: datetime
) -> _NoticeTo:
    """What a mailbox is to be told of an invitation; `told` is the last notice to each mailbox."""
    appointment = appointment_of(invitation, meeting)

    def notice_to(mailbox: Mailbox) -> _Notice | None:
        last = told.get(mailbox.pk)
        if last is None and appointment.is_cancelled:
            return None
        if last is not None and (last.is_cancelled or last.said == appointment.digest):
            return None
        sequence = 0 if last is None else last.sequence + 1
        return _Notice(
            mailbox,
            meeting.person_id,
            Notice(
                invitation=invitation,
                mailbox=mailbox,
                sequence=sequence,
                is_cancelled=appointment.is_cancelled,
                said=appointment.digest,
                at=at,
            ),
            lambda: invitation_mail(mailbox, invitation.pk, appointment, sequence=sequence, at=at),
        )

    return notice_to


def _of_minutes(on: date, at: datetime) -> Iterator[tuple[int, int, _NoticeTo]]:
    """An area, an agency that received minutes, and what mailboxes of theirs are to be told."""
    recipients = (
        Recipient.objects.filter(
            added_on__gte=add_days(on, -DAYS_OF_MINUTES),
            minutes__meeting__person__is_restricted=False,
        )
        .select_related("minutes__meeting__panel")
        .order_by("pk")
    )
    told = set(
        Notice.objects.filter(recipient__in=recipients)
        .order_by()
        .values_list("recipient", "mailbox")
    )
    for recipient in recipients:
        meeting = recipient.minutes.meeting
        yield meeting.panel.area_id, recipient.agency_id, _ready(recipient, meeting, told, at)


def _ready(
    recipient: Recipient,
    meeting: Meeting,
    told: Collection[tuple[int | None, int]],
    at: datetime,
) -> _NoticeTo:
    """What a mailbox is to be told of minutes; `told` are recipients with mailboxes that know."""

    def notice_to(mailbox: Mailbox) -> _Notice | None:
        if (recipient.pk, mailbox.pk) in told:
            return None
        return _Notice(
            mailbox,
            meeting.person_id,
            Notice(recipient=recipient, mailbox=mailbox, at=at),
            lambda: minutes_mail(mailbox, recipient.pk, version=recipient.minutes.number),
        )

    return notice_to


def appointment_of(invitation: Invitation, meeting: Meeting) -> Appointment:
    """What an invited agency is told of a meeting."""
    panel = meeting.panel
    return Appointment(
        area=panel.area.name,
        level=panel.level,
        on=panel.held_on,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        mode=panel.get_mode_display(),
        place=panel.place,
        wants_report=invitation.wants_report,
        is_cancelled=meeting.cancelled_on is not None or invitation.withdrawn_on is not None,
    )


def _send(notice: _Notice, *, by: str, at: datetime) -> int:
    """Send one mail, and answer 1; 0 where another run told the same meanwhile.

    The lock on the mailbox lets of two runs at once the later see what the first told.
    """
    with transaction.atomic():
        locked = Mailbox.objects.order_by().select_for_update().filter(pk=notice.mailbox.pk)
        row = notice.row
        told = Notice.objects.filter(
            invitation=row.invitation,
            recipient=row.recipient,
            mailbox=row.mailbox,
            sequence=row.sequence,
        )
        if locked.first() is None or told.exists():
            return 0
        row.save(force_insert=True)
        audit.record(
            by=by,
            at=at,
            operation=audit.Operation.DISCLOSURE,
            act="send_notices",
            purpose="A meeting, or its minutes",
            recipient=notice.mailbox.address,
            label=Nominal._meta.label,
            object_id=str(notice.person),
            detail={"mailbox": notice.mailbox.pk},
            objects=[notice.person],
        )
        notice.mail().send()
    return 1
