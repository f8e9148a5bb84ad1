"""Sends what is due: held by one worker at a time, logged before it leaves, and tried again.

The rows decide. Whoever takes a delivery up holds it for a lease, after which it counts as left by
a killed worker. So an event arrives at least once, and twice where a worker was killed after it
arrived.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from core import audit
from mappa.events.addresses import Endpoint, endpoint_of
from mappa.events.backing_off import MOST_ATTEMPTS, wait_after
from mappa.events.posting import Answer
from mappa.events.signing import signed
from mappa.events.subscribing import secrets_in_force, switch_off
from mappa.events.sweeping import in_sight
from mappa.models import Delivery, Subscription
from nominals.models import Nominal

LEASE = timedelta(minutes=2)
"""More than resolving and posting take."""

GONE = 410
"""The status code by which an endpoint says that it wants no more."""

MOST_LOOKED_AT = 100
"""Deliveries looked at for one that is still true; what lies behind them is looked at next."""

Type, Status = Delivery.Type, Delivery.Status


@dataclass(frozen=True, slots=True)
class Taken:
    """A delivery that is held, and what is to be posted where."""

    delivery: Delivery
    endpoint: Endpoint
    body: bytes
    headers: dict[str, str]


def ready(*, on: date, at: datetime) -> QuerySet[Subscription]:
    """The subscriptions for which something is due and which no worker serves."""
    of_it = Delivery.objects.filter(subscription=OuterRef("pk")).order_by()
    return _speaking(on=on, at=at).filter(Exists(of_it.due(at)), ~Exists(of_it.held(at)))


def take_up(*, subscription: int, on: date, at: datetime, by: str) -> Taken | None:
    """Hold the next delivery of a subscription that is due, and log it as disclosed to its user;
    `None` where none is.

    An event is sent only while it is true: what the user may no longer see is not mentioned as
    changed, nor what he or she may see again as withdrawn.
    """
    with transaction.atomic():
        mine = _speaking(on=on, at=at).select_related("user").filter(pk=subscription).first()
        if mine is None:
            return None
        endpoint = endpoint_of(mine.address)
        seen = in_sight(mine, on=on)
        due = mine.deliveries.due(at).order_by("next_attempt_at", "pk")
        for _ in range(MOST_LOOKED_AT):
            delivery = due.select_for_update(skip_locked=True).first()
            if delivery is None:
                return None
            is_seen = seen.filter(pk=delivery.nominal).exists()
            if is_seen == (delivery.type == Type.WITHDRAWN):
                delivery.status = Status.OVERTAKEN
                delivery.save(update_fields=["status"])
                continue
            delivery.attempts += 1
            delivery.leased_until = at + LEASE
            delivery.save(update_fields=["attempts", "leased_until"])
            _record(mine, delivery, endpoint, by, at)
            body = body_of(delivery)
            secrets = secrets_in_force(mine, at=at)
            headers = signed(str(delivery.public_id), body, at=at, secrets=secrets)
            headers |= {"Content-Type": "application/json", "User-Agent": "mappa"}
            return Taken(delivery, endpoint, body, headers)
    return None


def note(*, taken: Taken, answer: Answer, at: datetime, jitter: float, by: str) -> None:
    """Close a delivery that arrived, or leave it to be tried again after a wait, up to
    `MOST_ATTEMPTS` times; nothing, where another worker holds it by now.

    Every failure lets the subscription be quiet for a while; as many one after the other, or the
    answer that the endpoint is gone, switch it off.
    """
    with transaction.atomic():
        mine = Subscription.objects.select_for_update().get(pk=taken.delivery.subscription_id)
        held = Delivery.objects.waiting().filter(
            pk=taken.delivery.pk, leased_until=taken.delivery.leased_until
        )
        if answer.failure is None:
            held.update(
                status=Status.DELIVERED,
                delivered_at=at,
                leased_until=None,
                answer=answer.status,
                failure="",
            )
            mine.failures, mine.quiet_until = 0, None
            mine.save(update_fields=["failures", "quiet_until"])
            return
        is_last = taken.delivery.attempts >= MOST_ATTEMPTS
        held.update(
            status=Status.GIVEN_UP if is_last else Status.WAITING,
            next_attempt_at=at + wait_after(taken.delivery.attempts, jitter=jitter),
            leased_until=None,
            answer=answer.status,
            failure=answer.failure,
        )
        mine.failures += 1
        mine.quiet_until = at + wait_after(mine.failures, jitter=jitter)
        mine.save(update_fields=["failures", "quiet_until"])
        if mine.switched_off_at is not None:
            return
        if answer.status == GONE:
            switch_off(subscription=mine, because=Subscription.Off.GONE, by=by, at=at)
        elif mine.failures >= MOST_ATTEMPTS:
            switch_off(subscription=mine, because=Subscription.Off.FAILED, by=by, at=at)


def body_of(delivery: Delivery) -> bytes:
    """What is posted: which event, of what type, where to look, and when. No personal data."""
    told = {
        "id": str(delivery.public_id),
        "type": delivery.type,
        "url": f"/api/v1/nominals/{delivery.opaque_id}/",
        "at": delivery.made_at.astimezone(UTC).isoformat(),
    }
    return json.dumps(told).encode()


def _speaking(*, on: date, at: datetime) -> QuerySet[Subscription]:
    """Those in force and not left alone after a failure."""
    return Subscription.objects.in_force(on).filter(
        Q(quiet_until__isnull=True) | Q(quiet_until__lte=at)
    )


def _record(
    mine: Subscription, delivery: Delivery, endpoint: Endpoint, by: str, at: datetime
) -> None:
    audit.record(
        by=by,
        at=at,
        operation=audit.Operation.DISCLOSURE,
        act="send_event",
        recipient=mine.user.get_username(),
        label=Nominal._meta.label,
        object_id=str(delivery.nominal),
        detail={
            "subscription": str(mine.public_id),
            "event": str(delivery.public_id),
            "type": delivery.type,
            "host": endpoint.authority,
            "attempt": delivery.attempts,
        },
        objects=[delivery.nominal],
    )
