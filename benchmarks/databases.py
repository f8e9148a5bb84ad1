"""The databases measured: one for each size, named after `DATABASE_URL`, never another."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import process_time

from django.core.management import call_command
from django.db import connection

TUNING = {
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
    "random_page_cost": "1.1",
    "work_mem": "64MB",
}
"""PostgreSQL settings for a solid-state disk and one core; set for the measured database only.

Compiling a statement to machine code takes longer than any of these statements runs, and a second
worker helps one side of a ratio by chance.
"""


class NotABenchmarkError(Exception):
    """The database named by `DATABASE_URL` is not one to be overwritten."""


def name_for(size: int | str) -> str:
    """The name of the database that holds `size` nominals, or of another use named so.

    Raises:
        NotABenchmarkError: if the name in `DATABASE_URL` does not contain ``bench``.
    """
    base = str(_base)
    if "bench" not in Path(base).name:
        msg = (
            f"{base} is left alone: benchmarks overwrite their database, so name one in "
            "DATABASE_URL that contains “bench”."
        )
        raise NotABenchmarkError(msg)
    if connection.vendor == "sqlite":
        path = Path(base)
        return str(path.with_name(f"{path.stem}_{size}{path.suffix or '.sqlite3'}"))
    return f"{base}_{size}"


def use(size: int | str) -> None:
    """Point the default connection at the database that holds `size` nominals."""
    name = name_for(size)
    if connection.settings_dict["NAME"] != name:
        connection.close()
        connection.settings_dict["NAME"] = name


def create(size: int | str) -> None:
    """Make the database for `size` nominals anew, with its tables and reference data."""
    name = name_for(size)
    use(size)
    connection.close()
    if connection.vendor == "postgresql":
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
            cursor.execute(f'CREATE DATABASE "{name}"')
            for setting, value in TUNING.items():
                cursor.execute(f"ALTER DATABASE \"{name}\" SET {setting} = '{value}'")
    else:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        for ending in ("", "-wal", "-shm"):
            Path(f"{name}{ending}").unlink(missing_ok=True)
    call_command("migrate", verbosity=0)


def analyse() -> None:
    """Give the database its statistics and, on PostgreSQL, its visibility map."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def size_mib() -> float:
    """What the database takes on disk, in MiB."""
    if connection.vendor == "sqlite":
        return Path(str(connection.settings_dict["NAME"])).stat().st_size / 2**20
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return float(cursor.fetchone()[0]) / 2**20


@contextmanager
def idle_memory() -> Iterator[dict[str, float]]:
    """Measure the memory of this process at its highest within the block, in MiB (Linux).

    ``peak`` is what that is above idle, ``whole`` is all of it.
    """
    clear = Path("/proc/self/clear_refs")
    clear.write_text("5")  # resets the high-water mark
    before = _status("VmRSS")
    found: dict[str, float] = {}
    yield found
    found["whole"] = _status("VmHWM")
    found["peak"] = max(0.0, found["whole"] - before)


def processor_seconds() -> float:
    """What this process and, where it runs on this machine, the server's have computed so far.

    Seconds of the processor, and not of the clock, are the same however busy the machine is.
    """
    seconds = process_time()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            stat = Path(f"/proc/{cursor.fetchone()[0]}/stat").read_text()
        user, system = stat.rpartition(")")[2].split()[11:13]
        seconds += (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
    return seconds


def say(line: str = "") -> None:
    """Print one line at once, so that a long run shows how far it is."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _status(key: str) -> float:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(f"{key}:"):
            return int(line.split()[1]) / 1024
    raise LookupError(key)


_base = connection.settings_dict["NAME"]
