"""Stamps the events of every nominal with the state at them, as known at an instant."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models import F, FilteredRelation, Max, Min, OuterRef, Q, QuerySet, Subquery

from core.bulk import copy_rows
from core.periods import FOREVER
from nominals.models import Change, Nominal
from nominals.services.changes import batches
from reporting.models import EventStamping, StampedEvent, StampingMark
from reporting.rules.events import Stamp
from reporting.services.events import stamps_of

FOUND_AT_ONCE = 20_000
"""Nominals found by one statement, whose cost does not depend on how many it finds."""

STAMP_COLUMNS = (
    "nominal_id",
    "table",
    "source_id",
    "counted_on",
    "state_on",
    "day_before",
    "area_id",
    "category",
    "level",
    "detail",
    "excluded_by",
    "recorded_from",
    "recorded_to",
)


@dataclass(frozen=True, slots=True)
class Version:
    """What is known of a nominal does not change from `start` to `end`, excluded."""

    start: datetime
    end: datetime


def stamp(*, as_known_at: datetime) -> int:
    """Stamp whatever is not stamped as known at `as_known_at`; answers how many nominals were.

    Where nothing changed since it was last done, three statements say so. Otherwise each batch is
    a transaction of its own under one lock, so two runs never stamp a nominal twice, and a run
    that was killed is taken up where it stopped.
    """
    change = _last_change()
    is_settled = _no_change_in_flight()
    mark = StampingMark.objects.first()
    if mark is not None and is_settled and mark.change_id == change and mark.at <= as_known_at:
        return 0
    stamped = sum(_stamp_batches(as_known_at))
    latest = Change.objects.aggregate(latest=Max("at"))["latest"]
    if is_settled and (latest is None or latest <= as_known_at):
        StampingMark.objects.update_or_create(
            pk=1, defaults={"at": as_known_at, "change_id": change}
        )
    return stamped


@transaction.atomic
def stamp_some(*, nominals: Sequence[int], as_known_at: datetime) -> None:
    """Stamp a few nominals as known at `as_known_at`, and nobody else."""
    _lock()
    _close_stale(nominals)
    _stamp(nominals, as_known_at)


def _stamp_batches(as_known_at: datetime) -> Iterator[int]:
    after = 0
    while due := list(_due(as_known_at, after)[:FOUND_AT_ONCE]):
        for batch in batches(due):
            with transaction.atomic():
                _lock()
                _close_stale(batch)
                stamped = _stamp(batch, as_known_at)
            yield stamped
        after = due[-1]


def _due(as_known_at: datetime, after: int) -> QuerySet[Nominal, int]:
    """Nominals whose stamps do not cover the instant, or were true before their last change."""
    return (
        Nominal.objects.annotate(
            covering=FilteredRelation(
                "stampings",
                condition=Q(
                    stampings__recorded_from__lte=as_known_at,
                    stampings__recorded_to__gt=as_known_at,
                ),
            )
        )
        .filter(
            Q(covering__isnull=True)
            | Q(covering__recorded_to=FOREVER, covering__recorded_from__lt=F("changed_at")),
            pk__gt=after,
        )
        .order_by("pk")
        .values_list("pk", flat=True)
    )


def _close_stale(nominals: Sequence[int]) -> None:
    """End the stamps of `nominals` at the first change that came after them."""
    changes = Change.objects.filter(nominal=OuterRef("nominal"), at__gt=OuterRef("recorded_from"))
    first_after = Subquery(changes.order_by("at").values("at")[:1])
    for model in (StampedEvent, EventStamping):
        model.objects.filter(
            nominal__in=nominals, recorded_from__lt=F("nominal__changed_at")
        ).update(recorded_to=first_after)


def _stamp(nominals: Sequence[int], as_known_at: datetime) -> int:
    versions = _versions(nominals, as_known_at)
    covered = EventStamping.history.as_known_at(as_known_at).filter(nominal__in=nominals)
    for nominal in covered.values_list("nominal", flat=True):
        versions.pop(nominal, None)
    # Read whole before anything is written: the connection cannot query while it copies.
    stamps = list(
        stamps_of(
            nominals=list(versions),
            changed_since={pk for pk, each in versions.items() if each.end != FOREVER},
            as_known_at=as_known_at,
        )
    )
    copy_rows(StampedEvent, STAMP_COLUMNS, _rows(stamps, versions))
    copy_rows(
        EventStamping,
        ["nominal_id", "recorded_from", "recorded_to"],
        ((pk, each.start, each.end) for pk, each in versions.items()),
    )
    return len(versions)


def _versions(nominals: Collection[int], as_known_at: datetime) -> dict[int, Version]:
    """Between which changes the instant lies, of each nominal that was known by then."""
    rows = (
        Change.objects.filter(nominal__in=nominals)
        .order_by()
        .values_list("nominal")
        .annotate(
            start=Max("at", filter=Q(at__lte=as_known_at)),
            end=Min("at", filter=Q(at__gt=as_known_at)),
        )
    )
    return {pk: Version(start, end or FOREVER) for pk, start, end in rows if start is not None}


def _rows(
    stamps: Iterable[tuple[int, Stamp]], versions: dict[int, Version]
) -> Iterator[Sequence[object]]:
    for nominal, each in stamps:
        if each.event.counted_on is None:
            continue
        yield (
            nominal,
            str(each.event.table),
            each.event.source,
            each.event.counted_on,
            each.event.state_on,
            ",".join(each.day_before),
            each.area,
            each.category,
            each.level,
            str(each.event.detail),
            each.excluded_by,
            versions[nominal].start,
            versions[nominal].end,
        )


def _lock() -> None:
    """Let one run stamp at a time. SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [STAMPING_LOCK])


STAMPING_LOCK = 20_220_331
"""Any number that no other advisory lock of the database uses."""


def _last_change() -> int:
    return Change.objects.aggregate(last=Max("pk"))["last"] or 0


def _no_change_in_flight() -> bool:
    """Whether every change with an id up to the last one seen is committed or given up.

    Ids are not given out in the order of commits. On PostgreSQL whoever writes a change holds a
    lock on its table from before the id is drawn until the transaction ends; while somebody else
    holds one, a lower id may still appear. On SQLite there is one writer at a time.
    """
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT NOT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'relation' "
            "AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) "
            "AND relation = to_regclass(%s) AND mode = 'RowExclusiveLock' "
            "AND pid <> pg_backend_pid())",
            [Change._meta.db_table],
        )
        return bool(cursor.fetchone()[0])
