"""The product refuses to start on an unsafe value and names what to set."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

TOP = Path(__file__).parent.parent
KEY = "k" * 25 + "m" * 25
SAFE = {"DJANGO_SECRET_KEY": KEY, "DJANGO_ALLOWED_HOSTS": "mappa.example"}
VARIABLES = (
    "CELERY_BROKER_URL",
    "DATABASE_OWNER_URL",
    "DATABASE_URL",
    "DJANGO_ALLOWED_HOSTS",
    "DJANGO_CSRF_TRUSTED_ORIGINS",
    "DJANGO_DEBUG",
    "DJANGO_HTTPS",
    "DJANGO_SECRET_KEY",
    "EMAIL_URL",
    "MAPPA_FILES",
    "MAPPA_LOG_HEADS",
    "MAPPA_MAIL_FROM",
    "MAPPA_STATISTICS_DAY",
    "MAPPA_STATISTICS_FOLDER",
)
ASKED = (
    "ALLOWED_HOSTS",
    "BASE_DIR",
    "CACHES",
    "CELERY_BROKER_TRANSPORT_OPTIONS",
    "CELERY_BROKER_URL",
    "AXES_COOLOFF_TIME",
    "AXES_FAILURE_LIMIT",
    "CSRF_COOKIE_NAME",
    "CSRF_COOKIE_SECURE",
    "DATABASES",
    "DATABASE_OWNER",
    "DEBUG",
    "DEFAULT_FROM_EMAIL",
    "EMAIL_BACKEND",
    "EMAIL_FILE_PATH",
    "EMAIL_HOST",
    "EMAIL_HOST_PASSWORD",
    "EMAIL_HOST_USER",
    "EMAIL_PORT",
    "EMAIL_USE_SSL",
    "EMAIL_USE_TLS",
    "MAPPA_FILES",
    "MAPPA_LARGEST_FILE",
    "MAPPA_LOG_HEADS",
    "MAPPA_MAIL_DOMAIN",
    "MAPPA_SESSION",
    "MAPPA_STATISTICS_DAY",
    "MAPPA_STATISTICS_FOLDER",
    "SECURE_HSTS_SECONDS",
    "SECURE_SSL_REDIRECT",
    "SESSION_COOKIE_AGE",
    "SESSION_COOKIE_NAME",
    "SESSION_COOKIE_SECURE",
)
USED = "postgres://application:secret@db.example/mappa"
OWNER = "postgres://owner:secret@db.example/mappa"
PROGRAM = f"""
import json
from django.conf import settings
print(json.dumps({{name: getattr(settings, name) for name in {ASKED}}}, default=str))
"""


def start(var: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Load the settings in a new process that has these variables and no others of ours.

    The others are set and empty, so that no `.env` of the tree fills them in.
    """
    return subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=TOP,
        env={
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "mappa.settings",
            "MAPPA_VAR": str(var),
            **dict.fromkeys(VARIABLES, ""),
            **variables,
        },
        capture_output=True,
        text=True,
        check=False,
    )


