"""Every list of codes, with the words for them."""

from __future__ import annotations

from collections.abc import Iterable
from types import ModuleType
from typing import Any

from django.db.models import Choices
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

import agencies.choices
import meetings.choices
import nominals.choices
import orders.choices
import reporting.choices
from core.api.describing import Operation
from core.api.doors import Door, known_parameters

MODULES: tuple[ModuleType, ...] = (
    agencies.choices,
    nominals.choices,
    orders.choices,
    meetings.choices,
    reporting.choices,
)


class CodeSerializer(serializers.Serializer[Any]):
    """A stored code and the words for it."""

    code = serializers.CharField()
    label: Any = serializers.CharField()


class CodeListSerializer(serializers.Serializer[Any]):
    """The codes that a field may hold."""

    name = serializers.CharField()
    meaning = serializers.CharField()
    codes = CodeSerializer(many=True)


class CodeListsSerializer(serializers.Serializer[Any]):
    """Every list of codes."""

    items = CodeListSerializer(many=True)


class CodeListsDoor(Door):
    """The lists of codes, which never shrink: an old code stays readable."""

    def operation(self, method: str) -> Operation:
        """How it is described."""
        return Operation(
            name="list_code_lists",
            summary="Every list of codes, with the words for them.",
            tag="code-lists",
            answers={200: CodeListsSerializer},
        )

    def get(self, request: Request) -> Response:
        """All of them."""
        known_parameters(request, ())
        return Response({"items": [_shown(each) for each in _lists()]})


def _lists() -> Iterable[type[Choices]]:
    for module in MODULES:
        for each in vars(module).values():
            is_list = isinstance(each, type) and issubclass(each, Choices) and each.choices
            if is_list and each.__module__ == module.__name__:
                yield each


def _shown(of: type[Choices]) -> dict[str, Any]:
    return {
        "name": of.__name__,
        "meaning": " ".join((of.__doc__ or "").split()),
        "codes": [{"code": str(each.value), "label": str(each.label)} for each in of],
    }
