"""Redis goes away: calls are not counted, and all else goes on."""

import logging

import pytest
from django.core.cache import cache
from django.test import Client, override_settings
from redis.exceptions import RedisError

from agencies.api.limits import CallsPerMinute
from tests.api.calling import System
from tests.api.casework import case
from tests.mappa.signing_in.steps import enrolled, sign_in

pytestmark = pytest.mark.django_db
REGISTER = {"details": {"family_name": "Rook"}, "area": "norfolk", "on": "2024-05-01"}
GONE = "redis://127.0.0.1:1/0"  # a port on which nothing listens


@pytest.fixture
def no_redis():
    """A Redis that is not there, for as long as the test runs."""
    options = {"socket_connect_timeout": 0.2, "socket_timeout": 0.2}
    redis = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": GONE}
    CallsPerMinute.reached_for_from = 0.0
    with override_settings(CACHES={"default": redis | {"OPTIONS": options}}):
        yield
    CallsPerMinute.reached_for_from = 0.0


def test_without_redis_reads_and_writes_go_on_and_a_warning_says_so_once(no_redis, caplog):
    with pytest.raises(RedisError):
        cache.get("anything")
    system = System()
    with caplog.at_level(logging.WARNING, logger="agencies.api.limits"):
        created = system.post("nominals/", REGISTER)
        assert created.status_code == 201, created.content
        assert system.get("nominals/").status_code == 200
        assert system.get(f"nominals/{case().public_id}/").status_code == 200
    assert [each.getMessage() for each in caplog.records] == [
        "Calls are not counted for 10 seconds: ConnectionError"
    ]


def test_calls_are_counted_again_once_redis_is_back(no_redis, monkeypatch):
    system = System()
    system.client.requests_per_minute = 1
    system.client.save()
    assert system.get("areas/").status_code == 200
    with override_settings(
        CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    ):
        cache.clear()
        assert [system.get("areas/").status_code for _ in range(2)] == [200, 200]
        monkeypatch.setattr(CallsPerMinute, "reached_for_from", 0.0)
        assert [system.get("areas/").status_code for _ in range(2)] == [200, 429]
        cache.clear()


def test_without_redis_people_sign_in_with_both_factors_and_call(no_redis):
    http = Client()
    sign_in(http, enrolled()[1])
    assert http.get("/api/v1/areas/").status_code == 200
