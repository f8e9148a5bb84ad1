"""Prints who looked at a person, changed the record or was told of it."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from nominals.management.arguments import UNUSABLE, active_user, add_user, looking
from nominals.services.log import Logged, who_looked


class Command(BaseCommand):
    """The look is logged as one. Of others whom an entry is about only those are named of whom the
    user is shown the log."""

    help = "Prints the latest entries of the log about a nominal."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The person, why, whose eyes, and how many."""
        parser.add_argument(
            "--nominal", required=True, metavar="NOMINAL_ID", help="the opaque id, or the key"
        )
        parser.add_argument(
            "--purpose", default="", help="why, for the log; a restricted case asks it"
        )
        add_user(parser)
        parser.add_argument("--limit", type=int, default=200, help="the most entries to print")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print a line for each entry, the latest first."""
        look = looking(options, now=timezone.now(), user=active_user(options["user"]))
        try:
            found = who_looked(text=options["nominal"], looking=look, limit=options["limit"])
        except ValidationError as refusal:
            raise CommandError("; ".join(refusal.messages), returncode=UNUSABLE) from None
        for each in found:
            self.stdout.write(_line(each))
        self.stdout.write(f"{len(found)} entries.")


def _line(entry: Logged) -> str:
    at = timezone.localtime(entry.at)
    who = f"{entry.actor} for {entry.on_behalf_of}" if entry.on_behalf_of else entry.actor
    told = f" to {entry.recipient}" if entry.recipient else ""
    why = f": {' '.join(entry.purpose.split())}" if entry.purpose else ""
    others = f", {len(entry.people)} people" if len(entry.people) > 1 else ""
    return f"{at:%Y-%m-%d %H:%M:%S}  {who}  {entry.operation}  {entry.act}{told}{others}{why}"
