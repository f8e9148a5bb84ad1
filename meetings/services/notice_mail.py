"""The e-mails of an invitation and of issued minutes, with a calendar file; no word of whose."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from hashlib import sha256

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone
from django.utils.crypto import salted_hmac

from agencies.models import Mailbox
from core.documents import calendar_file
from core.wording import MARKING, spelt_with_weekday


@dataclass(frozen=True, slots=True)
class Appointment:
    """When and where a meeting is, as an invited agency is told: nothing of whom it is about."""

    area: str
    level: int
    on: date
    starts_at: time
    ends_at: time
    mode: str
    place: str
    wants_report: bool = False
    is_cancelled: bool = False

    @property
    def digest(self) -> str:
        """The same for the same appointment, and no other."""
        return sha256(repr(self).encode()).hexdigest()


def invitation_mail(
    mailbox: Mailbox, invitation: int, appointment: Appointment, *, sequence: int, at: datetime
) -> EmailMessage:
    """The mail that invites the holder of `mailbox`, tells of a change, or that it is off."""
    what = "cancelled" if appointment.is_cancelled else "changed" if sequence else "invitation"
    mail = EmailMessage(
        subject=f"{MARKING}: MAPPA meeting in {appointment.area}: {what}",
        body="\n".join(_invitation_lines(mailbox, appointment, sequence)),
        to=[mailbox.address],
        headers=_headers("invitation", invitation, mailbox.pk, sequence),
    )
    method = "CANCEL" if appointment.is_cancelled else "REQUEST"
    mail.attach(
        "meeting.ics",
        invitation_calendar(invitation, appointment, sequence=sequence, at=at).decode(),
        f"text/calendar; method={method}",
    )
    return mail


def invitation_calendar(
    invitation: int, appointment: Appointment, *, sequence: int, at: datetime
) -> bytes:
    """The calendar file of an invitation. It names no nominal, and its UID tells of none."""
    return calendar_file(
        uid=f"{_digest('invitation', invitation)}@{settings.MAPPA_MAIL_DOMAIN}",
        summary=f"{MARKING}: MAPPA Level {appointment.level} meeting",
        starts_at=_instant(appointment.on, appointment.starts_at),
        ends_at=_instant(appointment.on, appointment.ends_at),
        place=f"{appointment.mode}, {appointment.place}",
        description=f"{MARKING}. Whom it is about, and its papers, are in mappa.",
        stamp=at,
        sequence=sequence,
        is_cancelled=appointment.is_cancelled,
    )


def minutes_mail(mailbox: Mailbox, recipient: int, *, version: int) -> EmailMessage:
    """The mail that tells the holder of `mailbox` that minutes are ready to be read."""
    which = "Minutes" if version == 1 else f"Amended minutes (version {version})"
    return EmailMessage(
        subject=f"{MARKING}: {which} of a MAPPA meeting in {mailbox.area}",
        body="\n".join(
            [
                MARKING,
                "",
                f"{which} were issued to {mailbox.agency} and are ready to be read in mappa.",
                "Nobody is named here, and nothing is attached.",
                "",
                MARKING,
            ]
        ),
        to=[mailbox.address],
        headers=_headers("minutes", recipient, mailbox.pk, version),
    )


def _invitation_lines(mailbox: Mailbox, appointment: Appointment, sequence: int) -> Iterator[str]:
    yield MARKING
    yield ""
    if appointment.is_cancelled:
        yield f"{mailbox.agency} need not come: this meeting was cancelled, or not for you."
    elif sequence:
        yield f"The meeting to which {mailbox.agency} is invited has another time or place:"
    else:
        yield f"{mailbox.agency} is invited to a MAPPA meeting:"
    yield ""
    day = spelt_with_weekday(appointment.on)
    yield f"  Level {appointment.level}, {appointment.area}"
    yield f"  {day}, {appointment.starts_at:%H:%M} to {appointment.ends_at:%H:%M}"
    yield f"  {appointment.mode}, {appointment.place}"
    if appointment.wants_report and not appointment.is_cancelled:
        yield "  A report in writing is asked for."
    yield ""
    yield "Nobody is named here: whom the meeting is about, and its papers, are in mappa."
    yield ""
    yield MARKING


def _headers(*what: object) -> dict[str, str]:
    return {
        "Message-ID": f"<{_digest(*what)}@{settings.MAPPA_MAIL_DOMAIN}>",
        "Auto-Submitted": "auto-generated",
    }


def _digest(*what: object) -> str:
    """Keyed, so that nobody can try which meeting a message told of."""
    return salted_hmac(__name__, repr(what), algorithm="sha256").hexdigest()[:40]


def _instant(day: date, at: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, at))
