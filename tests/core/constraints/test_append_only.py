"""`AppendOnly`, written past the model, on both databases."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection

from tests.core.constraints.guarded import (
    COMMITTING,
)

pytestmark = COMMITTING

WRITES_REFUSED = {
    "update": "UPDATE core_log SET act = 'wrote' WHERE id = 1",
    "update to the same": "UPDATE core_log SET act = act",
    "delete": "DELETE FROM core_log",
    "upsert": "INSERT INTO core_log (id, act, spare) VALUES (1, 'wrote', 0) "
    "ON CONFLICT (id) DO UPDATE SET act = 'wrote'",
}


@pytest.mark.parametrize("sql", WRITES_REFUSED.values(), ids=WRITES_REFUSED)
def test_a_written_row_is_never_changed_or_removed(log, sql):
    with (
        pytest.raises(IntegrityError, match=r"core_log_append_only: .* Write a new row instead"),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)

    assert log.objects.get().act == "read"


@pytest.mark.postgres
def test_the_table_is_not_truncated(log):
    with pytest.raises(IntegrityError, match="Write a new row"), connection.cursor() as cursor:
        cursor.execute("TRUNCATE core_log")

    assert log.objects.exists()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="REPLACE is SQLite's own")
def test_a_written_row_is_not_replaced(log):
    with pytest.raises(IntegrityError, match="Write a new row"), connection.cursor() as cursor:
        cursor.execute("REPLACE INTO core_log (id, act, spare) VALUES (1, 'wrote', 0)")

    assert log.objects.get().act == "read"


def test_rows_are_added_one_by_one_and_in_bulk(log):
    log.objects.create(act="a")
    log.objects.bulk_create([log(act="b"), log(act="c")])

    assert log.objects.count() == 4


def test_the_model_refuses_to_change_a_written_row(log):
    log(act="new").validate_constraints()
    with pytest.raises(ValidationError, match="Write a new entry instead"):
        log.objects.get().validate_constraints()
