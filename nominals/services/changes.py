"""The instant of a change, and the record that it happened."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from core.bulk import copy_rows
from nominals.models import Change, Nominal

BATCH = 1000
"""Nominals handled by one query: below SQLite's limit of parameters, and small in memory."""


def batches(nominals: Sequence[int]) -> Iterator[Sequence[int]]:
    """`nominals` in batches of at most `BATCH`."""
    for start in range(0, len(nominals), BATCH):
        yield nominals[start : start + BATCH]


def instant_for(*, nominals: Sequence[int], now: datetime) -> datetime:
    """The instant at which a change of `nominals` is recorded: `now`, or just after the latest
    change of any of them where the clock is behind it.

    The caller holds a transaction; the nominals stay locked until it ends.
    """
    latest = now
    for batch in batches(sorted(nominals)):
        locked = Nominal.objects.select_for_update().filter(pk__in=batch).order_by("pk")
        changed = max(locked.values_list("changed_at", flat=True), default=None)
        if changed is not None and changed >= latest:
            latest = changed + timedelta(microseconds=1)
    return latest


def note_changes(*, nominals: Sequence[int], at: datetime, act: int) -> None:
    """Record that facts of `nominals` changed at `at` in the act `act`."""
    copy_rows(Change, ["nominal_id", "at", "act"], ((nominal, at, act) for nominal in nominals))
    for batch in batches(nominals):
        Nominal.objects.filter(pk__in=batch).update(changed_at=at)
