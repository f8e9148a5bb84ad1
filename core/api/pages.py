"""Pages of a list by cursor, in an order that no write shifts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import orjson
from django.core import signing
from django.db.models import Model, Q, QuerySet
from rest_framework.request import Request

from core.api.problems import Problem

USUAL, MOST = 50, 200
"""Rows of a page where the caller does not say, and at most."""

COUNTED = 10_000
"""Up to how many rows are counted."""

RESERVED = frozenset({"limit", "cursor", "count", "fields"})
"""The query parameters that every list takes."""

SALT = "mappa.api.cursor"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a caller wants of a list: how many rows, after which, and whether they are counted.

    `after` holds the values of the order's columns in the last row that was read.
    """

    limit: int
    after: tuple[Any, ...] | None
    is_counted: bool


def wanted(request: Request, *, of: str, columns: int) -> Wanted:
    """What the query parameters ask of the list `of`, which is ordered by as many `columns`.

    Raises:
        Problem: if one is malformed, or the cursor is not one that this list gave for the same
            question.
    """
    limit = request.query_params.get("limit", str(USUAL))
    if not (limit.isascii() and limit.isdigit() and 1 <= int(limit[:6]) <= MOST):
        raise _malformed("limit", f"Give a whole number from 1 to {MOST}.")
    counted = request.query_params.get("count", "false")
    if counted not in ("true", "false"):
        raise _malformed("count", "Give true or false.")
    cursor = request.query_params.get("cursor")
    after = None if cursor is None else _read(cursor, question(request, of), columns)
    return Wanted(int(limit), after, counted == "true")


def question(request: Request, of: str) -> str:
    """What tells one question from another: the list and its filters, without the page."""
    asked = sorted(
        (name, value)
        for name, values in request.query_params.lists()
        if name not in ("cursor", "limit", "count")
        for value in values
    )
    return sha256(orjson.dumps([of, asked])).hexdigest()[:16]


def beyond(queryset: QuerySet[Any], order: Sequence[str], after: Sequence[Any]) -> QuerySet[Any]:
    """The rows of `queryset` that come after the values `after` in ascending `order`."""
    condition = Q()
    for number in range(len(order)):
        equal = {order[place]: after[place] for place in range(number)}
        condition |= Q(**equal, **{f"{order[number]}__gt": after[number]})
    return queryset.filter(condition)


def next_address(request: Request, of: str, last: Sequence[Any]) -> str:
    """The address of the page after the row whose order is `last`."""
    query = request.query_params.copy()
    token = signing.dumps([question(request, of), *last], salt=SALT)
    query["cursor"] = token
    return f"{request.path}?{query.urlencode()}"


def counted(queryset: QuerySet[Model]) -> Mapping[str, Any]:
    """How many rows there are, up to `COUNTED`."""
    found = queryset.order_by()[: COUNTED + 1].count()
    return {"value": min(found, COUNTED), "is_capped": found > COUNTED}


def _read(cursor: str, asked: str, columns: int) -> tuple[Any, ...]:
    try:
        read = signing.loads(cursor, salt=SALT)
    except signing.BadSignature:
        read = None
    if not isinstance(read, list) or len(read) != columns + 1 or read[0] != asked:
        sentence = "Take the cursor from next of the page before, with the same other parameters."
        raise _malformed("cursor", sentence)
    return tuple(read[1:])


def _malformed(name: str, sentence: str) -> Problem:
    return Problem("malformed", f"{name}: {sentence}")
