"""Checks the imported rows of some nominals by the rules of all apps, and stores them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from time import perf_counter

from core.bulk import allocate_ids
from core.importing.batches import Batch, stored_rows, translated
from core.importing.comparing import Compared, Stored, compare, refuse_overlaps
from core.importing.faults import Faults
from core.importing.files import File, Row
from core.importing.reading import Reading
from core.importing.references import References
from core.importing.spilling import Rows
from core.importing.storing import in_batches, store
from mappa.exchange.senders import Sender
from nominals import exchange as nominals
from nominals.models import Nominal
from nominals.services.facts import RuleValues
from nominals.services.records import records_of
from orders import exchange as orders
from orders.models import Breach, Order
from reporting import exchange as reporting

_READ_BY_RULES = nominals.READ_BY_RULES | orders.READ_BY_RULES


def owners_of(keys: Iterable[int]) -> dict[int, int]:
    """The nominals of some orders, by the primary keys of the orders."""
    owners: dict[int, int] = {}
    for batch in in_batches(keys):
        owners |= dict(Order.objects.filter(pk__in=batch).values_list("pk", "nominal_id"))
    return owners


def _keep_with_their_records(compared: Compared) -> None:
    """Leave changed orders with the merged records that they belong to: events never move."""
    place = compared.file.at["nominal"]
    stays = [former[0] for former, row in compared.changed if former[place] == row[place]]
    owner = owners_of(stays)
    compared.changed = [
        (former, (*row[:place], owner.get(former[0], row[place]), *row[place + 1 :]))
        for former, row in compared.changed
    ]


@dataclass
class Loader:
    """Loads batch after batch within the transaction of one import.

    `people` and `orders` are the stored records by reference, `unnamed` and `unnamed_orders` those
    references that are opaque ids and are kept from now on. `merged` are the references of records
    that were merged, with what the sender calls their survivors; by those that are `withheld` the
    `sender` names nothing, neither stored nor new. Once anything is refused it goes on checking and
    stores no more.
    """

    files: Mapping[str, File]
    read: Mapping[str, Reading]
    people: dict[str, int]
    unnamed: set[str]
    merged: Mapping[str, str]
    withheld: set[str]
    orders: dict[str, int]
    unnamed_orders: set[str]
    withheld_orders: set[str]
    sender: Sender
    values: RuleValues
    faults: Faults
    at: datetime
    act: int
    touched: set[int] = field(default_factory=set)
    added: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    unchanged: Counter[str] = field(default_factory=Counter)
    seconds: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))

    def load(self, rows: Rows, owners: Iterable[str]) -> None:
        """Check and store all rows of some nominals."""
        started = perf_counter()
        batch = Batch(self.faults)
        ids = {owner: self.people[owner] for owner in owners if owner in self.people}
        known = list(ids.values())
        records = records_of(known)
        named = {each: ids[each] for each in self.unnamed if each in ids}
        new = self._new(nominals.PEOPLE, rows, {*ids, *self.withheld})
        ids |= new
        if self.withheld_orders:
            rows = {**rows, orders.ORDERS: self._named_orders(rows.get(orders.ORDERS, []))}
        new_orders = self._new(orders.ORDERS, rows, self.orders)
        order_ids = {
            row[1]: self.orders.get(row[1]) or new_orders[row[1]]
            for row in rows.get(orders.ORDERS, ())
        }
        for name, file in self.files.items():
            if name == reporting.POPULATIONS or not (
                name in rows or (known and name in _READ_BY_RULES)
            ):
                continue
            imported = self._with_ids(file, rows.get(name, []), ids)
            stored = self._stored(file, records)
            if name == orders.ORDERS:
                imported, _ = translated(imported, file.at["order"], order_ids)
                stored += self._orders_elsewhere(file, imported, {each[0] for each in stored})
            elif name == orders.BREACHES:
                imported = self._with_orders(file, imported, order_ids, batch, records)
            present = self.read[name].present if name in self.read else frozenset()
            batch.compared[name] = compare(file, imported, stored, present, self.faults)
            refuse_overlaps(batch.compared[name], self.faults)
        nominals.refuse(batch, self.values)
        orders.refuse(batch)
        if self.sender.is_bounded:
            self._refuse_beyond_bounds(batch)
        self._note(batch)
        self.seconds["check"] += perf_counter() - started
        if self.faults:
            return
        started = perf_counter()
        for name, compared in batch.compared.items():
            if name == orders.ORDERS:
                _keep_with_their_records(compared)
            store(compared, at=self.at, act=self.act)
            if name == nominals.PEOPLE:
                References(compared.file, self.sender.name).keep(new | named)
            elif name == orders.ORDERS:
                opaque = self.unnamed_orders & order_ids.keys()
                References(compared.file, self.sender.name).keep(
                    new_orders | {each: order_ids[each] for each in opaque}
                )
        self.seconds["write"] += perf_counter() - started

    def load_populations(self, rows: Rows) -> None:
        """Check and store populations, which belong to no nominal."""
        file = self.files[reporting.POPULATIONS]
        imported = rows[file.name]
        editions = {row[file.at[file.owner]] for row in imported}
        stored = list(stored_rows(file, editions))
        compared = compare(file, imported, stored, self.read[file.name].present, self.faults)
        if self.sender.is_bounded:
            for row in compared.touched():
                sentence = (
                    "Populations are recorded by whoever runs the product: leave the row out, or "
                    "send it as it is stored."
                )
                self.faults.add(file.name, row[0], file.names[0], sentence)
        self._count(compared)
        if not self.faults:
            store(compared, at=self.at, act=self.act)

    def _named_orders(self, rows: list[Row]) -> list[Row]:
        """The orders by whose references the sender names something; the others are refused."""
        file = self.files[orders.ORDERS]
        place = file.at["order"]
        for row in rows:
            if row[place] in self.withheld_orders:
                self.faults.add(file.name, row[0], "order", _no_order(row[place]))
        return [row for row in rows if row[place] not in self.withheld_orders]

    def _refuse_beyond_bounds(self, batch: Batch) -> None:
        """Refuse what the sender may not decide: for which other area somebody counts, and who may
        see a restricted case."""
        areas, people = self.files[nominals.AREAS], self.files[nominals.PEOPLE]
        place, owner = areas.at["area"], areas.at["nominal"]
        mine = self.sender.areas()
        given = batch.compared.get(areas.name)
        wrong = [] if given is None else [row for row in given.touched() if row[place] not in mine]
        if given is not None:
            wrong += [row for former, row in given.changed if former[place] not in mine]
        for row in {row[0]: row for row in wrong}.values():
            sentence = "You register people in no such area: name one in which you do."
            self.faults.add(areas.name, row[0], "area", sentence)
        with_area = set() if given is None else {row[owner] for row in given.touched()}
        known = batch.compared.get(people.name)
        for row in () if known is None else known.added:
            if row[1] not in with_area:
                sentence = (
                    f"Nobody is responsible for somebody new: add a row to {areas.name} with an "
                    "area in which you register people."
                )
                self.faults.add(people.name, row[0], "nominal", sentence)
        restricted = people.at["restricted"]
        for former, row in () if known is None else known.changed:
            if former[restricted] != row[restricted]:
                nominal = Nominal.objects.get(pk=former[0])
                if not self.sender.may_restrict(nominal):
                    sentence = (
                        "The area restricts a case and lifts it: leave the field as it is stored."
                    )
                    self.faults.add(people.name, row[0], "restricted", sentence)

    def _stored(self, file: File, records: Mapping[int, int]) -> list[Stored]:
        """What is stored of the file; what a merged record holds stands under its survivor."""
        if file.name == nominals.PEOPLE:
            return list(stored_rows(file, set(records.values())))
        rows = list(stored_rows(file, records))
        if len(records) == len(set(records.values())):
            return rows
        place = file.at["nominal"]
        rows.sort(key=lambda row: records[row[place]] != row[place])
        return [(*row[:place], records[row[place]], *row[place + 1 :]) for row in rows]

    def _new(self, name: str, rows: Rows, known: Collection[str]) -> dict[str, int]:
        """Primary keys for the records that a file brings and that are not stored."""
        names = dict.fromkeys(row[1] for row in rows.get(name, ()) if row[1] not in known)
        return dict(zip(names, allocate_ids(self.files[name].model, len(names)), strict=True))

    def _with_ids(self, file: File, rows: list[Row], ids: Mapping[str, int]) -> list[Row]:
        """The rows with their nominals' primary keys; an unknown or merged nominal is refused."""
        for row in rows if self.merged else ():
            survivor = self.merged.get(row[file.at["nominal"]])
            if survivor is not None:
                sentence = (
                    f"The record of this nominal was merged into “{survivor}”: write its rows "
                    "under that reference."
                )
                self.faults.add(file.name, row[0], "nominal", sentence)
        found, unknown = translated(rows, file.at["nominal"], ids)
        people = self.read.get(nominals.PEOPLE)
        for row in unknown:
            reference = row[file.at["nominal"]]
            if people is not None and (not people.is_whole or reference in people.refused):
                continue
            sentence = (
                f"No nominal “{reference}” is stored or stands in {nominals.PEOPLE}: name one "
                "that does, or add the row there."
            )
            self.faults.add(file.name, row[0], "nominal", sentence)
        return found

    def _with_orders(
        self,
        file: File,
        rows: list[Row],
        ids: Mapping[str, int],
        batch: Batch,
        records: Mapping[int, int],
    ) -> list[Row]:
        """The breaches with their orders' primary keys; another person's order is refused."""
        place, nominal = file.at["order"], file.at["nominal"]
        named = {row[place] for row in rows if row[place] is not None}
        references = References(self.files[orders.ORDERS], self.sender.name)
        elsewhere, _ = references.find(sorted(named - ids.keys()))
        keys = {**elsewhere, **ids}
        owner = {
            key: records.get(record, record)
            for key, record in owners_of(elsewhere.values()).items()
        }
        owner |= {row[1]: row[2] for row in batch.standing(orders.ORDERS)}
        read = self.read.get(orders.ORDERS)
        found = []
        for row in rows:
            order = keys.get(row[place])
            if row[place] is None:
                found.append(row)
            elif order is not None and owner.get(order) == row[nominal]:
                found.append((*row[:place], order, *row[place + 1 :]))
            elif read is None or (read.is_whole and row[place] not in read.refused):
                self.faults.add(file.name, row[0], "order", _no_order(row[place]))
        return found

    def _orders_elsewhere(self, file: File, rows: list[Row], here: set[int]) -> list[Stored]:
        """The stored orders that the file gives to another nominal.

        An order with breaches stays where it is, since a breach and its order have one nominal.
        """
        place = file.at["order"]
        lines = {row[place]: row[0] for row in rows if row[place] not in here}
        moved = lines.keys() & set(self.orders.values())
        if not moved:
            return []
        breached: set[int] = set()
        stored: list[Stored] = []
        for batch in in_batches(moved):
            breaches = Breach.objects.filter(order__in=batch)
            breached.update(breaches.values_list("order", flat=True))
            stored += Order.objects.filter(pk__in=batch).values_list("pk", *file.attnames)
        for key in sorted(breached):
            sentence = (
                "Breaches of this order are stored for another nominal: leave the order with that "
                "nominal, or give this one a reference of its own."
            )
            self.faults.add(file.name, lines[key], "nominal", sentence)
        return stored

    def _note(self, batch: Batch) -> None:
        for name, compared in batch.compared.items():
            self._count(compared)
            place = self.files[name].at["nominal"]
            self.touched.update(row[place] for row in compared.touched())
            if name == orders.ORDERS:
                self.touched.update(former[place] for former, _ in compared.changed)

    def _count(self, compared: Compared) -> None:
        name = compared.file.name
        self.added[name] += len(compared.added)
        self.changed[name] += len(compared.changed)
        self.unchanged[name] += compared.unchanged


def _no_order(reference: str) -> str:
    return (
        f"The nominal has no order “{reference}”: name an order of the same nominal, stored or in "
        f"{orders.ORDERS}."
    )
