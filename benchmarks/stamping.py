"""Times the stamping of events: all for the first time, with nothing changed, after 1% changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from time import perf_counter
from typing import Any

from django.db import models, transaction
from django.db.models import F

from benchmarks.databases import analyse, say, use
from benchmarks.filling import BATCH, COLUMNS
from benchmarks.rounds import recorded, seconds
from core import audit
from core.bulk import copy_rows
from nominals.models import LevelPeriod, Nominal
from nominals.services.states import restate
from orders.models import Breach, Order
from orders.services.duties import write_duties
from orders.services.findings import find_warnings
from reporting.models import StampedEvent
from reporting.services.stamping import stamp

CORRECTIONS: dict[type[models.Model], dict[str, Any]] = {
    LevelPeriod: {"level": 3},
    Order: {"ended_by": "quashed"},
    Breach: {"outcome": "cautioned"},
}
"""What a correction says; a fact of another kind is recorded anew as it was."""

EACH = 100
"""One fact in so many is corrected."""


def measure(sizes: Sequence[int]) -> None:
    """Stamp each database for the first time, again, and after a correction of 1% of its facts."""
    for size in sizes:
        use(size)
        taken = seconds(lambda: stamp(as_known_at=datetime.now(tz=UTC)))
        analyse()
        events = StampedEvent.objects.count()
        say(
            f"{size}: first stamping of {events} events {taken:.1f} s, "
            f"{size / taken:.0f} nominals/s"
        )
        again = recorded(lambda: stamp(as_known_at=datetime.now(tz=UTC)))
        nothing = seconds(lambda: stamp(as_known_at=datetime.now(tz=UTC)))
        say(f"{size}: nothing changed {nothing * 1000:.1f} ms, {len(again)} statements")
        facts, people, restating = _correct()
        later = seconds(lambda: stamp(as_known_at=datetime.now(tz=UTC)))
        analyse()
        say(
            f"{size}: {facts} facts of {people} nominals corrected; states of those "
            f"{restating:.1f} s, stamping them {later:.1f} s, {later / taken:.3f} of the first "
            f"stamping for {people / size:.3f} of the nominals"
        )


def _correct() -> tuple[int, int, float]:
    """Supersede one fact in a hundred; answers facts, nominals and the seconds of their states."""
    at = datetime.now(tz=UTC)
    act = audit.record(
        by="benchmarks", at=at, operation=audit.Operation.ALTERATION, act="correct"
    ).pk
    touched: set[int] = set()
    facts = 0
    with transaction.atomic():
        for model in COLUMNS:
            if model is Nominal:
                continue
            found = _supersede(model, at, act)
            facts += len(found)
            touched.update(found)
    people = sorted(touched)
    started = perf_counter()
    for first in range(0, len(people), BATCH):
        with transaction.atomic():
            some = people[first : first + BATCH]
            restate(nominals=some, at=at, act=act)
            find_warnings(nominals=some, at=at)
            write_duties(nominals=some, at=at)
    return facts, len(people), perf_counter() - started


def _supersede(model: type[models.Model], at: datetime, act: int) -> list[int]:
    manager: Any = model._default_manager
    rows = manager.annotate(place=F("pk") % EACH).filter(place=7).order_by()
    if model is LevelPeriod:
        rows = rows.filter(level=2) | rows.filter(level=1, valid_to__isnull=False)
    columns = [column for column in COLUMNS[model] if column != "id"]
    if model is Order:
        columns.remove("public_id")
    former = list(rows.values_list("pk", "recorded_from", "recorded_in", *columns))
    extra = ["public_id"] if model is Order else []
    public = dict(manager.values_list("pk", "public_id")) if extra else {}
    copy_rows(
        model,
        [*columns, *extra, "recorded_from", "recorded_in", "recorded_to", "superseded_in",
         "version_of_id"],
        (
            (*values, *([public[pk]] if extra else []), since, act_then, at, act, pk)
            for pk, since, act_then, *values in former
        ),
    )  # fmt: skip
    new = dict(CORRECTIONS.get(model, {}))
    live = manager.filter(pk__in=rows.values("pk"))
    if model is LevelPeriod:
        live.filter(level=2).update(**new)
        new = {}
    live.update(recorded_from=at, recorded_in=act, **new)
    return [row[3 + columns.index("nominal_id")] for row in former]
