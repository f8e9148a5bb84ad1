"""Table and Line: what a table is, in plain data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from nominals.choices import Category, Level
from reporting.choices import TableCode
from reporting.measures import Measure
from reporting.rules.sentences import RULES

TOTAL = "total"
"""The key of a total, and of the only row or column of a figure that stands alone."""


class Shape(Enum):
    """How a table is laid out, in print and in the machine form."""

    GRID = auto()
    LIST = auto()
    FIGURE = auto()
    RATE = auto()


@dataclass(frozen=True, slots=True)
class Line:
    """A row or column: its key in the machine form, its printed label, and the value of the
    measure's `row` or `column` that is counted in it; `None` for a total."""

    key: str
    label: str
    value: int | str | None


@dataclass(frozen=True, slots=True)
class Table:
    """A table, or a block of one, as an edition prints it.

    `path` is where it stands in the machine form. `title` may name the snapshot day as `{day}`.
    `heading` and `sub_title` stand above it; blocks under one heading follow each other.
    `dashes` are the cells that print `-` because nobody can be in them.
    """

    rule: TableCode
    path: tuple[str, ...]
    shape: Shape
    title: str
    measure: Measure
    rows: tuple[Line, ...]
    columns: tuple[Line, ...]
    dashes: frozenset[tuple[str, str]] = frozenset()
    heading: str = ""
    sub_title: str = ""

    @property
    def key(self) -> str:
        """Where it stands in the machine form, as one word."""
        return ".".join(self.path)

    @property
    def sentence(self) -> str:
        """How it is counted, in a plain sentence."""
        return RULES[self.rule]

    @property
    def leaves(self) -> list[tuple[Line, Line]]:
        """The cells that are counted, row by row; totals and dashes are not."""
        return [
            (row, column)
            for row in self.rows
            for column in self.columns
            if row.value is not None
            and column.value is not None
            and (row.key, column.key) not in self.dashes
        ]

    def cell_name(self, row: str, column: str) -> str:
        """How a cell is named: `T1:level_2:category_1`, `T5:SHPO`, `T3`."""
        if self.shape is Shape.GRID:
            return f"{self.rule}:{row}:{column}"
        if self.shape is Shape.LIST:
            return f"{self.rule}:{row}"
        return str(self.rule.value)

    def cell_of(self, row: object, column: object) -> str:
        """The name of the cell that something counted is in, by its measure's `row` and `column`;
        of the rate, which has one cell, that cell."""
        rows = {str(each.value): each.key for each in self.rows if each.value is not None}
        columns = {str(each.value): each.key for each in self.columns if each.value is not None}
        return self.cell_name(rows.get(str(row), TOTAL), columns.get(str(column), TOTAL))

    @property
    def cell_names(self) -> list[str]:
        """The names of all its cells, row by row."""
        return [self.cell_name(row.key, column.key) for row in self.rows for column in self.columns]


TOTAL_LINE = Line(TOTAL, "Total", None)

LEVELS = {level: Line(f"level_{level.value}", level.label, level.value) for level in Level}

CATEGORY_LABELS = {
    Category.ONE: "Category 1: Registered sex offenders",
    Category.TWO: "Category 2: Violent offenders",
    Category.THREE: "Category 3: Other dangerous offenders",
    Category.FOUR: "Category 4: Terrorist or terrorist risk offenders",
}
CATEGORIES = {
    category: Line(f"category_{category.value}", label, category.value)
    for category, label in CATEGORY_LABELS.items()
}

THREE_CATEGORIES = (
    CATEGORIES[Category.ONE],
    CATEGORIES[Category.TWO],
    CATEGORIES[Category.THREE],
    TOTAL_LINE,
)
FOUR_CATEGORIES = (
    CATEGORIES[Category.ONE],
    CATEGORIES[Category.TWO],
    CATEGORIES[Category.THREE],
    CATEGORIES[Category.FOUR],
    TOTAL_LINE,
)
LEVELS_1_TO_3 = (LEVELS[Level.ONE], LEVELS[Level.TWO], LEVELS[Level.THREE], TOTAL_LINE)
LEVELS_2_AND_3 = (LEVELS[Level.TWO], LEVELS[Level.THREE], TOTAL_LINE)
ONE_COLUMN = (Line(TOTAL, "", TOTAL),)
