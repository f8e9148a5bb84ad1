"""All settings. Every environment variable is typed in the one `Env(...)` below.

An `.env` file beside `manage.py` is read where there is one; the environment goes before it, and
an empty variable counts as unset. The product refuses to start on an unsafe value: it raises
`ImproperlyConfigured` with a sentence that names the variable to set.
"""

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

from mappa.schedule import TIMETABLE

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env(
    # Where the embedded data live: the SQLite database, Celery's messages, collected static files.
    MAPPA_VAR=(str, ""),
    # postgres://user:password@host:5432/name; SQLite at db.sqlite3 in MAPPA_VAR when unset.
    DATABASE_URL=(str, ""),
    # redis://host:6379/0; messages as files in MAPPA_VAR, without a server, when unset.
    CELERY_BROKER_URL=(str, ""),
    # How long a worker may take over one compilation before another takes it up as left.
    MAPPA_LEASE_MINUTES=(float, 15.0),
    DJANGO_SECRET_KEY=(str, ""),
    DJANGO_DEBUG=(bool, False),
    DJANGO_ALLOWED_HOSTS=(list, []),
    DJANGO_CSRF_TRUSTED_ORIGINS=(list, []),
    # Cookies only over HTTPS, and every request redirected to it; true when debug is off.
    DJANGO_HTTPS=(str, ""),
    # smtp://user:password@host:25, with TLS smtps://…:587; mails as files in MAPPA_VAR when unset.
    EMAIL_URL=(str, ""),
    # The address that reminders come from; asked for where EMAIL_URL is set.
    MAPPA_MAIL_FROM=(str, ""),
    # The folder that national statistics are exported to, and the month and day (`06-30`) on which.
    MAPPA_STATISTICS_FOLDER=(str, ""),
    MAPPA_STATISTICS_DAY=(str, ""),
    # Where attachments are kept: files in MAPPA_VAR when unset. Never where the web
    # server hands files out.
    MAPPA_FILES=(str, ""),
    # The largest of them that is taken, in megabytes of 1,048,576 bytes.
    MAPPA_LARGEST_FILE_MB=(int, 20),
    # The port of `manage.py serve` where its argument names none.
    PORT=(int, 8000),
)
if (BASE_DIR / ".env").is_file():
    env.read_env(BASE_DIR / ".env")

# Where things live

MAPPA_VAR = Path(env("MAPPA_VAR") or BASE_DIR / "var").resolve()
MAPPA_PORT: int = env("PORT")

# Safety

SECRET_KEY: str = env("DJANGO_SECRET_KEY")
DEBUG: bool = env("DJANGO_DEBUG")
ALLOWED_HOSTS: list[str] = env("DJANGO_ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS: list[str] = env("DJANGO_CSRF_TRUSTED_ORIGINS")

SHORTEST_SECRET_KEY = 50  # characters; the length that Django's own deployment check asks for

if not SECRET_KEY:
    raise ImproperlyConfigured(
        "DJANGO_SECRET_KEY is not set. Set it to a random text of at least "
        f"{SHORTEST_SECRET_KEY} characters; bin/demo writes one into .env."
    )
if len(SECRET_KEY) < SHORTEST_SECRET_KEY or SECRET_KEY.startswith("django-insecure"):
    raise ImproperlyConfigured(
        "DJANGO_SECRET_KEY is too easily guessed. Set it to a random text of at least "
        f"{SHORTEST_SECRET_KEY} characters that does not start with django-insecure."
    )
if not DEBUG and not ALLOWED_HOSTS:
    raise ImproperlyConfigured(
        "DJANGO_ALLOWED_HOSTS is not set. Set it to the host names, separated by commas, under "
        "which this site answers, for example 127.0.0.1,localhost."
    )
if not DEBUG and "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured(
        "DJANGO_ALLOWED_HOSTS allows every host name. Set it to the host names, separated by "
        "commas, under which this site answers, instead of *."
    )

