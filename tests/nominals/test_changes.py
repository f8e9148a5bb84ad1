"""No change is recorded at an instant as known at which something was compiled."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, connections, transaction

from core.periods import ReportingYear
from nominals.models import Change, Settled
from nominals.services.changes import instant_for, note_changes, settle
from reporting.services.compiling import compile_figures
from tests.factories.nominals import NominalFactory
from tests.locking import waits_for_a_lock

NOW = datetime(2022, 6, 1, 12, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)
TICK = timedelta(microseconds=1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("settled", "instant"),
    [(NOW - TICK, NOW), (NOW, NOW + TICK), (LATER, LATER + TICK)],
)
def test_a_change_comes_after_what_is_settled(settled, instant):
    settle(until=settled)

    assert instant_for(nominals=[], now=NOW) == instant


@pytest.mark.django_db
def test_what_is_settled_stays_settled():
    settle(until=LATER)
    settle(until=NOW)

    assert Settled.objects.get().until == LATER


@pytest.mark.django_db
def test_compiling_settles_the_instant_as_known_at():
    compile_figures(year=ReportingYear(2021), area_codes=["norfolk"], as_known_at=NOW)

    assert Settled.objects.get().until == NOW


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement", ["UPDATE nominals_change SET act = 2", "DELETE FROM nominals_change"]
)
def test_that_something_changed_is_never_changed(statement):
    note_changes(nominals=[NominalFactory().pk], at=NOW, act=1)

    with (
        pytest.raises(IntegrityError, match="never changed or removed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert Change.objects.get().act == 1


def settle_elsewhere():
    try:
        settle(until=LATER)
    finally:
        connections.close_all()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("reference_data")
def test_settling_waits_for_a_change_under_way():
    """Otherwise the change would be recorded at an instant that was compiled without it."""
    with ThreadPoolExecutor(max_workers=1) as other:
        with transaction.atomic():
            assert instant_for(nominals=[], now=NOW) == NOW
            settling = other.submit(settle_elsewhere)
            while not waits_for_a_lock():
                assert not settling.done()
            assert not Settled.objects.exists()
        settling.result()

    assert Settled.objects.get().until == LATER
