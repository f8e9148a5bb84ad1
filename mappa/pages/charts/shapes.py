"""Of what a chart is drawn. A look names a class of the stylesheet, never a colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 320
"""Of every picture, so that none has to be made smaller where the window is narrow."""


@dataclass(frozen=True, slots=True)
class Box:
    """A bar. `pattern` is laid over it, so that its colour is never alone."""

    x: float
    y: float
    width: float
    height: float
    look: str
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line from point to point."""

    points: Sequence[tuple[float, float]]
    look: str

    @property
    def path(self) -> str:
        """The points as a drawing has them."""
        return " ".join(f"{x:g},{y:g}" for x, y in self.points)


@dataclass(frozen=True, slots=True)
class Words:
    """A word or number. `anchor` is the point of it that stands at `x`."""

    x: float
    y: float
    text: str
    anchor: str = "start"
    look: str = ""


@dataclass(frozen=True, slots=True)
class Dot:
    """A point that was measured."""

    x: float
    y: float
    look: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing with its name, and what it says in words."""

    title: str
    said: str
    height: float
    boxes: Sequence[Box] = ()
    strokes: Sequence[Stroke] = ()
    dots: Sequence[Dot] = ()
    words: Sequence[Words] = ()

    @property
    def width(self) -> int:
        """Of the drawing, before it is made larger."""
        return WIDTH

    @property
    def view(self) -> str:
        """The box in which it is drawn."""
        return f"0 0 {WIDTH} {self.height:g}"


@dataclass(frozen=True, slots=True)
class Chart:
    """Pictures of one question, and the table behind them: heads, and rows each with its label."""

    key: str
    title: str
    note: str
    pictures: Sequence[Picture]
    heads: Sequence[str]
    rows: Sequence[tuple[str, Sequence[str]]]
    empty: str = ""


def share(value: float, of: float, length: float) -> float:
    """How long `value` is drawn where `of` is drawn `length`; nothing where there is nothing."""
    return round(length * value / of, 1) if of else 0
