"""To whom the minutes of a meeting were issued, who was told of them, and who opened them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db.models import Prefetch

from core.refusing import refuse
from meetings.models import Meeting, Minutes, Notice, Opening, Recipient
from meetings.services.acts import named
from meetings.services.handing import meeting_called, record_look
from nominals.services.consulting import Looking, purpose_refusal


@dataclass(frozen=True, slots=True)
class Received:
    """An agency to which a version was issued: which mailboxes were told when, and who of it opened
    the version for the first time when, the earliest first."""

    agency: str
    added_on: date
    told: tuple[tuple[str, datetime], ...]
    opened: tuple[tuple[str, datetime], ...]


@dataclass(frozen=True, slots=True)
class Distributed:
    """A version as it was issued, with its recipients."""

    version: int
    issued_on: date
    recipients: tuple[Received, ...]


def distribution_of(*, text: str, looking: Looking) -> list[Distributed]:
    """The distribution list of each issued version of the meeting that `text` names by opaque id,
    for those who conduct the meeting; the look is logged, in vain too.

    Raises:
        ValidationError: with the same words where there is no such meeting and where the user does
            not conduct it; by V54 if the case is restricted and no purpose is given.
    """
    meeting = meeting_called(text)
    may = meeting is not None and _conducts(meeting, looking)
    record_look("list_recipients", meeting, looking, found=may)
    if meeting is None or not may:
        raise ValidationError("There is no such meeting.", code="unseen")
    refuse([purpose_refusal(meeting.person, looking.purpose)])
    recipients = Recipient.objects.select_related("agency").prefetch_related(
        Prefetch("notices", Notice.objects.select_related("mailbox").order_by("at", "pk")),
        Prefetch("openings", Opening.objects.select_related("user").order_by("at", "pk")),
    )
    issued = Minutes.objects.filter(meeting=meeting).order_by("number")
    return [
        Distributed(
            each.number,
            each.issued_on,
            tuple(map(_received, sorted(each.recipients.all(), key=lambda to: to.agency.name))),
        )
        for each in issued.prefetch_related(Prefetch("recipients", recipients))
    ]


def _conducts(meeting: Meeting, looking: Looking) -> bool:
    if looking.user is None:
        return True
    conducted = Meeting.objects.conducted_by(looking.user, on=looking.on)
    return conducted.filter(pk=meeting.pk).exists()


def _received(recipient: Recipient) -> Received:
    return Received(
        agency=recipient.agency.name,
        added_on=recipient.added_on,
        told=tuple((each.mailbox.address, each.at) for each in recipient.notices.all()),
        opened=tuple((named(each.user), each.at) for each in recipient.openings.all()),
    )
