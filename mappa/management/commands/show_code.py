"""An authenticator for the command line: the code that a secret gives now."""

import getpass
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from mappa.signing_in.codes import code_now


class Command(BaseCommand):
    """It knows what it is told and asks no database, so it opens nothing to anybody."""

    help = (
        "Print the code that an authenticator holding SECRET shows now, for whoever has none at "
        "hand. The page on which one enrols shows the secret. Left out, it is asked for."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("secret", nargs="*", metavar="SECRET", help="with or without spaces")

    def handle(self, *, secret: list[str], **options: object) -> None:
        typed = "".join(secret) or getpass.getpass("Secret: ")
        try:
            self.stdout.write(code_now("".join(typed.split())))
        except ValueError:
            raise CommandError(
                "This is no secret: write the 32 letters and digits that the page shows."
            ) from None
