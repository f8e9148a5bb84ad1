"""Measures the national return: goals 1 to 7 and 14, each as a ratio of one run."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import pairwise
from statistics import median
from typing import Any

from django.db import connection

from agencies.models import Area
from benchmarks import counting, floor, naive, oracle
from benchmarks.databases import idle_memory, say, use
from benchmarks.rounds import Way, exponent, in_turn, medians, recorded, replay, seconds
from core.periods import ReportingYear
from nominals.models import Nominal
from reporting.measures import Scope
from reporting.services.compiling import compile_figures
from reporting.services.opening import in_cell
from reporting.tables.declaration import Shape, Table
from reporting.tables.figures import CompiledReturn, CompiledYear

YEAR = ReportingYear.parse("2023-24")
NAIVE_UP_TO = 3_000
"""Nominals up to which the plain loop is run as well."""

COUNTED_AT = 100_000
"""Nominals at which one count() for each cell is timed, in three of the areas."""


def measure(sizes: Sequence[int], *, rounds: int) -> None:
    """Measure every size, then the growth from the smallest to the largest."""
    say(f"{connection.vendor}, year {YEAR}, medians of {rounds} rounds")
    for size in sizes:
        _measure(size, rounds)
    if len(sizes) > 1:
        _growth(sizes, rounds)


def _measure(size: int, rounds: int) -> None:
    use(size)
    rows = floor.prepare()
    now = datetime.now(tz=UTC)
    compiled = _compile(now)
    statements = recorded(lambda: _compile(now))
    ways: dict[str, Way] = {
        "floor": floor.strict(YEAR),
        "own indexes": floor.own(YEAR),
        "return, statements": replay(statements),
        "return, whole": lambda: _compile(now),
        "seven joins": oracle.runner(YEAR),
    }
    rounds_of = in_turn(ways, rounds=rounds)
    taken = {name: median(each) for name, each in rounds_of.items()}
    best = {name: min(each) for name, each in rounds_of.items()}
    say(f"\n{size} nominals, {rows} period rows; ms: median and best of {rounds} rounds")
    for name, each in taken.items():
        say(f"  {name:20} {each * 1000:9.1f} {best[name] * 1000:9.1f}")
    for goal, other in (("1", "floor"), ("2", "seven joins")):
        say(
            f"  goal {goal}  statements / {other:19} median {_ratio(taken, other):.3f}, "
            f"best {_ratio(best, other):.3f}"
        )
    _queries(now)
    _memory(size)
    _differences(size, compiled)
    if size == COUNTED_AT:
        _counts(taken["return, whole"])
    _drill_down(compiled, rounds)


def _ratio(taken: dict[str, float], other: str) -> float:
    return taken["return, statements"] / taken[other]


def _compile(now: datetime, areas: Sequence[str] | None = None) -> CompiledYear:
    return compile_figures(year=YEAR, area_codes=areas, as_known_at=now)


def _queries(now: datetime) -> None:
    codes = list(Area.objects.order_by("code").values_list("code", flat=True))
    counts = {
        number: len(recorded(lambda number=number: _compile(now, codes[:number])))  # type: ignore[misc]
        for number in (1, 10, len(codes))
    }
    say(f"  goal 3  statements by areas       {counts}; all {len(recorded(lambda: _compile(now)))}")


def _memory(size: int) -> None:
    command = [sys.executable, "-m", "benchmarks", "memory", str(size)]
    answer = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
    say(f"  goal 6  memory                    {answer}")


def memory(size: int) -> None:
    """What one national return takes in a process that has done nothing before but one query."""
    use(size)
    now = datetime.now(tz=UTC)
    Area.objects.count()
    with idle_memory() as first:
        _compile(now)
    with idle_memory() as again:
        _compile(now)
    say(f"{first['peak']:.1f} MiB above idle at first, {again['peak']:.1f} MiB the second time")


def _differences(size: int, compiled: CompiledYear) -> None:
    codes = dict(Area.objects.values_list("pk", "code"))
    ours, theirs = _cells(compiled), oracle.run(YEAR, codes)
    rates = {each.area_code: each.cells("T8")["total", "total"] for each in compiled.areas}
    wrong = [key for key in ours.keys() | theirs.keys() if ours[key] != theirs[key]]
    wrong_rates = [each for each in compiled.areas if rates[each.area_code] != _rate(each, theirs)]
    looped = "not run"
    if size <= NAIVE_UP_TO:
        loop = naive.run(YEAR)
        looped = str(sum(1 for key in loop.keys() | ours.keys() if loop[key] != ours[key]))
    people = sum(ours.values())
    say(
        f"  goal 14 differing cells           seven joins {len(wrong)} and {len(wrong_rates)} "
        f"rates, plain loop {looped}; {len(ours)} cells above 0 count {people}"
    )
    for key in sorted(wrong)[:10]:
        say(f"          {key}: return {ours[key]}, seven joins {theirs[key]}")


def _cells(compiled: CompiledYear) -> oracle.Cells:
    found: oracle.Cells = Counter()
    for each in compiled.areas:
        for table, row, column, figure in each.figures():
            is_total = table.shape is Shape.GRID and "total" in (row, column)
            if table.shape is not Shape.RATE and not is_total and isinstance(figure, int):
                found[each.area_code, str(table.rule.value), row, column] += figure
    return +found


def _rate(compiled: CompiledReturn, cells: oracle.Cells) -> Any:
    number = compiled.residents.number
    people = sum(
        figure
        for (area, table, _, column), figure in cells.items()
        if (area, table, column) == (compiled.area_code, "T1", "category_1")
    )
    return "not_supplied" if not number else (people * 200_000 + number) // (2 * number)


def _counts(whole: float) -> None:
    areas = list(Area.objects.order_by("code").values_list("pk", flat=True))
    sample = (areas[0], areas[len(areas) // 2], areas[-1])
    cells = [cell for area in sample for cell in counting.cells(YEAR, area)]
    taken = seconds(lambda: [cell.count() for cell in cells])
    all_of_them = taken / len(sample) * len(areas)
    say(
        f"  goal 5  count() for each cell     {len(cells)} cells of {len(sample)} areas in "
        f"{taken:.1f} s, so {all_of_them:.0f} s for {len(areas)} areas (extrapolated), "
        f"{all_of_them / whole:.0f} x the whole return"
    )


def _drill_down(compiled: CompiledYear, rounds: int) -> None:
    by_size = sorted(compiled.areas, key=_people_on_the_day)
    area = by_size[len(by_size) // 2]
    pk = Area.objects.get(code=area.area_code).pk
    scope = Scope(YEAR, compiled.as_known_at, areas=[pk])
    fifty = list(Nominal.objects.order_by("-pk").values_list("pk", flat=True)[:50])
    ways: dict[str, Way] = {"fifty": lambda: list(Nominal.objects.filter(pk__in=fifty))}
    wrong = 0
    for each in area.tables:
        if each.table.shape is Shape.RATE:
            continue
        for row, column in each.table.leaves:
            people = _people(each.table, row.key, column.key, scope)
            found: list[Any] = []
            statements = recorded(lambda found=found, people=people: found.extend(people))  # type: ignore[misc]
            if len(found) != each.cells[row.key, column.key] or len(statements) != 1:
                wrong += 1
            name = f"{each.table.cell_name(row.key, column.key)} ({len(found)})"
            ways[name] = lambda people=people: list(people.all()[:50])  # type: ignore[misc]
    taken = medians(ways, rounds=rounds)
    by_key = taken.pop("fifty")
    dearest = max(taken, key=lambda name: taken[name])
    say(
        f"  goal 7  drill-down                {len(taken)} cells of {area.area_code}, {wrong} with "
        f"another count or more than one query; first 50 of a cell: median "
        f"{median(taken.values()) / by_key:.2f}, most {taken[dearest] / by_key:.2f} "
        f"({dearest}) x reading 50 people by key ({by_key * 1000:.2f} ms)"
    )


def _people(table: Table, row: str, column: str, scope: Scope) -> Any:
    """Who is counted in a cell, in the order in which the product lists them."""
    counted = in_cell(table, row, column, scope).select_related("nominal")
    return counted.order_by("nominal__family_name", "nominal__given_names", "nominal_id", "pk")


def _people_on_the_day(compiled: CompiledReturn) -> int:
    figure = compiled.cells("T1")["total", "total"]
    return figure if isinstance(figure, int) else 0


def _growth(sizes: Sequence[int], rounds: int) -> None:
    taken: dict[int, list[float]] = {size: [] for size in sizes}
    for _ in range(rounds):
        for size in sizes:
            use(size)
            now = datetime.now(tz=UTC)
            way = replay(recorded(lambda now=now: _compile(now)))  # type: ignore[misc]
            taken[size].append(seconds(way))
    say("\ngoal 4  growth of the executed statements, sizes in turn")
    pairs = [(size, median(each)) for size, each in taken.items()]
    for smaller, larger in pairwise(pairs):
        say(
            f"  {smaller[0]} to {larger[0]}: {smaller[1] * 1000:.1f} to {larger[1] * 1000:.1f} ms, "
            f"exponent {exponent(smaller, larger):.2f}"
        )
