"""Times one act of casework and the list of duties, on the databases that `fill` made."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from statistics import median, quantiles
from time import perf_counter

from django.db import connection, transaction

from agencies.choices import Role
from agencies.models import Agency, Area, Membership, User
from benchmarks.databases import say, use
from benchmarks.rounds import in_turn, recorded
from core.periods import FOREVER, OPEN_END
from nominals.choices import AuthorityKind, Category, Level
from nominals.models import Duty, LevelPeriod, Nominal, StatePeriod
from nominals.rules.levels import Authority
from nominals.services.acts import Asked
from nominals.services.management import set_level

DAY = date(2024, 6, 25)
"""Some days before the data end."""

ACTS = 100
AREA = "norfolk"


def measure(sizes: Sequence[int]) -> None:
    """Level changes through the service beside the two bare rows, and the duties of a day."""
    for size in sizes:
        use(size)
        _measure_acts(size)
        _measure_duties(size)


def _measure_acts(size: int) -> None:
    people = _at_level_1()
    taken: dict[str, list[float]] = {"bare": [], "service": []}
    statements = len(recorded(lambda: _by_service(next(people))))
    _bare(next(people))
    for _ in range(ACTS):
        for name, way in (("bare", _bare), ("service", _by_service)):
            nominal = next(people)
            started = perf_counter()
            way(nominal)
            taken[name].append(perf_counter() - started)
    for name, each in taken.items():
        say(f"{size}: level change, {name}: p50 {median(each) * 1000:.1f} ms, {_p99(each)} p99")
    ratio = median(taken["service"]) / median(taken["bare"])
    say(f"{size}: service / bare rows {ratio:.1f}, {statements} statements ({connection.vendor})")


def _measure_duties(size: int) -> None:
    user = _co_ordinator()
    ways: dict[str, Callable[[], object]] = {
        "first 50 duties of an area": lambda: list(Duty.objects.due_list(user, on=DAY)[:50]),
        "all duties of an area": lambda: list(Duty.objects.due_list(user, on=DAY)),
        "50 nominals by key": lambda: list(Nominal.objects.order_by("pk")[:50]),
    }
    for name, each in in_turn(ways, rounds=15).items():
        found = ways[name]()
        rows = len(found) if isinstance(found, list) else 0
        say(
            f"{size}: {name}: {rows} rows, p50 {median(each) * 1000:.1f} ms, "
            f"{len(recorded(ways[name]))} statements"
        )


def _at_level_1() -> Iterator[int]:
    """Live people at Level 1 on the day, in an order drawn from a fixed seed."""
    held = LevelPeriod.objects.filter(valid_to=None, valid_from__lt=DAY).values("nominal")
    found = list(
        StatePeriod.objects.filter(level=Level.ONE, ends=OPEN_END, valid_from__lt=DAY)
        .exclude(category__isnull=True)
        .exclude(category=Category.THREE)
        .filter(nominal__died_on__isnull=True, nominal__in=held)
        .order_by("nominal")
        .values_list("nominal", flat=True)
    )
    random.Random(2024).shuffle(found)
    return iter(found)


def _by_service(nominal: int) -> None:
    person = Nominal.objects.get(pk=nominal)
    set_level(
        nominal=person,
        level=Level.TWO,
        on=DAY,
        authority=Authority(
            AuthorityKind.REFERRAL, "referral 1", "the co-ordinator", "the risk rose"
        ),
        asked=Asked(by="benchmarks", at=datetime.now(tz=UTC)),
    )


def _bare(nominal: int) -> None:
    """The two rows of a level change and nothing else: no lock, log, state, grant or duty."""
    at = datetime.now(tz=UTC)
    with transaction.atomic():
        period = LevelPeriod.objects.get(nominal=nominal, valid_to=None)
        period.valid_to, period.recorded_from = DAY, at
        period.save(update_fields=["valid_to", "recorded_from"])
        LevelPeriod.objects.create(
            nominal_id=nominal,
            level=Level.TWO,
            valid_from=DAY,
            recorded_from=at,
            recorded_to=FOREVER,
            recorded_in=1,
        )


def _co_ordinator() -> User:
    user, is_new = User.objects.get_or_create(username="benchmarks")
    if is_new:
        area = Area.objects.get(code=AREA)
        agency = Agency.objects.get(services__area=area, kind="police")
        Membership.objects.create(
            user=user, agency=agency, area=area, role=Role.CO_ORDINATOR, valid_from=date(2000, 1, 1)
        )
    return user


def _p99(seconds: Sequence[float]) -> str:
    return f"{quantiles(seconds, n=100)[98] * 1000:.1f} ms"
