"""What the tests of guards share: tables of their own, rows written past the model."""

from contextlib import contextmanager
from datetime import UTC, date, datetime

import pytest
from django.db import connection

from core.constraints import DatabaseGuard

KNOWN = datetime(2024, 1, 1, tzinfo=UTC)
SUPERSEDED = datetime(2024, 6, 1, tzinfo=UTC)
MAY, JUNE, JULY = date(2024, 5, 1), date(2024, 6, 1), date(2024, 7, 1)
DAY_BEFORE_JUNE, DAY_AFTER_JUNE = date(2024, 5, 31), date(2024, 6, 2)
FIRST = (MAY, JUNE)

# SQLite's schema editor works outside transactions only, so the tests commit; and no app being
# available, the flush afterwards empties no table. Each test drops those that it made.
COMMITTING = pytest.mark.django_db(transaction=True, available_apps=[])

CASCADE = " CASCADE" if connection.vendor == "postgresql" else ""


@contextmanager
def tables_of(*made):
    with connection.schema_editor() as editor:
        for model in made:
            editor.create_model(model)
    try:
        yield
    finally:
        made_by_migrations = ["core_renamed", "core_other"]
        names = [*made_by_migrations, *(model._meta.db_table for model in reversed(made))]
        with connection.cursor() as cursor:
            for name in names:
                cursor.execute(f"DROP TABLE IF EXISTS {name}{CASCADE}")


def row(model, start, end=None, **values):
    fields = {"person_id": 1, "place": "A", "recorded_from": KNOWN, "recorded_in": 1, **values}
    return model(valid_from=start, valid_to=end, **fields)


def write(model, *rows):
    model._base_manager.bulk_create(rows)


def guards_of(model):
    return [each for each in model._meta.constraints if isinstance(each, DatabaseGuard)]


def run_script(sql):
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.connection.executescript(sql)
        else:
            cursor.execute(sql)