HTTPS: bool = env.bool("DJANGO_HTTPS") if env("DJANGO_HTTPS") else not DEBUG
SECURE_SSL_REDIRECT = HTTPS
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
# Gunicorn takes the scheme from X-Forwarded-Proto only where the sender is a proxy that
# FORWARDED_ALLOW_IPS names, so SECURE_PROXY_SSL_HEADER, which trusts any sender, is not set.
SILENCED_SYSTEM_CHECKS = [
    "security.W005",  # hosts below this one are not ours to promise HTTPS for
    "security.W021",  # nor is the browsers' preload list ours to enter
]

# The product

INSTALLED_APPS = [
    "mappa",
    "reporting",
    "meetings",
    "orders",
    "nominals",
    "agencies",
    "core",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_celery_results",
]
MIDDLEWARE = [
    "mappa.pages.policy.ContentSecurityPolicy",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Every page asks for a sign-in unless it says otherwise.
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "mappa.urls"
WSGI_APPLICATION = "mappa.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# Signing in

AUTH_USER_MODEL = "agencies.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{validator}"}
    for validator in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "returns"
LOGOUT_REDIRECT_URL = "login"

# Language and time

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True

# Data

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {
    "default": env.db_url_config(env("DATABASE_URL") or f"sqlite:///{MAPPA_VAR / 'db.sqlite3'}")
}
# Threads of gunicorn live on, so keeping one connection in each bounds the number without a pool.
DATABASES["default"] |= {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    MAPPA_VAR.mkdir(parents=True, exist_ok=True)
    DATABASES["default"] |= {
        "OPTIONS": {
            # A writer queues (seconds) from its first statement instead of failing at its first
            # write, and readers never wait for it.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL;"
                "PRAGMA synchronous=NORMAL;"
                "PRAGMA cache_size=-16000;"
                "PRAGMA mmap_size=134217728;"
            ),
        },
        # A file, so that a worker in a process of its own sees the test's rows.
        "TEST": {"NAME": MAPPA_VAR / "test.sqlite3"},
    }

# Static files

STATIC_URL = "static/"
STATIC_ROOT = MAPPA_VAR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
PLAIN_STATIC_FILES = "django.contrib.staticfiles.storage.StaticFilesStorage"
HASHED_STATIC_FILES = "whitenoise.storage.CompressedManifestStaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": PLAIN_STATIC_FILES if DEBUG else HASHED_STATIC_FILES},
}

# Files that people hand over

MAPPA_FILES = Path(env("MAPPA_FILES") or MAPPA_VAR / "files").resolve()
MAPPA_LARGEST_FILE: int = env("MAPPA_LARGEST_FILE_MB") * 1024 * 1024  # bytes

if MAPPA_FILES.is_relative_to(STATIC_ROOT.resolve()) or STATIC_ROOT.resolve().is_relative_to(
    MAPPA_FILES
):
    raise ImproperlyConfigured(
        f"MAPPA_FILES is {MAPPA_FILES}, which holds the static files that anybody may read, or "
        "lies among them. Set it to a folder of its own."
    )
if not 1 <= env("MAPPA_LARGEST_FILE_MB") <= 100:
    raise ImproperlyConfigured(
        f"MAPPA_LARGEST_FILE_MB is {env('MAPPA_LARGEST_FILE_MB')}. Set it to a whole number of "
        "megabytes from 1 to 100."
    )

# Background work

CELERY_BROKER_URL: str = env("CELERY_BROKER_URL") or "filesystem://"
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, str | float] = {}
if CELERY_BROKER_URL == "filesystem://":
    for folder in ("queue", "control", "processed"):
        (MAPPA_VAR / "celery" / folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(MAPPA_VAR / "celery" / "queue"),
        "data_folder_out": str(MAPPA_VAR / "celery" / "queue"),
        "control_folder": str(MAPPA_VAR / "celery" / "control"),
        "processed_folder": str(MAPPA_VAR / "celery" / "processed"),
        "polling_interval": 0.2,  # seconds
    }
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_RESULT_BACKEND = "django-db"
CELERY_TIMEZONE = TIME_ZONE
# A task is taken off the queue when it has ended, not when it has begun.
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE = TIMETABLE
CELERY_BEAT_SCHEDULE_FILENAME = str(MAPPA_VAR / "beat-schedule")
MAPPA_LEASE = timedelta(minutes=env("MAPPA_LEASE_MINUTES"))