def settings_of(var: Path, **variables: str):
    started = start(var, **variables)
    assert started.returncode == 0, started.stderr
    return json.loads(started.stdout)


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"DJANGO_SECRET_KEY": ""}, "DJANGO_SECRET_KEY is not set. Set it to a random text"),
        ({"DJANGO_SECRET_KEY": KEY[1:]}, "DJANGO_SECRET_KEY is too easily guessed. Set it to"),
        (
            {"DJANGO_SECRET_KEY": f"django-insecure-{KEY}"},
            "DJANGO_SECRET_KEY is too easily guessed. Set it to",
        ),
        ({"DJANGO_SECRET_KEY": "", "DJANGO_DEBUG": "true"}, "DJANGO_SECRET_KEY is not set."),
        ({"DJANGO_ALLOWED_HOSTS": ""}, "DJANGO_ALLOWED_HOSTS is not set. Set it to the host"),
        ({"DJANGO_ALLOWED_HOSTS": "*"}, "DJANGO_ALLOWED_HOSTS allows every host name. Set it"),
        ({"DJANGO_ALLOWED_HOSTS": "mappa.example,*"}, "DJANGO_ALLOWED_HOSTS allows every host"),
        (
            {"MAPPA_STATISTICS_DAY": "06-31", "MAPPA_STATISTICS_FOLDER": "/srv/statistics"},
            "MAPPA_STATISTICS_DAY is 06-31, which is no day of each year. Set it to a month",
        ),
        (
            {"MAPPA_STATISTICS_DAY": "02-29", "MAPPA_STATISTICS_FOLDER": "/srv/statistics"},
            "MAPPA_STATISTICS_DAY is 02-29, which is no day of each year.",
        ),
        (
            {"MAPPA_STATISTICS_DAY": "W26-5", "MAPPA_STATISTICS_FOLDER": "/srv/statistics"},
            "MAPPA_STATISTICS_DAY is W26-5, which is no day of each year.",
        ),
        (
            {"EMAIL_URL": "smtp://mail.example"},
            "MAPPA_MAIL_FROM is not set. Set it to the address that reminders come from",
        ),
        (
            {"EMAIL_URL": "smtp://mail.example", "MAPPA_MAIL_FROM": "nobody"},
            "MAPPA_MAIL_FROM is nobody, which is no address. Set it to the address",
        ),
        *(
            (
                {"EMAIL_URL": url, "MAPPA_MAIL_FROM": "mappa@mappa.example"},
                "EMAIL_URL names no mail server. Set it to an address of one",
            )
            for url in (
                "mail.example",
                "smtp://",
                "smtp://mail.example:port",
                "http://mail.example",
                "dummymail://",
                "consolemail://",
            )
        ),
        ({"MAPPA_LARGEST_FILE_MB": "0"}, "MAPPA_LARGEST_FILE_MB is 0. Set it to a whole number"),
        ({"MAPPA_LARGEST_CASELOAD_MB": "0"}, "MAPPA_LARGEST_CASELOAD_MB is 0. Set it to a whole"),
        ({"MAPPA_LARGEST_CASELOAD_MB": "1025"}, "MAPPA_LARGEST_CASELOAD_MB is 1025. Set it to"),
        ({"MAPPA_CASELOAD_HOURS": "0"}, "MAPPA_CASELOAD_HOURS is 0. Set it to a whole number"),
        ({"MAPPA_CASELOAD_HOURS": "721"}, "MAPPA_CASELOAD_HOURS is 721. Set it to a whole"),
        ({"MAPPA_LARGEST_FILE_MB": "101"}, "MAPPA_LARGEST_FILE_MB is 101. Set it to a whole"),
        *(
            (
                {"DATABASE_URL": used, "DATABASE_OWNER_URL": owner},
                "DATABASE_OWNER_URL is set, and not both it and DATABASE_URL name PostgreSQL.",
            )
            for used, owner in (
                ("", OWNER),
                ("sqlite:////srv/db.sqlite3", OWNER),
                (USED, "sqlite:////srv/db.sqlite3"),
                (USED, "nonsense"),
                (USED, "postgres://owner:secret@db.example:port/mappa"),
            )
        ),
        (
            {"DATABASE_URL": USED, "DATABASE_OWNER_URL": f"{OWNER}_old"},
            "names the database mappa_old, and DATABASE_URL the database mappa. Name the same",
        ),
        (
            {"DATABASE_URL": OWNER, "DATABASE_OWNER_URL": OWNER},
            "DATABASE_OWNER_URL and DATABASE_URL both name the user owner. Name one who owns",
        ),
        *(
            ({variable: "0"}, f"{variable} is 0. Set it to a whole number of 1 or more.")
            for variable in (
                "MAPPA_IDLE_MINUTES",
                "MAPPA_LOCK_AFTER",
                "MAPPA_LOCK_MINUTES",
                "MAPPA_SESSION_MINUTES",
            )
        ),
        ({"MAPPA_PROXIES": "-1"}, "MAPPA_PROXIES is -1. Set it to the number of proxies"),
        (
            {"MAPPA_SESSION_MINUTES": "29"},
            "MAPPA_SESSION_MINUTES is 29, fewer than MAPPA_IDLE_MINUTES, which is 30.",
        ),
        ({"MAPPA_STATISTICS_DAY": "06-30"}, "belong together. Set both to export"),
        ({"MAPPA_STATISTICS_FOLDER": "/srv"}, "belong together. Set both to export"),
    ],
)
def test_an_unsafe_value_is_refused_with_what_to_set(tmp_path, variables, sentence):
    started = start(tmp_path, **SAFE | variables)

    assert started.returncode == 1
    assert "ImproperlyConfigured: " in started.stderr
    assert sentence in started.stderr.splitlines()[-1]


