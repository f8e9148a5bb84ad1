"""What a document says, whatever file it becomes: headings, paragraphs, facts, lists, tables."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

_BLANK_LINE = re.compile(r"(?:\r\n?|\n)[^\S\r\n]*(?:\r\n?|\n)\s*")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: of level 1 over a part, of level 2 over a part of that.

    Raises:
        ValueError: if it is blank.
    """

    text: str
    level: Literal[1, 2] = 1

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise ValueError("A heading needs a text.")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; each line break of it is kept."""

    text: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels, each with its value."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Items:
    """A bulleted list."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with a caption; without rows it is the caption and `NO_ROWS`.

    Raises:
        ValueError: if it has no columns, or a row has not as many cells as the header.
    """

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def __post_init__(self) -> None:
        if not self.header:
            raise ValueError("A table needs a column.")
        for number, row in enumerate(self.rows, start=1):
            if len(row) != len(self.header):
                msg = f"Row {number} has {len(row)} cells under {len(self.header)} columns."
                raise ValueError(msg)


Block = Heading | Paragraph | Facts | Items | Grid

NO_ROWS = "None."
"""What stands under the caption of a table without rows."""


@dataclass(frozen=True, slots=True)
class Document:
    """A document: `marking` and `reference` are on each page, `statement` in a box on the first.

    `issued` is the only instant that the metadata of its files hold.

    Raises:
        ValueError: if the title is blank, `issued` is not aware, or a heading of level 2 comes
            before any of level 1; a reader of headings would be lost.
    """

    title: str
    subtitle: str
    marking: str
    statement: str
    reference: str
    issued: datetime
    blocks: tuple[Block, ...]

    def __post_init__(self) -> None:
        if not self.title.strip():
            raise ValueError("A document needs a title.")
        if self.issued.utcoffset() is None:
            raise ValueError("The instant of issue needs its time zone.")
        first = next((each for each in self.blocks if isinstance(each, Heading)), None)
        if first is not None and first.level != 1:
            raise ValueError("The first heading must be of level 1.")

    @property
    def statements(self) -> tuple[str, ...]:
        """The paragraphs of the statement, which blank lines part."""
        return tuple(each.strip() for each in _BLANK_LINE.split(self.statement) if each.strip())
