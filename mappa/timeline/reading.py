"""Reads the sources of a person's timeline, each by one query."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from agencies.choices import Fact
from agencies.models import User
from mappa.timeline import meetings, orders, people
from mappa.timeline.entries import Entry, Source, Told
from mappa.timeline.records import told_of_reasons, told_of_records
from nominals.models import LevelPeriod, Nominal
from nominals.services.records import records_of

SOURCES = (*people.SOURCES, *orders.SOURCES, *meetings.SOURCES)


def timeline(
    nominal: Nominal,
    as_known_at: datetime | None = None,
    *,
    shown_to: tuple[User, date] | None = None,
) -> list[Entry]:
    """All that happened to `nominal`, and under the records merged into it, in order of the day.

    As known at `as_known_at`, or as is now known. `shown_to` is a user who sees the person, and the
    day of whose access decides which facts, referrals and meetings are told; without one, all are.
    The number of queries does not depend on what happened. Notes of victim contact are no part of
    it, nor are findings and duties.
    """
    records = list(records_of([nominal.pk], as_known_at))
    facts = frozenset(Fact)
    if shown_to is not None:
        user, on = shown_to
        facts = Nominal.objects.filter(pk=nominal.pk).facts_shown_to(user, on=on)
    entries = list(told_of_records(records, as_known_at))
    if Fact.LEVELS in facts:
        entries += told_of_reasons(records, as_known_at, shown_to)
    for source in SOURCES:
        if source.fact in facts:
            entries += _told(source, records, as_known_at, shown_to)
    return sorted(entries, key=lambda each: each.day)


def first_told(record: Any) -> Told | None:
    """What is told first of a row; nothing of a row that tells of no day."""
    source = next(each for each in SOURCES if each.model is type(record))
    return next(iter(source.tell(record)), None)


def related_of(model: Any) -> tuple[str, ...]:
    """The rows that the sentences about a row of `model` name."""
    return next(each.related for each in SOURCES if each.model is model)


def _told(
    source: Source,
    records: Collection[int],
    as_known_at: datetime | None,
    shown_to: tuple[User, date] | None,
) -> Iterator[Entry]:
    model: Any = source.model
    rows = model.history.as_known_at(as_known_at).filter(**{f"{source.person}__in": records})
    kind, label = str(model._meta.verbose_name), model._meta.label
    if source.is_narrower and shown_to is not None:
        user, on = shown_to
        seen = model.objects.visible_to(user, on=on).order_by().values("pk")
        rows = rows.filter(Q(pk__in=seen) | Q(version_of__in=seen))
    if source.related:
        rows = rows.select_related(*source.related)
    hidden: frozenset[int] = frozenset()
    if source.model is LevelPeriod and shown_to is not None:
        hidden = meetings.levels_with_hidden_reason(records, *shown_to)
    for row in rows.order_by("id"):
        if (row.version_of_id or row.pk) in hidden:
            row.reason = ""
        for day, sentence, until, short in source.tell(row):
            yield Entry(day, until, kind, sentence, label, row.version_of_id or row.pk, short)
