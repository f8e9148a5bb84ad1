"""Caseloads as jobs: a zip that is imported, and the caseload of an area to be fetched."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from celery import current_app
from django.conf import settings
from django.db import transaction
from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api.resources import AREAS
from agencies.choices import Scope
from core import audit
from core.api import problems
from core.api.bodies import AsItIs
from core.api.describing import IDEMPOTENCY_KEY, Operation, example
from core.api.doors import Door, known_parameters
from core.api.incoming import Incoming
from core.api.keys import Done, once
from mappa.api.uploading import PARSERS, PART, ZIP, ZipUpload, received_in
from mappa.exchange import jobs
from mappa.exchange.checking import zip_faults
from mappa.exchange.jobs import Asker, JobProgress, progress_of
from mappa.models import CaseloadExport, CaseloadImport
from nominals.api.acting import response_of
from nominals.api.fields import Seen
from nominals.services.permitting import areas_of_registering

TAG = "caseloads"

FORM = {
    "type": "object",
    "properties": {PART: {"type": "string", "format": "binary"}},
    "required": [PART],
}
"""A form with one part, of `application/zip`."""


class CountsSerializer(serializers.Serializer[Any]):
    """Rows of one file."""

    read = serializers.IntegerField()
    added = serializers.IntegerField()
    changed = serializers.IntegerField()
    unchanged = serializers.IntegerField()


class RefusalSerializer(serializers.Serializer[Any]):
    """What is wrong in a row, by the line on which it begins."""

    file = serializers.CharField()
    line = serializers.IntegerField()
    column = serializers.CharField()
    message = serializers.CharField()


class ImportSerializer(serializers.Serializer[Any]):
    """An import, and how far it is. Nothing is stored unless it is done."""

    id = serializers.UUIDField()
    progress = serializers.ChoiceField(JobProgress.choices)
    requested_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    attempts = serializers.IntegerField()
    failure = serializers.CharField(help_text="Why the last attempt failed; else empty.")
    digest = serializers.CharField(help_text="The SHA-256 of what was sent.")
    counts = serializers.DictField(child=CountsSerializer(), help_text="Rows by file.")
    warnings = serializers.DictField(
        child=serializers.IntegerField(), help_text="Findings by rule, once it is done."
    )
    refused = serializers.IntegerField(help_text="How often something was refused.")
    refusals: Any = RefusalSerializer(
        many=True, help_text="The first 1,000; kept for some hours only."
    )


class ExportBody(Incoming):
    """Whose caseload is wanted."""

    area = Seen(AREAS, help_text="The code of the area.")


class ExportSerializer(serializers.Serializer[Any]):
    """An export, and how far it is."""

    id = serializers.UUIDField()
    area = serializers.CharField()
    progress = serializers.ChoiceField(JobProgress.choices)
    requested_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    attempts = serializers.IntegerField()
    failure = serializers.CharField(help_text="Why the last attempt failed; else empty.")
    rows = serializers.DictField(child=serializers.IntegerField(), help_text="By file.")
    digest = serializers.CharField(help_text="The SHA-256 of the zip, once it is there.")
    expires_at = serializers.DateTimeField(allow_null=True)
    file_url = serializers.CharField(
        allow_null=True, help_text="Where the zip is, once it is there and until it expires."
    )


class _JobDoor(Door):
    """A door to jobs, which only who asked for them sees."""

    @property
    def asker(self) -> Asker:
        """Who asks."""
        caller = self.caller
        return Asker(caller.user, caller.agency, self.purpose, audit.origin())

    def own(self, model: type[Any], key: UUID) -> Any:
        """The job of the caller that `key` names.

        Raises:
            Problem: if there is none.
        """
        job = model.objects.filter(public_id=key).first()
        if job is None or not self.asker.owns(job):
            raise problems.missing()
        return job


class ImportsDoor(_JobDoor):
    """Takes a caseload to be imported."""

    scope = Scope.CASELOAD_WRITE
    parser_classes = PARSERS

    def operation(self, method: str) -> Operation:
        """How sending is described."""
        return Operation(
            name="import_caseload",
            summary="Send a zip of CSV files to be imported, whole or not at all.",
            tag=TAG,
            body={ZIP: OpenApiTypes.BINARY, "multipart/form-data": FORM},
            answers={202: ImportSerializer},
            parameters=[IDEMPOTENCY_KEY],
            refusals=[409, 413, 415, 422],
            examples=[example({PART: "caseload.zip"}, "multipart/form-data")],
        )

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer, with a form read by our own hand whoever reads it first."""
        if request.method == "POST":
            request.upload_handlers = [ZipUpload(request)]
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: Request) -> Response:
        """Keep the zip and leave the work; the answer says where its progress is shown.

        Raises:
            Problem: if the caller records nothing, or what came is no zip of a caseload.
        """
        on, at, caller = timezone.localdate(), timezone.now(), self.caller
        known_parameters(request, ())
        if not all(areas_of_registering(each, on) for each in caller.user.sights):
            raise problems.Problem("forbidden", "You record nobody in any area.")
        form: Any = request.data
        received = received_in(form)
        try:
            faults = zip_faults(received.file, largest=settings.MAPPA_LARGEST_CASELOAD)
            if faults:
                wrong = [problems.Wrong("", str(each)) for each in faults.first()]
                raise problems.Problem("refused", "The zip is not one of a caseload.", wrong)

            def write() -> Done:
                job = jobs.ask_import(
                    content=received.file,
                    digest=received.digest,
                    size=received.size,
                    asker=self.asker,
                    at=at,
                )
                # The sweep comes every minute anyway, so a broker that is down is no refusal.
                transaction.on_commit(_publish, robust=True)
                address = f"/api/v1/caseload-imports/{job.public_id}/"
                return Done(202, shown_import(job), {"Location": address})

            what = {"path": request.path, "sha256": received.digest}
            key = request.headers.get("Idempotency-Key", "")
            return response_of(once(write, key=key, caller=caller.name, asked=what, at=at))
        finally:
            received.close()


