"""Fills a database with invented people: facts straight in, then states, each timed apart."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from time import perf_counter
from typing import Any

from django.db import models, transaction

from agencies.models import Area
from benchmarks.databases import analyse, create, say, size_mib
from benchmarks.lives import Life, lives
from benchmarks.naming import identifiers_of, name_of
from core import audit
from core.bulk import allocate_ids, copy_rows
from core.periods import FOREVER
from nominals.models import (
    Detention,
    EligibilityPeriod,
    LeadAgencyPeriod,
    LevelPeriod,
    Nominal,
    NotificationRequirement,
    NotificationReview,
    ResponsibleArea,
)
from nominals.services.states import restate
from orders.models import Breach, Order, Recall
from orders.services.duties import write_duties
from orders.services.findings import find_warnings
from reporting.models import Population

LOADED_AT = datetime(2024, 7, 1, 12, tzinfo=UTC)
BATCH = 10_000
"""People in one transaction of facts or of states."""

Rows = list[Sequence[Any]]

COLUMNS: dict[type[models.Model], Sequence[str]] = {
    Nominal: (
        "id", "public_id", "family_name", "given_names", "date_of_birth", "sex", "pnc_id",
        "cro_number", "crn", "prison_number", "visor_reference", "died_on", "is_restricted",
        "changed_at",
    ),
    ResponsibleArea: ("nominal_id", "valid_from", "valid_to", "area_id"),
    EligibilityPeriod: (
        "nominal_id", "valid_from", "valid_to", "category", "basis", "offence", "sentence",
    ),
    LevelPeriod: ("nominal_id", "valid_from", "valid_to", "level", "reason"),
    LeadAgencyPeriod: ("nominal_id", "valid_from", "valid_to", "kind"),
    Detention: ("nominal_id", "valid_from", "valid_to", "setting", "establishment"),
    NotificationRequirement: (
        "nominal_id", "valid_from", "valid_to", "source", "first_notified_on", "is_indefinite",
    ),
    NotificationReview: (
        "nominal_id", "applied_on", "decided_on", "outcome", "authorised_by_rank",
    ),
    Order: (
        "id", "public_id", "nominal_id", "kind", "made_on", "ends_on", "is_interim",
        "has_foreign_travel_restriction", "court", "applicant", "ended_on", "ended_by",
    ),
    Breach: (
        "nominal_id", "of", "order_id", "outcome", "outcome_on", "breached_on",
        "returned_to_custody_on",
    ),
    Recall: (
        "nominal_id", "kind", "reason", "decided_on", "returned_on", "rescinded_on",
        "released_on",
    ),
}  # fmt: skip
"""What is written of each fact, besides when and in which act it was recorded."""


def in_one_area(size: int) -> str:
    """The database of `size` nominals who all live in one area."""
    return f"{size}_in_one_area"


def fill(size: int, *, has_one_area: bool = False) -> None:
    """Make the database for `size` nominals anew and fill it."""
    create(in_one_area(size) if has_one_area else size)
    act = audit.record(
        by="benchmarks", at=LOADED_AT, operation=audit.Operation.COLLECTION, act="fill"
    ).pk
    areas = list(Area.objects.order_by("code").values_list("pk", flat=True))
    homes = areas[:1] * len(areas) if has_one_area else areas
    people = lives(size)
    total, seconds = 0, 0.0
    while batch := list(islice(people, BATCH)):
        started = perf_counter()
        total += _write(batch, homes, act)
        seconds += perf_counter() - started
    _populate(areas, act)
    say(f"{size}: {total} facts in {seconds:.1f} s, {total / seconds:.0f} rows/s")
    analyse()

    everybody = list(Nominal.objects.order_by("pk").values_list("pk", flat=True))
    started = perf_counter()
    for first in range(0, size, BATCH):
        with transaction.atomic():
            some = everybody[first : first + BATCH]
            restate(nominals=some, at=LOADED_AT + timedelta(seconds=1), act=act)
            find_warnings(nominals=some, at=LOADED_AT + timedelta(seconds=1))
            write_duties(nominals=some, at=LOADED_AT + timedelta(seconds=1))
    seconds = perf_counter() - started
    analyse()
    say(
        f"{size}: states, grants and findings in {seconds:.1f} s, {size / seconds:.0f} "
        f"nominals/s; {size_mib():.0f} MiB"
    )


@transaction.atomic
def _write(batch: Sequence[Life], areas: Sequence[int], act: int) -> int:
    nominals = allocate_ids(Nominal, len(batch))
    orders = iter(allocate_ids(Order, sum(len(life.orders) for life in batch)))
    rows: dict[type[models.Model], Rows] = {model: [] for model in COLUMNS}
    for life, pk in zip(batch, nominals, strict=True):
        rows[Nominal].append(
            (
                pk,
                uuid.UUID(int=life.number + 1),
                *name_of(life.number),
                life.born_on,
                "male",
                *identifiers_of(life.number),
                life.died_on,
                False,
                LOADED_AT,
            )
        )
        rows[ResponsibleArea] += [(pk, *spell, areas[area]) for spell, area in life.areas]
        rows[EligibilityPeriod] += [
            (pk, *spell, category, basis, "", "") for spell, category, basis in life.bases
        ]
        rows[LevelPeriod] += [(pk, *spell, level, "") for spell, level in life.levels]
        rows[LeadAgencyPeriod] += [(pk, *spell, kind) for spell, kind in life.leads]
        rows[Detention] += [(pk, *spell, setting, "") for spell, setting in life.detentions]
        rows[NotificationRequirement] += [(pk, *spell, *rest) for spell, *rest in life.requirements]
        rows[NotificationReview] += [(pk, *review, "") for review in life.reviews]
        rows[Breach] += [
            (pk, "notification", None, outcome, day, None, None) for outcome, day in life.breaches
        ]
        rows[Recall] += [(pk, *recall, None) for recall in life.recalls]
        _write_orders(life, pk, orders, rows)
    known = ("recorded_from", "recorded_to", "recorded_in")
    for model, columns in COLUMNS.items():
        copy_rows(
            model,
            (*columns, *known),
            ((*row, LOADED_AT, FOREVER, act) for row in rows[model]),
        )
    return sum(map(len, rows.values()))


def _write_orders(
    life: Life, pk: int, ids: Iterator[int], rows: dict[type[models.Model], Rows]
) -> None:
    for order in life.orders:
        order_pk = next(ids)
        rows[Order].append(
            (
                order_pk,
                uuid.UUID(int=order_pk),
                pk,
                order.kind,
                order.made_on,
                order.ends_on,
                order.is_interim,
                order.has_travel_restriction,
                "",
                "",
                order.ended_on,
                order.ended_by,
            )
        )
        rows[Breach] += [
            (pk, "order", order_pk, outcome, on, None, returned)
            for outcome, on, returned in order.breaches
        ]


def _populate(areas: Sequence[int], act: int) -> None:
    copy_rows(
        Population,
        ("area_id", "mid_year", "aged_10_and_over", "edition", "recorded_from", "recorded_to",
         "recorded_in"),
        (
            (area, year, 700_000 + 1_000 * place, "invented", LOADED_AT, FOREVER, act)
            for place, area in enumerate(areas)
            for year in range(2019, 2024)
        ),
    )  # fmt: skip


SNAPSHOT = date(2024, 3, 31)
"""The year that is counted is 2023-24."""
