"""Opens one case to a user who may not see it, for hours and a reason."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core import audit
from nominals.management.arguments import UNUSABLE, needed_user
from nominals.rules.identity.identifiers import IDENTIFIERS
from nominals.services.acts import Asked
from nominals.services.emergency import open_in_emergency


class Command(BaseCommand):
    """Nobody and somebody restricted are answered alike. Every request is logged."""

    help = "Opens the case of the one person who has an identifier to a user, for some hours."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which identifier, for whom, for how long and why."""
        parser.add_argument("kind", help=f"one of {', '.join(IDENTIFIERS)}")
        parser.add_argument("value", help="the whole identifier")
        parser.add_argument("--user", metavar="NAME", required=True, help="who asks")
        parser.add_argument("--hours", type=int, required=True, help="for how many hours")
        parser.add_argument("--reason", required=True, help="what the emergency is, for the review")

    def handle(self, *args: Any, **options: Any) -> None:
        """Open the case, and say under which id it is seen and until when."""
        try:
            opened = open_in_emergency(
                kind=options["kind"],
                value=options["value"],
                hours=options["hours"],
                reason=options["reason"],
                user=needed_user(options["user"]),
                asked=Asked(by=audit.command_actor(), at=timezone.now()),
            )
        except ValidationError as refusal:
            raise CommandError("; ".join(refusal.messages), returncode=UNUSABLE) from None
        until = timezone.localtime(opened.until)
        self.stdout.write(
            f"{opened.nominal.public_id} is open to {opened.user} until {until:%Y-%m-%d %H:%M}."
        )
