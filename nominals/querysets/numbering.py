"""The change numbers from which on changes may still appear, as PostgreSQL knows them."""

from __future__ import annotations

from django.db import models
from django.db.models import Func


class FirstUnsettled(Func):
    """The change number from which on changes may still appear (PostgreSQL): that of the oldest
    transaction of this database under way, or the next one.

    It holds for statements that begin later. Whoever has begun to write is in the snapshot with the
    id of the transaction, whichever database of the cluster it is in. Where a change lies behind
    the oldest of them, those are left out whose lock on their own id is held by a connection to
    another database, and those that have ended since. Of the reader's own transaction nothing is
    settled.
    """

    template = """(
        SELECT CASE
            WHEN (SELECT max(change_number) FROM nominals_nominal)
                >= pg_snapshot_xmin(pg_current_snapshot())::text::bigint + added
            THEN LEAST(
                pg_snapshot_xmax(pg_current_snapshot())::text::bigint,
                pg_current_xact_id_if_assigned()::text::bigint,
                (
                    SELECT min(xid::text::bigint)
                    FROM pg_snapshot_xip(pg_current_snapshot()) AS begun (xid)
                    WHERE CASE
                        WHEN EXISTS (
                            SELECT FROM pg_locks JOIN pg_stat_activity USING (pid)
                            WHERE locktype = 'transactionid' AND mode = 'ExclusiveLock'
                            AND transactionid::text::bigint = mod(xid::text::bigint, 4294967296)
                            AND datname <> current_database()
                        ) THEN false
                        ELSE pg_xact_status(xid) = 'in progress'
                    END
                )
            )
            ELSE pg_snapshot_xmin(pg_current_snapshot())::text::bigint
        END + added
        FROM (SELECT COALESCE(max(added), 0) AS added FROM nominals_numbering) AS numbering
    )"""
    output_field = models.BigIntegerField()


class FirstToCome(Func):
    """The change number of the next transaction to begin (PostgreSQL)."""

    template = (
        "(pg_snapshot_xmax(pg_current_snapshot())::text::bigint "
        "+ COALESCE((SELECT added FROM nominals_numbering WHERE id = 1), 0))"
    )
    output_field = models.BigIntegerField()
