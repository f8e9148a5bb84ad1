"""Imports a caseload: reads every file, then checks and stores it whole or not at all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from time import perf_counter

from django.db import connection, transaction
from django.db.models import Count, Max
from tqdm import tqdm

from core import audit
from core.bulk import analyse
from core.importing.columns import shown
from core.importing.faults import Faults
from core.importing.files import File
from core.importing.reading import UNREADABLE, Reading, cannot_be_read
from core.importing.references import References, is_opaque
from core.importing.sources import Source, open_source
from core.importing.spilling import Spill
from core.importing.storing import in_batches
from mappa.exchange.batches import Loader, owners_of
from mappa.exchange.files import files
from mappa.exchange.senders import COMMANDS, Sender
from nominals.exchange import PEOPLE
from nominals.models import Change, Finding, Grant, Nominal, StatePeriod
from nominals.services.changes import instant_for
from nominals.services.facts import rule_values
from nominals.services.records import survivors_of
from nominals.services.states import restate
from orders.exchange import ORDERS
from orders.services.duties import write_duties
from orders.services.findings import find_warnings
from reporting.exchange import POPULATIONS
from reporting.models import Population

ROWS_AT_ONCE = 40_000
"""Rows, and below it stored nominals, that are checked and stored together."""

STORED_AT_ONCE = 4_000

STATES_AT_ONCE = 5_000

MANY_ROWS = 10_000
"""Added and changed rows from which on the database learns anew what its tables hold."""

_IMPORT_LOCK = 0x6D617070
"""The advisory lock by which one import waits for another (PostgreSQL)."""


@dataclass
class Counts:
    """Rows of one file."""

    read: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0


@dataclass
class Outcome:
    """What an import did. With any fault nothing is stored. Times are in seconds."""

    faults: Faults
    counts: dict[str, Counts]
    warnings: dict[str, int] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))


@dataclass
class _Orders:
    """Stored orders by reference, those named by opaque id, those kept from the sender, and whose
    they no longer are."""

    stored: dict[str, int] = field(default_factory=dict)
    unnamed: set[str] = field(default_factory=set)
    withheld: set[str] = field(default_factory=set)
    moved_from: set[int] = field(default_factory=set)


class _NothingStoredError(Exception):
    """Ends the transaction of a refused import or of a dry run."""


def import_caseload(
    path: Path,
    *,
    now: datetime,
    today: date,
    by: str,
    is_dry_run: bool = False,
    sender: Sender = COMMANDS,
    when_stored: Callable[[Outcome], None] | None = None,
) -> Outcome:
    """Import the folder or zip at `path`, in one transaction and as one act of `by`.

    `when_stored` is called last in that transaction; what it raises undoes the import.

    Raises:
        UnreadableError: if there is neither folder nor zip.
    """
    known_files = files(today)
    faults = Faults([(name, file.names) for name, file in known_files.items()])
    outcome = Outcome(faults, {})
    with Spill() as rows, Spill() as orders, Spill() as populations:
        started = perf_counter()
        apart = {ORDERS: orders, POPULATIONS: populations}
        with open_source(path) as source:
            read = _read(source, known_files, faults, apart, rows)
        outcome.seconds["read"] = perf_counter() - started
        outcome.counts = {each.file.name: Counts(read=each.count) for each in read}
        try:
            with transaction.atomic():
                _store(
                    outcome, known_files, read, rows, orders, populations, sender, now=now, by=by
                )
                if faults or is_dry_run:
                    raise _NothingStoredError
                if when_stored is not None:
                    when_stored(outcome)
        except _NothingStoredError:
            pass
    return outcome


def _read(
    source: Source, known: dict[str, File], faults: Faults, apart: dict[str, Spill], rows: Spill
) -> list[Reading]:
    """Pass one: every row of every file, checked for its shape and spilled by nominal.

    Orders are spilled by their own reference too, and populations apart from people.
    """
    source.refuse_unsafe(faults)
    sizes = source.sizes()
    for name in sorted(sizes):
        if name not in known:
            sentence = f"No file of a caseload: the files are {', '.join(known)}."
            faults.add(shown(name), 1, "file", sentence)
    read = []
    total = sum(size for name, size in sizes.items() if name in known)
    with tqdm(total=total, unit="B", unit_scale=True, desc="Reading", disable=None) as progress:
        for name, file in known.items():
            if name not in sizes:
                continue
            try:
                opened = source.open(name)
            except UNREADABLE as error:
                faults.add(name, 1, "file", cannot_be_read(error))
                continue
            with opened as stream:
                reading = Reading(file, stream, faults)
                done = 0
                for chunk in reading.rows():
                    if name == POPULATIONS:
                        apart[name].add(name, chunk, file.at[file.owner])
                    else:
                        rows.add(name, chunk, file.at[file.owner])
                    if name == ORDERS:
                        apart[name].add(name, [row[:3] for row in chunk], file.at["order"])
                    progress.update(reading.digested.size - done)
                    done = reading.digested.size
            read.append(reading)
    return read


def _store(
    outcome: Outcome,
    known_files: dict[str, File],
    read: list[Reading],
    rows: Spill,
    orders: Spill,
    populations: Spill,
    sender: Sender,
    *,
    now: datetime,
    by: str,
) -> None:
    started = perf_counter()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_IMPORT_LOCK])
    parts = list(rows.parts())
    owners = (owner for part in parts for owner in sorted(rows.owners[part]))
    people, unnamed = References(known_files[PEOPLE], sender.name).find(owners)
    withheld: set[str] = set()
    if sender.is_bounded:
        named = (owner for part in parts for owner in rows.owners[part])
        withheld = _withheld(people, sender.writable(people.values()), named)
        people = {name: key for name, key in people.items() if name not in withheld}
        unnamed -= withheld
    of_orders = _orders_by_reference(known_files[ORDERS], orders, people, outcome.faults, sender)
    at = instant_for(nominals=sorted({*people.values(), *of_orders.moved_from}), now=now)
    latest = Population.history.aggregate(at=Max("recorded_from"))["at"]
    if latest is not None and latest >= at:
        at = latest + timedelta(microseconds=1)
    act = 0
    if not outcome.faults:
        act = _record(outcome, read, sender, at=at, by=by)
    loader = Loader(
        files=known_files,
        read={each.file.name: each for each in read},
        people=people,
        unnamed=unnamed,
        merged=_merged(known_files[PEOPLE], people, sender),
        withheld=withheld,
        orders=of_orders.stored,
        unnamed_orders=of_orders.unnamed,
        withheld_orders=of_orders.withheld,
        sender=sender,
        values=rule_values(),
        faults=outcome.faults,
        at=at,
        act=act,
    )
    outcome.seconds["check"] += perf_counter() - started
    total = sum(rows.sizes) + sum(populations.sizes)
    with tqdm(total=total, unit=" rows", unit_scale=True, desc="Storing", disable=None) as progress:
        for part in populations.parts():
            loader.load_populations(populations.take([part]))
        for together in _together(rows, parts, people):
            owners_here = {owner for part in together for owner in rows.owners[part]}
            loader.load(rows.take(together), owners_here)
            progress.update(sum(rows.sizes[part] for part in together))
    outcome.seconds["check"] += loader.seconds["check"]
    outcome.seconds["write"] = loader.seconds["write"]
    for name, counts in outcome.counts.items():
        counts.added = loader.added[name]
        counts.changed = loader.changed[name]
        counts.unchanged = loader.unchanged[name]
    if outcome.faults:
        return
    started = perf_counter()
    nominals = sorted(loader.touched)
    audit.name_records(act, Nominal._meta.label, nominals)
    with tqdm(total=len(nominals), unit=" people", desc="States", disable=None) as progress:
        for start in range(0, len(nominals), STATES_AT_ONCE):
            batch = nominals[start : start + STATES_AT_ONCE]
            restate(nominals=batch, at=at, act=act)
            find_warnings(nominals=batch, at=at)
            write_duties(nominals=batch, at=at)
            progress.update(len(batch))
    if nominals:
        found = Finding.objects.filter(recorded_from=at).order_by().values_list("rule")
        outcome.warnings = dict(found.annotate(count=Count("pk")))
    if sum(each.added + each.changed for each in outcome.counts.values()) >= MANY_ROWS:
        analyse([*(file.model for file in known_files.values()), StatePeriod, Grant, Change])
    outcome.seconds["states"] = perf_counter() - started


def _withheld(stored: Mapping[str, int], writable: set[int], references: Iterable[str]) -> set[str]:
    """Those of `references` by which a bounded sender names nothing: stored records that it may
    not write, and opaque ids that are none of what it may. Both are refused alike."""
    return {
        each
        for each in references
        if (stored[each] not in writable if each in stored else is_opaque(each))
    }


def _orders_by_reference(
    file: File, spilled: Spill, people: dict[str, int], faults: Faults, sender: Sender
) -> _Orders:
    """The stored orders that the file names.

    Refuses a second row of one order, which may lie with another nominal.
    """
    answer = _Orders()
    references = References(file, sender.name)
    for together in _together(spilled, list(spilled.parts()), {}):
        first: dict[str, tuple[int, str]] = {}
        for line, order, nominal in spilled.take(together)[file.name]:
            if order in first:
                sentence = (
                    f"A second row of one key (order): the first is on line {first[order][0]}; "
                    "leave one of them."
                )
                faults.add(file.name, line, "order", sentence)
            else:
                first[order] = (line, nominal)
        found, unnamed = references.find(first)
        owner = owners_of(found.values())
        if sender.is_bounded:
            of_writable = sender.writable(set(owner.values()))
            writable = {key for key, person in owner.items() if person in of_writable}
            withheld = _withheld(found, writable, first)
            answer.withheld |= withheld
            found = {name: key for name, key in found.items() if name not in withheld}
            unnamed -= withheld
        for order, key in found.items():
            if owner[key] != people.get(first[order][1]):
                answer.moved_from.add(owner[key])
        answer.stored |= found
        answer.unnamed |= unnamed
    return answer


def _merged(file: File, people: Mapping[str, int], sender: Sender) -> dict[str, str]:
    """The references of merged records, with what the sender calls their survivors."""
    merged: set[int] = set()
    for batch in in_batches(people.values()):
        found = Nominal.objects.filter(pk__in=batch, merged_into__isnull=False).order_by()
        merged.update(found.values_list("pk", flat=True))
    survivors = survivors_of(merged)
    names = References(file, sender.name).names(survivors.values())
    return {name: names[survivors[key]] for name, key in people.items() if key in survivors}


def _record(outcome: Outcome, read: list[Reading], sender: Sender, *, at: datetime, by: str) -> int:
    detail = {each.file.name: {"sha256": each.digested.sha256, "rows": each.count} for each in read}
    entry = audit.record(
        by=by,
        at=at,
        operation=audit.Operation.COLLECTION,
        act="import_caseload",
        agency=sender.agency,
        detail={"files": detail} | ({"sender": sender.name} if sender.is_bounded else {}),
    )
    return entry.pk


def _together(rows: Spill, parts: list[int], people: dict[str, int]) -> Iterator[list[int]]:
    """Parts that fit in memory together, with what is stored of their nominals."""
    together: list[int] = []
    size = stored = 0
    for part in parts:
        of_part = sum(owner in people for owner in rows.owners[part])
        if together and (
            size + rows.sizes[part] > ROWS_AT_ONCE or stored + of_part > STORED_AT_ONCE
        ):
            yield together
            together, size, stored = [], 0, 0
        together.append(part)
        size += rows.sizes[part]
        stored += of_part
    if together:
        yield together
