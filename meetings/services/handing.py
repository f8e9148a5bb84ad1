"""Hands out what a document of a meeting is made of to whoever may read it, and logs each look."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from meetings.choices import DocumentKind
from meetings.models import Meeting, Minutes, MinutesDraft
from meetings.services.content import Content, agenda_of, content_of
from meetings.services.looking import conducts, look_at, meeting_called
from meetings.services.minutes import open_minutes
from nominals.services.consulting import Looking


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
    named = meeting_called(text)
    issued = None
    if named is not None and kind != DocumentKind.AGENDA:
        issued = _issued(named, version, looking)
        if issued is not None and looking.user is not None:
            return _handed(open_minutes(minutes=issued, looking=looking))
    draft = MinutesDraft.objects.filter(meeting=named).order_by("-number").first()
    is_draft = version is None or (draft is not None and draft.number == version)
    may = named is not None and (issued is not None or (is_draft and _may(named, kind, looking)))
    meeting = look_at(
        "hand_out", named, looking, may=may, what="document of a meeting", document=kind.value
    )
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
    """Whether whoever looks may read what is not issued."""
    if kind != DocumentKind.AGENDA or looking.user is None:
        return conducts(meeting, looking)
    seen = Meeting.objects.visible_to(looking.user, on=looking.on)
    return seen.filter(pk=meeting.pk).exists()