def test_a_key_of_exactly_fifty_characters_is_accepted(tmp_path):
    assert len(KEY) == 50
    settings_of(tmp_path, **SAFE)


def test_debug_is_off_and_cookies_need_https_unless_told_otherwise(tmp_path):
    found = settings_of(tmp_path, **SAFE)

    assert found["DEBUG"] is False
    assert found["ALLOWED_HOSTS"] == ["mappa.example"]
    assert found["SESSION_COOKIE_SECURE"] is found["CSRF_COOKIE_SECURE"] is True
    assert found["SESSION_COOKIE_NAME"] == "__Host-sessionid"
    assert found["CSRF_COOKIE_NAME"] == "__Host-csrftoken"
    assert found["SECURE_SSL_REDIRECT"] is True
    assert found["SECURE_HSTS_SECONDS"] == 31_536_000


@pytest.mark.parametrize(
    "variables", [{"DJANGO_HTTPS": "false"}, {"DJANGO_DEBUG": "true", "DJANGO_ALLOWED_HOSTS": ""}]
)
def test_a_local_demonstration_signs_in_without_https(tmp_path, variables):
    found = settings_of(tmp_path, **SAFE | variables)

    assert found["SESSION_COOKIE_SECURE"] is found["CSRF_COOKIE_SECURE"] is False
    assert found["SESSION_COOKIE_NAME"] == "sessionid", "the prefix is for HTTPS alone"
    assert found["SECURE_SSL_REDIRECT"] is False
    assert found["SECURE_HSTS_SECONDS"] == 0


@pytest.mark.parametrize(
    ("variables", "times"),
    [
        ({}, (1800, "12:00:00", 5, "0:15:00")),
        (
            {
                "MAPPA_IDLE_MINUTES": "10",
                "MAPPA_SESSION_MINUTES": "10",
                "MAPPA_LOCK_AFTER": "3",
                "MAPPA_LOCK_MINUTES": "60",
            },
            (600, "0:10:00", 3, "1:00:00"),
        ),
    ],
)
def test_how_long_a_session_and_a_lock_last_is_typed_in_minutes(tmp_path, variables, times):
    found = settings_of(tmp_path, **SAFE | variables)

    names = ("SESSION_COOKIE_AGE", "MAPPA_SESSION", "AXES_FAILURE_LIMIT", "AXES_COOLOFF_TIME")
    assert tuple(found[name] for name in names) == times


def test_data_and_messages_are_embedded_when_no_server_is_named(tmp_path):
    found = settings_of(tmp_path, **SAFE)

    database = found["DATABASES"]["default"]
    assert database["ENGINE"] == "django.db.backends.sqlite3"
    assert database["NAME"] == str(tmp_path / "db.sqlite3")
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert found["CELERY_BROKER_URL"] == "filesystem://"
    queue = Path(found["CELERY_BROKER_TRANSPORT_OPTIONS"]["data_folder_in"])
    assert queue == tmp_path / "celery" / "queue"
    assert queue.is_dir()
    assert found["CACHES"]["default"]["BACKEND"].endswith(".LocMemCache")


def test_the_servers_that_the_environment_names_are_used(tmp_path):
    found = settings_of(
        tmp_path,
        **SAFE,
        DATABASE_URL="postgres://mappa:secret@db.example:5433/cases",
        CELERY_BROKER_URL="redis://broker.example:6379/0",
    )

    database = found["DATABASES"]["default"]
    assert database["ENGINE"] == "django.db.backends.postgresql"
    assert (database["HOST"], database["PORT"]) == ("db.example", 5433)
    assert (database["USER"], database["NAME"]) == ("mappa", "cases")
    assert "OPTIONS" not in database
    assert found["CELERY_BROKER_URL"] == "redis://broker.example:6379/0"
    assert found["CELERY_BROKER_TRANSPORT_OPTIONS"] == {}
    assert found["CACHES"]["default"]["BACKEND"].endswith(".RedisCache")
    assert found["CACHES"]["default"]["LOCATION"] == "redis://broker.example:6379/0"
    assert not (tmp_path / "celery").exists()


