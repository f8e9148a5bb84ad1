"""The database goes away in the middle of a request: a clear answer, and nothing half done."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.db import close_old_connections, connection, connections

from agencies.choices import Role
from core.models import AuditEntry, IdempotencyKey
from nominals.models import Nominal
from tests.api.calling import Person, System

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("reference_data"),
]
REGISTER = {"details": {"family_name": "Rook"}, "area": "norfolk", "on": "2024-05-01"}


def end(pid):
    """End the connection that the server knows as `pid`, and wait until it has."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 10000)", [pid])
            assert cursor.fetchone() == (True,)
    finally:
        connections.close_all()


@contextmanager
def database_going_away_before(words):
    """End this thread's connection just before its first statement that holds `words`."""
    ended = []

    def note(execute, sql, params, many, context):
        if words in sql and not ended:
            ended.append(words)
            with ThreadPoolExecutor(1) as other:
                other.submit(end, connection.connection.info.backend_pid).result()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield
    assert ended, f"no statement held {words}"
    close_old_connections()  # as a request begins, outside of tests


def assert_unavailable(answer):
    """The answer says that the database does not answer, and when to call again."""
    assert answer.status_code == 503, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["Retry-After"] == "5"
    assert answer.json()["type"] == "urn:mappa:problem:unavailable"
    assert "X-Request-ID" in answer


@pytest.mark.parametrize(
    "words",
    [
        "oauth2_provider_accesstoken",
        "core_idempotencykey",
        'INSERT INTO "nominals_responsiblearea"',
        'INSERT INTO "core_auditentry"',
        'UPDATE "core_idempotencykey"',
    ],
)
def test_a_create_in_which_the_database_goes_away_stores_nothing_and_the_next_one_works(words):
    system = System()
    before = AuditEntry.objects.count()
    with database_going_away_before(words):
        assert_unavailable(system.post("nominals/", REGISTER, key="the-same-key"))
    assert not Nominal.history.exists()
    assert not IdempotencyKey.objects.exists()
    assert AuditEntry.objects.count() == before
    again = system.post("nominals/", REGISTER, key="the-same-key")
    assert (again.status_code, "Idempotency-Replayed" in again) == (201, False)
    assert Nominal.objects.count() == 1


def test_a_list_in_which_the_database_goes_away_is_unavailable_and_then_answers():
    system = System()
    for words in ("nominals_nominal", 'INSERT INTO "core_auditentry"'):
        with database_going_away_before(words):
            assert_unavailable(system.get("nominals/"))
        assert system.get("nominals/").status_code == 200


def test_a_call_that_fails_before_a_door_is_reached_is_unavailable_too():
    system, ann = System(), Person(Role.CO_ORDINATOR)
    system.http.raise_request_exception = ann.http.raise_request_exception = False
    for words in ("django_session", "agencies_user", "agencies_membership"):
        with database_going_away_before(words):
            assert_unavailable(ann.get("areas/"))
        assert ann.get("areas/").status_code == 200
    with database_going_away_before("agencies_clientcredential"):
        assert_unavailable(system.ask_token())
    assert system.ask_token().status_code == 200
    with database_going_away_before("django_session"):
        answer = ann.http.get("/")  # a page
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert b"database does not answer" in answer.content
