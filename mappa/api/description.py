"""Hands out the description of the API, and the page that shows it without any other host."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from drf_spectacular.generators import SchemaGenerator
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

METHODS = ("get", "post")


@cache
def description() -> dict[str, Any]:
    """The description as OpenAPI 3.1; the same as docs/openapi.yaml."""
    generator: Any = SchemaGenerator
    made: dict[str, Any] = generator().get_schema(public=True)
    return made


class DescriptionDoor(APIView):
    """The description, for everybody: it tells of no person."""

    schema = None
    authentication_classes = ()
    permission_classes = ()
    throttle_classes = ()

    def get(self, request: Request) -> Response:
        """The whole of it."""
        return Response(description())


@login_not_required
def documentation(request: HttpRequest) -> HttpResponse:
    """A page that shows every operation by what it is about."""
    tags: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for path, operations in description()["paths"].items():
        for method in METHODS:
            if method in operations:
                shown = _shown(operations[method])
                tags[shown["tag"]].append({"path": path, "method": method.upper(), **shown})
    return render(request, "mappa/documentation.html", {"tags": sorted(tags.items())})


def _shown(operation: dict[str, Any]) -> dict[str, Any]:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    return {
        "name": operation["operationId"],
        "tag": operation["tags"][0],
        "summary": operation["summary"],
        "scope": operation.get("description", "").removeprefix("Scope: `").removesuffix("`."),
        "parameters": [
            each
            for each in map(_resolved, operation.get("parameters", ()))
            if each["in"] == "query" or (each.get("required") and each["in"] == "header")
        ],
        "body": _fields(body.get("schema", {})),
        "answers": sorted(operation["responses"]),
    }


def _fields(schema: dict[str, Any], within: str = "") -> list[dict[str, Any]]:
    """The fields of an object, those of objects in it by their way."""
    schema = _resolved(schema)
    fields: list[dict[str, Any]] = []
    for name, each in schema.get("properties", {}).items():
        inner = _resolved(each)
        items = _resolved(inner.get("items", {}))
        kind = inner.get("type", "")
        words = inner.get("enum") or items.get("enum") or ()
        fields.append(
            {
                "name": f"{within}{name}",
                "type": " or ".join(kind) if isinstance(kind, list) else kind,
                "format": inner.get("format", ""),
                "required": name in schema.get("required", ()),
                "words": [str(word) for word in words if word is not None],
            }
        )
        fields += _fields(inner, f"{within}{name}.") + _fields(items, f"{within}{name}[].")
    return fields


def _resolved(schema: dict[str, Any]) -> dict[str, Any]:
    """What a schema refers to; of several that may be meant the first."""
    while True:
        if "$ref" in schema:
            found: Any = description()
            for step in schema["$ref"].removeprefix("#/").split("/"):
                found = found[step]
            schema = found
        elif choices := schema.get("allOf") or schema.get("oneOf") or schema.get("anyOf"):
            schema = choices[0]
        else:
            return schema
