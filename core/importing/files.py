"""What a file of a caseload is: its columns in order, its key, and what each row becomes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db import models

from core.importing.columns import Kind

Row = tuple[Any, ...]
"""The line on which a row begins, or 0 for a stored row, and its values in order of the columns."""

Chunk = Mapping[str, Sequence[Any]]
"""Values of several rows by column."""

RowCheck = Callable[[Chunk], Iterator[tuple[int, str, str]]]
"""Finds what does not agree within a row: its position in the chunk, the column, the sentence."""


@dataclass(frozen=True)
class Column:
    """A column of a file and the attribute of the model that holds it."""

    name: str
    kind: Kind
    needed: bool = False
    attribute: str = ""

    @property
    def attname(self) -> str:
        """The attribute of the model; by its own name where no other is given."""
        return self.attribute or self.name


@dataclass(frozen=True)
class File:
    """A file of the exchange.

    `key` names the columns by which a row is told apart from others, `owner` the one whose
    reference says whose row it is. `references` is the model that keeps senders' references of
    the records themselves, which the first column holds then. `one_at_a_time` names the columns
    within which periods must not overlap, besides the owner. `fills` are columns that tell rows
    apart but may be filled in later. `fresh` gives a new row what no column holds, from the
    instant of the import.
    """

    name: str
    model: type[models.Model]
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    owner: str = "nominal"
    references: type[models.Model] | None = None
    one_at_a_time: tuple[str, ...] | None = None
    fills: tuple[str, ...] = ()
    checks: tuple[RowCheck, ...] = ()
    fresh: Mapping[str, Callable[[datetime], Any]] = field(default_factory=dict)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, in the order of the page."""
        return tuple(column.name for column in self.columns)

    @property
    def is_keyed_by_own_reference(self) -> bool:
        """Whether rows of different owners may have one key: the record's own reference."""
        return self.references is not None and self.owner != self.names[0]

    @cached_property
    def at(self) -> Mapping[str, int]:
        """Where in a `Row` each column stands."""
        return {name: place for place, name in enumerate(self.names, start=1)}

    @cached_property
    def attnames(self) -> tuple[str, ...]:
        """The attributes of the model, in the order of the columns."""
        return tuple(column.attname for column in self.columns)


def ends_after_start(chunk: Chunk) -> Iterator[tuple[int, str, str]]:
    """A check of rows with `valid_from` and `valid_to`: the end lies after the start."""
    for place, (start, end) in enumerate(zip(chunk["valid_from"], chunk["valid_to"], strict=True)):
        if end is not None and start is not None and end <= start:
            sentence = (
                f"The end {end} is not after the start {start}: valid_to is the first day on "
                "which it no longer holds."
            )
            yield place, "valid_to", sentence
