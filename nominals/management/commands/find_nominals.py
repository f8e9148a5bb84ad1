"""Finds people by name, alias, date of birth or identifier, and says why each is found."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core import audit
from nominals.management.arguments import UNUSABLE, active_user, add_user
from nominals.services.acts import Asked
from nominals.services.identity.finding import find_nominals


class Command(BaseCommand):
    """Until there are screens. Every look is logged, without what was written."""

    help = "Find people by partial or misspelt name, alias, date of birth or any identifier."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What is sought, and with whose eyes."""
        parser.add_argument("text", help="such as “smyth 3/4/1980” or “2001/0171310W”")
        add_user(parser)
        parser.add_argument("--limit", type=int, default=20, help="the most people to print")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print each person and each reason."""
        now = timezone.now()
        user = active_user(options["user"])
        try:
            found = find_nominals(
                options["text"],
                user=user,
                on=timezone.localdate(now),
                asked=Asked(by=audit.command_actor(), at=now),
                limit=options["limit"],
            )
        except ValidationError as refusal:
            raise CommandError("; ".join(refusal.messages), returncode=UNUSABLE) from None
        for each in found:
            born = each.nominal.date_of_birth
            self.stdout.write(
                f"{each.nominal.public_id}  {each.nominal}  {born or 'date of birth unknown'}"
            )
            for reason in each.reasons:
                self.stdout.write(f"      {reason}")
        if not found:
            self.stdout.write("Nobody whom you may see is found.")
