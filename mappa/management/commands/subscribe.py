"""Makes, lists, rotates, resumes and ends subscriptions to events."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.audit import command_actor
from mappa.events import subscribing
from mappa.management.arguments import a_subscription
from mappa.models import Subscription
from nominals.management.arguments import UNUSABLE, a_day, active_user


class Command(BaseCommand):
    """The secret is printed once, when it is made."""

    help = "Make, list, rotate, resume or end subscriptions to events. Every change is logged."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do, and with which subscription."""
        acts = parser.add_subparsers(dest="did", required=True)
        make = acts.add_parser("make", help="subscribe an endpoint for a user; prints the secret")
        make.add_argument("--user", required=True, metavar="NAME", help="whose sight decides")
        make.add_argument("--address", required=True, metavar="URL", help="where events are sent")
        make.add_argument("--from", dest="on", type=a_day, help="the first day; today if left out")
        make.add_argument("--until", type=a_day, help="the first day without events; none if open")
        acts.add_parser("list", help="print every subscription and how it fares")
        rotate = acts.add_parser("rotate", help="sign with a new secret; prints it")
        rotate.add_argument(
            "--overlap",
            type=int,
            default=subscribing.OVERLAP // timedelta(hours=1),
            metavar="HOURS",
            help="how long the former secret signs too (%(default)s)",
        )
        resume = acts.add_parser("resume", help="send again to an endpoint that was switched off")
        end = acts.add_parser("end", help="send nothing any more, for good")
        for each in (rotate, resume, end):
            each.add_argument("subscription", metavar="SUBSCRIPTION_ID", type=a_subscription)

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, and say so."""
        try:
            getattr(self, f"_{options['did']}")(options)
        except ValidationError as refusal:
            raise CommandError("; ".join(refusal.messages), returncode=UNUSABLE) from None

    def _make(self, options: dict[str, Any]) -> None:
        now = timezone.now()
        user = active_user(options["user"])
        if user is None:
            raise CommandError("Name the user whose sight decides.", returncode=UNUSABLE)
        made = subscribing.subscribe(
            user=user,
            address=options["address"],
            on=options["on"] or timezone.localdate(now),
            until=options["until"],
            allows_own=settings.MAPPA_EVENTS_TO_PRIVATE_ADDRESSES,
            by=command_actor(),
            at=now,
        )
        self._print(made)

    def _rotate(self, options: dict[str, Any]) -> None:
        made = subscribing.rotate_secret(
            subscription=options["subscription"],
            by=command_actor(),
            at=timezone.now(),
            overlap=timedelta(hours=options["overlap"]),
        )
        self._print(made)

    def _resume(self, options: dict[str, Any]) -> None:
        subscribing.resume(
            subscription=options["subscription"], by=command_actor(), at=timezone.now()
        )
        self.stdout.write("Events are sent again, and what waited first.")

    def _end(self, options: dict[str, Any]) -> None:
        subscribing.end_subscription(
            subscription=options["subscription"], by=command_actor(), at=timezone.now()
        )
        self.stdout.write("The subscription has ended.")

    def _list(self, options: dict[str, Any]) -> None:
        for each in Subscription.objects.select_related("user"):
            waiting = each.deliveries.waiting().count()
            off = each.get_switched_off_because_display()
            state = f"switched off: {off}" if off else f"{each.failures} failures since the last"
            until = f" until {each.last_day}" if each.last_day else ""
            self.stdout.write(
                f"{each}  {each.user}  {each.address}  from {each.valid_from}{until}  "
                f"{waiting} waiting  {state}"
            )

    def _print(self, made: subscribing.Subscribed) -> None:
        self.stdout.write(f"subscription {made.subscription}")
        self.stdout.write(f"secret       {made.secret}")
        self.stdout.write("The secret is not shown again: keep it where the subscriber verifies.")
