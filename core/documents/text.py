"""Writes a document as plain text for a terminal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from core.documents.characters import REPLACEMENT, printable
from core.documents.columns import columns, shares
from core.documents.structure import (
    NO_ROWS,
    Block,
    Document,
    Facts,
    Grid,
    Heading,
    Items,
    Paragraph,
)

_WIDTH = 100
_BETWEEN = "  "
_LABEL = 28
_INDENT = "  "

_TURNS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Characters that turn the direction of writing, so that a line could say what it does not."""


def as_text(document: Document) -> str:
    """The document for a terminal: at most 100 columns wide, unless one word is wider.

    No character of it moves the cursor or turns the direction of writing.
    """
    marking = _wrapped(document.marking, _WIDTH)
    parts = [marking, [*_wrapped(document.title, _WIDTH), *_wrapped(document.subtitle, _WIDTH)]]
    parts += [[f"| {line}" for line in _wrapped(each, _WIDTH - 2)] for each in document.statements]
    parts += [list(_block(each)) for each in document.blocks]
    parts += [_wrapped(document.reference, _WIDTH), marking]
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def _block(block: Block) -> Iterator[str]:
    match block:
        case Heading():
            lines = _wrapped(block.text, _WIDTH)
            yield from lines
            yield ("=" if block.level == 1 else "-") * max(map(columns, lines), default=0)
        case Paragraph():
            yield from _wrapped(block.text, _WIDTH)
        case Facts():
            yield from _facts(block.rows)
        case Items():
            for each in block.items:
                yield from _beside("- ", _wrapped(each, _WIDTH - 2))
        case Grid():
            yield from _grid(block)


def _facts(rows: Sequence[tuple[str, str]], indent: str = "") -> Iterator[str]:
    labels = [" ".join(_clean(label).split()) + ":" for label, _ in rows]
    width = min(_LABEL, max(map(columns, labels), default=0))
    for label, (_, value) in zip(labels, rows, strict=True):
        start = indent + _padded(label, width) + _BETWEEN
        if columns(label) > width:
            yield from (indent + line for line in _wrapped(label, _WIDTH - len(indent)))
            start = indent + " " * width + _BETWEEN
        yield from _beside(start, _wrapped(value, _WIDTH - columns(start)))


def _grid(grid: Grid) -> Iterator[str]:
    yield from _wrapped(grid.caption, _WIDTH)
    if not grid.rows:
        yield _INDENT + NO_ROWS
        return
    rows = [tuple(map(_clean, row)) for row in (grid.header, *grid.rows)]
    widths = shares(rows, _WIDTH - len(_INDENT) - len(_BETWEEN) * (len(grid.header) - 1))
    if widths is None:
        for number, row in enumerate(grid.rows, start=1):
            yield f"{_INDENT}{number}."
            yield from _facts(tuple(zip(grid.header, row, strict=True)), _INDENT * 2)
        return
    yield from _row(grid.header, widths)
    yield _INDENT + _BETWEEN.join("-" * width for width in widths)
    for row in grid.rows:
        yield from _row(row, widths)


def _row(cells: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    wrapped = [_wrapped(cell, width) for cell, width in zip(cells, widths, strict=True)]
    for n in range(max(1, *map(len, wrapped))):
        line = [
            _padded(lines[n] if n < len(lines) else "", width)
            for lines, width in zip(wrapped, widths, strict=True)
        ]
        yield (_INDENT + _BETWEEN.join(line)).rstrip()


def _beside(start: str, lines: Sequence[str]) -> Iterator[str]:
    """The lines behind `start`, and under each other."""
    yield (start + (lines[0] if lines else "")).rstrip()
    yield from ((" " * columns(start) + line).rstrip() for line in lines[1:])


def _wrapped(text: str, width: int) -> list[str]:
    """The lines of `text`, broken between words where they are wider; none if it is blank."""
    cleaned = _clean(text)
    if not cleaned.strip():
        return []
    return [line for each in cleaned.split("\n") for line in _broken(each, width)]


def _broken(line: str, width: int) -> Iterable[str]:
    taken, count = "", 0
    for piece in re.findall(r" +|[^ ]+", line.rstrip(" ")):
        more = columns(piece)
        if count + more > width and taken.strip(" ") and not piece.startswith(" "):
            yield taken.rstrip(" ")
            taken, count = "", 0
        taken += piece
        count += more
    yield taken


def _clean(text: str) -> str:
    return _TURNS.sub(REPLACEMENT, printable(text).replace("\t", "    "))


def _padded(text: str, width: int) -> str:
    return text + " " * (width - columns(text))
