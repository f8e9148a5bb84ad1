"""Runs several ways in turn, round after round, so that noise falls on all of them alike."""

from __future__ import annotations

import gc
import math
from collections.abc import Callable, Mapping
from statistics import median
from time import perf_counter

from django.db import connection

Way = Callable[[], object]
Recorded = list[tuple[str, object]]


def medians(ways: Mapping[str, Way], *, rounds: int) -> dict[str, float]:
    """Seconds that each way takes, the median of `rounds`."""
    return {name: median(each) for name, each in in_turn(ways, rounds=rounds).items()}


def in_turn(ways: Mapping[str, Way], *, rounds: int) -> dict[str, list[float]]:
    """Seconds that each way takes in each of `rounds`; each has run once before, untimed. In each
    round another one is the first, because whatever comes after the pause is slower.
    """
    for way in ways.values():
        way()
    taken: dict[str, list[float]] = {name: [] for name in ways}
    gc.disable()
    try:
        names = list(ways)
        for number in range(rounds):
            first = number % len(names)
            for name in names[first:] + names[:first]:
                taken[name].append(seconds(ways[name]))
            gc.collect()
    finally:
        gc.enable()
    return taken


def seconds(way: Way) -> float:
    """How long one run takes."""
    started = perf_counter()
    way()
    return perf_counter() - started


def exponent(smaller: tuple[int, float], larger: tuple[int, float]) -> float:
    """The power of the size with which the time grows, from two pairs of size and time."""
    return math.log(larger[1] / smaller[1]) / math.log(larger[0] / smaller[0])


def recorded(way: Way) -> Recorded:
    """The statements that `way` executes, with their parameters."""
    found: Recorded = []

    def note(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        found.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        way()
    return found


def replay(statements: Recorded) -> Way:
    """What executes `statements` again and fetches their rows, without models or Python's part."""

    def execute() -> None:
        with connection.cursor() as cursor:
            for sql, params in statements:
                cursor.execute(sql, params)  # type: ignore[arg-type]
                cursor.fetchall()

    return execute
