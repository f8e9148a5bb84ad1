"""Seals what is committed and not yet sealed, in blocks, one process at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Max

from core.bulk import copy_rows
from core.chain.digests import digests_of, head_of
from core.models import AuditEntry, AuditEntryQuerySet, LogBlock, SealedEntry

MOST_ENTRIES = 5_000
"""Entries of one block; what waits beyond them goes into the next."""

SEALING_LOCK = 6_201_018
"""Any number that no other advisory lock of the database uses."""

EMBEDDED = "sqlite"
"""What stands for the cluster where there is none."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How far all is sealed: see `LogBlock`."""

    cluster: str
    horizon: int = 0
    floor: int = 0

    def settled(self) -> AuditEntryQuerySet:
        """Entries that the reach covers: all of them are sealed, or came in past the product."""
        return AuditEntry.objects.filter(pk__lte=self.floor) | AuditEntry.objects.filter(
            transaction__lt=self.horizon
        )

    def waiting(self) -> AuditEntryQuerySet:
        """What is committed and not yet sealed."""
        beyond = AuditEntry.objects.filter(pk__gt=self.floor, transaction__gte=self.horizon)
        return beyond.unsealed()


def seal(*, at: datetime) -> list[LogBlock]:
    """Seal every entry that is committed; the blocks made, none where nothing waited.

    Each block is a transaction of its own, and waits for another process that seals. Blocks follow
    the order of commits: what this sealing sees was committed before what only a later one sees.
    Within one sealing the order is that of the keys. An act that is still under way keeps nothing
    else waiting.
    """
    made: list[LogBlock] = []
    last = 0
    run: tuple[Reach, Reach] | None = None
    while True:
        with transaction.atomic():
            _wait_for_others()
            if run is None:
                run = _begin()
            reach, reached = run
            waiting = reach.waiting().filter(pk__gt=last).order_by("pk")
            keys = list(waiting.values_list("pk", flat=True)[:MOST_ENTRIES])
            if not keys:
                return made
            is_all = len(keys) < MOST_ENTRIES
            made.append(_store(keys, at=at, reached=reached if is_all else None))
        if is_all:
            return made
        last = keys[-1]


def last_reach() -> Reach:
    """How far all was sealed when a sealing last came to its end, for the present cluster.

    Nothing is known of another one, from which the database was brought here: transactions are
    counted anew.
    """
    cluster, _ = _standing()
    complete = _last_complete()
    if complete is None or complete.cluster != cluster:
        return Reach(cluster)
    return Reach(cluster, complete.horizon, complete.floor)


def _begin() -> tuple[Reach, Reach]:
    """How far all is sealed now, and how far once what waits is sealed.

    What transactions below the lowest one under way have written is there to be seen, so it waits
    now or is sealed; this is asked before what waits is read.
    """
    cluster, lowest = _standing()
    reach = last_reach()
    if cluster == EMBEDDED:
        last = AuditEntry.objects.aggregate(last=Max("pk"))["last"] or 0
        return reach, Reach(cluster, floor=last)
    if reach.horizon:
        return reach, Reach(cluster, max(lowest, reach.horizon), reach.floor)
    complete = _last_complete()
    brought = SealedEntry.objects.filter(block__lte=0 if complete is None else complete.number)
    return reach, Reach(cluster, lowest, brought.aggregate(last=Max("entry_id"))["last"] or 0)


def _last_complete() -> LogBlock | None:
    return LogBlock.objects.exclude(cluster="").order_by("-number").first()


def _standing() -> tuple[str, int]:
    """The cluster, and the lowest number of a transaction that is under way in it."""
    if connection.vendor != "postgresql":
        return EMBEDDED, 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT system_identifier::text, "
            "pg_snapshot_xmin(pg_current_snapshot())::text::bigint FROM pg_control_system()"
        )
        cluster, lowest = cursor.fetchone()
    return cluster, lowest


def _wait_for_others() -> None:
    """One at a time, until the end of the transaction; SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEALING_LOCK])


def _store(keys: list[int], *, at: datetime, reached: Reach | None) -> LogBlock:
    former = LogBlock.objects.order_by("-number").first()
    block = LogBlock(
        number=1 if former is None else former.number + 1,
        at=at,
        entries=len(keys),
        former="" if former is None else former.head,
    )
    if reached is not None:
        block.cluster, block.horizon, block.floor = reached.cluster, reached.horizon, reached.floor
    digests = digests_of(keys)
    block.head = head_of(block, (digests[key] for key in keys))
    block.save(force_insert=True)
    copy_rows(
        SealedEntry,
        ["entry_id", "block", "digest"],
        ((key, block.number, digests[key]) for key in keys),
    )
    return block