class ImportDoor(_JobDoor):
    """How far an import is."""

    scope = Scope.CASELOAD_WRITE

    def operation(self, method: str) -> Operation:
        """How the import is described."""
        return Operation(
            name="read_caseload_import",
            summary="How far an import is, and what it refused.",
            tag=TAG,
            answers={200: ImportSerializer},
            refusals=[404],
        )

    def get(self, request: Request, key: UUID) -> Response:
        """The import.

        Raises:
            Problem: if the caller asked for none of this name.
        """
        known_parameters(request, ())
        return Response(shown_import(self.own(CaseloadImport, key)))


class ExportsDoor(_JobDoor):
    """Asks for the caseload of an area."""

    scope = Scope.CASELOAD_READ

    def operation(self, method: str) -> Operation:
        """How asking is described."""
        return Operation(
            name="export_caseload",
            summary="Ask for the caseload of an area, of those in it whom the caller may see.",
            tag=TAG,
            body=ExportBody,
            answers={202: ExportSerializer},
            parameters=[IDEMPOTENCY_KEY],
            refusals=[409, 413, 415, 422],
            examples=[example({"area": "norfolk"})],
        )

    def post(self, request: Request) -> Response:
        """Leave the work; the answer says where its progress is shown.

        Raises:
            Problem: if the caller does not hold the whole area.
        """
        on, at, caller = timezone.localdate(), timezone.now(), self.caller
        body = ExportBody(data=request.data, context={"caller": caller, "on": on})
        body.is_valid(raise_exception=True)
        area = body.validated_data["area"]
        if not jobs.may_export(caller.user, area, at=at):
            sentence = "Its co-ordinators and administrators export the caseload of an area."
            raise problems.Problem("forbidden", sentence)

        def write() -> Done:
            job = jobs.ask_export(area=area, asker=self.asker, at=at)
            transaction.on_commit(_publish, robust=True)
            address = f"/api/v1/caseload-exports/{job.public_id}/"
            return Done(202, shown_export(job), {"Location": address})

        what = {"path": request.path, "body": request.data}
        key = request.headers.get("Idempotency-Key", "")
        return response_of(once(write, key=key, caller=caller.name, asked=what, at=at))


