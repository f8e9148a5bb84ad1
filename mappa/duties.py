"""Recomputes the duties of every nominal from the facts of all apps, and who sees a case by
meetings, which follows from a setting too; rewrites what differs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import transaction
from tqdm import tqdm

from agencies.rules.settings import Settings
from agencies.services.settings import rule_settings
from core import audit
from meetings.rules.duties import KINDS as KINDS_OF_MEETINGS
from meetings.services import following as of_meetings
from nominals.choices import GROUNDS_OF_MEETINGS
from nominals.models import DutyRule, Grant, Nominal
from nominals.rules.duties.owed import RULE_VERSION
from nominals.services import duties as of_people
from nominals.services.changes import batches, instant_for
from nominals.services.derived import Row
from nominals.services.states import GRANT_COLUMNS
from orders.rules.duties import KINDS as KINDS_OF_ORDERS
from orders.services import duties as of_orders

LONGEST_ACT = timedelta(days=1)
"""No act takes longer from the instant it records to the end of its transaction."""


def are_stale() -> bool:
    """Whether rules, settings or calendar are others than when all duties were last computed."""
    return not DutyRule.objects.filter(digest=_digest(rule_settings())).exists()


def catch_up(*, now: datetime, by: str) -> int:
    """Rewrite the duties and grants that differ: of all where they are stale, otherwise of those
    about whom anything has changed since the last run; answers of how many nominals.

    Most is written with the act already. But an order expires by the settings of the area then
    responsible, and an act that moves a case, on a floor below, knows of no orders.
    """
    if are_stale():
        return rebuild(now=now, by=by)
    since = DutyRule.objects.get().at - LONGEST_ACT
    changed = Nominal.objects.filter(changed_at__gte=since).order_by("pk")
    return _rewrite(list(changed.values_list("pk", flat=True)), now=now, by=by)


def rebuild(*, now: datetime, by: str) -> int:
    """Rewrite the duties and grants that differ from the facts; answers of how many nominals."""
    return _rewrite(_everybody(), now=now, by=by)


def differing_nominals() -> list[int]:
    """The nominals whose stored duties, or grants by meetings, are not what their facts add up
    to."""
    settings = rule_settings()
    return [pk for batch in _shown(_everybody()) for pk in _differing(batch, settings)]


def _rewrite(nominals: Sequence[int], *, now: datetime, by: str) -> int:
    """Each batch is a transaction of its own, so whoever acts meanwhile waits for one batch at
    most, and a run that was killed is made good by the next. Duties and grants are no facts: no
    version moves.
    """
    settings = rule_settings()
    rewritten = 0
    for batch in _shown(nominals):
        with transaction.atomic():
            at = instant_for(nominals=batch, now=now)
            differing = _differing(batch, settings)
            if differing:
                of_people.write_duties(nominals=differing, settings=settings, at=at)
                of_orders.write_duties(nominals=differing, at=at)
                of_meetings.follow(nominals=differing, at=at)
        rewritten += len(differing)
    with transaction.atomic():
        audit.record(
            by=by,
            at=now,
            operation=audit.Operation.ALTERATION,
            act="rebuild_duties",
            label=Nominal._meta.label,
            detail={"rebuilt": rewritten},
        )
        DutyRule.objects.all().delete()
        DutyRule.objects.create(digest=_digest(settings), at=now)
    return rewritten


def _everybody() -> list[int]:
    return list(Nominal.objects.order_by("pk").values_list("pk", flat=True))


def _shown(nominals: Sequence[int]) -> Iterator[Sequence[int]]:
    """The nominals batch by batch, with the progress shown to who waits at a terminal."""
    with tqdm(total=len(nominals), unit=" people", desc="Duties", disable=None) as progress:
        for batch in batches(nominals):
            yield batch
            progress.update(len(batch))


def _differing(batch: Sequence[int], settings: Settings) -> list[int]:
    stored = of_people.stored_duties(batch, of_people.KINDS | KINDS_OF_ORDERS | KINDS_OF_MEETINGS)
    by_people = of_people.duties_of(batch, settings)
    by_orders = of_orders.duties_of(batch, settings)
    by_meetings = of_meetings.duties_of(batch, settings)
    granted, grants = _granted(batch), of_meetings.grants_of(batch, settings)
    return [
        pk
        for pk in batch
        if stored[pk] != {*by_people[pk], *by_orders[pk], *by_meetings[pk]}
        or granted[pk] != set(grants[pk])
    ]


def _granted(batch: Sequence[int]) -> dict[int, set[Row]]:
    """The now known grants by meetings of each nominal of the batch, as rows; one query."""
    granted: dict[int, set[Row]] = {pk: set() for pk in batch}
    found = Grant.objects.filter(nominal__in=batch, ground__in=GROUNDS_OF_MEETINGS).order_by()
    for nominal, *row in found.values_list("nominal_id", *GRANT_COLUMNS):
        granted[nominal].add(tuple(row))
    return granted


def _digest(settings: Settings) -> str:
    return sha256(f"{RULE_VERSION} {settings.digest}".encode()).hexdigest()
