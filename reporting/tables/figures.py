"""Filled tables and compiled returns: figures, and nothing of where they come from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal, TypeAlias

from core.periods import ReportingYear
from reporting.choices import TableCode
from reporting.tables.declaration import TOTAL, Table

NOT_SUPPLIED: Final = "not_supplied"

Figure: TypeAlias = int | Literal["not_supplied"] | None
"""A number, a printed dash (`None`), or not supplied. 0 is a number."""

Cells: TypeAlias = Mapping[tuple[str, str], Figure]
"""The figures of a table by the keys of row and column."""


@dataclass(frozen=True, slots=True)
class Edition:
    """What the return of an era contains. `assumption` says what is assumed and not yet seen."""

    name: str
    first_year: int
    tables: tuple[Table, ...]
    assumption: str = ""

    def table(self, rule: str) -> Table | None:
        """The table of a counting rule, `None` where the edition does not print it."""
        return next((each for each in self.tables if each.rule == rule), None)


@dataclass(frozen=True, slots=True)
class Filled:
    """A table with its figures."""

    table: Table
    cells: Cells


@dataclass(frozen=True, slots=True)
class Residents:
    """Residents aged 10 and over at a mid-year, and which release says so.

    `number` is `None` where none are recorded; a rate needs a number above 0.
    """

    mid_year: int
    number: int | None
    edition: str = ""

    @property
    def figure(self) -> Figure:
        """The number, or not supplied."""
        return self.number or NOT_SUPPLIED

    @property
    def named(self) -> str:
        """As the print names it: `mid-2021`."""
        return f"mid-{self.mid_year}"


@dataclass(frozen=True, slots=True)
class CompiledReturn:
    """The return of an area and year, or of England and Wales (`area_code` is empty)."""

    area_code: str
    area_name: str
    year: ReportingYear
    edition: Edition
    tables: tuple[Filled, ...]
    residents: Residents

    @property
    def snapshot_day(self) -> date:
        """31 March."""
        return self.year.snapshot_day

    def cells(self, rule: str) -> Cells:
        """The figures of a table.

        Raises:
            LookupError: if the edition does not print it.
        """
        for each in self.tables:
            if each.table.rule == rule:
                return each.cells
        msg = f"The edition {self.edition.name} prints no table {rule}."
        raise LookupError(msg)

    def figures(self) -> Iterator[tuple[Table, str, str, Figure]]:
        """Every cell in the order of print: table, row, column, figure."""
        for each in self.tables:
            for row in each.table.rows:
                for column in each.table.columns:
                    yield each.table, row.key, column.key, each.cells[row.key, column.key]


@dataclass(frozen=True, slots=True)
class CompiledYear:
    """The returns of a year as known at an instant, and their sum where all areas are there."""

    year: ReportingYear
    as_known_at: datetime
    edition: Edition
    areas: tuple[CompiledReturn, ...]
    england_and_wales: CompiledReturn | None

    @property
    def returns(self) -> tuple[CompiledReturn, ...]:
        """Every return, England and Wales last."""
        national = () if self.england_and_wales is None else (self.england_and_wales,)
        return (*self.areas, *national)


def with_totals(table: Table, leaves: Mapping[tuple[str, str], int]) -> Cells:
    """The whole table from its counted cells; a cell that nothing was counted in is 0.

    Totals skip dashes, and are a dash only where all their cells are.
    """
    cells: dict[tuple[str, str], Figure] = {}
    rows = [row.key for row in table.rows if row.value is not None]
    columns = [column.key for column in table.columns if column.value is not None]
    for row in rows:
        for column in columns:
            is_dash = (row, column) in table.dashes
            cells[row, column] = None if is_dash else leaves.get((row, column), 0)
    if len(columns) < len(table.columns):
        for row in rows:
            cells[row, TOTAL] = _sum(cells[row, column] for column in columns)
    if len(rows) < len(table.rows):
        for column in dict.fromkeys((*columns, *(each.key for each in table.columns))):
            cells[TOTAL, column] = _sum(cells[row, column] for row in rows)
    return cells


def category_1_total(cells: Cells) -> int:
    """The numerator of the rate: the total of Category 1 in T1 (T8)."""
    figure = cells[TOTAL, "category_1"]
    return figure if isinstance(figure, int) else 0


def _sum(figures: Iterator[Figure]) -> Figure:
    numbers = [each for each in figures if isinstance(each, int)]
    return sum(numbers) if numbers else None


SUMMED = frozenset(TableCode) - {TableCode.RATE}
"""The tables of which England and Wales is the sum of the areas (D9); a rate is none."""
