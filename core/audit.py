"""Records an audit entry inside the caller's transaction, with where the act comes from."""

from __future__ import annotations

import getpass
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import astuple, dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from core.bulk import copy_rows
from core.models import AuditedObject, AuditEntry
from core.refusing import refuse_unstorable

Operation = AuditEntry.Operation

_WRITTEN = [
    each
    for each in AuditEntry._meta.local_concrete_fields
    if not each.primary_key and not each.has_db_default()
]
"""The fields of an entry that the database does not fill itself."""

_NAME = (
    f'INSERT INTO "{AuditedObject._meta.db_table}" (entry_id, object_label, object_id) '
    "SELECT entry.id, %s, unnest(%s::bigint[])"
)
"""How PostgreSQL names records on an `entry`: of one label, by an array of keys."""

_INSERT_WHOLE = (
    f'WITH entry AS (INSERT INTO "{AuditEntry._meta.db_table}" '
    f"({', '.join(str(each.column) for each in _WRITTEN)}) "
    f"VALUES ({', '.join(['%s'] * len(_WRITTEN))}) RETURNING id, transaction), "
    f"named AS ({_NAME} FROM entry) SELECT id, transaction FROM entry"
)
"""How PostgreSQL inserts an entry and the records that it names."""


@dataclass(frozen=True, slots=True)
class Origin:
    """From where an act comes: what doors know of it and services need not.

    `address` is the network address of the caller, `request_id` names the request in which it came,
    `client` is the system that sent it, and `on_behalf_of` the person for whom that system asks.
    Empty is what does not apply: commands and the timetable have none of them.
    """

    address: str = ""
    request_id: str = ""
    on_behalf_of: str = ""
    client: str = ""


NOWHERE = Origin()
"""The origin of commands and of the timetable."""

_origin: ContextVar[Origin] = ContextVar("origin", default=NOWHERE)


def origin() -> Origin:
    """From where whatever is done now comes."""
    return _origin.get()


@contextmanager
def coming_from(origin: Origin) -> Iterator[None]:
    """Within it every entry of this thread is recorded as coming from `origin`.

    A door within a door, such as one that learns who the client is, opens it again with what it
    adds: ``coming_from(replace(audit.origin(), client=…))``.
    """
    former = _origin.set(origin)
    try:
        yield
    finally:
        _origin.reset(former)


def command_actor() -> str:
    """Who acts when a command is run: ``command:`` and the user of the operating system.

    A user without a name, as containers have them, is told by number.
    """
    try:
        return f"command:{getpass.getuser()}"
    except KeyError:
        return f"command:uid {os.getuid()}"


def installed_at() -> datetime | None:
    """The instant of the first entry, before which nothing was known; `None` without one."""
    first = AuditEntry.objects.order_by("id").first()
    return None if first is None else first.at


def record(
    *,
    by: str,
    at: datetime,
    operation: AuditEntry.Operation,
    act: str,
    label: str = "",
    object_id: str = "",
    purpose: str = "",
    agency: str = "",
    recipient: str = "",
    detail: Mapping[str, Any] | None = None,
    objects: Iterable[int] = (),
) -> AuditEntry:
    """Write one entry for one act, and name the records it speaks of.

    From where it comes is taken from the innermost `coming_from`.

    `objects` are the ids of the records of kind `label` that were read or written, however many;
    `detail` holds what else a reader of the log needs, and no personal data.

    Raises:
        ValidationError: if no database stores one of the texts, those of the origin included.
    """
    came = origin()
    refuse_unstorable(by, purpose, agency, recipient, *astuple(came))
    entry = AuditEntry(
        at=at,
        actor=by,
        agency=agency,
        operation=operation,
        act=act,
        purpose=purpose,
        recipient=recipient,
        object_label=label,
        object_id=object_id,
        detail=dict(detail or {}),
        address=came.address,
        request_id=came.request_id,
        on_behalf_of=came.on_behalf_of,
        client=came.client,
    )
    keys = list(objects)
    if keys and connection.vendor == "postgresql":
        _insert_whole(entry, keys)
        return entry
    # Without a savepoint, which would cost two statements: whoever acts does not go on without it.
    with transaction.atomic(savepoint=False):
        entry.save(force_insert=True)
        name_records(entry.pk, label, keys)
    return entry


def _insert_whole(entry: AuditEntry, keys: list[int]) -> None:
    """Insert `entry` and the records that it names in one statement of PostgreSQL: every look at a
    list pays for it."""
    values = [each.get_db_prep_save(getattr(entry, each.attname), connection) for each in _WRITTEN]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT_WHOLE, [*values, entry.object_label, keys])
        entry.pk, entry.transaction = cursor.fetchone()
    entry._state.adding, entry._state.db = False, connection.alias


def name_records(entry: int, label: str, objects: Iterable[int]) -> None:
    """Name on the entry with the key `entry` the records of kind `label` with the ids `objects`.

    For an act that knows only at its end what it wrote; in the transaction of the entry, before
    anybody seals it.
    """
    # Every look at a list pays for this, so it is one statement without a model for each row.
    keys = list(objects)
    if not keys:
        return
    if connection.vendor != "postgresql":
        columns = ["entry_id", "object_label", "object_id"]
        copy_rows(AuditedObject, columns, ((entry, label, key) for key in keys))
        return
    with connection.cursor() as cursor:
        cursor.execute(f"{_NAME} FROM (SELECT %s::bigint AS id) AS entry", [label, keys, entry])
