"""Lets the events of a subscription be sent once more."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from core.audit import command_actor
from mappa.events.replaying import replay_events
from mappa.management.arguments import a_subscription
from nominals.management.arguments import an_instant


class Command(BaseCommand):
    """The events keep their ids; what is true no longer is not sent."""

    help = "Send the events of a subscription made since an instant once more."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which subscription, and since when."""
        parser.add_argument("subscription", metavar="SUBSCRIPTION_ID", type=a_subscription)
        parser.add_argument("--since", required=True, type=an_instant, metavar="INSTANT")

    def handle(self, *args: Any, **options: Any) -> None:
        """Leave them to be sent, and say how many."""
        count = replay_events(
            subscription=options["subscription"],
            since=options["since"],
            by=command_actor(),
            at=timezone.now(),
        )
        self.stdout.write(f"{count} events wait to be sent again.")
