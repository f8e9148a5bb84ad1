"""Two connections at the same time, on PostgreSQL: one does, and the other waits."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import connection, connections, transaction


def waits_for_a_lock():
    """Whether some connection to this database waits for a lock, of whatever kind."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity "
            "WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return cursor.fetchone()[0] > 0


def elsewhere(act: Callable[[], object]) -> object:
    """What `act` came to in a connection of its own: its answer, or what it raised."""
    try:
        return act()
    except Exception as error:
        return error
    finally:
        connections.close_all()


def at_once(first: Callable[[], object], second: Callable[[], object]) -> object:
    """Do `first`, begin `second` before it is stored, wait until that one waits, and store."""
    with ThreadPoolExecutor(max_workers=1) as other:
        with transaction.atomic():
            first()
            later = other.submit(elsewhere, second)
            while not waits_for_a_lock():
                assert not later.done(), later.result()
        return later.result()
