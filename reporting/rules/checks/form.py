"""Reads a return in the machine form, printed or compiled, and refuses what is none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from core.periods import ReportingYear

NOT_SUPPLIED = "not_supplied"

MOST = 10**12
"""Persons or orders that a figure stays below; the world has fewer people."""

Figure: TypeAlias = int | str | None
Grid: TypeAlias = dict[str, dict[str, Figure]]

GRIDS = {
    "T1": ("eligible_on_31_march",),
    "T2": ("managed_l2_l3_in_year",),
    "T7a": ("returned_to_custody", "breach_of_licence"),
    "T7b": ("returned_to_custody", "breach_of_sopo_or_shpo"),
}
LISTS = {"T5": ("orders_imposed",)}
FIGURES = {
    "T3": ("notification_breach_cautioned_or_convicted",),
    "T4": ("lifetime_notification_revoked",),
    "T6": ("notification_following_sro_breach",),
    "T8": ("rso_per_100k",),
}


@dataclass(frozen=True, slots=True)
class Form:
    """A return in the machine form, read and found to be one."""

    area: str
    year: ReportingYear
    period: tuple[date, date]
    snapshot_date: date
    printed_dates: dict[str, date]
    printed_commentary_period: tuple[date, date] | None
    population_named: str | None
    population: Figure
    grids: dict[str, Grid]
    lists: dict[str, dict[str, Figure]]
    figures: dict[str, Figure]

    def cells(self) -> Iterator[tuple[str, Figure]]:
        """Every cell by its name: `T1:level_2:category_1`, `T5:SHPO`, `T3`."""
        for rule, grid in self.grids.items():
            for row, columns in grid.items():
                for column, figure in columns.items():
                    yield f"{rule}:{row}:{column}", figure
        for rule, rows in self.lists.items():
            for row, figure in rows.items():
                yield f"{rule}:{row}", figure
        yield from self.figures.items()


def read(data: object) -> Form:
    """The form that `data` holds.

    Raises:
        ValueError: naming what is missing or wrong.
    """
    if not isinstance(data, dict):
        raise ValueError("A return is an object with area, year_label, period and tables.")
    tables = _of_kind(data, "tables", dict, "an object")
    return Form(
        area=_of_kind(data, "area", str, "a text"),
        year=ReportingYear.parse(_of_kind(data, "year_label", str, "a text")),
        period=_days(data.get("period"), "period"),
        snapshot_date=_day(data.get("snapshot_date"), "snapshot_date"),
        printed_dates={
            key: _day(data[key], key)
            for key in ("printed_heading_date", "printed_commentary_snapshot_date")
            if data.get(key) is not None
        },
        printed_commentary_period=(
            _days(data["printed_commentary_period"], "printed_commentary_period")
            if data.get("printed_commentary_period") is not None
            else None
        ),
        population_named=_population(data, "named_in_print", str),
        population=_figure(_population(data, "aged_10_plus", (int, str)), "population"),
        grids={
            rule: _grid(found, ".".join(path))
            for rule, path in GRIDS.items()
            if (found := _at(tables, path)) is not None
        },
        lists={
            rule: _row(found, ".".join(path))
            for rule, path in LISTS.items()
            if (found := _at(tables, path)) is not None
        },
        figures={
            rule: _figure(tables[path[0]], path[0])
            for rule, path in FIGURES.items()
            if path[0] in tables
        },
    )


def _of_kind(data: Mapping[str, Any], key: str, kind: type[Any], what: str) -> Any:
    if not isinstance(data.get(key), kind):
        raise ValueError(f"`{key}` must be {what}.")
    return data[key]


def _day(value: object, key: str) -> date:
    try:
        return date.fromisoformat(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise ValueError(f"`{key}` must be a day like 2022-03-31.") from None


def _days(value: object, key: str) -> tuple[date, date]:
    if not isinstance(value, list) or len(value) != 2:
        raise ValueError(f"`{key}` must be a list of its first and last day.")
    return _day(value[0], key), _day(value[1], key)


def _population(data: Mapping[str, Any], key: str, kind: Any) -> Any:
    population = data.get("population")
    if population is None:
        return None
    if not isinstance(population, dict):
        raise ValueError("`population` must be an object.")
    value = population.get(key)
    if value is not None and not isinstance(value, kind):
        raise ValueError(f"`population.{key}` must be a value of its kind.")
    return value


def _at(tables: Mapping[str, Any], path: tuple[str, ...]) -> Any:
    found: Any = tables
    for key in path:
        if not isinstance(found, dict):
            raise ValueError(f"`{'.'.join(path)}` must be an object.")
        found = found.get(key)
        if found is None:
            return None
    return found


def _grid(value: object, key: str) -> Grid:
    if not isinstance(value, dict):
        raise ValueError(f"`{key}` must be an object of rows.")
    grid = {row: _row(columns, f"{key}.{row}") for row, columns in value.items()}
    columns_of = {frozenset(columns) for columns in grid.values()}
    if "total" not in grid or len(columns_of) != 1 or "total" not in grid["total"]:
        raise ValueError(f"`{key}` must have a row and a column `total`, and rows alike.")
    return grid


def _row(value: object, key: str) -> dict[str, Figure]:
    if not isinstance(value, dict):
        raise ValueError(f"`{key}` must be an object of figures.")
    return {name: _figure(figure, f"{key}.{name}") for name, figure in value.items()}


def _figure(value: object, key: str) -> Figure:
    is_number = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < MOST
    if is_number or value is None or value == NOT_SUPPLIED:
        return value  # type: ignore[return-value]
    raise ValueError(f"`{key}` must be a whole number below {MOST:,}, null or “{NOT_SUPPLIED}”.")
