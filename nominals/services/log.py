"""Reads the log of people: who looked at whom, for those who are shown that, and logs the look."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from agencies.choices import Fact
from agencies.models import User
from core.models import AuditedObject, AuditEntry
from nominals.models import Nominal
from nominals.services.consulting import Looking, consult
from nominals.services.records import records_of

LABEL = Nominal._meta.label


@dataclass(frozen=True, slots=True)
class Logged:
    """An entry as a reader is shown it.

    `people` are the opaque ids of the records that it speaks of and the reader is shown the log of.
    Where it speaks of others too `is_whole` is not set, and purpose and detail, which may tell of
    them, are left out.
    """

    id: int
    at: datetime
    actor: str
    agency: str
    operation: str
    act: str
    recipient: str
    address: str
    request_id: str
    on_behalf_of: str
    client: str
    people: tuple[UUID, ...]
    is_whole: bool
    purpose: str = ""
    detail: dict[str, Any] = field(default_factory=dict)


def entries_about(user: User, *, on: date) -> QuerySet[AuditEntry]:
    """The entries about people of whom `user` is shown the log on the day `on`, the latest first:
    those of the own area, and of a restricted case those who are on its list."""
    return _about(_shown(user, on).order_by().values("pk"))


def who_looked(*, text: str, looking: Looking, limit: int = 200) -> list[Logged]:
    """The latest `limit` entries about the one that `text` names, and the records merged into him
    or her. That they were looked up is logged as a look too.

    Raises:
        ValidationError: with the same sentence for nobody and for somebody of whom the user is not
            shown the log; by V54 if the case is restricted and no purpose is given.
    """
    nominal = consult(text=text, did="show_log", looking=looking, fact=Fact.AUDIT)
    with transaction.atomic():
        return latest_entries(nominal, looking, limit=limit)


def latest_entries(nominal: Nominal, looking: Looking, *, limit: int) -> list[Logged]:
    """The latest `limit` entries about `nominal` and the records merged into it, for whoever is
    shown the log and whose look at the person is logged already; four queries, and one for each
    depth of merges."""
    entries = list(_about(list(records_of([nominal.pk])))[:limit])
    return list(as_shown(entries, looking.user, on=looking.on))


def as_shown(entries: Sequence[AuditEntry], user: User | None, *, on: date) -> Iterator[Logged]:
    """Entries as `user` is shown them on the day `on`; three queries. Without a user the system
    looks, and sees all."""
    about: defaultdict[int, list[int]] = defaultdict(list)
    rows = AuditedObject.objects.filter(
        entry_id__in=[each.pk for each in entries], object_label=LABEL
    )
    for entry, record in rows.order_by("pk").values_list("entry_id", "object_id"):
        about[entry].append(record)
    people = Nominal.objects.all() if user is None else _shown(user, on)
    keys = {key for records in about.values() for key in records}
    shown = dict(people.filter(pk__in=keys).order_by().values_list("pk", "public_id"))
    for each in entries:
        records = about[each.pk]
        is_whole = user is None or all(key in shown for key in records)
        yield Logged(
            id=each.pk,
            at=each.at,
            actor=each.actor,
            agency=each.agency,
            operation=each.operation,
            act=each.act,
            recipient=each.recipient,
            address=each.address,
            request_id=each.request_id,
            on_behalf_of=each.on_behalf_of,
            client=each.client,
            people=tuple(shown[key] for key in records if key in shown),
            is_whole=is_whole,
            purpose=each.purpose if is_whole else "",
            detail=each.detail if is_whole else {},
        )


def _shown(user: User, on: date) -> QuerySet[Nominal]:
    return Nominal.objects.all().records_shown_to(user, on=on, fact=Fact.AUDIT)


def _about(records: Any) -> QuerySet[AuditEntry]:
    named = AuditedObject.objects.filter(object_label=LABEL, object_id__in=records)
    return AuditEntry.objects.filter(pk__in=named.order_by().values("entry_id")).order_by("-pk")
