"""What was known is kept by the database itself, whoever writes past the model."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from core.periods import FOREVER
from nominals.models import LevelPeriod
from tests.factories.nominals import LevelPeriodFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def corrected():
    level = LevelPeriodFactory(level=2)
    level.supersede(at=datetime(2021, 1, 1, tzinfo=UTC), act=2, level=3)
    return level


def test_a_superseded_row_cannot_be_changed(corrected):
    with pytest.raises(IntegrityError, match="never changed or removed"), transaction.atomic():
        LevelPeriod.history.filter(version_of=corrected).update(level=1)


def test_a_superseded_row_cannot_be_made_live_again(corrected):
    earlier = {"valid_from": date(2010, 1, 1), "valid_to": date(2011, 1, 1)}
    with pytest.raises(IntegrityError, match="never changed or removed"), transaction.atomic():
        LevelPeriod.history.filter(version_of=corrected).update(recorded_to=FOREVER, **earlier)


def test_the_live_row_can_be_changed(corrected):
    assert LevelPeriod.objects.update(level=1) == 1


@pytest.mark.parametrize("which", ["live", "superseded"])
def test_no_row_can_be_removed(corrected, which):
    rows = LevelPeriod.history.filter(version_of__isnull=which == "live")
    with (
        pytest.raises(IntegrityError, match="never changed or removed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM nominals_levelperiod WHERE id = %s", [rows.get().pk])


@pytest.mark.postgres
def test_the_table_cannot_be_truncated():
    """Nothing points to this table; where something does, PostgreSQL itself refuses."""
    with (
        pytest.raises(IntegrityError, match="never changed or removed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("TRUNCATE nominals_risklevelperiod")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a statement of SQLite")
@pytest.mark.parametrize("which", ["live", "superseded"])
def test_no_row_can_be_replaced(corrected, which):
    row = LevelPeriod.history.get(version_of__isnull=which == "live")
    columns = [each.column for each in row._meta.concrete_fields if each.attname != "ends"]
    names = ", ".join(columns)
    with (
        pytest.raises(IntegrityError, match="never changed or removed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            f"INSERT OR REPLACE INTO nominals_levelperiod ({names}) "
            f"SELECT {names} FROM nominals_levelperiod WHERE id = %s",
            [row.pk],
        )
