"""Prints the events of subscriptions and how far each is."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from core import audit
from mappa.management.arguments import a_subscription
from mappa.models import Delivery
from nominals.models import Nominal

MOST = 100


class Command(BaseCommand):
    """The look is logged with the nominals that the events speak of."""

    help = "List events, the latest first: their status, attempts, last answer and next attempt."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which events, and how many."""
        parser.add_argument("--subscription", metavar="SUBSCRIPTION_ID", type=a_subscription)
        parser.add_argument("--status", choices=Delivery.Status.values)
        parser.add_argument("--limit", type=int, default=MOST, help="how many (%(default)s)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line an event."""
        found = Delivery.objects.select_related("subscription").order_by("-pk")
        if options["subscription"] is not None:
            found = found.filter(subscription=options["subscription"])
        if options["status"] is not None:
            found = found.filter(status=options["status"])
        rows = list(found[: max(options["limit"], 0)])
        audit.record(
            by=audit.command_actor(),
            at=timezone.now(),
            operation=audit.Operation.CONSULTATION,
            act="list_deliveries",
            label=Nominal._meta.label,
            detail={"shown": len(rows)},
            objects=sorted({each.nominal for each in rows}),
        )
        for each in rows:
            self.stdout.write(_line(each))


def _line(each: Delivery) -> str:
    parts = [
        f"{timezone.localtime(each.made_at):%Y-%m-%d %H:%M:%S}",
        str(each.public_id),
        each.type,
        str(each.opaque_id),
        str(each.subscription),
        each.status,
        f"{each.attempts} attempts",
    ]
    if each.answer is not None:
        parts.append(f"answer {each.answer}")
    if each.failure:
        parts.append(each.failure)
    if each.status == Delivery.Status.WAITING:
        parts.append(f"next {timezone.localtime(each.next_attempt_at):%Y-%m-%d %H:%M:%S}")
    return "  ".join(parts)
