"""The timeline as a drawing: a lane for each category, level, kind of detention and of order, and
the meetings, over the years."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from core.periods import OPEN_END
from mappa.timeline import Entry

WIDTH, GUTTER, EDGE = 1240, 200, 12
ROW, AXIS, BAR = 26, 28, 14
MOST_TICKS = 12
WORD = 44
"""How far from the line of today a year needs to be, for both words to be read."""

LANES = {
    "nominals.EligibilityPeriod": "category",
    "nominals.LevelPeriod": "level",
    "nominals.Detention": "detention",
    "orders.Order": "order",
    "meetings.Meeting": "meeting",
}
"""What has lanes, in their order from the top."""


@dataclass(frozen=True, slots=True)
class Bar:
    """Days on which something held; `is_open` where no end is known."""

    x: float
    width: float
    is_open: bool

    @property
    def end(self) -> float:
        """Where it ends."""
        return self.x + self.width


@dataclass(slots=True)
class Lane:
    """One line of the drawing. `kind` and `mark` name its look, so that colour is never alone."""

    name: str
    kind: str
    mark: str
    y: int
    bars: list[Bar] = field(default_factory=list)
    dots: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Tick:
    """A first of January; it `is_named` unless the word for today stands there."""

    year: int
    x: float
    is_named: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """All lanes with the years above them, and where today is."""

    lanes: list[Lane]
    ticks: list[Tick]
    today: float

    @property
    def height(self) -> int:
        """Of the whole."""
        return AXIS + ROW * len(self.lanes) + 8

    @property
    def box(self) -> str:
        """The box in which it is drawn."""
        return f"0 0 {WIDTH} {self.height}"

    @property
    def bar(self) -> int:
        """How high a bar is."""
        return BAR


def drawn(entries: Sequence[Entry], today: date) -> Drawing | None:
    """The drawing of a timeline; none where nothing of it has a lane."""
    told = [each for each in entries if each.short and each.label in LANES]
    if not told:
        return None
    first = min(min(each.day for each in told), today).year
    last = max([today, *(each.day for each in told)]).year + 1
    start, end = date(first, 1, 1), date(last + 1, 1, 1)
    span = (end - start).days

    def at(day: date) -> float:
        share = (min(max(day, start), end) - start).days / span
        return round(GUTTER + share * (WIDTH - GUTTER - EDGE), 1)

    lanes: dict[str, Lane] = {}
    for each in sorted(told, key=_place):
        lane = lanes.get(each.short)
        if lane is None:
            kind = LANES[each.label]
            y = AXIS + ROW * len(lanes)
            lane = lanes[each.short] = Lane(each.short, kind, _mark(each.short), y)
        if lane.kind == "meeting":
            lane.dots.append(at(each.day))
        else:
            until = each.until or OPEN_END
            width = max(at(until) - at(each.day), 2)
            lane.bars.append(Bar(at(each.day), round(width, 1), until > end))
    return Drawing(list(lanes.values()), list(_ticks(first, last, today, at)), at(today))


def _place(entry: Entry) -> tuple[int, str, date]:
    """Categories upwards, then levels from the highest down, then what is left by name."""
    kind = LANES[entry.label]
    name = entry.short
    if kind == "level":
        name = str(9 - int(_mark(entry.short) or 0))
    return list(LANES).index(entry.label), name, entry.day


def _mark(short: str) -> str:
    """The number at the end of a lane's name."""
    last = short.split()[-1]
    return last if last.isdigit() else ""


def _ticks(first: int, last: int, today: date, at: Callable[[date], float]) -> Iterator[Tick]:
    step = next(each for each in (1, 2, 5, 10, 20, 50) if (last - first) / each <= MOST_TICKS)
    for year in _every(first, last, step):
        x = at(date(year, 1, 1))
        yield Tick(year, x, abs(x - at(today)) > WORD)


def _every(first: int, last: int, step: int) -> Iterable[int]:
    return (year for year in range(first, last + 1) if (year - first) % step == 0)
