"""Takes a lost authenticator from a user, who enrols another at the next sign-in."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from agencies.models import User
from core.audit import command_actor
from mappa.signing_in.enrolling import reset_second_factor


class Command(BaseCommand):
    help = (
        "Take the authenticator and the recovery codes from a user and end his or her sessions. "
        "Whoever then signs in with the password enrols, so make sure first who is asking."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--user", required=True, metavar="NAME", help="the user name")
        parser.add_argument(
            "--reason", required=True, help="why, and how the user was known, for the log"
        )

    def handle(self, *, user: str, reason: str, **options: object) -> None:
        found = User.objects.filter(username=user).first()
        if found is None:
            raise CommandError(f"Nobody has the user name “{user}”.")
        reset_second_factor(user=found, reason=reason, by=command_actor(), at=timezone.now())
        self.stdout.write(f"{user} has no second factor now, and enrols at the next sign-in.")
