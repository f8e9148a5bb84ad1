"""Plays scenes day by day, and says which duties arise and fall."""

from __future__ import annotations

import heapq
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum
from itertools import count

from core.periods import ONE_DAY, Period
from mappa.rehearsal.stage import Stage
from nominals.models import Duty

Scene = Generator[tuple[date, str], None, None]
"""Says on which day its next act is and what happens, and acts when that day has come."""


class What(Enum):
    """What a line of the rehearsal says."""

    ACT = "act"
    ARISES = "arises"
    FALLS = "falls"
    MAIL = "mail"


@dataclass(frozen=True, slots=True)
class Happening:
    """One line: the day, what it is, and what happened, as a sentence."""

    day: date
    what: What
    sentence: str


def play(scenes: Iterable[Scene], *, stage: Stage, days: Period) -> Iterator[Happening]:
    """Every act of `scenes` on its day, and after each day the mails sent on its evening and the
    duties that arise and fall.

    Raises:
        ValueError: if a scene acts outside `days`, or goes back in time.
    """
    waiting: list[tuple[date, int, str, Scene]] = []
    order = count()
    for scene in scenes:
        _wait(waiting, scene, order, not_before=days.start)
    owed: dict[tuple[object, ...], str] = {}
    stage.today = days.start
    while stage.today in days:
        while waiting and waiting[0][0] == stage.today:
            day, _, sentence, scene = heapq.heappop(waiting)
            yield Happening(day, What.ACT, sentence)
            _wait(waiting, scene, order, not_before=day)
        if mails := stage.send_notices():
            yield Happening(stage.today, What.MAIL, counted(mails, "notice"))
        now_owed = duties_on(stage.today)
        for key, sentence in owed.items():
            if key not in now_owed:
                yield Happening(stage.today, What.FALLS, sentence)
        for key, sentence in now_owed.items():
            if key not in owed:
                yield Happening(stage.today, What.ARISES, sentence)
        owed = now_owed
        stage.today += ONE_DAY
    if waiting:
        msg = f"“{waiting[0][2]}” on {waiting[0][0]} comes after the last day."
        raise ValueError(msg)


def counted(number: int, what: str) -> str:
    """A number of things: “1 notice”, “2 notices”."""
    return f"{number} {what}{'' if number == 1 else 's'}"


def duties_on(day: date) -> dict[tuple[object, ...], str]:
    """What is owed on `day`, by what makes a duty the same, as a sentence; one query."""
    found: dict[tuple[object, ...], str] = {}
    owed = Duty.objects.open_on(day).select_related("nominal", "agency")
    for each in owed.order_by("due_on", "nominal", "kind", "source_id"):
        key = (each.nominal_id, each.kind, each.source_label, each.source_id, each.due_on)
        by = each.get_owed_by_display().lower() if each.agency is None else str(each.agency)
        found[key] = f"{each.nominal}: {each.get_kind_display()}, due {each.due_on}, owed by {by}"
    return found


def _wait(
    waiting: list[tuple[date, int, str, Scene]],
    scene: Scene,
    order: Iterator[int],
    *,
    not_before: date,
) -> None:
    try:
        day, sentence = next(scene)
    except StopIteration:
        return
    if day < not_before:
        msg = f"“{sentence}” on {day} comes before the act of {not_before}."
        raise ValueError(msg)
    heapq.heappush(waiting, (day, next(order), sentence, scene))
