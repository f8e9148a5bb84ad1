"""A worker is killed in the middle of a task; the sweep has its work finished, exactly once.

The workers are real ones, in processes of their own, on the broker of the environment: files in a
temporary folder, or Redis.
"""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from core.periods import ReportingYear
from mappa.celery import app
from nominals.services.states import restate
from reporting.models import Cell, Compilation, CompilationRequest
from reporting.services.requests import request_compilation
from tests.databases import database_url
from tests.factories.agencies import area
from tests.factories.nominals import RECORDED, managed

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("reference_data"),
    pytest.mark.xdist_group("worker"),
]

TOP = Path(__file__).parent.parent.parent
PATIENCE = 60  # seconds
LEASE_MINUTES = "0.1"  # long enough for a return of three people, short enough to wait for

# Nobody waits so long: an insert that counts for hours, until its process is killed.
COUNT_FOR_HOURS = """
CREATE TRIGGER test_slow_insert BEFORE INSERT ON reporting_compilation BEGIN
    SELECT (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1e12)
            SELECT count(*) FROM n);
END
"""


def until(is_so, every=0.05):
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(every)


@contextmanager
def worker():
    """A worker with a process of its own for tasks, in one session; killed in the end."""
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "celery", "--app", "mappa", "--quiet"),
            *("worker", "--concurrency", "1", "--loglevel", "WARNING"),
            *("--without-gossip", "--without-mingle", "--without-heartbeat"),
        ],
        cwd=TOP,
        env=os.environ | {"DATABASE_URL": database_url(), "MAPPA_LEASE_MINUTES": LEASE_MINUTES},
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        kill(process)


def kill(process):
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()


@contextmanager
def compilations_cannot_be_stored():
    """Whoever stores a compilation waits, in the middle of the task, until this ends."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(COUNT_FOR_HOURS)
        yield
        with connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER test_slow_insert")
        return
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("LOCK TABLE reporting_compilation IN ACCESS EXCLUSIVE MODE")
        yield
        other.rollback()
    finally:
        other.close()


def publish(name, **arguments):
    app.send_task(name, kwargs=arguments)


def ask(at):
    return request_compilation(
        area=area(), year=ReportingYear.parse("2021-22"), as_known_at=at, by="clerk", at=at
    )


@pytest.fixture
def request_of_norfolk(reference_data):
    people = [managed(level=level) for level in (1, 2, 3)]
    restate(nominals=[each.pk for each in people], at=RECORDED, act=1)
    return ask(timezone.now())


def is_taken_up(request):
    request.refresh_from_db()
    return request.started_at is not None


def is_finished(request):
    request.refresh_from_db()
    return request.finished_at is not None


def sweep_until_finished(request):
    """Sweep every second, as beat does every minute."""

    def is_finished_after_a_sweep():
        publish("reporting.sweep_requests")
        return is_finished(request)

    until(is_finished_after_a_sweep, every=1)


def test_the_sweep_finishes_once_what_a_killed_worker_left(request_of_norfolk):
    request = request_of_norfolk
    with compilations_cannot_be_stored(), worker() as first:
        publish("reporting.compile_request", request=request.pk)
        until(lambda: is_taken_up(request))
        time.sleep(0.5)  # into the middle: it cannot get any further than storing
        assert first.poll() is None
        kill(first)
    assert not is_finished(request)
    assert request.attempts == 1
    assert request.failure == ""
    assert Compilation.objects.count() == 0

    with worker():
        sweep_until_finished(request)
        # The first message may come again: Redis delivers anew what a worker did not end.
        publish("reporting.compile_request", request=request.pk)
        later = ask(datetime(2022, 6, 1, tzinfo=UTC))
        sweep_until_finished(later)

    request.refresh_from_db()
    assert request.attempts == 2
    (stored,) = Compilation.objects.filter(as_known_at=request.as_known_at)
    assert (stored.compiled_by, stored.number) == ("clerk", 1)
    total = Cell.objects.get(compilation=stored, table="T1", row="total", column="total")
    assert total.value == 3
    assert CompilationRequest.objects.filter(finished_at=None).count() == 0
