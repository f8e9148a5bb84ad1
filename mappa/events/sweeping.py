"""Reads what changed for each subscriber, and leaves the deliveries that tell it.

Whoever changed since the last time is compared with what the subscriber was told, in the order of
changes: seen and told is changed, seen and not told has appeared, told and not seen is withdrawn.
One statement does it, so that nobody falls between two looks. Sight that comes or goes with no
change, such as by a day or a membership, is found by comparing all that is seen with all that was
told, now and then. What is found, the deliveries and the place reached are one transaction.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, Value
from django.utils import timezone

from agencies.choices import Fact
from core.bulk import copy_rows
from mappa.models import Delivery, Subscription, Told
from nominals.models import Nominal
from nominals.querysets.people import NominalQuerySet
from nominals.querysets.sight import sight
from nominals.services.numbering import settled_number

BATCH = 500
"""Nominals about whom one transaction tells: below SQLite's limit of parameters."""

COMPARED_EVERY = timedelta(minutes=5)
"""After how long all that is seen is compared anew; on a new day at once."""

Type, Status = Delivery.Type, Delivery.Status


@dataclass(frozen=True, slots=True)
class _Row:
    """A nominal about whom a subscriber is to be told."""

    nominal: int
    opaque_id: UUID


def sweep_subscription(*, subscription: int, on: date, at: datetime) -> bool:
    """Leave deliveries about up to some hundred nominals that changed, came into sight or left it
    since the last time; answers whether more may be left to tell.

    Whom another worker sweeps, and who is not in force on the day `on`, is left alone.
    """
    with transaction.atomic():
        mine = (
            Subscription.objects.in_force(on)
            .select_for_update(skip_locked=True, of=("self",))
            .select_related("user")
            .filter(pk=subscription)
            .first()
        )
        if mine is None:
            return False
        is_more = _tell_changes(mine, on=on, at=at)
        if not is_more and _is_due(mine, on=on, at=at):
            is_more = _compare_all(mine, on=on, at=at)
        return is_more


def in_sight(subscription: Subscription, *, on: date) -> NominalQuerySet[Nominal]:
    """Whom the subscriber may see on the day `on`; nobody, once the user is not active."""
    return Nominal.objects.filter(_is_seen(subscription, on)).order_by()


def _is_seen(mine: Subscription, on: date) -> Q:
    if not mine.user.is_active:
        return Q(Value(False))
    return sight(mine.user, on=on, fact=Fact.IDENTITY, person=OuterRef("pk"))


def _tell_changes(mine: Subscription, *, on: date, at: datetime) -> bool:
    """Tell of those who changed after the place reached; answers whether the batch was full."""
    up_to = settled_number()
    is_told = Exists(Told.objects.filter(subscription=mine, nominal=OuterRef("pk")))
    changed = (
        Nominal.objects.changed_after(mine.number, key=mine.key, up_to=up_to)
        .annotate(is_told=is_told, is_seen=_is_seen(mine, on))
        .filter(Q(is_told=True) | Q(is_seen=True))
    )
    found: list[Any] = list(
        changed.values_list("change_number", "pk", "public_id", "is_told", "is_seen")[:BATCH]
    )
    kinds: dict[Delivery.Type, list[_Row]] = {kind: [] for kind in Type}
    for _, key, opaque_id, was_told, sees in found:
        kind = Type.CHANGED if was_told and sees else Type.APPEARED if sees else Type.WITHDRAWN
        kinds[kind].append(_Row(key, opaque_id))
    _withdraw(mine, kinds[Type.WITHDRAWN], at)
    _deliver(mine, Type.CHANGED, _not_waiting(mine, kinds[Type.CHANGED], at), at)
    _appear(mine, kinds[Type.APPEARED], at)
    is_full = len(found) == BATCH
    place = (found[-1][0], found[-1][1]) if is_full else (up_to, None)
    if place != (mine.number, mine.key):
        mine.number, mine.key = place
        mine.save(update_fields=["number", "key"])
    return is_full


def _is_due(mine: Subscription, *, on: date, at: datetime) -> bool:
    last = mine.compared_at
    return last is None or at - last >= COMPARED_EVERY or timezone.localdate(last) != on


def _compare_all(mine: Subscription, *, on: date, at: datetime) -> bool:
    """Tell of those who came into sight or left it; answers whether a batch was full.

    Those with a change beyond the place reached are left to it.
    """
    seen = in_sight(mine, on=on)
    told = Told.objects.filter(subscription=mine)
    lost = told.filter(~Exists(seen.filter(pk=OuterRef("nominal"))))
    appeared = seen.filter(
        ~Exists(told.filter(nominal=OuterRef("pk"))), change_number__lte=mine.number
    )
    withdrawn = _rows(lost.order_by("nominal").values_list("nominal", "opaque_id")[:BATCH])
    new = _rows(appeared.order_by("pk").values_list("pk", "public_id")[:BATCH])
    _withdraw(mine, withdrawn, at)
    _appear(mine, new, at)
    if BATCH in (len(withdrawn), len(new)):
        return True
    mine.compared_at = at
    mine.save(update_fields=["compared_at"])
    return False


def _rows(found: Iterable[tuple[int, UUID]]) -> list[_Row]:
    return [_Row(*each) for each in found]


def _withdraw(mine: Subscription, rows: Sequence[_Row], at: datetime) -> None:
    """Tell that some may be seen no longer, in place of anything else about them."""
    if not rows:
        return
    nominals = [each.nominal for each in rows]
    mine.deliveries.waiting().filter(nominal__in=nominals).update(
        status=Status.OVERTAKEN, leased_until=None
    )
    mine.told.filter(nominal__in=nominals).delete()
    _deliver(mine, Type.WITHDRAWN, rows, at)


def _appear(mine: Subscription, rows: Sequence[_Row], at: datetime) -> None:
    """Tell that some may be seen from now on, in place of anything else about them."""
    if not rows:
        return
    nominals = [each.nominal for each in rows]
    mine.deliveries.waiting().filter(nominal__in=nominals).update(
        status=Status.OVERTAKEN, leased_until=None
    )
    copy_rows(
        Told,
        ["subscription_id", "nominal", "opaque_id"],
        [(mine.pk, each.nominal, each.opaque_id) for each in rows],
    )
    _deliver(mine, Type.APPEARED, rows, at)


def _not_waiting(mine: Subscription, rows: Sequence[_Row], at: datetime) -> list[_Row]:
    """Those about whom no event waits that nobody sends yet: it leads to the present state too."""
    waiting = set(
        mine.deliveries.waiting()
        .exclude(pk__in=mine.deliveries.held(at).order_by().values("pk"))
        .filter(nominal__in=[each.nominal for each in rows])
        .values_list("nominal", flat=True)
    )
    return [each for each in rows if each.nominal not in waiting]


def _deliver(mine: Subscription, kind: Delivery.Type, rows: Sequence[_Row], at: datetime) -> None:
    copy_rows(
        Delivery,
        [
            *("subscription_id", "public_id", "type", "nominal", "opaque_id"),
            *("made_at", "status", "attempts", "next_attempt_at", "failure"),
        ],
        [
            (
                *(mine.pk, uuid.uuid4(), kind.value, each.nominal, each.opaque_id),
                *(at, Status.WAITING.value, 0, at, ""),
            )
            for each in rows
        ],
    )
