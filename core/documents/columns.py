"""How wide text is where each character has one width, and how a table shares out its room."""

from __future__ import annotations

from collections.abc import Sequence
from unicodedata import combining, east_asian_width


def columns(text: str) -> int:
    """How many columns of a terminal `text` takes."""
    if text.isascii():
        return len(text)
    return sum(
        0 if combining(each) else 2 if east_asian_width(each) in "WF" else 1 for each in text
    )


def shares(rows: Sequence[tuple[str, ...]], room: int) -> list[int] | None:
    """How many of `room` columns each cell of `rows` gets; none where the longest words do not fit.

    What needs little gets all that it needs; the others share the rest alike.
    """
    cells = list(zip(*rows, strict=True))
    least = [max([1, *(columns(word) for cell in each for word in cell.split())]) for each in cells]
    wanted = [
        max([fewest, *(columns(line) for cell in each for line in cell.split("\n"))])
        for fewest, each in zip(least, cells, strict=True)
    ]
    room -= sum(least)
    if room < 0:
        return None
    found = least
    while room > 0 and (lacking := [n for n, width in enumerate(found) if width < wanted[n]]):
        found[min(lacking, key=found.__getitem__)] += 1
        room -= 1
    return found
