"""Imports whose worker is killed, fails or comes late."""

from datetime import timedelta

import pytest
import time_machine

from core.models import AuditEntry
from mappa import tasks
from mappa.exchange import importing, jobs, keeping
from mappa.models import CaseloadImport
from nominals.models import (
    Nominal,
)
from tests.api.calling import System
from tests.api.caseloads.sending import (
    NOW,
    ONE,
    Killed,
    read,
    send,
    work,
)

pytestmark = pytest.mark.django_db


def test_the_import_of_a_killed_worker_is_taken_up_again_and_nothing_is_doubled(
    queue, monkeypatch, settings
):
    system = System()
    answer = send(system, ONE)
    job = CaseloadImport.objects.get()

    def kill(**arguments):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(importing, "write_duties", kill)
        with pytest.raises(Killed):
            tasks.import_caseload(job=job.pk)
    assert not Nominal.objects.exists()
    assert read(system, answer)["progress"] == "running"

    with time_machine.travel(NOW + settings.MAPPA_LEASE - timedelta(seconds=1), tick=False):
        work(queue)
    assert not Nominal.objects.exists()
    with time_machine.travel(NOW + settings.MAPPA_LEASE, tick=False):
        assert jobs.progress_of(
            CaseloadImport.objects.get(), at=NOW + settings.MAPPA_LEASE, lease=settings.MAPPA_LEASE
        ) == "left"  # fmt: skip
        work(queue)
    done = read(system, answer)

    assert (done["progress"], done["attempts"]) == ("done", 2)
    assert Nominal.objects.count() == 1
    assert AuditEntry.objects.filter(act="import_caseload").count() == 1


def test_of_two_workers_with_one_import_the_later_leaves_nothing(queue, monkeypatch):
    answer = send(System(), ONE)
    job = CaseloadImport.objects.get()

    def close_first(**arguments):
        CaseloadImport.objects.filter(pk=job.pk).update(finished_at=NOW)

    monkeypatch.setattr(importing, "write_duties", close_first)
    taken = jobs.take_up(
        CaseloadImport.objects.all(), job=job.pk, at=NOW, lease=timedelta(minutes=15)
    )
    with pytest.raises(jobs.NotWaiting):
        jobs.run_import(job=taken, at=NOW)

    assert answer.status_code == 202
    assert not Nominal.objects.exists()


def test_a_message_that_comes_twice_is_worked_once(queue):
    send(System(), ONE)
    job = CaseloadImport.objects.get()

    tasks.import_caseload(job=job.pk)
    tasks.import_caseload(job=job.pk)

    job.refresh_from_db()
    assert (job.attempts, Nominal.objects.count()) == (1, 1)


def test_what_fails_is_told_by_its_class_tried_again_and_given_up_in_the_end(
    queue, monkeypatch, settings
):
    system = System()
    answer = send(system, ONE)
    job = CaseloadImport.objects.get()

    def fail(*arguments, **more):
        raise RuntimeError("Archer")

    monkeypatch.setattr(jobs, "import_caseload", fail)
    for attempt in range(jobs.MOST_ATTEMPTS):
        at = NOW + settings.MAPPA_LEASE * attempt
        with time_machine.travel(at, tick=False), pytest.raises(RuntimeError):
            tasks.import_caseload(job=job.pk)
    failed = read(system, answer)
    with time_machine.travel(NOW + settings.MAPPA_LEASE * jobs.MOST_ATTEMPTS, tick=False):
        work(queue)
    given_up = read(system, answer)

    assert (failed["progress"], failed["attempts"]) == ("failed", jobs.MOST_ATTEMPTS)
    assert failed["failure"] == "RuntimeError: The log of the worker has the rest."
    assert (given_up["progress"], given_up["failure"]) == ("given_up", jobs.GIVEN_UP)


def test_files_that_belong_to_no_job_are_taken_away_once_they_are_old(queue, folder, settings):
    send(System(), ONE)
    keeping.folder()
    (folder / "orphan.zip").write_bytes(b"x")

    with time_machine.travel(NOW + timedelta(days=40_000), tick=False):
        jobs.sweep(at=NOW + timedelta(days=40_000), lease=settings.MAPPA_LEASE,
                   kept=settings.MAPPA_CASELOAD_KEPT)  # fmt: skip

    assert [each.name for each in folder.iterdir()] == [
        f"{CaseloadImport.objects.get().public_id.hex}.zip"
    ]
