"""Fills declared tables for a year and all areas at once; leaf cells only, totals are summed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from django.db.models import CharField, Count, F, QuerySet, Value

from reporting.measures import Scope
from reporting.rules.rates import per_100_000
from reporting.tables.declaration import TOTAL, Shape, Table
from reporting.tables.figures import (
    NOT_SUPPLIED,
    SUMMED,
    Cells,
    CompiledReturn,
    Edition,
    Filled,
    Residents,
    category_1_total,
    with_totals,
)

Leaves: TypeAlias = dict[int, dict[tuple[str, str], int]]
"""Figures by area and the keys of row and column."""


def count(tables: Sequence[Table], scope: Scope) -> dict[str, Leaves]:
    """The counted cells of each table by its rule, for every area of `scope`.

    Tables whose rows and columns are of one kind share a statement, so a return takes five,
    however many areas, cells and people there are.
    """
    counted: dict[str, Leaves] = {}
    for together in _sharing_a_statement(tables):
        lines = {
            str(table.rule): (
                {str(row.value): row.key for row in table.rows if row.value is not None},
                {str(each.value): each.key for each in table.columns if each.value is not None},
            )
            for table in together
        }
        for rule, area, row, column, figure in _groups(together, scope):
            rows, columns = lines[rule]
            if str(row) in rows and str(column) in columns:
                leaves = counted.setdefault(rule, {}).setdefault(area, {})
                leaves[rows[str(row)], columns[str(column)]] = figure
    return counted


def fill(
    edition: Edition, leaves: Mapping[str, Mapping[tuple[str, str], int]], residents: Residents
) -> tuple[Filled, ...]:
    """Every table of the edition for one area, from its counted cells by rule."""
    filled: list[Filled] = []
    for table in edition.tables:
        if table.shape is Shape.RATE:
            cells = rate_cells(filled, residents)
        else:
            cells = with_totals(table, leaves.get(table.rule, {}))
        filled.append(Filled(table, cells))
    return tuple(filled)


def rate_cells(filled: Sequence[Filled], residents: Residents) -> Cells:
    """The rate (T8), from the snapshot already filled; not supplied without residents."""
    snapshot = filled[0]
    if not residents.number:
        return {(TOTAL, TOTAL): NOT_SUPPLIED}
    people = category_1_total(snapshot.cells)
    return {(TOTAL, TOTAL): per_100_000(people, residents.number)}


def sum_of(returns: Sequence[CompiledReturn], name: str) -> CompiledReturn:
    """England and Wales: the sum of the areas, and the rate from both sums (D9, T8)."""
    first = returns[0]
    leaves: dict[str, dict[tuple[str, str], int]] = {}
    for each in returns:
        for table, row, column, figure in each.figures():
            if table.rule in SUMMED and isinstance(figure, int):
                sums = leaves.setdefault(table.rule, {})
                sums[row, column] = sums.get((row, column), 0) + figure
    numbers = [each.residents.number for each in returns]
    residents = Residents(
        first.residents.mid_year,
        sum(number or 0 for number in numbers) if all(numbers) else None,
        "; ".join(sorted({each.residents.edition for each in returns if each.residents.edition})),
    )
    return CompiledReturn(
        area_code="",
        area_name=name,
        year=first.year,
        edition=first.edition,
        tables=fill(first.edition, leaves, residents),
        residents=residents,
    )


def _sharing_a_statement(tables: Sequence[Table]) -> Iterator[list[Table]]:
    together: dict[object, list[Table]] = {}
    for table in tables:
        if table.shape is not Shape.RATE:
            key = Shape.FIGURE if table.shape is Shape.FIGURE else table.path[0]
            together.setdefault(key, []).append(table)
    yield from together.values()


def _groups(
    tables: Sequence[Table], scope: Scope
) -> Iterator[tuple[str, int, int | str, int | str, int]]:
    first, *others = (_grouped(table, scope) for table in tables)
    statement = first.union(*others, all=True) if others else first
    yield from statement


def _grouped(table: Table, scope: Scope) -> QuerySet[Any, Any]:
    grouped: QuerySet[Any, Any] = (
        table.measure(scope)
        .order_by()
        # Grouped by a column of an index, SQLite would read all of that index for its order
        # instead of the few rows that the index of days finds.
        .annotate(of_area=F("area_id") + 0)
        .values("row", "column", "of_area")
        .annotate(figure=Count("*"), rule=Value(str(table.rule.value), output_field=CharField()))
        .values_list("rule", "of_area", "row", "column", "figure")
    )
    return grouped
