"""What an import refuses: by file, line and column, kept in order and bounded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MOST_KEPT = 1_000
"""Refusals kept and shown; the others are counted."""


class UnreadableError(Exception):
    """The path cannot be read as a caseload at all; the sentence says why."""


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One refusal. `line` is the one on which the row begins; the header is line 1."""

    file_order: int
    line: int
    column_order: int
    file: str
    column: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.column}: {self.message}"


class Faults:
    """Collects refusals; remembers the first `MOST_KEPT` by file, line and column."""

    def __init__(self, files: Sequence[tuple[str, Sequence[str]]]) -> None:
        self._order = {name: place for place, (name, _) in enumerate(files)}
        self._columns = {
            name: {column: place for place, column in enumerate(columns)} for name, columns in files
        }
        self._kept: list[Fault] = []
        self.count = 0

    def add(self, file: str, line: int, column: str, message: str) -> None:
        """Refuse a field of a row."""
        self.count += 1
        columns = self._columns.get(file, {})
        self._kept.append(
            Fault(
                self._order.get(file, len(self._order)),
                line,
                columns.get(column, len(columns)),
                file,
                column,
                message,
            )
        )
        if len(self._kept) > 8 * MOST_KEPT:
            self._kept = sorted(self._kept)[:MOST_KEPT]

    def first(self) -> list[Fault]:
        """The first refusals, in the order of the files, then of the lines."""
        return sorted(self._kept)[:MOST_KEPT]

    def __bool__(self) -> bool:
        return self.count > 0
