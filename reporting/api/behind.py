"""Lists of the people behind something of a return, each look logged with what was opened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from drf_spectacular.utils import inline_serializer
from rest_framework import serializers

from core import audit
from core.api.describing import FIELDS, PAGE, CountSerializer, Operation
from core.api.doors import ListDoor
from reporting.api.resources import RETURNS


class BehindDoor(ListDoor):
    """The people behind something whom the caller may see. `did` is what the log calls the look, as
    the commands do, and `opened` what it was that was opened."""

    did = ""
    opened: Mapping[str, Any] = {}

    def log(
        self,
        did: str,
        operation: audit.Operation,
        *,
        label: str,
        objects: Iterable[int],
        at: datetime,
        detail: Mapping[str, Any] | None = None,
    ) -> None:
        """Log the look with what was opened."""
        super().log(self.did, operation, label=label, objects=objects, at=at, detail=self.opened)


def people_behind(
    name: str, summary: str, page: str, *, items: Any, **said: serializers.Field[Any, Any, Any, Any]
) -> Operation:
    """How such a list is described: what is `said` of all on a `page`, the notice that they may be
    fewer, and the people."""
    fields = {
        **said,
        "notice": serializers.CharField(help_text="Always the same sentence."),
        "items": items,
        "next": serializers.CharField(allow_null=True),
        "count": CountSerializer(required=False),
    }
    return Operation(
        name=name,
        summary=summary,
        tag=RETURNS.name,
        answers={200: inline_serializer(page, fields)},
        parameters=[FIELDS, *PAGE],
        refusals=[404],
    )
