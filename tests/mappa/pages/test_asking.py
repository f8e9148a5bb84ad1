"""Asking for a compilation: who may, and how far each one is."""

from datetime import date
from itertools import count

import pytest

from agencies.choices import Role
from reporting.models import Compilation, CompilationRequest
from reporting.services import requests
from tests.mappa.pages.words import NOW, ask, member, superuser, text

pytestmark = pytest.mark.django_db


def post(client, code="norfolk", year="2021-22"):
    return client.post("/requests/", {"area": code, "year": year})


@pytest.mark.parametrize("role", Role)
def test_who_may_ask_for_the_return_of_an_area(client, queue, role):
    user = member(client, role)
    may = role in (Role.STATISTICIAN, Role.CO_ORDINATOR, Role.ADMINISTRATOR)

    assert ('<form method="post">' in text(client.get("/requests/"))) is may
    response = post(client)

    assert response.status_code == (302 if may else 403)
    asked = [(each.area.code, each.requested_by) for each in CompilationRequest.objects.all()]
    assert asked == ([("norfolk", user.username)] if may else [])


def test_who_is_no_member_may_not_ask(reader, queue):
    assert post(reader).status_code == 403
    assert CompilationRequest.objects.count() == 0


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "may"),
    [
        (date(2022, 6, 1), None, True),
        (date(2022, 6, 2), None, False),
        (date(2022, 5, 1), date(2022, 6, 2), True),
        (date(2022, 5, 1), date(2022, 6, 1), False),
    ],
)
def test_a_membership_counts_on_its_days_only(client, queue, valid_from, valid_to, may):
    member(client, Role.STATISTICIAN, valid_from=valid_from, valid_to=valid_to)

    assert post(client).status_code == (302 if may else 403)


@pytest.mark.parametrize("code", ["suffolk", "england-and-wales", "atlantis"])
def test_a_member_may_ask_for_no_other_area(client, queue, code):
    member(client, Role.STATISTICIAN)

    response = post(client, code)

    assert response.status_code == 200
    assert "errorlist" in text(response)
    assert CompilationRequest.objects.count() == 0


@pytest.mark.parametrize("year", ["2023-24", "2021-23", ""])
def test_a_year_that_has_not_begun_or_is_none_is_refused(client, queue, year):
    member(client, Role.STATISTICIAN)

    assert "errorlist" in text(post(client, year=year))
    assert CompilationRequest.objects.count() == 0


def test_a_superuser_may_ask_for_all_areas(client, queue):
    superuser(client)

    assert post(client, "england-and-wales").status_code == 302
    assert CompilationRequest.objects.count() == 43


def test_asking_takes_the_instant_of_asking_and_publishes_when_it_is_stored(
    client, queue, django_capture_on_commit_callbacks
):
    member(client, Role.STATISTICIAN)

    with django_capture_on_commit_callbacks(execute=True):
        response = post(client)
        assert queue.messages == []

    assert queue.messages == [("reporting.sweep_requests", {})]
    asked = CompilationRequest.objects.get()
    assert (asked.as_known_at, asked.requested_at) == (NOW, NOW)
    assert response.url == f"/requests/{asked.pk}/"


def test_a_broker_that_is_down_refuses_nobody(
    client, monkeypatch, queue, django_capture_on_commit_callbacks
):
    member(client, Role.STATISTICIAN)

    def down(*arguments, **options):
        raise ConnectionError("no broker")

    monkeypatch.setattr(queue, "publish", down)
    monkeypatch.setattr("mappa.celery.app.send_task", down)
    with django_capture_on_commit_callbacks(execute=True):
        response = post(client)

    assert response.status_code == 302
    assert CompilationRequest.objects.count() == 1


def test_a_request_tells_how_far_it_is_and_leads_to_its_return(reader, queue, settings):
    asked = ask("norfolk")
    path = f"/requests/{asked.pk}/"
    assert "Waiting</span>:" in text(reader.get(path))

    taken = requests.take_up(request=asked.pk, at=NOW, lease=settings.MAPPA_LEASE)
    assert "Running</span>:" in text(reader.get(path))

    requests.note_failure(request=taken, error=ValueError("secret"))
    assert "Failed, to be tried again</span>:" in text(reader.get(path))
    assert "secret" not in text(reader.get(path))

    requests.fulfil(request=taken, at=NOW)
    requests.finish(request=taken, at=NOW)
    page = text(reader.get(path))
    assert "Done</span>:" in page
    assert f'href="/compilations/{Compilation.objects.get().pk}/"' in page
    assert "The last attempt failed" not in page


def test_a_request_shows_its_steps_and_is_followed_while_it_is_on_its_way(reader, queue, settings):
    asked = ask("norfolk")
    path = f"/requests/{asked.pk}/"

    waiting = text(reader.get(path))
    taken = requests.take_up(request=asked.pk, at=NOW, lease=settings.MAPPA_LEASE)
    running = text(reader.get(path))
    requests.fulfil(request=taken, at=NOW)
    requests.finish(request=taken, at=NOW)
    done = text(reader.get(path))

    steps = [page.count('<li class="done">') for page in (waiting, running, done)]
    assert steps == [1, 2, 3]
    assert "attempt 1" in running
    for page in (waiting, running):
        assert "/mappa/progress" in page
        assert 'data-waits="yes"' in page
        assert ">Look again</a>" in page
    assert "progress.js" not in done
    assert 'data-waits="no"' in done


def test_a_national_request_tells_how_many_areas_are_done(reader):
    asked = ask(None)
    for part in list(requests.parts_of(asked))[:3]:
        requests.finish(request=part, at=NOW)

    page = text(reader.get(f"/requests/{asked.pk}/"))

    assert "3 of 42" in page
    assert "<h1>England and Wales 2021-22</h1>" in page


def test_what_was_asked_for_lately_is_listed(reader):
    numbers = count(1)
    for code in ("norfolk", "suffolk"):
        asked = ask(code, by=f"clerk {next(numbers)}")
        assert f'<a href="/requests/{asked.pk}/">' in text(reader.get("/requests/"))
