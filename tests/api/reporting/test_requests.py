"""Asking for a compilation over the API, and how far it is."""

from datetime import UTC, datetime

import pytest
import time_machine

from agencies.choices import Role, Scope
from reporting.models import Compilation, CompilationRequest
from reporting.services import requests
from tests.api.calling import Person, System
from tests.factories.agencies import UserFactory
from tests.reporting.conftest import queue

__all__ = ["queue"]

pytestmark = pytest.mark.django_db

NOW = datetime(2023, 6, 1, 12, tzinfo=UTC)
BODY = {"area": "norfolk", "year": "2021-22"}


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.STATISTICIAN, 202),
        (Role.CO_ORDINATOR, 202),
        (Role.ADMINISTRATOR, 202),
        *[
            (each, 403)
            for each in (
                Role.CHAIR,
                Role.MINUTE_TAKER,
                Role.PRACTITIONER,
                Role.AGENCY_LEAD,
                Role.BOARD_MEMBER,
                Role.LAY_ADVISER,
                Role.AUDITOR,
            )
        ],
    ],
)
def test_statisticians_co_ordinators_and_administrators_ask_for_their_area(role, status):
    answer = Person(role).post("compilation-requests/", BODY)

    assert answer.status_code == status, answer.content
    assert CompilationRequest.objects.count() == (status == 202)


def test_nobody_asks_for_another_area():
    answer = Person(Role.STATISTICIAN, code="suffolk").post("compilation-requests/", BODY)

    assert answer.status_code == 403
    assert not CompilationRequest.objects.exists()


def test_a_system_asks_on_behalf_of_who_may_and_not_by_itself():
    system, person = System(), Person(Role.CO_ORDINATOR)

    alone = system.post("compilation-requests/", BODY)
    together = system.post("compilation-requests/", BODY, On_Behalf_Of=person.user.username)

    assert (alone.status_code, together.status_code) == (403, 202)
    assert CompilationRequest.objects.get().requested_by == person.user.username
    reading = System(scopes=[Scope.RETURNS_READ])
    assert reading.post("compilation-requests/", BODY).status_code == 403


def test_what_was_asked_for_is_compiled_and_its_return_is_named(
    queue, django_capture_on_commit_callbacks
):
    person = Person(Role.STATISTICIAN)
    with django_capture_on_commit_callbacks(execute=True):
        answer = person.post("compilation-requests/", BODY)
    path = answer["Location"].removeprefix("/api/v1/")
    waiting = person.get(path).json()
    queue.work()
    done = person.get(path).json()

    assert waiting == answer.json()
    assert (waiting["progress"], waiting["return_id"]) == ("waiting", None)
    compilation = Compilation.objects.get()
    assert (done["progress"], done["return_id"]) == ("done", compilation.pk)
    assert done["return_url"] == f"/api/v1/returns/{compilation.pk}/"
    assert person.get(done["return_url"].removeprefix("/api/v1/")).status_code == 200


def test_what_a_killed_worker_left_is_told_and_taken_up_again(queue, settings):
    person = Person(Role.STATISTICIAN)
    path = person.post("compilation-requests/", BODY)["Location"].removeprefix("/api/v1/")
    requests.take_up(
        request=CompilationRequest.objects.get().pk, at=NOW, lease=settings.MAPPA_LEASE
    )

    assert person.get(path).json()["progress"] == "running"
    with time_machine.travel(NOW + settings.MAPPA_LEASE, tick=False):
        assert person.get(path).json()["progress"] == "left"
        queue.publish("reporting.sweep_requests")
        queue.work()
        assert person.get(path).json()["progress"] == "done"
    assert Compilation.objects.count() == 1


def test_a_retry_with_its_key_leaves_one_request_and_answers_alike():
    person = Person(Role.STATISTICIAN)

    first = person.post("compilation-requests/", BODY, key="a-key-0001")
    with time_machine.travel(NOW.replace(minute=10), tick=False):
        again = person.post("compilation-requests/", BODY, key="a-key-0001")
        other = person.post("compilation-requests/", BODY | {"year": "2020-21"}, key="a-key-0001")

    assert (first.status_code, again.status_code, other.status_code) == (202, 202, 409)
    assert again.json() == first.json()
    assert CompilationRequest.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"year": "2021-23"}, 400),
        ({"year": "2021"}, 400),
        ({"year": 2021}, 400),
        ({"year": "2021-22\0"}, 400),
        ({"year": "2024-25"}, 422),
        ({"year": "9998-99"}, 400),
        ({"area": "atlantis"}, 400),
        ({"area": None}, 400),
        ({"area": ["norfolk"]}, 400),
        ({"as_known_at": "2023-06-01T12:00:01Z"}, 422),
        ({"as_known_at": "yesterday"}, 400),
        ({"as_known_at": "0001-01-01T00:00:00+14:00"}, 400),
        ({"nominal": "1"}, 400),
    ],
)
def test_what_cannot_be_compiled_is_refused_and_nothing_is_left(change, status):
    answer = Person(Role.STATISTICIAN).post("compilation-requests/", BODY | change)

    assert answer.status_code == status, answer.content
    assert not CompilationRequest.objects.exists()


def test_a_request_without_a_key_is_refused():
    person = Person(Role.STATISTICIAN)
    answer = person.http.post("/api/v1/compilation-requests/", BODY, "application/json")

    assert answer.status_code == 400
    assert not CompilationRequest.objects.exists()


@pytest.mark.parametrize("key", ["0", "x", "9999999999999999999999"])
def test_a_request_that_there_is_not_is_not_found(key):
    assert Person().get(f"compilation-requests/{key}/").status_code == 404


def test_who_is_shown_no_figures_sees_no_request():
    person = Person(Role.STATISTICIAN)
    path = person.post("compilation-requests/", BODY)["Location"].removeprefix("/api/v1/")
    person.http.force_login(UserFactory())

    assert person.get(path).status_code == 404
