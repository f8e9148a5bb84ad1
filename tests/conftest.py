"""The environment of the tests: a key, folders and a database of their own, whatever `.env` says.

`DATABASE_URL` and `CELERY_BROKER_URL` are taken from the environment, so that the same tests run on
PostgreSQL and Redis; unset, they run on SQLite and files in a temporary folder. A module that runs
a Celery worker says `pytestmark = pytest.mark.xdist_group("worker")`: the broker is shared.
"""

import atexit
import gc
import os
import secrets
import shutil
import tempfile
from pathlib import Path

import django
import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import override_settings

from tests.flushing import flush_past_guarded_tables  # noqa: F401 (a fixture)
from tests.reference import reference_data  # noqa: F401 (a fixture)
from tests.signed_in import signed_in_with_a_second_factor  # noqa: F401 (a fixture)

# Each xdist worker inherits what the process that started it set here.
if "PYTEST_XDIST_WORKER" not in os.environ:
    var = tempfile.mkdtemp(prefix="mappa-tests-")
    atexit.register(shutil.rmtree, var, ignore_errors=True)
    os.environ |= {
        "DATABASE_OWNER_URL": "",
        "DJANGO_SETTINGS_MODULE": "mappa.settings",
        "DJANGO_SECRET_KEY": secrets.token_urlsafe(50),
        "DJANGO_ALLOWED_HOSTS": "127.0.0.1,localhost",
        "DJANGO_CSRF_TRUSTED_ORIGINS": "",
        "DJANGO_DEBUG": "false",
        "DJANGO_HTTPS": "false",
        "EMAIL_URL": "",
        "MAPPA_FILES": "",
        "MAPPA_IDLE_MINUTES": "30",
        "MAPPA_LOCK_AFTER": "5",
        "MAPPA_LOCK_MINUTES": "15",
        "MAPPA_LOG_HEADS": "",
        "MAPPA_MAIL_FROM": "",
        "MAPPA_PROXIES": "0",
        "MAPPA_SESSION_MINUTES": "720",
        "MAPPA_STATISTICS_DAY": "",
        "MAPPA_STATISTICS_FOLDER": "",
        "MAPPA_VAR": var,
    }
    os.environ.setdefault("DATABASE_URL", "")
    os.environ.setdefault("CELERY_BROKER_URL", "")
else:
    # A worker whose files another one wrote could not say that a refused act kept none. The
    # settings are there already; what a test starts reads the environment.
    os.environ["MAPPA_FILES"] = f"{os.environ['MAPPA_VAR']}/{os.environ['PYTEST_XDIST_WORKER']}"
# Test modules import models, and pytest-django was here before the environment was.
django.setup()


ALONE = (
    "api/test_sweeps.py",
    "core/chain/",
    "core/test_roles.py",
    "journeys/test_grants_numbered.py",
    "mappa/events/",
    "nominals/test_numbering.py",
)
"""Tests of what waits for every transaction of a PostgreSQL, those of other databases on it too, or
of its roles: beside other tests they would wait for these. `bin/test -n 0 -m alone` runs them."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    is_beside_others = "PYTEST_XDIST_WORKER" in os.environ and connection.vendor == "postgresql"
    for item in items:
        if item.nodeid.removeprefix("tests/").startswith(ALONE):
            item.add_marker(pytest.mark.alone)
            if is_beside_others:
                item.add_marker(pytest.mark.skip(reason="alone: bin/test -n 0 -m alone runs it"))
    if connection.vendor != "postgresql":
        skip = pytest.mark.skip(reason="needs PostgreSQL; set DATABASE_URL")
        for item in items:
            if item.get_closest_marker("postgres"):
                item.add_marker(skip)


def pytest_collection_finish():
    """What was loaded stays: to look through it for garbage again and again takes an eighth of the
    time of all tests."""
    gc.freeze()
    gc.set_threshold(200_000, 50, 1000)


@pytest.fixture(autouse=True)
def _no_calls_counted():
    """Nobody has called before the test: the count of calls is kept outside of the database."""
    cache.clear()


@pytest.fixture(autouse=True, scope="session")
def _quick_settings():
    """Static files under their plain names, since nobody collected them, a quick hash, and calls
    counted in this process, since another run has the same keys."""
    plain = {"staticfiles": {"BACKEND": settings.PLAIN_STATIC_FILES}}
    with override_settings(
        STORAGES=settings.STORAGES | plain,
        CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        MAPPA_FILES=Path(os.environ["MAPPA_FILES"] or settings.MAPPA_FILES),
    ):
        yield
