"""Makes the description of the API (OpenAPI 3.1) of what its doors say of themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django_filters import filters as kinds
from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse
from rest_framework import serializers

from core.api import pages
from core.api.problems import KINDS, MEDIA_TYPE

JSON = "application/json"


class WrongSerializer(serializers.Serializer[Any]):
    """One thing that is wrong."""

    pointer = serializers.CharField(help_text="Where in the body, as a JSON pointer.")
    detail = serializers.CharField()
    code = serializers.CharField(required=False, help_text="The number of the rule.")


class ProblemSerializer(serializers.Serializer[Any]):
    """Why a request was not done (RFC 9457)."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    errors: Any = WrongSerializer(many=True, required=False)


class CountSerializer(serializers.Serializer[Any]):
    """How many there are, up to a bound."""

    value = serializers.IntegerField()
    is_capped = serializers.BooleanField(help_text="There are more than the value says.")


@dataclass(frozen=True, slots=True)
class Operation:
    """What a door says of one of its methods.

    `answers` are its successes by status; by status and media type where they are no JSON.
    `refusals` are the other statuses that it may answer with.
    """

    name: str
    summary: str
    tag: str
    answers: Mapping[Any, Any]
    body: Any = None
    parameters: Sequence[OpenApiParameter] = ()
    refusals: Sequence[int] = ()
    examples: Sequence[OpenApiExample] = field(default_factory=tuple)


