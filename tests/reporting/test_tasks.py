"""Tasks are doors: the rows decide, however often a message comes, or not at all."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from core.periods import ReportingYear
from mappa.celery import app
from reporting import tasks
from reporting.models import Compilation, CompilationRequest
from reporting.services import requests
from tests.factories.agencies import area

YEAR = ReportingYear.parse("2021-22")
NOW = datetime(2022, 6, 1, 12, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def ask(code="norfolk"):
    now = timezone.now()
    return requests.request_compilation(
        area=None if code is None else area(code), year=YEAR, as_known_at=now, by="clerk", at=now
    )


def store_nothing(**arguments):
    """For tests of the queue, in which the figures do not matter."""


def test_every_task_of_ours_takes_its_arguments_by_name_and_keeps_no_result():
    app.loader.import_default_modules()
    ours = [
        task
        for name, task in app.tasks.items()
        if name.startswith(("nominals.", "reporting.", "mappa."))
    ]

    assert {task.name for task in ours} == {
        "nominals.send_reminders",
        "nominals.tell_of_emergencies",
        "reporting.compile_request",
        "reporting.sweep_requests",
        "reporting.draft_returns",
        "mappa.ask_for_statistics",
        "mappa.export_statistics",
        "mappa.rebuild_duties",
        "mappa.send_events",
        "mappa.sweep_events",
        "mappa.tidy_calls",
        "mappa.tidy_events",
        "mappa.tidy_sign_ins",
        "mappa.import_caseload",
        "mappa.export_caseload",
        "mappa.sweep_caseloads",
    }
    assert all(task.run.__code__.co_argcount == 0 for task in ours)
    assert all(task.ignore_result for task in ours)


def test_a_sweep_has_each_waiting_request_compiled(clock, queue):
    norfolk, suffolk = ask("norfolk"), ask("suffolk")

    tasks.sweep_requests()
    queue.work()

    for request in (norfolk, suffolk):
        request.refresh_from_db()
        assert request.finished_at == NOW
        assert requests.compilation_of(request).compiled_by == "clerk"


def test_a_message_that_comes_twice_is_compiled_once(clock, queue):
    request = ask()

    tasks.compile_request(request=request.pk)
    tasks.compile_request(request=request.pk)

    request.refresh_from_db()
    assert request.attempts == 1
    assert Compilation.objects.count() == 1


def test_a_lost_message_is_made_good_by_the_next_sweep(clock, queue):
    ask()
    tasks.sweep_requests()
    queue.lose()

    tasks.sweep_requests()
    queue.work()

    assert CompilationRequest.objects.get().finished_at == NOW


def test_what_a_killed_worker_left_is_taken_up_when_its_lease_ends(clock, queue, settings):
    request = ask()
    requests.take_up(request=request.pk, at=NOW, lease=settings.MAPPA_LEASE)

    clock.shift(settings.MAPPA_LEASE - timedelta(seconds=1))
    tasks.sweep_requests()
    assert queue.messages == []

    clock.shift(timedelta(seconds=1))
    tasks.sweep_requests()
    queue.work()

    request.refresh_from_db()
    assert request.finished_at is not None
    assert request.attempts == 2


def test_an_error_is_kept_on_the_row_and_raised(clock, queue, monkeypatch):
    request = ask()

    def refuse(**arguments):
        raise ValidationError("Rebuild the states first.")

    monkeypatch.setattr(requests, "store_compilation", refuse)
    with pytest.raises(ValidationError, match="Rebuild the states first"):
        tasks.compile_request(request=request.pk)

    request.refresh_from_db()
    assert request.failure == "ValidationError: Rebuild the states first."
    assert request.finished_at is None


def test_a_national_request_fans_out_and_merges_when_all_areas_are_done(clock, queue):
    national = ask(None)

    tasks.sweep_requests()
    assert len(queue.messages) == 42
    queue.work()

    national.refresh_from_db()
    assert national.finished_at == NOW
    assert national.attempts == 1
    assert Compilation.objects.count() == 43
    assert requests.compilation_of(national).annual_return.area is None


def test_an_area_that_failed_keeps_the_merge_waiting(clock, queue, monkeypatch, settings):
    national = ask(None)

    def fail_for_norfolk(*, area, **arguments):
        if area is not None and area.code == "norfolk":
            raise ValidationError("Not now.")

    monkeypatch.setattr(requests, "store_compilation", fail_for_norfolk)
    tasks.sweep_requests()
    while queue.messages:
        try:
            queue.work()
        except ValidationError:
            pass
    national.refresh_from_db()
    assert (national.attempts, national.finished_at) == (0, None)

    monkeypatch.setattr(requests, "store_compilation", store_nothing)
    clock.shift(settings.MAPPA_LEASE)
    tasks.sweep_requests()
    queue.work()

    national.refresh_from_db()
    assert national.finished_at is not None


def test_one_sweep_publishes_no_more_than_a_hundred_messages(clock, queue):
    for hours in range(3):
        clock.move_to(NOW + timedelta(hours=hours))
        ask(None)

    tasks.sweep_requests()

    assert len(queue.messages) == tasks.MOST_MESSAGES < 3 * 42


def test_drafts_are_asked_for_and_compiled_in_april(queue, monkeypatch):
    monkeypatch.setattr(requests, "store_compilation", store_nothing)
    installed = timezone.now()
    april = datetime(installed.year + 1, 4, 1, 1, 30, tzinfo=UTC)  # 2:30 in London
    with time_machine.travel(april, tick=False):
        tasks.draft_returns()
        tasks.draft_returns()
        queue.work()

    national = CompilationRequest.objects.get(area=None)
    assert national.year == ReportingYear.containing(april.date()).previous.label
    assert national.as_known_at == april.replace(day=1, hour=0, minute=0) - timedelta(hours=1)
    assert national.finished_at == april


def test_nothing_is_drafted_in_other_months(queue):
    with time_machine.travel(datetime(timezone.now().year, 12, 1, 2, 30, tzinfo=UTC), tick=False):
        tasks.draft_returns()

    assert CompilationRequest.objects.count() == 0
    assert queue.messages == []
