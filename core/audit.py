"""Records an audit entry inside the caller's transaction."""

from __future__ import annotations

import getpass
import os
from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import islice
from typing import Any

from core.models import AuditedObject, AuditEntry

Operation = AuditEntry.Operation


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

    `objects` are the ids of the records of kind `label` that were read or written, however many;
    `detail` holds what else a reader of the log needs, and no personal data.
    """
    entry = AuditEntry.objects.create(
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
    )
    ids = iter(objects)
    while batch := list(islice(ids, 5000)):
        AuditedObject.objects.bulk_create(
            AuditedObject(entry_id=entry.pk, object_label=label, object_id=each) for each in batch
        )
    return entry
