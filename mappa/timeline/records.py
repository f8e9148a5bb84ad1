"""What the record itself tells: registration, identity, merges, and reasons given to warnings."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from agencies.models import User
from mappa.timeline.entries import Entry
from mappa.timeline.meetings import reasons_told_to
from nominals.models import GivenReason, Merge, Nominal
from nominals.services.identity.duplicates import LIKELY_DUPLICATE

IDENTITY = (
    "family_name",
    "given_names",
    "date_of_birth",
    "sex",
    "pnc_id",
    "cro_number",
    "crn",
    "prison_number",
    "visor_reference",
    "died_on",
)
"""What is told when it changes."""


def told_of_records(records: Collection[int], as_known_at: datetime | None) -> Iterator[Entry]:
    """What happened to `records`, up to what was known at `as_known_at`; two queries."""
    yield from _identity(records, as_known_at)
    yield from _merges(records, as_known_at)


def told_of_reasons(
    records: Collection[int], as_known_at: datetime | None, shown_to: tuple[User, date] | None
) -> Iterator[Entry]:
    """Reasons given to warnings about `records`, up to what was known at `as_known_at`; one query.

    Reasons given to acts on a referral or meeting are told to whoever sees that.
    Why somebody is another person than a likely duplicate is told with the pair only, to those who
    may see both: the reason may name the other.
    """
    given = GivenReason.objects.filter(nominal__in=records).exclude(rule=LIKELY_DUPLICATE)
    if shown_to is not None:
        given = given.filter(reasons_told_to(*shown_to))
    for each in _until(given, "at", as_known_at).order_by("id"):
        sentence = f"{each.rule}: {each.sentence} {each.by} gave the reason: {each.reason}"
        yield _entry(each, timezone.localdate(each.at), sentence)


def _identity(records: Collection[int], as_known_at: datetime | None) -> Iterator[Entry]:
    rows = Nominal.history.filter(Q(pk__in=records) | Q(version_of__in=records))
    former: dict[int, Nominal] = {}
    for version in _until(rows, "recorded_from", as_known_at).order_by("recorded_from", "id"):
        record = version.version_of_id or version.pk
        day = timezone.localdate(version.recorded_from)
        if record not in former:
            yield _entry(version, day, f"Registered as {version}.", record)
        else:
            for sentence in _changes(former[record], version):
                yield _entry(version, day, sentence, record)
        former[record] = version
    for record, known in former.items():
        if known.date_of_birth is not None:
            yield _entry(known, known.date_of_birth, "Born.", record)
        if known.died_on is not None:
            yield _entry(known, known.died_on, "Died.", record)


def _changes(former: Nominal, version: Nominal) -> Iterator[str]:
    for name in IDENTITY:
        before, after = getattr(former, name) or "none", getattr(version, name) or "none"
        if before != after:
            what = Nominal._meta.get_field(name).verbose_name  # type: ignore[union-attr]
            yield f"Recorded {what} changed from {before} to {after}."
    if former.is_restricted != version.is_restricted:
        yield "Restricted." if version.is_restricted else "Restriction lifted."


def _merges(records: Collection[int], as_known_at: datetime | None) -> Iterator[Entry]:
    """Merges and undone merges. The other record is not named: who sees one may not see both."""
    rows = Merge.history.filter(Q(survivor__in=records) | Q(merged__in=records))
    seen: set[int] = set()
    for version in _until(rows, "recorded_from", as_known_at).order_by("recorded_from", "id"):
        merge = version.version_of_id or version.pk
        if merge not in seen:
            seen.add(merge)
            day = timezone.localdate(version.recorded_from)
            yield _entry(version, day, f"Two records merged: {version.reason}", merge)
        if version.undone_at is not None:
            day = timezone.localdate(version.undone_at)
            yield _entry(version, day, f"Merge undone: {version.undone_reason}", merge)


def _until(rows: Any, column: str, as_known_at: datetime | None) -> Any:
    return rows if as_known_at is None else rows.filter(**{f"{column}__lte": as_known_at})


def _entry(
    row: Nominal | Merge | GivenReason, day: date, sentence: str, key: int | None = None
) -> Entry:
    kind = str(row._meta.verbose_name)
    return Entry(day, None, kind, sentence, row._meta.label, row.pk if key is None else key)
