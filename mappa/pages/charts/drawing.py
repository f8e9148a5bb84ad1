"""Pictures of plain numbers: bars across, a line over the years, bars up and down, rates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _

from mappa.pages.charts.shapes import WIDTH, Box, Dot, Picture, Stroke, Words, share

ROW, BAR = 28, 16
NAMES, ENDS = 88, 48
"""Room for names before the bars, and for numbers behind the longest."""

TREND_HEIGHT, TREND_TOP, TREND_FOOT, EDGE = 144, 28, 28, 28
FLOW_HALF, FLOW_EDGE = 56, 24
RATE_ROW, RATE_ENDS = 52, 112


@dataclass(frozen=True, slots=True)
class Bar:
    """A number by its name. Without a number nobody can be counted there, or nothing is known."""

    name: str
    value: int | None
    text: str
    look: str
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class Rate:
    """A share in per cent, what it is of, and the least that it should be."""

    name: str
    percent: int
    text: str
    least: int
    look: str


def _listed(pairs: Sequence[tuple[str, str]]) -> str:
    return "; ".join(f"{name}: {text}" for name, text in pairs) + "."


def bars_across(title: str, bars: Sequence[Bar]) -> Picture:
    """A bar for each number, its name before it and the number behind it."""
    longest = max((each.value or 0 for each in bars), default=0)
    boxes, words = [], []
    for number, each in enumerate(bars):
        y = number * ROW
        width = share(each.value or 0, longest, WIDTH - NAMES - ENDS)
        words.append(Words(0, y + 14, each.name))
        words.append(Words(NAMES + width + 6, y + 14, each.text, look="figure"))
        if width:
            boxes.append(Box(NAMES, y + 1, width, BAR, each.look, each.pattern))
    return Picture(
        title,
        _listed([(each.name, each.text) for each in bars]),
        ROW * len(bars),
        boxes=boxes,
        strokes=[Stroke([(NAMES, 0), (NAMES, ROW * len(bars) - 8)], "rail")],
        words=words,
    )


def line_over_years(title: str, points: Sequence[tuple[str, int | None]], look: str) -> Picture:
    """A line from year to year on a ground of nought; broken where a year has no figure."""
    highest = max((value or 0 for _year, value in points), default=0)
    ground = TREND_HEIGHT - TREND_FOOT
    step = (WIDTH - 2 * EDGE) / max(len(points) - 1, 1)
    placed = [
        (
            round(EDGE + step * number, 1),
            None if value is None else ground - share(value, highest, ground - TREND_TOP),
        )
        for number, (_year, value) in enumerate(points)
    ]
    parts = [
        [(x, y) for x, y in part if y is not None]
        for is_there, part in groupby(placed, key=lambda each: each[1] is not None)
        if is_there
    ]
    words = [
        Words(x, TREND_HEIGHT - 8, year, "middle", "label")
        for (x, _y), (year, _value) in zip(placed, points, strict=True)
    ]
    words += [
        Words(x, ground - 8 if y is None else y - 10, _text(value), "middle", "figure")
        for (x, y), (_year, value) in zip(placed, points, strict=True)
    ]
    return Picture(
        title,
        _listed([(year, _text(value)) for year, value in points]),
        TREND_HEIGHT,
        strokes=[
            Stroke([(0, ground), (WIDTH, ground)], "rail"),
            *(Stroke(part, look) for part in parts if len(part) > 1),
        ],
        dots=[Dot(x, y, look) for part in parts for x, y in part],
        words=words,
    )


def up_and_down(title: str, groups: Sequence[tuple[str, int, int]], look: str) -> Picture:
    """For each group what came, upwards, and what left, downwards, from one line."""
    highest = max((max(came, left) for _name, came, left in groups), default=0)
    line = FLOW_HALF + FLOW_EDGE
    room = (WIDTH - NAMES) / max(len(groups), 1)
    boxes, words = [], []
    for number, (name, came, left) in enumerate(groups):
        x = round(NAMES + room * number + room / 2, 1)
        up, down = share(came, highest, FLOW_HALF), share(left, highest, FLOW_HALF)
        if up:
            boxes.append(Box(x - 16, line - up - 1, 32, up, look))
        if down:
            boxes.append(Box(x - 16, line + 1, 32, down, look, "hatch"))
        words.append(Words(x, line - up - 7, f"+{came}" if came else "0", "middle", "figure"))
        words.append(Words(x, line + down + 18, f"-{left}" if left else "0", "middle", "figure"))
        words.append(Words(x, 2 * line + 20, name, "middle", "label"))
    words.append(Words(0, line - 12, _("came")))
    words.append(Words(0, line + 22, _("left")))
    return Picture(
        title,
        _listed(
            [
                (name, _("%(came)s came, %(left)s left") % {"came": came, "left": left})
                for name, came, left in groups
            ]
        ),
        2 * line + 28,
        boxes=boxes,
        strokes=[Stroke([(0, line), (WIDTH, line)], "rail")],
        words=words,
    )


def rates_across(title: str, rates: Sequence[Rate]) -> Picture:
    """A bar of a hundred for each rate, filled as far as it goes, with a mark at the least."""
    boxes, strokes, words = [], [], []
    whole = WIDTH - RATE_ENDS
    for number, each in enumerate(rates):
        y = number * RATE_ROW
        words.append(Words(0, y + 14, each.name))
        words.append(Words(whole + 8, y + 34, each.text, look="figure"))
        boxes.append(Box(0, y + 21, whole, BAR, "ground"))
        if each.percent:
            boxes.append(Box(0, y + 21, share(each.percent, 100, whole), BAR, each.look))
        at = share(each.least, 100, whole)
        strokes.append(Stroke([(at, y + 18), (at, y + 40)], "least"))
    return Picture(
        title,
        _listed([(each.name, each.text) for each in rates]),
        RATE_ROW * len(rates),
        boxes=boxes,
        strokes=strokes,
        words=words,
    )


def _text(value: int | None) -> str:
    return _("none") if value is None else str(value)
