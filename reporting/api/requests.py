"""Asking for a compilation, and how far it is."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from celery import current_app
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api.resources import AREAS
from agencies.choices import Scope
from core.api import problems
from core.api.describing import IDEMPOTENCY_KEY, Operation, example
from core.api.doors import Door, known_parameters
from core.api.incoming import Incoming, Text
from core.api.keys import Done, once
from core.periods import ReportingYear
from nominals.api.acting import response_of
from nominals.api.fields import Seen
from reporting.models import CompilationRequest
from reporting.services.permitting import is_shown_figures, may_ask
from reporting.services.requests import (
    Progress,
    compilation_of,
    progress_of,
    request_compilation,
)

TAG = "compilation-requests"


@extend_schema_field(str)
class YearField(serializers.Field[Any, Any, Any, Any]):
    """A reporting year, such as 2021-22."""

    def to_internal_value(self, data: Any) -> Any:
        """The year.

        Raises:
            ValidationError: if it is none.
        """
        try:
            return ReportingYear.parse(Text().run_validation(data))
        except ValueError as error:
            raise ValidationError(str(error)) from None


class RequestBody(Incoming):
    """The return that is to be compiled, as known now where no instant is given."""

    area = Seen(AREAS, help_text="The code of the area.")
    year = YearField(help_text="Such as 2021-22.")
    as_known_at = serializers.DateTimeField(required=False, default_timezone=UTC)


class RequestSerializer(serializers.Serializer[Any]):
    """A compilation that was asked for, and how far it is."""

    id = serializers.IntegerField()
    area = serializers.CharField(allow_null=True, help_text="Empty is England and Wales.")
    year = serializers.CharField()
    as_known_at = serializers.DateTimeField()
    requested_at = serializers.DateTimeField()
    progress = serializers.ChoiceField(Progress.choices)
    attempts = serializers.IntegerField()
    failure = serializers.CharField(help_text="Why the last attempt failed; else empty.")
    return_id = serializers.IntegerField(
        allow_null=True, help_text="The return, once it is stored."
    )
    return_url = serializers.CharField(allow_null=True)


class RequestsDoor(Door):
    """Asks for a compilation."""

    scope = Scope.RETURNS_WRITE

    def operation(self, method: str) -> Operation:
        """How asking is described."""
        return Operation(
            name="request_compilation",
            summary="Ask for the return of an area and year to be compiled.",
            tag=TAG,
            body=RequestBody,
            answers={202: RequestSerializer},
            parameters=[IDEMPOTENCY_KEY],
            refusals=[409, 413, 415, 422],
            examples=[example({"area": "norfolk", "year": "2023-24"})],
        )

    def post(self, request: Request) -> Response:
        """Leave the work. Workers take it up; the answer says where its progress is shown.

        Raises:
            Problem: if the caller may not ask for this area, or the year or instant is to come.
        """
        on, at, caller = timezone.localdate(), timezone.now(), self.caller
        body = RequestBody(data=request.data, context={"caller": caller, "on": on})
        body.is_valid(raise_exception=True)
        asked = body.validated_data
        if not may_ask(caller.user, asked["area"], on):
            sentence = (
                "Its statisticians, co-ordinators and administrators ask for the return of an area."
            )
            raise problems.Problem("forbidden", sentence)

        def write() -> Done:
            wanted = request_compilation(
                area=asked["area"],
                year=asked["year"],
                as_known_at=asked.get("as_known_at", at),
                by=caller.user.get_username(),
                at=at,
            )
            # The sweep comes every minute anyway, so a broker that is down is no refusal.
            transaction.on_commit(_publish, robust=True)
            address = f"/api/v1/{TAG}/{wanted.pk}/"
            return Done(202, shown(wanted, at), {"Location": address})

        key = request.headers.get("Idempotency-Key", "")
        what = {"path": request.path, "body": request.data}
        return response_of(once(write, key=key, caller=caller.name, asked=what, at=at))


class RequestDoor(Door):
    """How far one request is."""

    scope = Scope.RETURNS_READ

    def operation(self, method: str) -> Operation:
        """How the request is described."""
        return Operation(
            name="read_compilation_request",
            summary="How far a compilation is.",
            tag=TAG,
            answers={200: RequestSerializer},
            refusals=[404],
        )

    def get(self, request: Request, key: int) -> Response:
        """The request, with its return once that is stored.

        Raises:
            Problem: if there is none, or the caller is shown no figures.
        """
        known_parameters(request, ())
        found = CompilationRequest.objects.select_related("area").filter(pk=key).first()
        if found is None or not is_shown_figures(self.caller.user, timezone.localdate()):
            raise problems.missing()
        return Response(shown(found, timezone.now()))


def shown(asked: CompilationRequest, at: datetime) -> dict[str, Any]:
    """A request as the API shows it at the instant `at`."""
    compilation = compilation_of(asked)
    key = None if compilation is None else compilation.pk
    progress = progress_of(request=asked, at=at, lease=settings.MAPPA_LEASE)
    return {
        "id": asked.pk,
        "area": None if asked.area is None else asked.area.code,
        "year": asked.year,
        "as_known_at": asked.as_known_at.isoformat(),
        "requested_at": asked.requested_at.isoformat(),
        "progress": progress.value,
        "attempts": asked.attempts,
        "failure": asked.failure,
        "return_id": key,
        "return_url": None if key is None else f"/api/v1/returns/{key}/",
    }


def _publish() -> None:
    current_app.send_task("reporting.sweep_requests")
