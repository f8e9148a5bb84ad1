"""Hands out what a document of a meeting is made of to whoever may read it, and logs each look."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from core import audit
from core.refusing import refuse
from meetings.choices import DocumentKind
from meetings.models import Meeting, Minutes, MinutesDraft
from meetings.services.content import Content, agenda_of, content_of
from meetings.services.minutes import open_minutes
from nominals.models import Nominal
from nominals.services.acts import Asked
from nominals.services.consulting import Looking, purpose_refusal, seen_as
from nominals.services.records import person_of


@dataclass(frozen=True, slots=True)
class Issue:
    """Who approved and who issued a version, when, and which agencies it was issued to."""

    approved_by: str
    approved_on: date
    issued_by: str
    issued_on: date
    recipients: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Handed:
    """What a document is made of, when it was issued, and whether it is still a draft; of an issued
    version by whom and to whom."""

    content: Content
    at: datetime
    is_draft: bool
    issue: Issue | None = None


def hand_out(
    *, text: str, kind: DocumentKind, looking: Looking, version: int | None = None
) -> Handed:
    """What the document `kind` of the meeting that `text` names by opaque id is made of.

    An agenda is for whoever sees the meeting, as things stand. Of minutes, summary and action list
    it is the version issued, the latest that the user may read unless `version` names one; while
    none is, or where `version` names the one under work, the draft, for those who conduct the
    meeting.

    Raises:
        ValidationError: with the same words where there is no such meeting or version, and where
            the user may not read it; by V54 if the case is restricted and no purpose is given.
    """
    meeting = meeting_called(text)
    issued = None
    if meeting is not None and kind != DocumentKind.AGENDA:
        issued = _issued(meeting, version, looking)
        if issued is not None and looking.user is not None:
            open_minutes(
                minutes=issued,
                user=looking.user,
                asked=Asked(by=looking.by, at=looking.at),
                purpose=looking.purpose,
            )
            return _handed(issued)
    draft = MinutesDraft.objects.filter(meeting=meeting).order_by("-number").first()
    is_draft = version is None or (draft is not None and draft.number == version)
    may = meeting is not None and (
        issued is not None or (is_draft and _may(meeting, kind, looking))
    )
    record_look("hand_out", meeting, looking, found=may, document=kind.value)
    if meeting is None or not may:
        raise ValidationError("There is no such document of a meeting.", code="unseen")
    refuse([purpose_refusal(meeting.person, looking.purpose)])
    if issued is not None:
        return _handed(issued)
    content = content_of(meeting, draft)
    if kind == DocumentKind.AGENDA:
        return Handed(agenda_of(content), looking.at, is_draft=False)
    return Handed(content, looking.at, is_draft=True)


def issue_of(minutes: Minutes) -> Issue:
    """By whom and to whom a version was issued."""
    recipients = minutes.recipients.select_related("agency")
    return Issue(
        approved_by=minutes.approved_by,
        approved_on=minutes.approved_on,
        issued_by=minutes.issued_by,
        issued_on=minutes.issued_on,
        recipients=tuple(sorted(each.agency.name for each in recipients)),
    )


def meeting_called(text: str) -> Meeting | None:
    """The meeting that `text` names by opaque id; `None` where there is none."""
    try:
        found = Meeting.objects.filter(public_id=UUID(text))
    except ValueError:
        return None
    return found.select_related("panel__area", "person").first()


def _handed(issued: Minutes) -> Handed:
    return Handed(issued.content, issued.issued_at, is_draft=False, issue=issue_of(issued))


def _issued(meeting: Meeting, version: int | None, looking: Looking) -> Minutes | None:
    found: QuerySet[Minutes] = Minutes.objects.filter(meeting=meeting)
    if version is not None:
        found = found.filter(number=version)
    if looking.user is not None:
        readable = Minutes.objects.readable_by(looking.user, on=looking.on)
        found = found.filter(pk__in=readable.order_by().values("pk"))
    return found.order_by("-number").first()


def _may(meeting: Meeting, kind: DocumentKind, looking: Looking) -> bool:
    """Whether who looks may read what is not issued."""
    if looking.user is None:
        return True
    meetings = Meeting.objects.filter(pk=meeting.pk)
    if kind == DocumentKind.AGENDA:
        return meetings.visible_to(looking.user, on=looking.on).exists()
    return meetings.conducted_by(looking.user, on=looking.on).exists()


def record_look(
    did: str, meeting: Meeting | None, looking: Looking, *, found: bool, **detail: Any
) -> None:
    """Log the look `did` at what belongs to a meeting, in vain too, and V54 where it refuses."""
    person = None if meeting is None else person_of(meeting.nominal)
    refusal = purpose_refusal(meeting.person, looking.purpose) if meeting and found else None
    audit.record(
        by=looking.by,
        at=looking.at,
        operation=audit.Operation.CONSULTATION,
        act=did,
        purpose=looking.purpose,
        label=Nominal._meta.label,
        object_id="" if person is None else str(person.pk),
        detail={
            **detail,
            "meeting": "" if meeting is None else str(meeting.public_id),
            "found": found,
            **({} if refusal is None else {"refused": refusal.rule}),
            **seen_as(looking.user),
        },
        objects=[] if person is None else [person.pk],
    )
