"""To whom the minutes of a meeting were issued, who was told of them, and who opened them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch

from meetings.models import Minutes, Notice, Opening, Recipient
from meetings.services.acts import named
from meetings.services.looking import conducts, look_at, meeting_called
from nominals.services.consulting import Looking


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
    named = meeting_called(text)
    may = named is not None and conducts(named, looking)
    meeting = look_at("list_recipients", named, looking, may=may, what="meeting")
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


def _received(recipient: Recipient) -> Received:
    return Received(
        agency=recipient.agency.name,
        added_on=recipient.added_on,
        told=tuple((each.mailbox.address, each.at) for each in recipient.notices.all()),
        opened=tuple((named(each.user), each.at) for each in recipient.openings.all()),
    )
