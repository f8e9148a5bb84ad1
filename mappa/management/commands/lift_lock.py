"""Lets a user name or an address try to sign in again at once."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.audit import command_actor
from mappa.signing_in.lockout import lift_lock


class Command(BaseCommand):
    help = "Forget the failed sign-ins of a user name or an address, which ends their lock."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--user", default="", metavar="NAME", help="the user name")
        parser.add_argument("--address", default="", metavar="ADDRESS", help="the IP address")
        parser.add_argument("--reason", required=True, help="why, for the log")

    def handle(self, *, user: str, address: str, reason: str, **options: object) -> None:
        if not user and not address:
            raise CommandError("Say whose lock to lift: --user, --address or both.")
        rows = lift_lock(
            username=user, address=address, reason=reason, by=command_actor(), at=timezone.now()
        )
        self.stdout.write(
            "Its failed sign-ins are forgotten." if rows else "There were no failed sign-ins."
        )