class TextDescription(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """How a text that comes in is described: whether it may be empty."""

    target_class = "core.api.incoming.Text"

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        """The schema of the text."""
        text: Any = self.target
        found: dict[str, Any] = auto_schema._map_serializer_field(
            text, direction, bypass_extensions=True
        )
        return found if text.allow_blank else found | {"minLength": 1}


LIMITS_OF_COLUMNS = {bound for bits in (15, 31, 63) for bound in (2**bits - 1, 2**bits)}

ALWAYS = (400, 401, 403, 406, 429, 503)
"""Statuses with which every door may refuse."""


class Description(AutoSchema):
    """Reads the operations that the doors declare."""

    @property
    def operation(self) -> Operation:
        """What the door says of the method that is described."""
        door: Any = self.view
        declared: Operation = door.operation(self.method)
        return declared

    def get_operation_id(self) -> str:
        """The name of the operation, for those who make clients of the description."""
        return self.operation.name

    def get_summary(self) -> str:
        """What it does, in a line."""
        return self.operation.summary

    def get_description(self) -> str:  # type: ignore[override] # as the library itself does
        """Which scope it needs."""
        door: Any = self.view
        scope = door.scope_of(door.request) if door.request is not None else ""
        return f"Scope: `{scope}`." if scope else ""

    def get_tags(self) -> list[str]:
        """What it is about."""
        return [self.operation.tag]

    def get_request_serializer(self) -> Any:
        """What comes in."""
        return self.operation.body

    def get_filter_backends(self) -> list[Any]:
        """None: the doors say which parameters there are."""
        return []

    def get_override_parameters(self) -> list[Any]:
        """The parameters and headers."""
        return [*self.operation.parameters, *COMMON_HEADERS]

    def get_examples(self) -> list[OpenApiExample]:
        """The examples, which the tests send."""
        return list(self.operation.examples)

    def get_response_serializers(self) -> Any:
        """Every answer by status."""
        answers: dict[Any, Any] = {
            (status, JSON)
            if isinstance(status, int) and serializer is not None
            else status: OpenApiResponse(description="Nothing more to say.")
            if serializer is None
            else serializer
            for status, serializer in self.operation.answers.items()
        }
        for status in sorted({*ALWAYS, *self.operation.refusals}):
            titles = [title for code, title in KINDS.values() if code == status]
            answers[(status, MEDIA_TYPE)] = OpenApiResponse(
                ProblemSerializer, description=", or: ".join(titles)
            )
        return answers


def header(name: str, description: str, *, required: bool = False) -> OpenApiParameter:
    """A header of a request."""
    return OpenApiParameter(
        name, str, OpenApiParameter.HEADER, required=required, description=description
    )


def query(name: str, kind: Any, description: str, **more: Any) -> OpenApiParameter:
    """A parameter of a query."""
    return OpenApiParameter(name, kind, OpenApiParameter.QUERY, description=description, **more)


def example(body: Any, media_type: str = JSON) -> OpenApiExample:
    """A body as it may be sent; a test sends it."""
    return OpenApiExample("Example", body, request_only=True, media_type=media_type)


COMMON_HEADERS = (
    header("X-Request-ID", "8 to 64 letters, digits and hyphens; comes back in the answer."),
    header("On-Behalf-Of", "The username of whom a system client calls for."),
    header("Access-Purpose", "Why you look; needed to read one record of a restricted case."),
)
IF_MATCH = header("If-Match", "The ETag of what was read.", required=True)
IDEMPOTENCY_KEY = header(
    "Idempotency-Key",
    "8 to 100 characters, new for each write; a retry sends it again.",
    required=True,
)
ETAG = OpenApiParameter(
    "ETag",
    str,
    OpenApiParameter.HEADER,
    required=True,
    response=[200, 201],
    description="The version that now stands: send it as If-Match.",
)
"""In answers."""
FIELDS = query("fields", str, "Names of what is shown, with commas between; all when left out.")
PAGE = (
    query("limit", int, "Items of a page, from 1 to 200; 50 when left out."),
    query("cursor", str, "Where the page before ended, as its `next` says."),
    query("count", bool, "Whether to count, up to 10,000."),
)


def parameters_of(filterset: Any) -> list[OpenApiParameter]:
    """What a list may be narrowed by."""
    if filterset is None:
        return []
    return [_parameter(name, each) for name, each in filterset.base_filters.items()]


def _parameter(name: str, narrowing: Any) -> OpenApiParameter:
    of_kind = {
        kinds.UUIDFilter: "uuid",
        kinds.DateFilter: "date",
        kinds.NumberFilter: "number",
    }
    description = str(narrowing.extra.get("help_text", "") or narrowing.label or "")
    is_of_list = isinstance(narrowing, (kinds.ChoiceFilter, kinds.TypedChoiceFilter))
    if is_of_list and not isinstance(narrowing, kinds.ModelChoiceFilter):
        choices = [str(value) for value, label in narrowing.extra["choices"]]
        return query(name, str, description, enum=choices)
    for kind, form in of_kind.items():
        if isinstance(narrowing, kind):
            schema = {"type": "string", "format": form}
            return query(name, schema, description)
    return query(name, str, description)


def share(result: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Say each refusal and each common header once, and name it where it recurs; called by the
    library when the whole is made."""
    responses: dict[str, Any] = {}
    parameters: dict[str, Any] = {}
    headers: dict[str, Any] = {}
    for path in result["paths"].values():
        for operation in path.values():
            for status, answer in operation["responses"].items():
                for name, each in answer.get("headers", {}).items():
                    headers[name] = each
                    answer["headers"][name] = {"$ref": f"#/components/headers/{name}"}
                if MEDIA_TYPE in answer.get("content", {}):
                    responses[f"Refused{status}"] = answer
                    operation["responses"][status] = {
                        "$ref": f"#/components/responses/Refused{status}"
                    }
            for place, each in enumerate(operation.get("parameters", ())):
                if each["in"] == "header" or each["name"] in pages.RESERVED:
                    name = each["name"].replace("-", "")
                    parameters[name] = each
                    operation["parameters"][place] = {"$ref": f"#/components/parameters/{name}"}
    result["components"] |= {
        "headers": headers,
        "parameters": parameters,
        "responses": responses,
    }
    _as_written(result["components"]["schemas"])
    return result


def _as_written(schema: Any) -> None:
    """Leave out the largest and smallest numbers that a column holds: databases differ in them; and
    say how a time of day is written, which stands in no zone."""
    for each in schema.values() if isinstance(schema, dict) else schema:
        if isinstance(each, dict):
            for bound in ("maximum", "minimum"):
                if abs(each.get(bound, 0)) in LIMITS_OF_COLUMNS:
                    del each[bound]
            if each.get("format") == "int64":
                del each["format"]
            if each.get("format") == "time":  # which would need an offset
                del each["format"]
                each["pattern"] = r"^[0-2]\d:[0-5]\d(:[0-5]\d)?$"
        if isinstance(each, (dict, list)):
            _as_written(each)
