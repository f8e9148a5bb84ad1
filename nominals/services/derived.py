"""Brings the rows that follow from facts up to date, and keeps the former ones as known."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from core.bulk import copy_rows
from core.periods import FOREVER
from nominals.models import Duty, Finding, Grant, StatePeriod
from nominals.services.changes import batches

Row = tuple[Hashable, ...]


def replace_rows(
    rows: QuerySet[StatePeriod] | QuerySet[Finding] | QuerySet[Grant] | QuerySet[Duty],
    *,
    columns: Sequence[str],
    wanted: Mapping[int, Collection[Row]],
    at: datetime,
) -> set[int]:
    """Make the now known `rows` of each nominal in `wanted` the wanted ones; answers the nominals
    of which any differed.

    Rows that stay are left alone; others are closed at `at`, and what is missing is added from
    `at` on. One query reads, one closes a batch, one adds, however many nominals there are.
    """
    model: type[Any] = rows.model
    missing = {nominal: set(each) for nominal, each in wanted.items()}
    gone: list[int] = []
    differing: set[int] = set()
    found = rows.filter(nominal__in=list(wanted)).order_by()
    for pk, nominal, *values in found.values_list("pk", "nominal_id", *columns):
        row = tuple(values)
        if row in missing[nominal]:
            missing[nominal].remove(row)
        else:
            gone.append(pk)
            differing.add(nominal)
    for batch in batches(gone):
        model.objects.filter(pk__in=batch).update(recorded_to=at)
    copy_rows(
        model,
        ["nominal_id", "recorded_from", "recorded_to", *columns],
        (
            (nominal, at, FOREVER, *row)
            for nominal, each in missing.items()
            for row in sorted(each, key=repr)
        ),
    )
    return differing | {nominal for nominal, each in missing.items() if each}
