"""A compiled return as it is printed: titles, labels, figures and dashes, block by block."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from mappa.pages.comparing import Beside, notes
from reporting.export import figure_as_text, in_words
from reporting.tables.declaration import TOTAL, Shape, Table
from reporting.tables.figures import CompiledReturn, Filled


@dataclass(frozen=True, slots=True)
class PrintedCell:
    """A figure as text, whether it is a total, where the people behind it are, and what other
    returns hold there."""

    text: str
    is_total: bool
    url: str = ""
    notes: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """A row with its label."""

    label: str
    cells: list[PrintedCell]
    is_total: bool


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """A table or block. `heading` is empty where the block before it stands under the same one."""

    rule: str
    sentence: str
    heading: str
    title: str
    sub_title: str
    columns: list[PrintedCell]
    rows: list[PrintedRow]
    note: str

    @property
    def caption(self) -> str:
        """What names the table: its title, or the row where it stands alone."""
        return self.title or self.rows[0].label


def printed(
    compiled: CompiledReturn, *, door: Callable[[str], str], beside: Sequence[Beside] = ()
) -> list[PrintedTable]:
    """Every table of the return in the order of print. `door` is the address of a cell by its
    name; every number has one."""
    tables: list[PrintedTable] = []
    heading = ""
    for filled in compiled.tables:
        table = filled.table
        tables.append(
            PrintedTable(
                rule=str(table.rule.value),
                sentence=table.sentence,
                heading=table.heading if table.heading != heading else "",
                title=table.title.format(day=in_words(compiled.snapshot_day)),
                sub_title=table.sub_title,
                columns=_columns(table),
                rows=_rows(filled, door, beside),
                note=_note(compiled) if table.shape is Shape.RATE else "",
            )
        )
        heading = table.heading
    return tables


def _columns(table: Table) -> list[PrintedCell]:
    if table.shape is not Shape.GRID:
        return []
    return [PrintedCell(column.label, column.key == TOTAL) for column in table.columns]


def _rows(filled: Filled, door: Callable[[str], str], beside: Sequence[Beside]) -> list[PrintedRow]:
    table = filled.table
    is_grid = table.shape is Shape.GRID

    def cell(row: str, column: str) -> PrintedCell:
        figure = filled.cells[row, column]
        return PrintedCell(
            text=figure_as_text(figure),
            is_total=is_grid and column == TOTAL,
            url=door(table.cell_name(row, column)) if isinstance(figure, int) else "",
            notes=notes((str(table.rule.value), row, column), figure, beside),
        )

    return [
        PrintedRow(
            label=row.label,
            cells=[cell(row.key, column.key) for column in table.columns],
            is_total=is_grid and row.key == TOTAL,
        )
        for row in table.rows
    ]


def _note(compiled: CompiledReturn) -> str:
    residents = compiled.residents
    if not residents.number:
        return f"No population of {residents.named} is recorded, so the rate cannot be supplied."
    edition = f", {residents.edition}" if residents.edition else ""
    return (
        f"{residents.number:,} residents aged 10 and over at {residents.named}{edition}, "
        "published by the Office for National Statistics; those under ten are left out."
    )
