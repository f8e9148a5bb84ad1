"""Times the list of people over the API: for restricted clients, beside a superuser's sight and the
plain way of the framework, and for many clients at once through the web server.
"""

from __future__ import annotations

import http.client
import os
import secrets
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from io import BytesIO
from itertools import cycle
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any
from unittest.mock import patch

import orjson
from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.db import connection, transaction
from django.db.models import Count, prefetch_related_objects
from django.test import override_settings
from oauth2_provider.models import AccessToken

from agencies.api.limits import CallsPerMinute
from agencies.choices import Scope
from agencies.models import Agency, Area, SystemClient
from agencies.services.clients import register_client
from benchmarks import plain
from benchmarks.databases import analyse, say, use
from benchmarks.rounds import Way, in_turn, recorded
from nominals.models import Nominal, ResponsibleArea
from nominals.querysets.people import NominalQuerySet

LISTED = 50
LIST = f"/api/v1/nominals/?limit={LISTED}"
KINDS = ("police", "probation")
CATEGORIES = (1, 2, 3)
AT_ONCE = 200
CALLS = 5
"""Clients that call the web server at once, and how often each does."""

IN_TURN = 17
"""Every seventeenth of them calls in turn, so that areas of every size and both kinds do."""

UNRULED = "superuser's sight"
PLAIN = {
    "ModelSerializer of the columns alone": "/columns/",
    "ModelSerializer of the same content, fetched before": "/fetched/",
    "ModelSerializer of the same content, asked row by row": "/asking/",
}
"""The plain ways, and where each answers."""

ROWS = "our rows alone"

PORT = 8931
WORKERS, THREADS = 2, 4
"""Of the web server; as `manage.py serve` starts it."""


@dataclass(frozen=True, slots=True)
class Client:
    """A system of one agency in one area, and its token."""

    area: str
    kind: str
    token: str


def measure(sizes: Sequence[int], *, rounds: int) -> None:
    """All of it, at each size."""
    for size in sizes:
        use(size)
        call_command("migrate", verbosity=0)
        analyse()
        say(f"{size}: load {os.getloadavg()[0]:.1f} of {os.cpu_count()} cores")
        clients = _clients()
        _measure_in_process(size, clients, rounds)
        _measure_at_once(size, clients)


def _clients() -> list[Client]:
    """As many clients as call at once, of the areas and kinds in turn, the largest first."""
    now = datetime.now(tz=UTC)
    counts = ResponsibleArea.objects.on(now.date()).values("area").annotate(people=Count("pk"))
    areas = Area.objects.in_bulk([each["area"] for each in counts.order_by("-people")])
    ordered = [areas[each["area"]] for each in counts.order_by("-people")]
    held = cycle([(area, kind) for area in ordered for kind in KINDS])
    found: list[Client] = []
    quick = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with override_settings(PASSWORD_HASHERS=quick), transaction.atomic():
        for number in range(AT_ONCE):
            area, kind = next(held)
            client, _secret = register_client(
                name=f"serving-{now:%Y%m%d%H%M%S}-{number}",
                agency=Agency.objects.get(
                    services__area=area, services__is_default=True, kind=kind
                ),
                areas=[area],
                scopes=Scope.values,
                categories=CATEGORIES,
                on=date(2020, 1, 1),
                by="benchmarks",
                at=now,
            )
            token = secrets.token_urlsafe(30)
            AccessToken.objects.create(
                token=token,
                application=client.credentials.get(),
                expires=now + timedelta(hours=4),
                scope=" ".join(Scope.values),
            )
            found.append(Client(area.code, kind, token))
    return found


