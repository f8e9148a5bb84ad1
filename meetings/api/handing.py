"""The doors that hand out minutes, documents and files: each look logged, in vain too."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.http import FileResponse, HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.choices import Scope
from core.api.bodies import AsItIs
from core.api.describing import Operation, query
from core.api.doors import Door, known_parameters
from core.api.problems import Problem, missing
from core.documents import Document, as_odt, as_pdf, as_text
from core.files import KINDS
from meetings.api.resources import NAMED
from meetings.choices import DocumentKind
from meetings.documents import compose
from meetings.models import Attachment, Minutes
from meetings.services.attaching import open_attachment
from meetings.services.handing import Handed, hand_out, issue_of
from meetings.services.minutes import open_minutes
from nominals.api.looking import looking_of
from nominals.services.consulting import Looking, record_look

Writer = Callable[[Document], bytes]

WRITERS: Mapping[str, tuple[str, Writer]] = {
    "pdf": ("application/pdf", as_pdf),
    "odt": ("application/vnd.oasis.opendocument.text", as_odt),
    "txt": ("text/plain; charset=utf-8", lambda document: as_text(document).encode()),
}
"""What a document is written as, by its ending: the media type, and what writes it."""

OF_VERSION = tuple(each for each in DocumentKind if each is not DocumentKind.AGENDA)
"""The documents of which an issued version is made."""


def _binary(media_types: Iterable[str]) -> dict[tuple[int, str], Any]:
    """How answers are described that are files of one of `media_types`."""
    return {(200, each.partition(";")[0]): OpenApiTypes.BINARY for each in media_types}


DOCUMENTS = _binary(media_type for media_type, _ in WRITERS.values())
"""How answers that are documents are described."""

AS = query("as", str, "As what it is written; `pdf` when left out.", enum=list(WRITERS))


class HandingDoor(Door):
    """A door that hands something out, and not as a record."""

    scope = Scope.MEETINGS_READ
    content_negotiation_class = AsItIs

    def looking(self) -> Looking:
        """Who looks, and why."""
        return looking_of(self, timezone.now())


class ContentDoor(HandingDoor):
    """What an issued version of minutes says."""

    def operation(self, method: str) -> Operation:
        """How it is described."""
        content = inline_serializer(
            "MinutesContent",
            {
                "number": serializers.IntegerField(help_text="The version."),
                "content": serializers.DictField(help_text="As it was approved and issued."),
            },
        )
        return Operation(
            name="read_minutes_content",
            summary="What an issued version of minutes says, as all its documents do.",
            tag="minutes",
            answers={200: content},
            refusals=[404],
        )

    def get(self, request: Request, key: str) -> Response:
        """The content of the version.

        Raises:
            Problem: if there is none that the caller may read.
        """
        known_parameters(request, ())
        minutes = _opened(key, self.looking())
        return Response({"number": minutes.number, "content": minutes.content})


class MinutesDocumentDoor(HandingDoor):
    """An issued version of minutes as a document."""

    def operation(self, method: str) -> Operation:
        """How it is described."""
        kinds = [each.value for each in OF_VERSION]
        kind = query("kind", str, "Which document; `minutes` when left out.", enum=kinds)
        return Operation(
            name="read_minutes_document",
            summary="An issued version of minutes, its summary or its actions as a document.",
            tag="minutes",
            answers=DOCUMENTS,
            parameters=[kind, AS],
            refusals=[404],
        )

    def get(self, request: Request, key: str) -> HttpResponse:
        """The document.

        Raises:
            Problem: if there is no version that the caller may read.
        """
        known_parameters(request, ("kind", "as"))
        kind = DocumentKind(_chosen(request, "kind", OF_VERSION, DocumentKind.MINUTES))
        ending = _chosen(request, "as", WRITERS, "pdf")
        minutes = _opened(key, self.looking())
        handed = Handed(minutes.content, minutes.issued_at, is_draft=False, issue=issue_of(minutes))
        return written(kind, handed, ending)


class MeetingDocumentDoor(HandingDoor):
    """A document of a meeting: the agenda, what was issued, or the draft for who conducts it."""

    def operation(self, method: str) -> Operation:
        """How it is described."""
        kind = query(
            "kind", str, "Which document; `agenda` when left out.", enum=DocumentKind.values
        )
        version = query("version", int, "Of minutes; the latest when left out.")
        return Operation(
            name="read_meeting_document",
            summary="A document of a meeting; a draft for those who conduct it alone.",
            tag="meetings",
            answers=DOCUMENTS,
            parameters=[kind, version, AS],
            refusals=[404],
        )

    def get(self, request: Request, key: str) -> HttpResponse:
        """The document.

        Raises:
            Problem: if there is none that the caller may read.
        """
        known_parameters(request, ("kind", "version", "as"))
        kind = DocumentKind(_chosen(request, "kind", DocumentKind, DocumentKind.AGENDA))
        ending = _chosen(request, "as", WRITERS, "pdf")
        handed = hand_out(text=key, kind=kind, looking=self.looking(), version=_version_in(request))
        return written(kind, handed, ending)


class FileDoor(HandingDoor):
    """A file that belongs to a referral or a report."""

    def operation(self, method: str) -> Operation:
        """How it is described."""
        return Operation(
            name="read_attachment_file",
            summary="A file, as it was handed over.",
            tag="attachments",
            answers=_binary(each.media_type for each in KINDS),
            refusals=[404],
        )

    def get(self, request: Request, key: str) -> FileResponse:
        """The file.

        Raises:
            Problem: if there is none that the caller may see.
        """
        known_parameters(request, ())
        looking = self.looking()
        attachment: Attachment = _called(Attachment, key, "open_attachment", looking)
        return FileResponse(
            open_attachment(attachment=attachment, looking=looking),
            as_attachment=True,
            filename=attachment.name,
            content_type=attachment.media_type,
        )


def written(kind: DocumentKind, handed: Handed, ending: str) -> HttpResponse:
    """A document as a file, whose name says nothing of whom it is about."""
    document = compose(
        kind, handed.content, issued=handed.at, issue=handed.issue, is_draft=handed.is_draft
    )
    media_type, write = WRITERS[ending]
    name = f"{kind.value}-{handed.content['meeting'][:8]}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(write(document), content_type=media_type, headers=headers)


def _opened(key: str, looking: Looking) -> Minutes:
    minutes: Minutes = _called(Minutes, key, "open_minutes", looking)
    return open_minutes(minutes=minutes, looking=looking)


def _called(model: type[Any], key: str, did: str, looking: Looking) -> Any:
    """The row of `model` that `key` names, whoever may see it; a look at nothing is logged.

    Raises:
        Problem: if there is none.
    """
    resource = NAMED[model]
    value = resource.key_of(key)
    found = None if value is None else model.objects.filter(**{resource.key: value}).first()
    if found is None:
        record_look(did, None, looking, found=False)
        raise missing()
    return found


def _chosen(request: Request, name: str, among: Iterable[str], usual: str) -> str:
    """What the parameter `name` says.

    Raises:
        Problem: if it is none of `among`.
    """
    said = request.query_params.get(name, usual)
    known = [str(each) for each in among]
    if said not in known:
        raise Problem("malformed", f"{name}: Choose among {', '.join(known)}.")
    return said


def _version_in(request: Request) -> int | None:
    said = request.query_params.get("version")
    if said is None:
        return None
    if not (said.isascii() and said.isdigit() and 1 <= int(said[:6]) <= 32_767):
        raise Problem("malformed", "version: Give the number of a version.")
    return int(said)
