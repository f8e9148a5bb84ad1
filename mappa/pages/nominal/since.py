"""What somebody else changed between the reading of a record and now, told of each fact twice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from agencies.models import User
from core.wording import spelt
from mappa.timeline import Entry, timeline
from nominals.models import Change, Nominal
from nominals.services.records import records_of


@dataclass(frozen=True, slots=True)
class Changed:
    """A fact of a kind: what the record said of it when it was read, and what it says now."""

    kind: str
    before: list[str]
    now: list[str]


def changes_since(person: Nominal, version: int, user: User, on: date) -> list[Changed]:
    """What is told of `person` otherwise than when the `version` was read, as `user` is shown it on
    the day `on`: each fact that came, went or changed.

    Nothing is told of what was known before another record was joined to this one or parted from
    it, since it may be about the other.
    """
    records = records_of([person.pk])
    read = Change.objects.filter(nominal__in=records, act=version).first()
    if read is None or records_of([person.pk], read.at) != records:
        return []
    before = _by_fact(timeline(person, read.at, shown_to=(user, on)))
    now = _by_fact(timeline(person, shown_to=(user, on)))
    changed = [each for each in {**before, **now} if before.get(each) != now.get(each)]
    return [Changed(each[0], before.get(each, []), now.get(each, [])) for each in changed]


def told_by_kind(entries: Iterable[Entry]) -> dict[str, list[str]]:
    """What is told, by kind of fact, each with its days."""
    found: dict[str, list[str]] = {}
    for (kind, _label, _id), lines in _by_fact(entries).items():
        found.setdefault(kind, []).extend(lines)
    return found


def _by_fact(entries: Iterable[Entry]) -> dict[tuple[str, str, int], list[str]]:
    found: dict[tuple[str, str, int], list[str]] = {}
    for each in entries:
        days = spelt(each.day)
        if each.until is not None:
            between = {"first": days, "last": spelt(each.until)}
            days = _("%(first)s to before %(last)s") % between
        found.setdefault((each.kind, each.label, each.id), []).append(f"{days}: {each.sentence}")
    return found
