"""`NonOverlap`, written past the model, on both databases."""

import threading
import time
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from core.constraints import NonOverlap
from core.periods import FOREVER
from tests.core.constraints.guarded import (
    COMMITTING,
    DAY_AFTER_JUNE,
    DAY_BEFORE_JUNE,
    FIRST,
    JULY,
    JUNE,
    MAY,
    SUPERSEDED,
    row,
    write,
)

pytestmark = COMMITTING

PASSING = {
    "touching after": (FIRST, {}, (JUNE, None), {}),
    "a day's gap": (FIRST, {}, (DAY_AFTER_JUNE, None), {}),
    "touching before an open one": ((JUNE, None), {}, FIRST, {}),
    "another person": (FIRST, {}, FIRST, {"person_id": 2}),
    "another place": (FIRST, {}, FIRST, {"place": "B"}),
    "no place beside a place": (FIRST, {}, FIRST, {"place": None}),
    "no place beside a place called nothing": (FIRST, {"place": ""}, FIRST, {"place": None}),
    "the new one superseded": (FIRST, {}, FIRST, {"recorded_to": SUPERSEDED}),
    "the old one superseded": (FIRST, {"recorded_to": SUPERSEDED}, FIRST, {}),
    "nobody's place twice, one superseded": (
        FIRST,
        {"place": None, "recorded_to": SUPERSEDED},
        FIRST,
        {"place": None},
    ),
}
REFUSED = {
    "the same days": (FIRST, {}, FIRST, {}),
    "one day at the end": (FIRST, {}, (DAY_BEFORE_JUNE, JULY), {}),
    "one day at the start": ((DAY_BEFORE_JUNE, JULY), {}, FIRST, {}),
    "inside": ((MAY, JULY), {}, (JUNE, DAY_AFTER_JUNE), {}),
    "around": ((JUNE, DAY_AFTER_JUNE), {}, (MAY, JULY), {}),
    "open and open": ((MAY, None), {}, (JULY, None), {}),
    "open and earlier, open": ((JULY, None), {}, (MAY, None), {}),
    "open over closed": (FIRST, {}, (MAY, None), {}),
    "empty keys": (FIRST, {"place": None}, (MAY, JULY), {"place": None}),
}


@pytest.mark.parametrize(("old", "old_values", "new", "values"), PASSING.values(), ids=PASSING)
def test_periods_that_do_not_overlap_pass_model_and_database(stay, old, old_values, new, values):
    write(stay, row(stay, *old, **old_values))
    row(stay, *new, **values).validate_constraints()
    write(stay, row(stay, *new, **values))

    assert stay._base_manager.count() == 2


@pytest.mark.parametrize(("old", "old_values", "new", "values"), REFUSED.values(), ids=REFUSED)
def test_periods_that_overlap_are_refused_by_model_and_database(stay, old, old_values, new, values):
    write(stay, row(stay, *old, **old_values))

    with pytest.raises(ValidationError, match="overlaps the one from"):
        row(stay, *new, **values).validate_constraints()
    with pytest.raises(IntegrityError, match="core_stay_once"):
        write(stay, row(stay, *new, **values))


def test_two_rows_of_one_insert_that_overlap_are_refused(stay):
    with pytest.raises(IntegrityError, match="core_stay_once"):
        write(stay, row(stay, MAY, JULY), row(stay, JUNE))

    assert not stay._base_manager.exists()


