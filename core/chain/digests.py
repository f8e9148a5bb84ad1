"""What a digest is made of, in one canonical form, so that everybody comes to the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from core.models import AuditedObject, AuditEntry, LogBlock

_COLUMNS = [field.attname for field in AuditEntry._meta.concrete_fields]
_EMPTY: tuple[object, ...] = ("", None, {})


def digests_of(entries: Collection[int]) -> dict[int, bytes]:
    """The digest of each of `entries` (keys) as it now stands; those that are gone are left out.

    Two statements, whatever they name. Every column counts, and every record that an entry names,
    in the order in which they were written. Empty columns are left out, so that a column that the
    log is given later changes no digest of what was written before.
    """
    digests = {
        row[0]: hashlib.sha256(_canonical(dict(zip(_COLUMNS, row, strict=True))))
        for row in AuditEntry.objects.order_by().filter(pk__in=entries).values_list(*_COLUMNS)
    }
    for entry, named in _named_by(entries):
        if entry in digests:
            digests[entry].update(_canonical([record[1:] for record in named]))
    return {entry: digest.digest() for entry, digest in digests.items()}


def head_of(block: LogBlock, digests: Iterable[bytes]) -> str:
    """The head of `block`, in hexadecimal, that follows from it and the digests of its entries.

    The digests stand in the order of the entries' keys; the block's own `head` does not count.
    """
    columns = {
        field.attname: getattr(block, field.attname)
        for field in LogBlock._meta.concrete_fields
        if field.attname != "head"
    }
    head = hashlib.sha256(_canonical(columns))
    for digest in digests:
        head.update(digest)
    return head.hexdigest()


def _named_by(entries: Collection[int]) -> Iterator[tuple[int, Iterator[tuple[int, str, int]]]]:
    """The records that each of `entries` names, read as they are needed: an export names all."""
    rows = (
        AuditedObject.objects.filter(entry_id__in=entries)
        .order_by("entry_id", "pk")
        .values_list("entry_id", "object_label", "object_id")
    )
    return groupby(rows.iterator(chunk_size=10_000), key=itemgetter(0))


def _canonical(value: object) -> bytes:
    if isinstance(value, dict):
        value = {name: each for name, each in value.items() if each not in _EMPTY}
    text = json.dumps(value, default=_instant, sort_keys=True, separators=(",", ":"))
    return text.encode("ascii")


def _instant(value: Any) -> str:
    """An instant as text; nothing else is in a row but what JSON knows."""
    if not isinstance(value, datetime):
        raise TypeError(value)
    return value.astimezone(UTC).isoformat(timespec="microseconds")
