"""Stores what an import adds and changes, many rows at once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import repeat
from typing import Any

from django.db import connection, models

from core.bulk import copy_rows
from core.importing.comparing import Compared
from core.importing.files import File
from core.periods import FOREVER, OPEN_END

IDS_AT_ONCE = 5_000


def store(compared: Compared, *, at: datetime, act: int) -> None:
    """Write the rows, known from `at` on and recorded in `act`.

    Changed rows come first, those that end earlier than before ahead of those that end later, so
    that no two periods overlap on the way.
    """
    # Records with references bring their primary keys, which closed copies must not take first.
    steps = [_supersede, _insert] if compared.file.references is None else [_insert, _supersede]
    for step in steps:
        step(compared, at=at, act=act)


def in_batches(ids: Iterable[int]) -> Iterable[list[int]]:
    """Primary keys in order, as many at once as a query takes."""
    ordered = sorted(ids)
    for start in range(0, len(ordered), IDS_AT_ONCE):
        yield ordered[start : start + IDS_AT_ONCE]


def _insert(compared: Compared, *, at: datetime, act: int) -> None:
    if not compared.added:
        return
    file = compared.file
    columns = list(zip(*compared.added, strict=True))[1:]
    count = len(compared.added)
    fresh = [[make(at) for _ in range(count)] for make in file.fresh.values()]
    copy_rows(
        file.model,
        [*file.attnames, *file.fresh, "recorded_from", "recorded_to", "recorded_in"],
        zip(*columns, *fresh, repeat(at, count), repeat(FOREVER), repeat(act), strict=False),
    )


def _supersede(compared: Compared, *, at: datetime, act: int) -> None:
    if not compared.changed:
        return
    file = compared.file
    _keep_former([former[0] for former, _ in compared.changed], file.model, at=at, act=act)
    kept = file.key if not file.fills else [n for n in file.names if n not in file.fills]
    names = [name for name in file.names if name not in kept]
    places = [file.at[name] for name in names]
    changed: Sequence[Any] = compared.changed
    if "valid_to" in names:
        end = file.at["valid_to"]
        changed = sorted(
            changed, key=lambda each: (each[1][end] or OPEN_END) > (each[0][end] or OPEN_END)
        )
    quote = connection.ops.quote_name
    sets = ", ".join(
        f"{quote(column)} = %s"
        for column in (*_columns(file, names), "recorded_from", "recorded_in")
    )
    instant = connection.ops.adapt_datetimefield_value(at)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {quote(file.model._meta.db_table)} SET {sets} WHERE id = %s",
            [
                (*(row[place] for place in places), instant, act, former[0])
                for former, row in changed
            ],
        )


def _keep_former(ids: Iterable[int], model: type[models.Model], *, at: datetime, act: int) -> None:
    """Copy live rows into closed ones, which keep the values from before the change."""
    quote = connection.ops.quote_name
    left_out = {"id", "ends", "recorded_to", "superseded_in", "version_of_id"}
    copied = ", ".join(
        quote(str(each.column))
        for each in model._meta.concrete_fields
        if each.column not in left_out
    )
    is_postgresql = connection.vendor == "postgresql"
    among = "= ANY(%s)" if is_postgresql else "IN (SELECT value FROM json_each(%s))"
    table = quote(model._meta.db_table)
    statement = (
        f"INSERT INTO {table} ({copied}, recorded_to, superseded_in, version_of_id) "
        f"SELECT {copied}, %s, %s, id FROM {table} WHERE id {among}"
    )
    instant = connection.ops.adapt_datetimefield_value(at)
    with connection.cursor() as cursor:
        for batch in in_batches(ids):
            cursor.execute(statement, [instant, act, batch if is_postgresql else json.dumps(batch)])


def _columns(file: File, names: Sequence[str]) -> list[str]:
    attnames = {column.name: column.attname for column in file.columns}
    by_attname = {each.attname: str(each.column) for each in file.model._meta.concrete_fields}
    return [by_attname[attnames[name]] for name in names]
