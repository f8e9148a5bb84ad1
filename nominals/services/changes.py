"""The instant of a change, and the record that it happened."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction

from core.bulk import copy_rows
from nominals.models import Change, Nominal, Numbering, Settled

BATCH = 1000
"""Nominals handled by one query: below SQLite's limit of parameters, and small in memory."""

CHANGES_LOCK, IDENTITIES_LOCK = 20_220_628, 20_220_629
"""Any numbers that no other advisory lock of the database uses."""


_NEXT_NUMBER = {
    "postgresql": (
        "SELECT pg_current_xact_id()::text::bigint "
        "+ COALESCE((SELECT added FROM nominals_numbering WHERE id = %s), 0)"
    ),
    "sqlite": (
        "INSERT INTO nominals_numbering (id, last, added) VALUES (%s, 1, 0) "
        "ON CONFLICT (id) DO UPDATE SET last = last + 1 RETURNING last"
    ),
}


def batches(nominals: Sequence[int]) -> Iterator[Sequence[int]]:
    """`nominals` in batches of at most `BATCH`."""
    for start in range(0, len(nominals), BATCH):
        yield nominals[start : start + BATCH]


def instant_for(*, nominals: Sequence[int], now: datetime) -> datetime:
    """The instant at which a change of `nominals` is recorded: `now`, or just after the latest
    change of any of them, or what is settled, where the clock is behind it.

    The caller holds a transaction; the nominals stay locked until it ends.
    """
    _lock("pg_advisory_xact_lock_shared", CHANGES_LOCK)
    latest = now
    settled = Settled.objects.first()
    if settled is not None and settled.until >= latest:
        latest = settled.until + timedelta(microseconds=1)
    for batch in batches(sorted(nominals)):
        locked = Nominal.objects.select_for_update().filter(pk__in=batch).order_by("pk")
        changed = max(locked.values_list("changed_at", flat=True), default=None)
        if changed is not None and changed >= latest:
            latest = changed + timedelta(microseconds=1)
    return latest


def settle(*, until: datetime) -> None:
    """Let no change be recorded at `until` or before it from now on; whatever is compiled as known
    at that instant can then be compiled again.

    Waits for the changes under way, which may have taken an earlier instant. On SQLite the single
    writer is what makes it wait. Call it outside a transaction: until that ends no change begins.
    """
    if Settled.objects.filter(until__gte=until).exists():
        return
    with transaction.atomic():
        _lock("pg_advisory_xact_lock", CHANGES_LOCK)
        settled = Settled.objects.first()
        if settled is None or settled.until < until:
            Settled.objects.update_or_create(pk=1, defaults={"until": until})


def compare_in_turn() -> None:
    """Wait until no other transaction compares who somebody is with everybody else.

    Called first in the transaction, before anything is locked. On SQLite there is one writer.
    """
    _lock("pg_advisory_xact_lock", IDENTITIES_LOCK)


def _lock(function: str, number: int) -> None:
    """Whoever changes facts shares the lock of changes; whoever settles has it alone."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {function}(%s)", [number])


def note_changes(*, nominals: Sequence[int], at: datetime, act: int) -> None:
    """Record that facts of `nominals` changed at `at` in the act `act`, and number the change.

    The caller holds the transaction in which the facts were written, and has locked the nominals.
    """
    number = next_number()
    copy_rows(Change, ["nominal_id", "at", "act"], ((nominal, at, act) for nominal in nominals))
    for batch in batches(nominals):
        Nominal.objects.filter(pk__in=batch).update(
            changed_at=at, changed_in=act, change_number=number
        )


def next_number() -> int:
    """The change number of what is written now; one query. The caller holds the transaction, whose
    writes all count as one change on PostgreSQL."""
    with connection.cursor() as cursor:
        cursor.execute(_NEXT_NUMBER[connection.vendor], [Numbering.ONLY])
        number: int = cursor.fetchone()[0]
    return number
