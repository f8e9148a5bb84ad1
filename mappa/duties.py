"""Recomputes the duties of every nominal, from the facts of all apps, and rewrites what differs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from tqdm import tqdm

from agencies.rules import Settings
from agencies.services import rule_settings
from core import audit
from nominals.models import DutyRule, Nominal
from nominals.rules.duties.owed import RULE_VERSION
from nominals.services import duties as of_people
from nominals.services.changes import batches, instant_for
from orders.rules.duties import KINDS as KINDS_OF_ORDERS
from orders.services import duties as of_orders


def are_stale() -> bool:
    """Whether rules, settings or calendar are others than when all duties were last computed."""
    return not DutyRule.objects.filter(digest=_digest(rule_settings())).exists()


def rebuild(*, now: datetime, by: str) -> int:
    """Rewrite the duties that differ from the facts; answers of how many nominals.

    Each batch is a transaction of its own, so whoever acts meanwhile waits for one batch at most,
    and a run that was killed is made good by the next. Duties are no facts: no version moves.
    """
    settings = rule_settings()
    rebuilt = 0
    for batch in _everybody():
        with transaction.atomic():
            at = instant_for(nominals=batch, now=now)
            differing = _differing(batch, settings)
            if differing:
                of_people.write_duties(nominals=differing, settings=settings, at=at)
                of_orders.write_duties(nominals=differing, at=at)
        rebuilt += len(differing)
    with transaction.atomic():
        audit.record(
            by=by,
            at=now,
            operation=audit.Operation.ALTERATION,
            act="rebuild_duties",
            label=Nominal._meta.label,
            detail={"rebuilt": rebuilt},
        )
        DutyRule.objects.all().delete()
        DutyRule.objects.create(digest=_digest(settings))
    return rebuilt


def differing_nominals() -> list[int]:
    """The nominals whose stored duties are not what their facts add up to."""
    settings = rule_settings()
    return [pk for batch in _everybody() for pk in _differing(batch, settings)]


def _everybody() -> Iterator[list[int]]:
    everybody = list(Nominal.objects.order_by("pk").values_list("pk", flat=True))
    with tqdm(total=len(everybody), unit=" people", desc="Duties", disable=None) as progress:
        for batch in batches(everybody):
            yield list(batch)
            progress.update(len(batch))


def _differing(batch: list[int], settings: Settings) -> list[int]:
    kinds = of_people.KINDS | KINDS_OF_ORDERS
    stored = of_people.stored_duties(batch, kinds)
    by_people = of_people.duties_of(batch, settings)
    by_orders = of_orders.duties_of(batch, settings)
    return [pk for pk in batch if stored[pk] != {*by_people[pk], *by_orders[pk]}]


def _digest(settings: Settings) -> str:
    return sha256(f"{RULE_VERSION} {settings.digest}".encode()).hexdigest()
