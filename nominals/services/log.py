"""Reads the log of people: who looked at whom, for those who are shown that, and logs the look."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from agencies.choices import Fact
from agencies.models import User
from core import audit
from core.models import AuditedObject, AuditEntry
from core.refusing import refuse, refuse_unstorable
from nominals.models import Nominal, SearchIdentifier
from nominals.rules.identity.identifiers import readings
from nominals.services.consulting import Looking, consult, purpose_refusal, seen_as
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


@dataclass(frozen=True, slots=True)
class Sought:
    """What entries of the log are sought by; empty is what they are not. `person` is an opaque id
    or a whole identifier, `user` whoever acted or was acted for, `until` the last day."""

    person: str = ""
    user: str = ""
    agency: str = ""
    act: str = ""
    operation: str = ""
    request_id: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def names(self) -> list[str]:
        """By what is sought, without the values."""
        return [name for name in self.__slots__ if getattr(self, name)]


def search_log(
    sought: Sought, *, looking: Looking, before: int | None = None, limit: int = 100
) -> list[Logged]:
    """The latest `limit` entries older than the entry `before` that are sought, of those about
    people of whom the user is shown the log. The search is logged with everybody named in what is
    answered and whoever was sought, in vain too.

    Raises:
        ValidationError: by V54 if a restricted case is sought and no purpose is given; on `person`
            with the same sentence for nobody and for somebody of whom the user is not shown the
            log; if no database stores one of the texts.
    """
    assert looking.user is not None
    refuse_unstorable(sought.person, sought.user, sought.agency, sought.act, sought.request_id)
    named = _named(sought.person)
    shown = [each for each in named if each.pk in _keys_shown(named, looking)]
    refusal = next(filter(None, (purpose_refusal(each, looking.purpose) for each in shown)), None)
    with transaction.atomic():
        found: list[Logged] = []
        if refusal is None and (shown or not sought.person):
            about = (
                _about(list(records_of([each.pk for each in shown])))
                if sought.person
                else entries_about(looking.user, on=looking.on)
            )
            entries = about.filter(_condition(sought))
            if before is not None:
                entries = entries.filter(pk__lt=before)
            found = list(as_shown(list(entries[:limit]), looking.user, on=looking.on))
        ids = {person for each in found for person in each.people}
        people = Nominal.objects.filter(public_id__in=ids).order_by().values_list("pk", flat=True)
        audit.record(
            by=looking.by,
            at=looking.at,
            operation=audit.Operation.CONSULTATION,
            act="search_log",
            agency=looking.agency,
            purpose=looking.purpose,
            label=LABEL,
            detail={"filters": sought.names}
            | ({"found": bool(shown)} if sought.person else {})
            | ({} if refusal is None else {"refused": refusal.rule})
            | seen_as(looking.user),
            objects=sorted({each.pk for each in named} | set(people)),
        )
    # Outside the transaction: the log keeps what was refused.
    refuse([refusal])
    if sought.person and not shown:
        sentence = "Nobody whose log you are shown has this opaque id or identifier."
        raise ValidationError({"person": ValidationError(sentence, code="unseen")})
    return found


def _named(text: str) -> list[Nominal]:
    """Those whom an opaque id or a whole identifier names, whoever may see them."""
    if not text:
        return []
    try:
        return list(Nominal.objects.filter(public_id=UUID(text)))
    except ValueError:
        same = SearchIdentifier.objects.filter(value__in=readings(text)).order_by()
        return list(Nominal.objects.filter(pk__in=same.values("nominal")).order_by("pk"))


def _keys_shown(named: Sequence[Nominal], looking: Looking) -> set[int]:
    assert looking.user is not None
    shown = _shown(looking.user, looking.on).filter(pk__in=[each.pk for each in named])
    return set(shown.order_by().values_list("pk", flat=True))


def _condition(sought: Sought) -> Q:
    condition = Q()
    if sought.user:
        condition &= Q(actor=sought.user) | Q(on_behalf_of=sought.user)
    if sought.agency:
        condition &= Q(agency__iexact=sought.agency)
    if sought.act:
        condition &= Q(act__iexact=sought.act)
    if sought.operation:
        condition &= Q(operation=sought.operation)
    if sought.request_id:
        condition &= Q(request_id=sought.request_id)
    if sought.since:
        condition &= Q(at__gte=_start_of(sought.since))
    if sought.until:
        condition &= Q(at__lt=_start_of(sought.until + timedelta(days=1)))
    return condition


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


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
