"""Writes many rows at once: COPY on PostgreSQL, one prepared statement elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any, cast

from django.db import connection, models
from django.db.backends.utils import CursorWrapper

ROWS_AT_ONCE = 2_000
"""Rows that are made ready together."""

ROWS_OF_A_COPY = 20_000
"""Rows that one COPY takes."""

MOST_REMEMBERED = 100_000
"""Different days or instants of one column that are kept ready."""


def copy_rows(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Insert `rows`, whose values stand in the order of `columns` (attribute names).

    Values are Python's own: dates, aware instants, UUIDs, whole numbers, truth values, text and
    `None`. The database's constraints apply as to any insert.

    Raises:
        IntegrityError: if the database refuses a row.
    """
    fields = [_field(model, column) for column in columns]
    quote = connection.ops.quote_name
    names = ", ".join(quote(str(field.column)) for field in fields)
    table = quote(model._meta.db_table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            _copy(cursor, f"COPY {table} ({names}) FROM STDIN", rows)
        else:
            marks = ", ".join("%s" for _ in fields)
            adapters = [_adapter(field) for field in fields]
            cursor.executemany(
                f"INSERT INTO {table} ({names}) VALUES ({marks})",
                cast("Sequence[Any]", _adapted(rows, adapters)),
            )


def allocate_ids(model: type[models.Model], count: int) -> list[int]:
    """`count` fresh primary keys of `model`, for rows that others will point to.

    The caller holds a transaction: on SQLite it is what keeps others from taking the same keys.
    """
    if count == 0:
        return []
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                [f'"{table}"', count],
            )
            return [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        found = cursor.fetchone()
        first = (found[0] if found else 0) + 1
        return list(range(first, first + count))


def analyse(tables: Iterable[type[models.Model]]) -> None:
    """Let the database learn what `tables` hold now, so that it plans well."""
    with connection.cursor() as cursor:
        for model in tables:
            cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")


def _adapted(
    rows: Iterable[Sequence[Any]], adapters: Sequence[Callable[[Any], Any] | None]
) -> Iterator[tuple[Any, ...]]:
    """The rows as the database takes them, column by column of some thousand at once."""
    by_column = [None if each is None else _Adapted(each).__getitem__ for each in adapters]
    waiting = iter(rows)
    while chunk := list(islice(waiting, ROWS_AT_ONCE)):
        columns = zip(*chunk, strict=True)
        yield from zip(
            *(
                column if adapt is None else map(adapt, column)
                for adapt, column in zip(by_column, columns, strict=True)
            ),
            strict=True,
        )


class _Adapted(dict[Any, Any]):
    """Values as the database takes them: rows share few different days and instants."""

    def __init__(self, adapt: Callable[[Any], Any]) -> None:
        self._adapt = adapt
        super().__init__({None: None})

    def __missing__(self, value: Any) -> Any:
        adapted = self._adapt(value)
        if len(self) < MOST_REMEMBERED and isinstance(value, date):
            self[value] = adapted
        return adapted


def _copy(cursor: CursorWrapper, statement: str, rows: Iterable[Sequence[Any]]) -> None:
    # Rows are made before their COPY begins: while it runs, a query on the same connection, which
    # whoever makes the rows may want, would wait for ever.
    waiting = iter(rows)
    while chunk := list(islice(waiting, ROWS_OF_A_COPY)):
        with cursor.copy(statement) as copy:
            for row in chunk:
                copy.write_row(row)


def _field(model: type[models.Model], attname: str) -> models.Field[Any, Any]:
    for field in model._meta.concrete_fields:
        if field.attname == attname:
            return field
    msg = f"{model.__name__} has no column {attname}."
    raise LookupError(msg)


def _adapter(field: models.Field[Any, Any]) -> Callable[[Any], Any] | None:
    if isinstance(field, models.DateTimeField):
        return connection.ops.adapt_datetimefield_value
    if isinstance(field, models.DateField):
        return connection.ops.adapt_datefield_value
    if isinstance(field, models.UUIDField):
        return lambda value: value.hex
    if isinstance(field, models.JSONField):
        return lambda value: field.get_db_prep_value(value, connection)
    return None