def test_the_day_of_the_statistics_is_a_month_and_a_day(tmp_path):
    found = settings_of(
        tmp_path, **SAFE, MAPPA_STATISTICS_DAY="06-30", MAPPA_STATISTICS_FOLDER="/srv/statistics"
    )

    assert found["MAPPA_STATISTICS_DAY"] == [6, 30]
    assert found["MAPPA_STATISTICS_FOLDER"] == "/srv/statistics"


def test_mails_are_files_when_no_server_is_named(tmp_path):
    found = settings_of(tmp_path, **SAFE)

    assert found["EMAIL_BACKEND"] == "django.core.mail.backends.filebased.EmailBackend"
    assert found["EMAIL_FILE_PATH"] == str(tmp_path / "mail")
    assert found["DEFAULT_FROM_EMAIL"] == "mappa@localhost"


@pytest.mark.parametrize(
    ("scheme", "port", "tls", "ssl"),
    [("smtp", 25, False, False), ("smtps", 587, True, False), ("smtp+ssl", 465, False, True)],
)
def test_mails_go_to_the_server_that_the_environment_names(tmp_path, scheme, port, tls, ssl):
    url = f"{scheme}://mappa:p%40ss@mail.example"
    found = settings_of(tmp_path, **SAFE, EMAIL_URL=url, MAPPA_MAIL_FROM="mappa@cases.example")

    assert found["EMAIL_BACKEND"] == "django.core.mail.backends.smtp.EmailBackend"
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"]) == ("mail.example", port)
    assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == ("mappa", "p@ss")
    assert (found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (tls, ssl)
    assert found["DEFAULT_FROM_EMAIL"] == "mappa@cases.example"
    assert found["MAPPA_MAIL_DOMAIN"] == "cases.example"


def test_files_are_kept_with_the_embedded_data_unless_a_folder_is_named(tmp_path):
    found = settings_of(tmp_path, **SAFE)
    named = settings_of(tmp_path, **SAFE, MAPPA_FILES="/srv/files", MAPPA_LARGEST_FILE_MB="100")

    assert found["MAPPA_FILES"] == str(tmp_path / "files")
    assert found["MAPPA_LARGEST_FILE"] == 20 * 1024 * 1024
    assert named["MAPPA_FILES"] == "/srv/files"
    assert named["MAPPA_LARGEST_FILE"] == 100 * 1024 * 1024


@pytest.mark.parametrize("folder", ["static", "static/files", ".", "static/../static/x", ".."])
def test_files_are_not_kept_where_everybody_may_read(tmp_path, folder):
    started = start(tmp_path / "var", **SAFE, MAPPA_FILES=str(tmp_path / "var" / folder))

    assert started.returncode == 1
    assert "ImproperlyConfigured: MAPPA_FILES is" in started.stderr
    assert "Set it to a folder of its own." in started.stderr.splitlines()[-1]


def test_a_password_of_the_mail_server_is_not_repeated(tmp_path):
    url = "smtpx://mappa:secret@mail.example"
    started = start(tmp_path, **SAFE, EMAIL_URL=url, MAPPA_MAIL_FROM="mappa@cases.example")

    assert "EMAIL_URL names no mail server." in started.stderr
    assert "secret" not in started.stderr


def test_nobody_owns_the_tables_but_whoever_uses_them_unless_the_owner_is_named(tmp_path):
    assert settings_of(tmp_path, **SAFE)["DATABASE_OWNER"] is None
    assert settings_of(tmp_path, **SAFE, DATABASE_URL=USED)["DATABASE_OWNER"] is None

    named = settings_of(tmp_path, **SAFE, DATABASE_URL=USED, DATABASE_OWNER_URL=OWNER)

    assert named["DATABASE_OWNER"]["USER"] == "owner"
    assert named["DATABASES"]["default"]["USER"] == "application"


def test_heads_of_the_log_are_kept_where_a_file_is_named(tmp_path):
    assert settings_of(tmp_path, **SAFE)["MAPPA_LOG_HEADS"] is None
    heads = str(tmp_path / "heads")

    assert settings_of(tmp_path, **SAFE, MAPPA_LOG_HEADS=heads)["MAPPA_LOG_HEADS"] == heads
