"""Times what storing a compiled return adds to compiling and checking it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from time import perf_counter

from benchmarks.databases import say, size_mib, use
from core.periods import ReportingYear
from reporting.models import Counted
from reporting.services.checking import check_compiled
from reporting.services.compiling import compile_figures
from reporting.services.storing import store_compilation

YEAR = ReportingYear.parse("2023-24")


def measure(sizes: Sequence[int]) -> None:
    """Compile, check and store England and Wales with its 42 areas, once for each size."""
    for size in sizes:
        use(size)
        now = datetime.now(tz=UTC)
        compile_figures(year=YEAR, area_codes=None, as_known_at=now)
        started = perf_counter()
        compiled = compile_figures(year=YEAR, area_codes=None, as_known_at=now)
        compiling = perf_counter() - started
        check_compiled(compiled)
        checking = perf_counter() - started - compiling
        people, before = Counted.objects.count(), size_mib()
        started = perf_counter()
        store_compilation(area=None, year=YEAR, as_known_at=now, by="benchmarks", at=now)
        storing = perf_counter() - started - compiling - checking
        people = Counted.objects.count() - people
        say(
            f"{size}: compiling {compiling:.2f} s, checking {checking:.2f} s, storing 43 returns "
            f"with {people} people and orders counted {storing:.2f} s, "
            f"{size_mib() - before:.0f} MiB"
        )
