"""Many acts in one call: each row is told of, and all may be done or none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.urls import Resolver404, resolve
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.describing import IDEMPOTENCY_KEY, Operation, example
from core.api.doors import Door
from core.api.incoming import Incoming, Text, YesOrNo
from core.api.keys import Done, once
from core.api.problems import Problem, missing, problem_of
from nominals.api.acting import ActDoor
from nominals.api.examples import EXAMPLES

MOST_ROWS = 100
NOMINAL, OTHER_NOMINAL, TAG = (
    "5b1f5a4e-7d35-4a55-8c0a-2f9d1e6b3c11",
    "c83e02d7-95b4-4b0a-8f61-0e7a4d2c9b55",
    '"4711"',
)
"""Two people of the example, and the ETag that each was read with."""

EXAMPLE = {
    "all_or_nothing": True,
    "rows": [
        {
            "path": f"/api/v1/nominals/{key}/review-level-1/",
            "if_match": TAG,
            "body": EXAMPLES["review_level_1"],
        }
        for key in (NOMINAL, OTHER_NOMINAL)
    ],
}


class RowBody(Incoming):
    """One act: its address, the ETag of what was read, and its body."""

    path = Text(max_length=300, help_text="The address of the act, from /api/v1/ on.")
    if_match = Text(max_length=40, required=False, allow_blank=True)
    body = serializers.DictField()


class BulkBody(Incoming):
    """The rows, in the order in which they are done."""

    all_or_nothing = YesOrNo()
    rows = serializers.ListField(child=RowBody(), min_length=1, max_length=MOST_ROWS)


class RowSerializer(serializers.Serializer[Any]):
    """What became of a row: the status, and the body, that the act alone would have answered."""

    status = serializers.IntegerField()
    etag = serializers.CharField(allow_null=True)
    body = serializers.DictField()


class BulkSerializer(serializers.Serializer[Any]):
    """What became of each row, in their order. Where all or nothing was asked and a row was
    refused, `is_stored` is not set, and no row was done."""

    is_stored = serializers.BooleanField()
    rows = RowSerializer(many=True)


class _Undone(Exception):
    """A row was refused, and all or nothing was asked."""


class BulkDoor(Door):
    """Does the acts of up to `MOST_ROWS` rows, each on the version that its row names."""

    def operation(self, method: str) -> Operation:
        """How it is described."""
        return Operation(
            name="do_in_bulk",
            summary="Many acts in one call, each told of by itself.",
            tag="bulk",
            body=BulkBody,
            answers={200: BulkSerializer},
            parameters=[IDEMPOTENCY_KEY],
            refusals=[409, 413, 415],
            examples=[example(EXAMPLE)],
        )

    def post(self, request: Request) -> Response:
        """Do them once, in one transaction; a row that is refused leaves nothing behind."""
        incoming = BulkBody(data=request.data)
        incoming.is_valid(raise_exception=True)
        is_whole, asked = incoming.validated_data["all_or_nothing"], incoming.validated_data["rows"]
        told: list[dict[str, Any]] = []

        def write() -> Done:
            for row in asked:
                told.append(self._row(request, row))
                if is_whole and told[-1]["status"] >= 400:
                    raise _Undone
            return Done(200, {"is_stored": True, "rows": told}, {})

        key = request.headers.get("Idempotency-Key", "")
        what = {
            "path": request.path,
            "as": self.caller.user.get_username(),
            "body": request.data,
        }
        try:
            done = once(write, key=key, caller=self.caller.name, asked=what, at=timezone.now())
        except _Undone:
            return Response({"is_stored": False, "rows": told})
        return Response(done.body, status=done.status, headers=dict(done.headers))

    def _row(self, request: Request, row: Mapping[str, Any]) -> dict[str, Any]:
        try:
            with transaction.atomic():
                door, key = self._door(request, row["path"])
                done = door.acted(key, row["body"], row.get("if_match", ""))
        except Exception as error:
            problem = problem_of(error)
            return {"status": problem.status, "etag": None, "body": problem.shown}
        return {"status": done.status, "etag": done.headers.get("ETag"), "body": done.body}

    def _door(self, request: Request, path: str) -> tuple[ActDoor, str]:
        """The door of an act at `path`, opened as the caller's.

        Raises:
            Problem: if no act is done there, or the caller has not its scope.
        """
        try:
            match = resolve(path)
        except Resolver404:
            raise missing() from None
        view: Any = match.func
        if not issubclass(getattr(view, "cls", object), ActDoor):
            raise missing()
        door: ActDoor = view.cls(**view.initkwargs)
        door.request = request
        if not self.caller.may(door.act.scope):
            sentence = f"This act needs a token of the scope {door.act.scope}."
            raise Problem("forbidden", sentence)
        return door, match.kwargs.get("key", "")
