"""The floor: the same database reading the same rows, as of a day, and doing nothing with them.

The live rows of the four histories stand in tables of their own beside the product's, each with
an index that begins with the end of the period, which is the cheapest way to read what holds on
one day; so the floor is stricter than reading the product's own indexes, which is shown as well.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection, models

from benchmarks.databases import analyse
from benchmarks.rounds import Way
from core.periods import ReportingYear
from nominals.models import Detention, EligibilityPeriod, LevelPeriod, ResponsibleArea

HISTORIES: dict[type[models.Model], str] = {
    ResponsibleArea: "area_id",
    EligibilityPeriod: "category",
    LevelPeriod: "level",
    Detention: "setting",
}
FOREVER = {"postgresql": "'9999-12-31 00:00:00+00'", "sqlite": "'9999-12-31 00:00:00'"}


def prepare() -> int:
    """Copy the live rows of the four histories; answers how many there are."""
    total = 0
    with connection.cursor() as cursor:
        for model, value in HISTORIES.items():
            name = _copy(model)
            cursor.execute(f"DROP TABLE IF EXISTS {name}")
            cursor.execute(
                f"CREATE TABLE {name} AS SELECT nominal_id, valid_from, ends, {value} AS value "
                f"FROM {model._meta.db_table} "
                f"WHERE recorded_to = {FOREVER[connection.vendor]}"
            )
            cursor.execute(f"CREATE INDEX {name}_i ON {name} (ends, valid_from, value)")
            cursor.execute(f"SELECT COUNT(*) FROM {name}")
            total += cursor.fetchone()[0]
    analyse()
    return total


def strict(year: ReportingYear) -> Way:
    """Reads what holds on the snapshot day from the copies, ends first."""
    day = year.snapshot_day
    return _reader(
        f"SELECT COUNT(*), MIN(value) FROM {_copy(model)} "
        f"WHERE ends > '{day}' AND valid_from <= '{day}'"
        for model in HISTORIES
    )


def own(year: ReportingYear) -> Way:
    """Reads the same from the product's tables by the product's indexes."""
    day = year.snapshot_day
    return _reader(
        f"SELECT COUNT(*), MIN({value}) FROM {model._meta.db_table} WHERE "
        f"recorded_to = {FOREVER[connection.vendor]} AND valid_from <= '{day}' AND ends > '{day}'"
        for model, value in HISTORIES.items()
    )


def _copy(model: type[models.Model]) -> str:
    return f"bench_floor_{model._meta.model_name}"


def _reader(texts: Iterable[str]) -> Way:
    statements = list(texts)

    def read() -> None:
        with connection.cursor() as cursor:
            for text in statements:
                cursor.execute(text)
                cursor.fetchall()

    return read
