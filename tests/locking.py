"""Whether one of two connections waits for the other, on PostgreSQL."""

from django.db import connection


def waits_for_a_lock():
    """Whether some connection to this database waits for a lock, of whatever kind."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity "
            "WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return cursor.fetchone()[0] > 0
