"""Work to compile returns: asked for once, held by one, closed once, never lost."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from core.models import AuditEntry
from core.periods import ReportingYear
from reporting.models import Compilation, CompilationRequest
from reporting.services import requests
from reporting.services.requests import NotWaiting, Progress
from tests.factories.agencies import area

YEAR = ReportingYear.parse("2021-22")
NOW = datetime(2022, 6, 1, 12, tzinfo=UTC)
LEASE = timedelta(minutes=15)
MOMENT = timedelta(microseconds=1)

pytestmark = pytest.mark.django_db


def ask(code="norfolk", *, year=YEAR, as_known_at=NOW, at=NOW):
    return requests.request_compilation(
        area=None if code is None else area(code),
        year=year,
        as_known_at=as_known_at,
        by="clerk",
        at=at,
    )


def take_up(request, at=NOW):
    return requests.take_up(request=request.pk, at=at, lease=LEASE)


def waits(request, at=NOW):
    return requests.waiting(at=at, lease=LEASE).filter(pk=request.pk).exists()


def test_the_same_area_year_and_instant_are_one_request():
    assert ask() == ask()
    assert CompilationRequest.objects.count() == 1


@pytest.mark.parametrize(
    "other",
    [
        {"code": "suffolk"},
        {"year": YEAR.previous},
        {"as_known_at": NOW - MOMENT},
    ],
)
def test_another_area_year_or_instant_is_another_request(other):
    assert ask() != ask(**other)


def test_other_rules_are_another_request(monkeypatch):
    former = ask()
    monkeypatch.setattr(requests, "RULE_VERSION", former.rule_version + 1)

    assert ask() != former


def test_who_asks_first_is_named_on_it():
    ask()
    again = requests.request_compilation(
        area=area(), year=YEAR, as_known_at=NOW, by="somebody else", at=NOW
    )

    assert again.requested_by == "clerk"


def test_a_national_request_leaves_one_for_each_area_too():
    national = ask(None)

    assert requests.parts_of(national).count() == 42
    assert CompilationRequest.objects.count() == 43
    assert ask(None) == national
    assert CompilationRequest.objects.count() == 43


def test_a_national_request_takes_over_what_an_area_asked_for():
    of_area = ask("norfolk")

    assert of_area in requests.parts_of(ask(None))


@pytest.mark.parametrize(
    ("day", "is_refused"),
    [(date(2022, 3, 31), True), (date(2022, 4, 1), False)],
)
def test_a_year_can_be_asked_for_from_its_first_day_on(day, is_refused):
    at = requests.start_of(day)
    if is_refused:
        with pytest.raises(ValidationError, match=r"2022-23 has not begun\. .* 2021-22"):
            ask(year=ReportingYear.parse("2022-23"), as_known_at=at, at=at)
    else:
        assert ask(year=ReportingYear.parse("2022-23"), as_known_at=at, at=at).year == "2022-23"


def test_what_will_be_known_later_is_refused():
    with pytest.raises(ValidationError, match="Choose an instant that is past"):
        ask(as_known_at=NOW + MOMENT)


def test_a_request_taken_up_is_held_until_its_lease_ends():
    request = ask()
    take_up(request)

    assert not waits(request, NOW + LEASE - MOMENT)
    assert waits(request, NOW + LEASE)


def test_a_held_request_cannot_be_taken_up():
    request = ask()
    take_up(request)

    with pytest.raises(NotWaiting, match="held by another worker"):
        take_up(request, NOW + LEASE - MOMENT)
    assert CompilationRequest.objects.get().attempts == 1


def test_each_attempt_is_counted():
    request = ask()
    take_up(request)

    assert take_up(request, NOW + LEASE).attempts == 2


def test_a_finished_request_waits_no_more():
    request = take_up(ask())
    requests.finish(request=request, at=NOW)

    assert not waits(request, NOW + LEASE * 1000)
    with pytest.raises(NotWaiting):
        take_up(request, NOW + LEASE)


def test_finishing_again_leaves_the_first_instant():
    request = take_up(ask())
    requests.finish(request=request, at=NOW)
    requests.finish(request=request, at=NOW + LEASE)

    assert CompilationRequest.objects.get().finished_at == NOW


def test_what_was_asked_for_under_former_rules_is_left_alone(monkeypatch):
    request = ask()
    monkeypatch.setattr(requests, "RULE_VERSION", request.rule_version + 1)

    assert not waits(request)
    assert progress(request) is Progress.OVERTAKEN


def test_a_national_request_waits_for_every_area():
    national = ask(None)
    last, *others = requests.parts_of(national)
    for part in others:
        requests.finish(request=part, at=NOW)
    assert not waits(national)
    with pytest.raises(NotWaiting, match="not ready"):
        take_up(national)

    requests.finish(request=last, at=NOW)

    assert waits(national)
    assert list(requests.national_of(last)) == [national]


def test_fulfilling_twice_stores_one_compilation():
    request = take_up(ask())

    first = requests.fulfil(request=request, at=NOW)
    assert requests.fulfil(request=request, at=NOW + LEASE) == first
    assert Compilation.objects.count() == 1
    assert requests.compilation_of(request) == first


def test_the_compilation_names_who_asked_and_the_instant():
    compilation = requests.fulfil(request=take_up(ask(as_known_at=NOW - LEASE)), at=NOW)

    assert (compilation.compiled_by, compilation.as_known_at) == ("clerk", NOW - LEASE)


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (
            ValidationError("Rebuild the states first."),
            "ValidationError: Rebuild the states first.",
        ),
        (
            IntegrityError("DETAIL: Key (family_name)=(Example)"),
            "IntegrityError: The log of the worker has the rest.",
        ),
    ],
)
def test_a_failure_keeps_its_class_and_only_sentences_of_ours(error, text):
    request = take_up(ask())

    requests.note_failure(request=request, error=error)

    assert CompilationRequest.objects.get().failure == text


def test_a_worker_that_was_overtaken_notes_no_failure():
    overtaken = take_up(ask())
    take_up(overtaken, NOW + LEASE)

    requests.note_failure(request=overtaken, error=ValidationError("Too late."))

    assert CompilationRequest.objects.get().failure == ""


def progress(request, at=NOW):
    request.refresh_from_db()
    return requests.progress_of(request=request, at=at, lease=LEASE)


def test_progress_is_told_in_one_word():
    request = ask()
    assert progress(request) is Progress.WAITING
    take_up(request)
    assert progress(request, NOW + LEASE - MOMENT) is Progress.RUNNING
    assert progress(request, NOW + LEASE) is Progress.LEFT
    request.refresh_from_db()
    requests.note_failure(request=request, error=ValidationError("No."))
    assert progress(request) is Progress.FAILED
    requests.finish(request=request, at=NOW)
    assert progress(request) is Progress.DONE


def test_what_is_tried_again_is_running_and_not_failed():
    request = ask()
    take_up(request)
    request.refresh_from_db()
    requests.note_failure(request=request, error=ValidationError("No."))

    take_up(request, NOW + LEASE)

    assert progress(request, NOW + LEASE) is Progress.RUNNING
    assert request.attempts == 2


# The nights of April

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def nights(on, installed_at=LONG_AGO):
    due = requests.nights_due(on=on, installed_at=installed_at)
    return (due[0], due[-1], len(due)) if due else None


@pytest.mark.parametrize(
    ("on", "due"),
    [
        (date(2022, 3, 31), (date(2021, 4, 1), date(2021, 4, 30), 30)),
        (date(2022, 4, 1), (date(2022, 4, 1), date(2022, 4, 1), 1)),
        (date(2022, 4, 2), (date(2022, 4, 1), date(2022, 4, 2), 2)),
        (date(2022, 4, 30), (date(2022, 4, 1), date(2022, 4, 30), 30)),
        (date(2022, 5, 1), (date(2022, 4, 1), date(2022, 4, 30), 30)),
    ],
)
def test_drafts_are_due_for_each_night_of_april_up_to_the_day(on, due):
    assert nights(on) == due


def test_nights_before_the_installation_are_not_due():
    midnight = requests.start_of(date(2022, 4, 10))

    assert nights(date(2022, 5, 1), midnight) == (date(2022, 4, 10), date(2022, 4, 30), 21)
    assert nights(date(2022, 5, 1), midnight + MOMENT) == (date(2022, 4, 11), date(2022, 4, 30), 20)
    assert nights(date(2022, 5, 1), requests.start_of(date(2022, 5, 1))) is None


def test_a_night_begins_by_the_clock_of_london():
    assert requests.start_of(date(2022, 4, 1)) == datetime(2022, 3, 31, 23, tzinfo=UTC)
    assert requests.start_of(date(2022, 3, 1)) == datetime(2022, 3, 1, tzinfo=UTC)


def draft(day):
    at = requests.start_of(day) + timedelta(hours=2)
    return requests.request_drafts(on=day, at=at)


@pytest.fixture
def _installed_on_31_march_2027(monkeypatch):
    installed = requests.start_of(date(2027, 3, 31))
    monkeypatch.setattr(AuditEntry, "at", property(lambda entry: installed, lambda *_: None))


@pytest.mark.usefixtures("_installed_on_31_march_2027")
def test_a_draft_is_of_the_year_just_ended_as_known_at_the_start_of_its_day():
    (asked,) = draft(date(2027, 4, 1))

    assert (asked.area, asked.year) == (None, "2026-27")
    assert asked.as_known_at == requests.start_of(date(2027, 4, 1))
    assert asked.requested_by == "timetable"


@pytest.mark.usefixtures("_installed_on_31_march_2027")
def test_a_missed_night_is_caught_up_and_no_night_is_drafted_twice():
    assert len(draft(date(2027, 4, 1))) == 1
    assert len(draft(date(2027, 4, 1))) == 0
    assert [asked.as_known_at for asked in draft(date(2027, 4, 4))] == [
        requests.start_of(date(2027, 4, day)) for day in (2, 3, 4)
    ]
    assert len(draft(date(2027, 5, 2))) == 26
    assert len(draft(date(2027, 5, 2))) == 0


def test_nothing_is_drafted_before_the_first_april_after_the_installation():
    assert draft(date(2022, 4, 5)) == []
