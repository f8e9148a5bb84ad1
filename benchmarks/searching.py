"""Times search by name, date of birth and identifier, with its indexes and as the plain scan."""

from __future__ import annotations

import gc
import random
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from time import perf_counter

from django.db import connection, transaction

from benchmarks.databases import say, use
from benchmarks.naming import identifiers_of, name_of
from nominals.models import SearchIdentifier, SearchName
from nominals.rules.identity.names import meets
from nominals.services.acts import Asked
from nominals.services.identity.finding import find_nominals

QUESTIONS = 25
"""Texts of each kind that are sought."""

ON = date(2024, 3, 31)


def measure(sizes: Sequence[int]) -> None:
    """Seek the same texts both ways in each database; both must give the same answers."""
    for size in sizes:
        use(size)
        for kind, texts in _questions(size).items():
            with transaction.atomic():  # neither way pays for the commit of its log entries
                _ask(texts[:3])
                found, taken = _ask(texts)
                _drop_indexes()
                scanned, slow = _ask(texts)
                transaction.set_rollback(True)
            if found != scanned:
                raise AssertionError(kind)
            hits = sum(map(len, found)) / len(found)
            say(
                f"{size} {connection.vendor}: {kind}: p50 {_ms(taken, 50)}, p99 {_ms(taken, 99)}; "
                f"scan p50 {_ms(slow, 50)}, p99 {_ms(slow, 99)} ms; ratio "
                f"{_at(taken, 50) / _at(slow, 50):.2f} and {_at(taken, 99) / _at(slow, 99):.2f}; "
                f"{hits:.1f} hits"
            )


def _questions(size: int) -> dict[str, list[str]]:
    chance = random.Random(size)
    numbers = chance.sample(range(size), QUESTIONS)
    names = [name_of(each) for each in numbers]
    births = SearchName.objects.filter(date_of_birth__isnull=False).order_by("pk")
    born = [
        births[each].date_of_birth for each in chance.sample(range(min(size, 2_000)), QUESTIONS)
    ]
    return {
        "misspelt name": [f"{_misspelt(chance, f)} {g.split()[0]}" for f, g in names],
        "misspelt family name": [_misspelt(chance, family) for family, _ in names],
        "part of a name": [family[:5] for family, _ in names],
        "date of birth": [f"{day:%d/%m/%Y}" for day in born if day],
        "identifier": [chance.choice(identifiers_of(each)) for each in numbers],
        "beginning of an identifier": [identifiers_of(each)[2][:6] for each in numbers],
    }


def _misspelt(chance: random.Random, word: str) -> str:
    place = chance.randrange(1, len(word) - 1)
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def _ask(texts: Sequence[str]) -> tuple[list[list[int]], list[float]]:
    found, taken = [], []
    gc.collect()
    gc.disable()  # or one question pays for the garbage of all before
    for text in texts:
        meets.cache_clear()  # nobody has asked this before
        started = perf_counter()
        hits = find_nominals(
            text, user=None, on=ON, asked=Asked(by="benchmarks", at=datetime.now(tz=UTC))
        )
        taken.append(perf_counter() - started)
        found.append([each.nominal.pk for each in hits])
    gc.enable()
    return found, taken


def _drop_indexes() -> None:
    """Take away whatever makes search quick, but not the keys by which people are read."""
    with connection.cursor() as cursor:
        for index in _indexes(cursor.execute, cursor.fetchall):
            cursor.execute(f'DROP INDEX "{index}"')


def _indexes(
    execute: Callable[..., object], fetch: Callable[[], list[tuple[str]]]
) -> Iterator[str]:
    tables = [SearchName._meta.db_table, SearchIdentifier._meta.db_table]
    if connection.vendor == "postgresql":
        execute(
            "SELECT indexname FROM pg_indexes WHERE tablename = ANY(%s) "
            "AND indexname NOT LIKE '%%_pkey'",
            [tables],
        )
    else:
        execute(
            "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name IN (%s, %s) "
            "AND sql IS NOT NULL",
            tables,
        )
    yield from [name for (name,) in fetch()]


def _at(taken: Sequence[float], percent: int) -> float:
    return sorted(taken)[min(len(taken) - 1, len(taken) * percent // 100)]


def _ms(taken: Sequence[float], percent: int) -> str:
    return f"{_at(taken, percent) * 1000:.1f}"
