"""Exports a caseload: what is now known, in the page's order, and the log entry of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import connection, transaction
from tqdm import tqdm

from agencies.models import Area
from core import audit
from core.exporting import Place, new_place, text_rows, write_rows
from core.importing.batches import stored_rows
from core.importing.comparing import Stored
from core.importing.files import File
from core.importing.references import References
from mappa.exchange.files import files
from mappa.exchange.senders import COMMANDS, Sender
from nominals.exchange import PEOPLE
from nominals.models import Nominal, ResponsibleArea
from nominals.services.records import records_of, survivors_of
from orders.exchange import BREACHES, ORDERS
from orders.models import Order
from reporting.exchange import POPULATIONS
from reporting.models import Population

AT_ONCE = 2_000
"""Records whose rows are in memory together."""


def export_caseload(path: Path, *, area: Area | None, now: datetime, by: str) -> dict[str, int]:
    """Write all that is now known to `path`, and answer the rows written by file.

    A merged record is written under its survivor. Of one `area`: the people whose responsible area
    it is on any day, with their whole history, and that area's populations. The look is logged
    before anybody can see the files.

    Raises:
        ExportError: if `path` cannot be written to.
    """
    with new_place(path) as place, transaction.atomic():
        written = write_caseload(place, area=area)
        audit.record(
            by=by,
            at=now,
            operation=audit.Operation.DISCLOSURE,
            act="export_caseload",
            label="nominals.Nominal",
            recipient=_as_text(path.absolute())[-300:],
            detail={"area": area.code if area else "all", "rows": written.rows},
            objects=written.people,
        )
    return written.rows


@dataclass(frozen=True, slots=True)
class Written:
    """The rows that were written by file, and the keys of the people whom they are about."""

    rows: dict[str, int]
    people: list[int]


def write_caseload(place: Place, *, area: Area | None, sender: Sender = COMMANDS) -> Written:
    """Write the files to `place`, under the references of `sender`; of the people only those whom
    the sender may see. Nothing is logged; the caller's transaction must have asked nothing yet."""
    _see_one_state()
    known = files()
    people = _people(area, sender)
    rows = {
        name: count
        for name, file in known.items()
        if (count := write_rows(file, _rows(file, known, people, area, sender), place))
    }
    return Written(rows, people)


def _as_text(path: Path) -> str:
    """A path as a database can hold it: bytes that are no UTF-8 are spelt out."""
    return str(path).encode(errors="backslashreplace").decode()


def _see_one_state() -> None:
    """Have every query of the transaction see the same state, whoever writes meanwhile."""
    if connection.vendor == "postgresql" and len(connection.savepoint_ids) == 0:
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


def _people(area: Area | None, sender: Sender) -> list[int]:
    people = sender.shown(Nominal.objects.filter(merged_into__isnull=True).order_by())
    if area is not None:
        people = people.filter(
            pk__in=ResponsibleArea.objects.filter(area=area).values("nominal").order_by()
        )
    return list(people.values_list("pk", flat=True).iterator())


def _rows(
    file: File,
    known: Mapping[str, File],
    people: Sequence[int],
    area: Area | None,
    sender: Sender,
) -> Iterator[tuple[str, ...]]:
    """All rows of a file in order of its key, some thousand records at a time."""
    if file.name == POPULATIONS:
        populations = Population.objects.all()
        if area is not None:
            populations = populations.filter(area=area)
        yield from text_rows(file, populations.values_list("pk", *file.attnames), {})
        return
    nominals = References(known[PEOPLE], sender.name)
    orders = References(known[ORDERS], sender.name)
    if file.name == ORDERS:
        owners: Iterable[int] = _orders_of(people)
        names_of_owners = orders.names(owners)
    else:
        names_of_owners = nominals.names(people)
    in_order = sorted((name, key) for key, name in names_of_owners.items())
    with tqdm(total=len(in_order), desc=file.name, disable=None) as progress:
        for start in range(0, len(in_order), AT_ONCE):
            batch = {key: name for name, key in in_order[start : start + AT_ONCE]}
            if file.name == ORDERS:
                values = Order.objects.filter(pk__in=batch).values_list("pk", *file.attnames)
                stored = list(values)
                survivors = survivors_of({row[file.at["nominal"]] for row in stored})
                of = nominals.names(survivors.values())
                names = {"order": batch, "nominal": {pk: of[at] for pk, at in survivors.items()}}
            elif file.name == PEOPLE:
                stored = list(stored_rows(file, batch))
                names = {"nominal": batch}
            else:
                stored, of = _of_survivors(file, batch)
                names = {"nominal": of}
            if file.name == BREACHES:
                place = file.at["order"]
                names["order"] = orders.names({row[place] for row in stored} - {None})
            yield from text_rows(file, stored, names)
            progress.update(len(batch))


def _of_survivors(file: File, names: Mapping[int, str]) -> tuple[list[Stored], dict[int, str]]:
    """The rows of some nominals, their own before those of records merged into them, and what
    each record is called: by its survivor's name."""
    survivors = records_of(names)
    place = file.at["nominal"]
    rows = sorted(stored_rows(file, survivors), key=lambda row: survivors[row[place]] != row[place])
    return rows, {record: names[survivor] for record, survivor in survivors.items()}


def _orders_of(people: Sequence[int]) -> Iterator[int]:
    for start in range(0, len(people), AT_ONCE):
        batch = people[start : start + AT_ONCE]
        orders = Order.objects.filter(nominal__in=list(records_of(batch))).order_by()
        yield from orders.values_list("pk", flat=True)