def _measure_in_process(size: int, clients: Sequence[Client], rounds: int) -> None:
    answer = get_wsgi_application()
    everybody = cycle(clients[::IN_TURN])

    def call(address: str, client: Client | None = None) -> list[Any]:
        status: list[str] = []
        place, _, query = address.partition("?")
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": place,
            "QUERY_STRING": query,
            "SERVER_NAME": settings.ALLOWED_HOSTS[0],
            "SERVER_PORT": "443",
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.url_scheme": "https",
            "wsgi.input": BytesIO(),
            "wsgi.errors": sys.stderr,
        }
        if client is not None:
            environ["HTTP_AUTHORIZATION"] = f"Bearer {client.token}"
        response: Any = answer(environ, lambda line, headers: status.append(line))  # type: ignore[arg-type]
        body = b"".join(response)
        response.close()
        if not status[0].startswith("200"):
            raise AssertionError((status, body))
        found: Any = orjson.loads(body)
        shown: list[Any] = found["items"] if client is not None else found
        return shown

    # Where nearly everybody is managed, as all are whom a client sees: most of the first have left.
    place = Nominal.objects.order_by("-pk").values_list("pk", flat=True)[LISTED + 10]

    def first(found: Any, user: Any, number: int, **named: Any) -> Any:
        return found.filter(pk__gt=place).order_by("pk")[:number]

    def unruled(client: Client) -> list[Any]:
        with patch.object(NominalQuerySet, "first_visible_to", first):
            return call(LIST, client)

    ways: dict[str, Way] = {
        "clients in turn": lambda: call(LIST, next(everybody)),
        "largest area": lambda: call(LIST, clients[0]),
        UNRULED: lambda: unruled(clients[0]),
        ROWS: lambda: call("/rows/"),
        **{name: partial(call, address) for name, address in PLAIN.items()},
    }
    with (
        override_settings(ROOT_URLCONF=plain.__name__),
        patch.object(CallsPerMinute, "allow_request", return_value=True),
    ):
        reader = SystemClient.objects.latest("pk").user
        prefetch_related_objects([reader], "memberships")
        plain.READERS[:] = [reader]
        shown_ids = [each["id"] for each in call(LIST, clients[0])]
        found = Nominal.objects.filter(public_id__in=shown_ids)
        plain.KEYS[:] = found.order_by("pk").values_list("pk", flat=True)
        statements = {name: len(recorded(way)) for name, way in ways.items()}
        shown = {name: len(way()) for name, way in ways.items()}  # type: ignore[arg-type]
        taken = in_turn(ways, rounds=rounds)
    middle = {name: median(each) for name, each in taken.items()}
    for name, each in taken.items():
        say(
            f"{size}: {name}: p50 {middle[name] * 1000:.2f} ms, best {min(each) * 1000:.2f} ms, "
            f"{1 / middle[name]:.0f} requests/s, {statements[name]} statements, "
            f"{shown[name]} people"
        )
    for name in ("clients in turn", "largest area"):
        say(
            f"{size}: {name} / superuser's sight: p50 "
            f"{middle[name] / middle[UNRULED]:.2f}, "
            f"best {min(taken[name]) / min(taken[UNRULED]):.2f}"
        )
    for name in PLAIN:
        of = taken[name]
        for mine in ("clients in turn", ROWS):
            say(
                f"{size}: requests/s of {mine} / {name}: {middle[name] / middle[mine]:.2f}, "
                f"best {min(of) / min(taken[mine]):.2f}"
            )


def _measure_at_once(size: int, clients: Sequence[Client]) -> None:
    """All clients call the web server at the same time."""
    answers: Counter[str] = Counter()
    with _web_server(size):
        started = perf_counter()
        with ThreadPoolExecutor(len(clients)) as pool:
            taken = [each for found in pool.map(_calls, clients) for each in found]
        whole = perf_counter() - started
    answers.update(status for status, _ in taken)
    wrong = sum(count for status, count in answers.items() if status != "200")
    waits = sorted(each for _, each in taken)
    say(
        f"{size}: {len(clients)} clients at once, {len(taken)} calls in {whole:.1f} s: "
        f"{len(taken) / whole:.0f} requests/s, {wrong} errors {dict(answers)}, p50 "
        f"{median(waits):.2f} s, p99 {waits[len(waits) * 99 // 100]:.2f} s"
    )


def _calls(client: Client) -> list[tuple[str, float]]:
    """The status and the seconds of each call of a client, one connection for all."""
    found: list[tuple[str, float]] = []
    line = http.client.HTTPConnection("127.0.0.1", PORT, timeout=120)
    headers = {
        "Authorization": f"Bearer {client.token}",
        "Host": settings.ALLOWED_HOSTS[0],
        "X-Forwarded-Proto": "https",
    }
    for _ in range(CALLS):
        started = perf_counter()
        try:
            line.request("GET", LIST, headers=headers)
            response = line.getresponse()
            response.read()
            status = str(response.status)
        except (OSError, http.client.HTTPException) as error:
            status = type(error).__name__
            line.close()
        found.append((status, perf_counter() - started))
    line.close()
    return found


@contextmanager
def _web_server(size: int) -> Iterator[None]:
    """The web server on the database of that size, ready."""
    command = [
        *(sys.executable, "-m", "gunicorn", "mappa.wsgi", "--bind", f"127.0.0.1:{PORT}"),
        *("--workers", str(WORKERS), "--worker-class", "gthread", "--threads", str(THREADS)),
        *("--no-control-socket", "--log-level", "warning"),
    ]
    url = f"{os.environ['DATABASE_URL']}_{size}"
    server = subprocess.Popen(
        command, cwd=Path(__file__).parent.parent, env=os.environ | {"DATABASE_URL": url}
    )
    try:
        deadline = perf_counter() + 120
        while perf_counter() < deadline:
            try:
                line = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
                line.request("GET", "/api/v1/none/", headers={"Host": settings.ALLOWED_HOSTS[0]})
                line.getresponse().read()
                break
            except OSError:
                time.sleep(0.5)
        connection.close()
        yield
    finally:
        server.terminate()
        server.wait(timeout=60)
