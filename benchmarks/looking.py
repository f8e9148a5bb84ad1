"""Times a list of the API with its entry in the log and without, then sealing and verifying it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from statistics import median
from unittest.mock import patch

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count
from django.test import Client

from agencies.api.limits import CallsPerMinute
from agencies.choices import Scope
from agencies.models import Agency, Area
from agencies.services.clients import register_client
from benchmarks.databases import say, use
from benchmarks.rounds import in_turn, recorded, seconds
from core import audit
from core.bulk import copy_rows
from core.chain.sealing import seal
from core.chain.verifying import faults
from core.models import AuditedObject, AuditEntry
from nominals.models import Nominal, ResponsibleArea

LISTED = 50
ROUNDS = 200
ENTRIES = 20_000
"""Entries that are sealed and verified, each naming as many records as a list has."""


def measure(sizes: Sequence[int]) -> None:
    """The list beside itself without its entry, whole and as its statements; then the chain."""
    for size in sizes:
        use(size)
        _measure_list(size)
        _measure_chain(size)


def _measure_list(size: int) -> None:
    ways = _ways()
    with patch.object(CallsPerMinute, "allow_request", return_value=True):
        statements = {name: len(recorded(way)) for name, way in ways.items()}
        taken = in_turn(ways, rounds=ROUNDS)
    for name, each in taken.items():
        say(
            f"{size}: {name}: p50 {median(each) * 1000:.2f} ms, best {min(each) * 1000:.2f} ms, "
            f"{statements[name]} statements"
        )
    for kind in ("API", "statements"):
        logged, bare = taken[f"{kind}, with its entry"], taken[f"{kind}, without"]
        pairs = sorted(mine / other for mine, other in zip(logged, bare, strict=True))
        say(
            f"{size}: {kind}: with / without {median(logged) / median(bare):.2f}, "
            f"best {min(logged) / min(bare):.2f}, middle of the pairs {median(pairs):.2f}"
        )


def _ways() -> dict[str, Callable[[], object]]:
    largest = ResponsibleArea.objects.values("area").annotate(cases=Count("pk"))
    area = Area.objects.get(pk=largest.order_by("-cases")[0]["area"])
    agency = Agency.objects.get(services__area=area, services__is_default=True, kind="police")
    now = datetime.now(tz=UTC)
    client, credentials = register_client(
        name=f"benchmarks-{now:%Y%m%d%H%M%S}",
        agency=agency,
        areas=[area],
        scopes=Scope.values,
        categories=(1, 2, 3, 4),
        on=date(2020, 1, 1),
        by="benchmarks",
        at=now,
    )
    http = Client(headers={"host": settings.ALLOWED_HOSTS[0]})
    answer = http.post(
        "/oauth2/token/",
        {
            "grant_type": "client_credentials",
            "client_id": credentials.client_id,
            "client_secret": credentials.secret,
        },
        secure=True,
    )
    token = {"Authorization": f"Bearer {answer.json()['access_token']}"}

    def call() -> None:
        answer = http.get("/api/v1/nominals/", {"limit": LISTED}, secure=True, headers=token)
        if answer.status_code != 200 or len(answer.json()["items"]) != LISTED:
            raise AssertionError(answer.content)

    def read(*, logged: bool) -> None:
        on = date.today()  # noqa: DTZ011 - the day of the machine, on both sides
        with transaction.atomic():
            seen = list(Nominal.objects.visible_to(client.user, on=on).order_by("pk")[:LISTED])
            if logged:
                audit.record(
                    by="benchmarks",
                    at=now,
                    operation=audit.Operation.CONSULTATION,
                    act="list_nominals",
                    label=Nominal._meta.label,
                    objects=[each.pk for each in seen],
                )

    return {
        "API, with its entry": call,
        "API, without": patch.object(audit, "record", lambda **named: None)(call),
        "statements, with its entry": lambda: read(logged=True),
        "statements, without": lambda: read(logged=False),
    }


def _measure_chain(size: int) -> None:
    seal(at=datetime.now(tz=UTC))
    _write_entries()
    say(f"{size}: {ENTRIES} entries that name {LISTED} records each ({connection.vendor})")
    for name, way in (
        ("sealing them", lambda: seal(at=datetime.now(tz=UTC))),
        ("sealing nothing", lambda: seal(at=datetime.now(tz=UTC))),
        ("writing and sealing one more", _seal_one),
        ("verifying", lambda: list(faults())),
    ):
        say(f"{size}: {name}: {seconds(way) * 1000:.0f} ms")


def _write_entries() -> None:
    now = datetime.now(tz=UTC)
    with transaction.atomic():
        entries = AuditEntry.objects.bulk_create(
            [
                AuditEntry(
                    at=now,
                    actor="benchmarks",
                    operation=audit.Operation.CONSULTATION,
                    act="list_nominals",
                    object_label=Nominal._meta.label,
                    request_id=f"request-{number}",
                )
                for number in range(ENTRIES)
            ],
            batch_size=2_000,
        )
        copy_rows(
            AuditedObject,
            ["entry_id", "object_label", "object_id"],
            (
                [entry.pk, Nominal._meta.label, each]
                for entry in entries
                for each in range(1, LISTED + 1)
            ),
        )


def _seal_one() -> None:
    audit.record(
        by="benchmarks",
        at=datetime.now(tz=UTC),
        operation=audit.Operation.CONSULTATION,
        act="look",
        label=Nominal._meta.label,
        objects=range(1, LISTED + 1),
    )
    seal(at=datetime.now(tz=UTC))