class ExportDoor(_JobDoor):
    """How far an export is."""

    scope = Scope.CASELOAD_READ

    def operation(self, method: str) -> Operation:
        """How the export is described."""
        return Operation(
            name="read_caseload_export",
            summary="How far an export is.",
            tag=TAG,
            answers={200: ExportSerializer},
            refusals=[404],
        )

    def get(self, request: Request, key: UUID) -> Response:
        """The export.

        Raises:
            Problem: if the caller asked for none of this name.
        """
        known_parameters(request, ())
        return Response(shown_export(self.own(CaseloadExport, key)))


class FileDoor(_JobDoor):
    """Hands out the zip of an export."""

    scope = Scope.CASELOAD_READ
    content_negotiation_class = AsItIs

    def operation(self, method: str) -> Operation:
        """How the file is described."""
        return Operation(
            name="fetch_caseload_export",
            summary="The zip of an export; each time is logged as a disclosure.",
            tag=TAG,
            answers={(200, ZIP): OpenApiTypes.BINARY},
            refusals=[404, 422],
        )

    def get(self, request: Request, key: UUID) -> Any:
        """The zip.

        Raises:
            Problem: if the caller asked for none of this name, or it is not there.
            ValidationError: if the caller has lost sight of somebody in it.
        """
        at = timezone.now()
        known_parameters(request, ())
        job = self.own(CaseloadExport, key)
        if not _is_there(job):
            raise problems.missing()
        with transaction.atomic():
            try:
                file = jobs.hand_out(job=job, asker=self.asker, at=at)
            except FileNotFoundError:
                raise problems.missing() from None
        name = f"{job.area.code}.zip"
        headers = {"Cache-Control": "no-store"}
        return FileResponse(
            file, as_attachment=True, filename=name, content_type=ZIP, headers=headers
        )


def shown_import(job: CaseloadImport) -> dict[str, Any]:
    """An import as the API shows it now."""
    return {
        **_shown(job),
        "digest": job.digest,
        "counts": job.counts,
        "warnings": job.warnings,
        "refused": job.refused,
        "refusals": job.refusals,
    }


def shown_export(job: CaseloadExport) -> dict[str, Any]:
    """An export as the API shows it now."""
    there = _is_there(job)
    return {
        **_shown(job),
        "area": job.area.code,
        "rows": job.counts,
        "digest": job.digest,
        "expires_at": None if job.expires_at is None else job.expires_at.isoformat(),
        "file_url": f"/api/v1/caseload-exports/{job.public_id}/file/" if there else None,
    }


def _shown(job: CaseloadImport | CaseloadExport) -> dict[str, Any]:
    progress = progress_of(job, at=timezone.now(), lease=settings.MAPPA_LEASE)
    return {
        "id": str(job.public_id),
        "progress": progress.value,
        "requested_at": job.requested_at.isoformat(),
        "finished_at": None if job.finished_at is None else job.finished_at.isoformat(),
        "attempts": job.attempts,
        "failure": job.failure,
    }


def _is_there(job: CaseloadExport) -> bool:
    return job.expires_at is not None and job.expires_at > timezone.now()


def _publish() -> None:
    current_app.send_task("mappa.sweep_caseloads")


urlpatterns = [
    path("caseload-imports/", ImportsDoor.as_view()),
    path("caseload-imports/<uuid:key>/", ImportDoor.as_view()),
    path("caseload-exports/", ExportsDoor.as_view()),
    path("caseload-exports/<uuid:key>/", ExportDoor.as_view()),
    path("caseload-exports/<uuid:key>/file/", FileDoor.as_view()),
]
