"""Lets the flush after a transactional test empty guarded tables.

The product has no way past its guards, so the tests set the triggers of those tables aside while
Django flushes, in the same transaction, and put them back.
"""

import pytest
from django.apps import apps
from django.db import transaction
from django.db.backends.base.operations import BaseDatabaseOperations

from core.constraints import AppendOnly, HistoryKept


def guarded_tables():
    return [
        model._meta.db_table
        for model in apps.get_models()
        if any(isinstance(each, AppendOnly | HistoryKept) for each in model._meta.constraints)
    ]


def aside_and_back(cursor, tables):
    """The statements that set the triggers of `tables` aside, and those that put them back."""
    if cursor.db.vendor == "postgresql":
        return (
            [f'ALTER TABLE "{table}" DISABLE TRIGGER USER' for table in tables],
            [f'ALTER TABLE "{table}" ENABLE TRIGGER USER' for table in tables],
        )
    cursor.execute("SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'trigger'")
    triggers = [(name, sql) for table, name, sql in cursor.fetchall() if table in tables]
    return [f'DROP TRIGGER "{name}"' for name, _sql in triggers], [sql for _name, sql in triggers]


@pytest.fixture(autouse=True, scope="session")
def flush_past_guarded_tables():
    flush = BaseDatabaseOperations.execute_sql_flush

    def flush_past_the_guards(operations, sql_list):
        with (
            transaction.atomic(using=operations.connection.alias),
            operations.connection.cursor() as cursor,
        ):
            aside, back = aside_and_back(cursor, guarded_tables())
            for sql in aside:
                cursor.execute(sql)
            flush(operations, sql_list)
            for sql in back:
                cursor.execute(sql)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", flush_past_the_guards)
        yield
