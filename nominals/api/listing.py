"""The list of people, and the sweep of those who changed since a former one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import inline_serializer
from rest_framework.request import Request
from rest_framework.serializers import CharField, IntegerField

from core.api.describing import CountSerializer, Operation
from core.api.doors import known_parameters
from core.api.pages import RESERVED, Wanted
from nominals.api.acting import CollectionDoor
from nominals.api.resources import nominals_whole
from nominals.api.serializers import NominalSerializer
from nominals.services.numbering import settled_number


class NominalsDoor(CollectionDoor):
    """The people whom the caller may see. With `changed_since` those who changed, or whose access
    did, in the order of the changes: a sweep neither misses nor repeats anybody while others write.

    `changes` is the number from which the next sweep begins.
    """

    carries = 1

    def operation(self, method: str) -> Operation:
        """How the list is described."""
        described = super().operation(method)
        if method != "GET":
            return described
        page = inline_serializer(
            "NominalPage",
            {
                "changes": IntegerField(help_text="From where the next sweep begins."),
                "items": NominalSerializer(many=True),
                "next": CharField(allow_null=True, help_text="The address of the next page."),
                "count": CountSerializer(required=False),
            },
        )
        return replace(described, answers={200: page})

    def order_of(self, request: Request) -> tuple[str, ...]:
        """By change in a sweep."""
        if "changed_since" in request.query_params:
            return ("change_number", "pk")
        return super().order_of(request)

    def head(
        self, request: Request, carried: tuple[Any, ...]
    ) -> tuple[dict[str, Any], tuple[Any, ...]]:
        """Up to which change the list is settled: what its first page found, to its end."""
        (until,) = carried or (settled_number(),)
        self.until = until
        return {"changes": until}, (until,)

    def cut(self, request: Request, order: Sequence[str], asked: Wanted, on: date) -> QuerySet[Any]:
        """The rows of the page; where nothing narrows the list, by a walk in its order that stops
        at its end."""
        if request.query_params.keys() - RESERVED:
            return super().cut(request, order, asked, on)
        known_parameters(request, RESERVED)
        after = 0 if asked.after is None else asked.after[0]
        page: QuerySet[Any] = nominals_whole(self.caller, on).first_visible_to(
            self.caller.user, asked.limit + 1, on=on, after=after
        )
        return page

    def narrowed(self, found: QuerySet[Any], request: Request) -> QuerySet[Any]:
        """As the query parameters ask; a sweep ends where it was settled when it began."""
        found = super().narrowed(found, request)
        if "changed_since" in request.query_params:
            found = found.filter(change_number__lte=self.until)
        return found
