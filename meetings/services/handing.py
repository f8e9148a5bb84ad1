"""Hands out what a document of a meeting is made of to whoever may read it, and logs each look."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from core import audit
from core.refusing import refuse
from meetings.choices import DocumentKind
from meetings.models import Meeting, Minutes, MinutesDraft
from meetings.services.content import Content, content_of
from meetings.services.minutes import open_minutes
from nominals.models import Nominal
from nominals.services.acts import Asked
from nominals.services.consulting import Looking, purpose_refusal, seen_as
from nominals.services.records import person_of


@dataclass(frozen=True, slots=True)
class Handed:
    """What a document is made of, when it was issued, and whether it is still a draft."""

    content: Content
    at: datetime
    is_draft: bool


def hand_out(
    *, text: str, kind: DocumentKind, looking: Looking, version: int | None = None
) -> Handed:
    """What the document `kind` of the meeting that `text` names by opaque id is made of.

    An agenda is for whoever sees the meeting, as things stand. Of minutes, summary and action list
    it is the version issued, the latest that the user may read unless `version` names one; while
    none is, the draft, for those who conduct the meeting.

    Raises:
        ValidationError: with the same words where there is no such meeting or version, and where
            the user may not read it; by V54 if the case is restricted and no purpose is given.
    """
    meeting = _named(text)
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
            return Handed(issued.content, issued.issued_at, is_draft=False)
    may = meeting is not None and _may(meeting, kind, version, issued, looking)
    _log(meeting, kind, looking, found=may)
    if meeting is None or not may:
        raise ValidationError("There is no such document of a meeting.", code="unseen")
    refuse([purpose_refusal(meeting.person, looking.purpose)])
    if issued is not None:
        return Handed(issued.content, issued.issued_at, is_draft=False)
    draft = MinutesDraft.objects.filter(meeting=meeting).order_by("-number").first()
    return Handed(content_of(meeting, draft), looking.at, is_draft=kind != DocumentKind.AGENDA)


def _named(text: str) -> Meeting | None:
    try:
        found = Meeting.objects.filter(public_id=UUID(text))
    except ValueError:
        return None
    return found.select_related("panel__area", "person").first()


def _issued(meeting: Meeting, version: int | None, looking: Looking) -> Minutes | None:
    found: QuerySet[Minutes] = Minutes.objects.filter(meeting=meeting)
    if version is not None:
        found = found.filter(number=version)
    if looking.user is not None:
        readable = Minutes.objects.readable_by(looking.user, on=looking.on)
        found = found.filter(pk__in=readable.order_by().values("pk"))
    return found.order_by("-number").first()


def _may(
    meeting: Meeting,
    kind: DocumentKind,
    version: int | None,
    issued: Minutes | None,
    looking: Looking,
) -> bool:
    if issued is not None:
        return True
    if version is not None:
        return False
    if looking.user is None:
        return True
    meetings = Meeting.objects.filter(pk=meeting.pk)
    if kind == DocumentKind.AGENDA:
        return meetings.visible_to(looking.user, on=looking.on).exists()
    return meetings.conducted_by(looking.user, on=looking.on).exists()


def _log(meeting: Meeting | None, kind: DocumentKind, looking: Looking, *, found: bool) -> None:
    person = None if meeting is None else person_of(meeting.nominal)
    audit.record(
        by=looking.by,
        at=looking.at,
        operation=audit.Operation.CONSULTATION,
        act="hand_out",
        purpose=looking.purpose,
        label=Nominal._meta.label,
        object_id="" if person is None else str(person.pk),
        detail={
            "document": kind.value,
            "meeting": "" if meeting is None else str(meeting.public_id),
            "found": found,
            **seen_as(looking.user),
        },
        objects=[] if person is None else [person.pk],
    )
