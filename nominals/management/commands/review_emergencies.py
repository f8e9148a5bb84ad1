"""Lists cases that were opened in an emergency and wait for review, and reviews one."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from agencies.models import User
from core import audit
from nominals.management.arguments import UNUSABLE, needed_user
from nominals.models import EmergencyAccess
from nominals.services.acts import Asked
from nominals.services.emergency import emergencies_to_review, review_emergency


class Command(BaseCommand):
    """Shows and takes what the user may see the log of. Every look is logged."""

    help = "Lists the cases opened in an emergency that nobody has reviewed; --review takes one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whose eyes, and which opening is reviewed with what note."""
        parser.add_argument("--user", metavar="NAME", required=True, help="who looks or reviews")
        parser.add_argument("--review", metavar="NUMBER", type=int, help="the opening, by number")
        parser.add_argument("--note", default="", help="what the review found")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the list, or review."""
        user = needed_user(options["user"])
        asked = Asked(by=audit.command_actor(), at=timezone.now())
        if options["review"] is not None:
            _review(options["review"], options["note"], user, asked)
            self.stdout.write("Reviewed.")
            return
        found = emergencies_to_review(user=user, asked=asked)
        for each in found:
            opened, until = map(timezone.localtime, (each.opened_at, each.until))
            self.stdout.write(
                f"{each.pk}  {each.nominal.public_id}  {each.user}  {opened:%Y-%m-%d %H:%M} until "
                f"{until:%Y-%m-%d %H:%M}  {' '.join(each.reason.split())}"
            )
        self.stdout.write(f"{len(found)} wait for review.")


def _review(number: int, note: str, user: User, asked: Asked) -> None:
    try:
        emergency = EmergencyAccess.objects.filter(pk=number).first()
        if emergency is None:
            raise ValidationError("There is no such emergency access.")
        review_emergency(emergency=emergency, note=note, user=user, asked=asked)
    except ValidationError as refusal:
        raise CommandError("; ".join(refusal.messages), returncode=UNUSABLE) from None