CHANGES = {
    "a later end": {"valid_to": DAY_AFTER_JUNE},
    "no end": {"valid_to": None},
    "another person": {"person_id": 2},
    "another place": {"place": None},
    "known again": {"recorded_to": FOREVER},
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_an_update_into_an_overlap_is_refused(stay, change):
    write(
        stay,
        row(stay, *FIRST, pk=7, recorded_to=FOREVER if "recorded_to" not in change else SUPERSEDED),
        row(stay, JUNE, JULY),
        row(stay, *FIRST, person_id=2),
        row(stay, *FIRST, place=None),
    )
    if "recorded_to" in change:
        write(stay, row(stay, *FIRST))

    with pytest.raises(IntegrityError, match="core_stay_once"):
        stay._base_manager.filter(pk=7).update(**change)


def test_raw_sql_into_an_overlap_is_refused(stay):
    write(stay, row(stay, *FIRST), row(stay, JUNE))

    with pytest.raises(IntegrityError, match="core_stay_once"), connection.cursor() as cursor:
        cursor.execute("UPDATE core_stay SET valid_from = '2024-05-31' WHERE valid_to IS NULL")


def test_a_row_does_not_clash_with_itself(stay):
    write(stay, row(stay, *FIRST, pk=7))
    stay._base_manager.filter(pk=7).update(valid_from=date(2024, 5, 2), valid_to=DAY_AFTER_JUNE)
    own = stay._base_manager.get(pk=7)
    own.valid_to = None
    own.validate_constraints()
    own.save()
    stay._base_manager.bulk_create(
        [row(stay, MAY, pk=7)],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["valid_from"],
    )

    assert stay._base_manager.get().valid_from == MAY


def test_closing_the_old_period_before_opening_the_next_passes(stay):
    write(stay, row(stay, MAY, pk=7))
    with transaction.atomic():
        stay._base_manager.filter(pk=7).update(valid_to=JUNE)
        write(stay, row(stay, JUNE))

    assert stay._base_manager.count() == 2


@pytest.mark.parametrize(
    ("end", "period"),
    [(JUNE, "from 1 May 2024 to 31 May 2024"), (None, "from 1 May 2024, still open")],
)
def test_the_refusal_names_the_first_and_last_day_of_the_period_in_the_way(stay, end, period):
    write(stay, row(stay, MAY, end))

    with pytest.raises(ValidationError) as refusal, CaptureQueriesContext(connection) as queries:
        row(stay, MAY, JULY).validate_constraints()

    assert refusal.value.messages == [
        f"This period overlaps the one {period}. End that one before this one begins, or choose "
        "other dates."
    ]
    assert len([query for query in queries if "core_stay" in query["sql"]]) == 1


def test_a_message_of_its_own_may_name_the_dates(stay):
    write(stay, row(stay, *FIRST))
    guard = NonOverlap(
        fields=["person"], name="once", violation_error_message="Taken from %(from)s to %(to)s."
    )

    with pytest.raises(ValidationError) as refusal:
        guard.validate(stay, row(stay, MAY))
    assert refusal.value.messages == ["Taken from 1 May 2024 to 31 May 2024."]


def test_a_period_whose_dates_were_refused_already_is_not_compared(stay):
    write(stay, row(stay, *FIRST))
    guard = NonOverlap(fields=["person"], name="once")

    guard.validate(stay, row(stay, MAY), exclude={"valid_to"})
    guard.validate(stay, row(stay, None))
    guard.validate(stay, row(stay, DAY_BEFORE_JUNE, MAY))


# Two writers at once


@pytest.mark.postgres
@pytest.mark.parametrize("first_commits", [True, False])
def test_of_two_concurrent_writers_the_second_waits_and_is_refused(stay, first_commits):
    outcome = []

    def second_writer():
        try:
            write(stay, row(stay, JUNE))
            outcome.append("written")
        except IntegrityError as refusal:
            outcome.append(str(refusal))
        finally:
            connections.close_all()

    thread = threading.Thread(target=second_writer)
    with transaction.atomic():
        write(stay, row(stay, MAY))
        thread.start()
        wait_for_a_lock()
        waited = list(outcome)
        transaction.set_rollback(not first_commits)
    thread.join(timeout=10)

    assert waited == []
    if first_commits:
        assert "core_stay_once" in outcome[0]
    else:
        assert outcome == ["written"]


def wait_for_a_lock():
    """Until the server says that another session waits for this one."""
    deadline = time.monotonic() + 10
    with connection.cursor() as cursor:
        while time.monotonic() < deadline:
            cursor.execute(
                "SELECT 1 FROM pg_locks WHERE NOT granted "
                "AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
            )
            if cursor.fetchone():
                return
            time.sleep(0.01)
    raise AssertionError("Nobody waited.")
