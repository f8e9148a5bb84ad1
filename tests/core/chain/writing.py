"""What the tests of the chain share: entries, and the owner who takes the guards off."""

from contextlib import contextmanager
from datetime import UTC, datetime

from django.db import connection

from core import audit
from core.models import AuditedObject, AuditEntry, LogBlock, SealedEntry
from tests.flushing import aside_and_back

NOW = datetime(2024, 6, 1, 12, 30, 15, 123456, tzinfo=UTC)
LABEL = "nominals.Nominal"
TABLES = [each._meta.db_table for each in (AuditEntry, AuditedObject, LogBlock, SealedEntry)]


def write(act="look", *, objects=(7, 8), **values):
    return audit.record(
        by="ann",
        at=NOW,
        operation=audit.Operation.CONSULTATION,
        act=act,
        label=LABEL,
        objects=objects,
        **values,
    )


@contextmanager
def without_guards():
    """As the owner of the database can: within it, rows of the log are changed and removed."""
    with connection.cursor() as cursor:
        aside, back = aside_and_back(cursor, TABLES)
        for sql in aside:
            cursor.execute(sql)
        yield
        for sql in back:
            cursor.execute(sql)


def blocks_of(*entries):
    """The numbers of the blocks that hold `entries`, in their order."""
    sealed = dict(SealedEntry.objects.values_list("entry_id", "block"))
    return [sealed.get(each.pk) for each in entries]
