"""Sends again what was sent, for a subscriber who lost it; and forgets what is long past."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from core import audit
from mappa.models import Delivery, Subscription

KEPT = timedelta(days=90)
"""How long a delivery that is over stays in the list; the log keeps what was disclosed."""


@transaction.atomic
def replay_events(*, subscription: Subscription, since: datetime, by: str, at: datetime) -> int:
    """Let all events of a subscription made since an instant wait to be sent once more, under the
    same ids; answers how many. What is true no longer by then is not sent.
    """
    again = subscription.deliveries.filter(made_at__gte=since)
    count = again.update(
        status=Delivery.Status.WAITING,
        attempts=0,
        next_attempt_at=at,
        leased_until=None,
        delivered_at=None,
    )
    audit.record(
        by=by,
        at=at,
        operation=audit.Operation.ALTERATION,
        act="replay_events",
        label=Subscription._meta.label,
        object_id=str(subscription.pk),
        detail={
            "subscription": str(subscription.public_id),
            "since": since.isoformat(),
            "events": count,
        },
    )
    return count


def forget_deliveries(*, at: datetime) -> int:
    """Remove the deliveries that were over long before the instant `at`; answers how many."""
    over = Delivery.objects.exclude(status=Delivery.Status.WAITING)
    count, _ = over.filter(made_at__lt=at - KEPT).delete()
    return count
