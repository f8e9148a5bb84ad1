"""A compiled return beside a printed one, figure by figure, with every difference marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

from reporting.export import figure_as_text, in_words
from reporting.tables.declaration import Shape, Table
from reporting.tables.figures import CompiledReturn, Figure

MARK = "*"
WIDTH = 96
LABEL, FIGURE = 26, 9
"""Characters of a row's label and of a figure."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A figure as compiled and as printed; `is_in_print` is false where the print lacks it."""

    compiled: Figure
    printed: Figure
    is_in_print: bool

    @property
    def differs(self) -> bool:
        """Whether they are not the same. A dash, 0 and not supplied are three things."""
        return not self.is_in_print or self.compiled != self.printed


Pairs = Mapping[tuple[str, str], Pair]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Every figure of a compiled return beside the printed one."""

    compiled: CompiledReturn
    tables: tuple[tuple[Table, Pairs], ...]

    @property
    def figures(self) -> int:
        """How many figures there are."""
        return sum(len(pairs) for _, pairs in self.tables)

    @property
    def differences(self) -> int:
        """How many of them differ."""
        return sum(pair.differs for _, pairs in self.tables for pair in pairs.values())


def compare(compiled: CompiledReturn, printed: Mapping[str, Any]) -> Comparison:
    """`compiled` beside `printed`, a return in the machine form."""
    tables = []
    for filled in compiled.tables:
        table = filled.table
        pairs = {
            (row.key, column.key): _pair(
                filled.cells[row.key, column.key],
                printed["tables"],
                _path(table, row.key, column.key),
            )
            for row in table.rows
            for column in table.columns
        }
        tables.append((table, pairs))
    return Comparison(compiled, tuple(tables))


def lines_of(comparison: Comparison) -> Iterator[str]:
    """The comparison as text: compiled on the left, printed on the right."""
    heading = ""
    for table, pairs in comparison.tables:
        if table.heading and table.heading != heading:
            yield ""
            yield table.heading
        heading = table.heading
        yield ""
        if table.title:
            day = in_words(comparison.compiled.snapshot_day)
            yield f"{table.rule.value}  {table.title.format(day=day)}"
        if table.shape is Shape.GRID:
            yield from _grid(table, pairs)
        else:
            yield from _rows(table, pairs)


def _path(table: Table, row: str, column: str) -> tuple[str, ...]:
    """Where a figure stands in the machine form, below `tables`."""
    if table.shape is Shape.GRID:
        return (*table.path, row, column)
    return (*table.path, row) if table.shape is Shape.LIST else table.path


def _pair(figure: Figure, tables: Any, path: tuple[str, ...]) -> Pair:
    place = tables
    for key in path:
        if not isinstance(place, Mapping) or key not in place:
            return Pair(figure, None, is_in_print=False)
        place = place[key]
    return Pair(figure, place, is_in_print=True)


def _grid(table: Table, pairs: Pairs) -> Iterator[str]:
    heads = [column.label.partition(":")[0] for column in table.columns]
    heads = [head.replace("Category", "Cat.") for head in heads]
    side = len(table.columns) * FIGURE
    yield f"{'':{LABEL}}{'compiled':>{side}} |{'printed':>{side}}"
    yield f"{'':{LABEL}}{_right(heads)} |{_right(heads)}"
    for row in table.rows:
        of_row = [pairs[row.key, column.key] for column in table.columns]
        compiled, printed = _right(map(_compiled, of_row)), _right(map(_printed, of_row))
        yield f"{row.label:{LABEL}}{compiled} |{printed}"


def _rows(table: Table, pairs: Pairs) -> Iterator[str]:
    for row in table.rows:
        pair = pairs[row.key, table.columns[0].key]
        label = row.label if table.title else f"{table.rule.value}  {row.label}"
        *above, last = wrap(label, WIDTH - 44)
        yield from above
        yield f"{last:{WIDTH - 40}}compiled {_compiled(pair):>10} | printed {_printed(pair):>9}"


def _compiled(pair: Pair) -> str:
    return figure_as_text(pair.compiled) + (MARK if pair.differs else " ")


def _printed(pair: Pair) -> str:
    return figure_as_text(pair.printed) if pair.is_in_print else "absent"


def _right(texts: Iterable[str]) -> str:
    return "".join(f"{text:>{FIGURE}}" for text in texts)
