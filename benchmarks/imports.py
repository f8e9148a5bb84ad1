"""Measures the import against `save()` one by one and against `bulk_create`: goal 12."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from django.db import connection, models, transaction

from agencies.models import Area
from benchmarks import caseload
from benchmarks.databases import analyse, create, idle_memory, processor_seconds, say, size_mib, use
from benchmarks.filling import COLUMNS
from benchmarks.lives import Life, lives
from core.periods import FOREVER
from mappa.exchange.importing import import_caseload
from nominals.models import Address, Alias, Nominal
from orders.models import Breach, Order

ROUNDS = 3
SAVED, BULK = 100, 500
"""Nominals of one round of the slow ways."""

NOW = datetime(2024, 7, 1, 12, tzinfo=UTC)


def measure(count: int, folder: Path) -> None:
    """Import `count` nominals from `folder`, written first where it is not there."""
    create("import")
    if not (folder / "nominals.csv").exists():
        caseload.write(folder, count)
    empty = _slow_ways("an empty database")
    started, computed = perf_counter(), processor_seconds()
    with idle_memory() as memory:
        outcome = import_caseload(folder, now=NOW, today=date(2024, 7, 1), by="benchmarks")
    taken, computed = perf_counter() - started, processor_seconds() - computed
    for fault in outcome.faults.first()[:10]:
        say(str(fault))
    rows = sum(each.added for each in outcome.counts.values())
    states = outcome.seconds["states"]
    outcome.seconds["commit and other"] = taken - sum(outcome.seconds.values())
    steps = ", ".join(f"{name} {each:.1f}" for name, each in outcome.seconds.items())
    say(
        f"{connection.vendor}: {rows} rows of {count} nominals in {taken:.1f} s ({steps}); peak "
        f"memory {memory['whole']:.0f} MiB, {memory['peak']:.0f} above idle; "
        f"{size_mib():.0f} MiB"
    )
    rate = rows / (taken - states)
    say(
        f"  without states {rate:.0f} rows/s, with them {rows / taken:.0f} rows/s; states "
        f"{count / states:.0f} nominals/s"
    )
    each = computed / rows * 1e6
    say(
        f"  {computed:.1f} s of the processor, {each:.0f} microseconds a row in all, "
        f"{each * (1 - states / taken):.0f} without the share of the states"
    )
    analyse()
    full = _slow_ways("the filled database")
    for way in empty:
        say(
            f"  goal 12 import / {way:12} {rate / empty[way]:.1f} (empty), "
            f"{rate / full[way]:.1f} (filled); with states {rows / taken / empty[way]:.1f}, "
            f"{rows / taken / full[way]:.1f}"
        )
    use("import")


def _slow_ways(where: str) -> dict[str, float]:
    """Rows a second of each slow way, the median of some rounds that store nothing."""
    people = lives(ROUNDS * (SAVED + BULK), density=caseload.DENSITY)
    areas = list(Area.objects.order_by("code").values_list("pk", flat=True))
    rates: dict[str, list[float]] = {"save()": [], "bulk_create": []}
    ways: dict[str, tuple[int, Callable[[Iterable[models.Model]], None]]] = {
        "save()": (SAVED, _save),
        "bulk_create": (BULK, _bulk_create),
    }
    computed = dict.fromkeys(rates, 0.0)
    stored = dict.fromkeys(rates, 0)
    for _ in range(ROUNDS):
        for way, (count, store) in ways.items():
            some = list(islice(people, count))
            with transaction.atomic():
                before = processor_seconds()
                taken, rows = _store(some, areas, store)
                computed[way] += processor_seconds() - before
                stored[way] += rows
                transaction.set_rollback(True)
            rates[way].append(rows / taken)
    found = {way: median(each) for way, each in rates.items()}
    for way, each in found.items():
        say(
            f"  {way} in {where}: {each:.0f} rows/s, "
            f"{computed[way] / stored[way] * 1e6:.0f} microseconds of the processor a row"
        )
    return found


def _save(rows: Iterable[models.Model]) -> None:
    for row in rows:
        row.save()


def _bulk_create(rows: Iterable[models.Model]) -> None:
    rows = list(rows)
    if rows:
        type(rows[0])._default_manager.bulk_create(rows, batch_size=5000)


def _store(
    people: Sequence[Life], areas: Sequence[int], store: Callable[[Iterable[models.Model]], None]
) -> tuple[float, int]:
    """Store everything of `people`, model after model; answers the seconds and the rows."""
    known: dict[str, Any] = {"recorded_from": NOW, "recorded_to": FOREVER, "recorded_in": 1}
    nominals = [
        Nominal(
            public_id=uuid.uuid4(),
            family_name=f"Family{life.number}",
            given_names="Given",
            date_of_birth=life.born_on,
            died_on=life.died_on,
            sex="male",
            changed_at=NOW,
            **known,
        )
        for life in people
    ]
    taken, rows = _timed(store, nominals), len(nominals)
    owners = dict(zip([life.number for life in people], nominals, strict=True))
    orders = {
        (life.number, place): Order(
            nominal=owners[life.number],
            kind=order.kind,
            made_on=order.made_on,
            ends_on=order.ends_on,
            is_interim=order.is_interim,
            ended_on=order.ended_on,
            ended_by=order.ended_by,
            **known,
        )
        for life in people
        for place, order in enumerate(life.orders)
    }
    others: dict[type[models.Model], list[models.Model]] = {Order: list(orders.values())}
    for life in people:
        for model, values in _facts(life, areas):
            fact = model(nominal=owners[life.number], **values, **known)
            others.setdefault(model, []).append(fact)
        for place, order in enumerate(life.orders):
            for outcome, on, returned in order.breaches:
                breach = Breach(
                    nominal=owners[life.number],
                    of="order",
                    order=orders[life.number, place],
                    outcome=outcome,
                    outcome_on=on,
                    returned_to_custody_on=returned,
                    **known,
                )
                others.setdefault(Breach, []).append(breach)
    for of_kind in others.values():
        taken += _timed(store, of_kind)
        rows += len(of_kind)
    started = perf_counter()
    if connection.vendor == "postgresql":
        # What a commit would check: every foreign key of every row.
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return taken + perf_counter() - started, rows


def _facts(life: Life, areas: Sequence[int]) -> Iterable[tuple[type[models.Model], dict[str, Any]]]:
    values: dict[str, list[Sequence[Any]]] = {
        "ResponsibleArea": [(*spell, areas[area]) for spell, area in life.areas],
        "EligibilityPeriod": [(*spell, *rest, "an offence", "") for spell, *rest in life.bases],
        "LevelPeriod": [(*spell, level, "set on review") for spell, level in life.levels],
        "LeadAgencyPeriod": [(*spell, kind) for spell, kind in life.leads],
        "Detention": [(*spell, setting, "") for spell, setting in life.detentions],
        "NotificationRequirement": [(*spell, *rest) for spell, *rest in life.requirements],
        "NotificationReview": [(*review, "") for review in life.reviews],
        "Breach": [("notification", None, *breach, None, None) for breach in life.breaches],
        "Recall": [(*recall, None) for recall in life.recalls],
    }
    for model, columns in COLUMNS.items():
        names = [column for column in columns if column != "nominal_id"]
        for row in values.get(model.__name__, ()):
            yield model, dict(zip(names, row, strict=True))
    for each in range(caseload.ALIASES):
        yield Alias, {"family_name": f"Other{each}", "given_names": "Given"}
    for each in range(caseload.ADDRESSES):
        yield Address, {"lines": f"{each} High Street", "valid_from": date(2000 + each, 1, 1)}


def _timed(store: Callable[[Iterable[models.Model]], None], rows: Sequence[models.Model]) -> float:
    started = perf_counter()
    store(rows)
    return perf_counter() - started