# Mail


def mail_server(url: str) -> dict[str, Any]:
    """Django's settings of the mail server that `url` names.

    Raises ImproperlyConfigured unless it is one; any other way would lose reminders.
    """
    try:
        server: dict[str, Any] = env.email_url_config(url)
        if server["EMAIL_BACKEND"] != "django.core.mail.backends.smtp.EmailBackend":
            raise ValueError
        if not server["EMAIL_HOST"]:
            raise ValueError
    except (ImproperlyConfigured, ValueError):
        # The address may hold a password, so it is not repeated.
        raise ImproperlyConfigured(
            "EMAIL_URL names no mail server. Set it to an address of one, for example "
            "smtps://user:password@mail.example:587, or leave it out to write mails to MAPPA_VAR."
        ) from None
    return server


MAIL: dict[str, Any] = mail_server(env("EMAIL_URL")) if env("EMAIL_URL") else {}
EMAIL_BACKEND: str = MAIL.get("EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend")
EMAIL_FILE_PATH = str(MAPPA_VAR / "mail")
EMAIL_HOST: str = MAIL.get("EMAIL_HOST", "")
EMAIL_HOST_USER: str = MAIL.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD: str = MAIL.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS: bool = MAIL.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL: bool = MAIL.get("EMAIL_USE_SSL", False)
USUAL_PORT = 465 if EMAIL_USE_SSL else 587 if EMAIL_USE_TLS else 25
EMAIL_PORT: int = MAIL.get("EMAIL_PORT") or USUAL_PORT
# Seconds; a mail is sent within a transaction, and on SQLite every writer waits for it.
EMAIL_TIMEOUT = 10

DEFAULT_FROM_EMAIL: str = env("MAPPA_MAIL_FROM") or "mappa@localhost"
MAPPA_MAIL_DOMAIN = DEFAULT_FROM_EMAIL.rpartition("@")[2]
if MAIL and not env("MAPPA_MAIL_FROM"):
    raise ImproperlyConfigured(
        "MAPPA_MAIL_FROM is not set. Set it to the address that reminders come from, for example "
        "mappa@mappa.example."
    )
if not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+", DEFAULT_FROM_EMAIL):
    raise ImproperlyConfigured(
        f"MAPPA_MAIL_FROM is {DEFAULT_FROM_EMAIL}, which is no address. Set it to the address "
        "that reminders come from, for example mappa@mappa.example."
    )

# National statistics


def month_and_day(text: str) -> tuple[int, int]:
    """The month and day that `text` names, like (6, 30) for `06-30`.

    Raises ImproperlyConfigured unless each year has that day.
    """
    try:
        if not re.fullmatch(r"\d\d-\d\d", text, re.ASCII):
            raise ValueError
        day = date.fromisoformat(f"2023-{text}")  # any year without 29 February
    except ValueError:
        raise ImproperlyConfigured(
            f"MAPPA_STATISTICS_DAY is {text}, which is no day of each year. "
            "Set it to a month and a day, for example 06-30."
        ) from None
    return day.month, day.day


MAPPA_STATISTICS_FOLDER: Path | None = (
    Path(env("MAPPA_STATISTICS_FOLDER")).resolve() if env("MAPPA_STATISTICS_FOLDER") else None
)
MAPPA_STATISTICS_DAY: tuple[int, int] | None = (
    month_and_day(env("MAPPA_STATISTICS_DAY")) if env("MAPPA_STATISTICS_DAY") else None
)
if (MAPPA_STATISTICS_FOLDER is None) != (MAPPA_STATISTICS_DAY is None):
    raise ImproperlyConfigured(
        "MAPPA_STATISTICS_FOLDER and MAPPA_STATISTICS_DAY belong together. "
        "Set both to export the national statistics each year, or neither."
    )

# Logs go to standard error, plainly.

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
    },
    "handlers": {
        "standard_error": {"class": "logging.StreamHandler", "formatter": "plain"},
    },
    "root": {"handlers": ["standard_error"], "level": "INFO"},
    # In place of Django's own handlers, one of which mails.
    "loggers": {"django": {"handlers": [], "level": "INFO", "propagate": True}},
}
