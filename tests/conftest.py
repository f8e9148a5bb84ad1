"""The environment of the tests: a key, folders and a database of their own, whatever `.env` says.

`DATABASE_URL` and `CELERY_BROKER_URL` are taken from the environment, so that the same tests run on
PostgreSQL and Redis; unset, they run on SQLite and files in a temporary folder. A module that runs
a Celery worker says `pytestmark = pytest.mark.xdist_group("worker")`: the broker is shared.
"""

import atexit
import os
import secrets
import shutil
import tempfile

import django
import pytest
from django.conf import settings
from django.db import connection
from django.test import override_settings

from tests.flushing import flush_past_guarded_tables  # noqa: F401 (a fixture)
from tests.reference import reference_data  # noqa: F401 (a fixture)

# Each xdist worker inherits what the process that started it set here.
if "PYTEST_XDIST_WORKER" not in os.environ:
    var = tempfile.mkdtemp(prefix="mappa-tests-")
    atexit.register(shutil.rmtree, var, ignore_errors=True)
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "mappa.settings",
        "DJANGO_SECRET_KEY": secrets.token_urlsafe(50),
        "DJANGO_ALLOWED_HOSTS": "127.0.0.1,localhost",
        "DJANGO_CSRF_TRUSTED_ORIGINS": "",
        "DJANGO_DEBUG": "false",
        "DJANGO_HTTPS": "false",
        "EMAIL_URL": "",
        "MAPPA_FILES": "",
        "MAPPA_MAIL_FROM": "",
        "MAPPA_STATISTICS_DAY": "",
        "MAPPA_STATISTICS_FOLDER": "",
        "MAPPA_VAR": var,
    }
    os.environ.setdefault("DATABASE_URL", "")
    os.environ.setdefault("CELERY_BROKER_URL", "")
# Test modules import models, and pytest-django was here before the environment was.
django.setup()


def pytest_collection_modifyitems(items):
    if connection.vendor != "postgresql":
        skip = pytest.mark.skip(reason="needs PostgreSQL; set DATABASE_URL")
        for item in items:
            if item.get_closest_marker("postgres"):
                item.add_marker(skip)


@pytest.fixture(autouse=True, scope="session")
def _quick_settings():
    """Static files under their plain names, since nobody collected them, and a quick hash."""
    plain = {"staticfiles": {"BACKEND": settings.PLAIN_STATIC_FILES}}
    with override_settings(
        STORAGES=settings.STORAGES | plain,
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ):
        yield
