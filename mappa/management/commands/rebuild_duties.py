"""Recomputes every nominal's duties, and the grants that follow from meetings, from the facts, and
compares or rewrites them."""

import sys
from argparse import ArgumentParser

from django.core.management.base import BaseCommand
from django.utils import timezone

from core.audit import command_actor
from mappa.duties import differing_nominals, rebuild


class Command(BaseCommand):
    help = (
        "Recompute the duties of all nominals and who sees them by meetings; --check compares and "
        "exits 1 if any differ."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="compare and store nothing")

    def handle(self, *, check: bool, **options: object) -> None:
        if check:
            differing = len(differing_nominals())
            self.stdout.write(
                f"{differing} nominals have duties or grants that differ from their facts."
            )
            if differing:
                sys.exit(1)
            return
        rebuilt = rebuild(now=timezone.now(), by=command_actor())
        self.stdout.write(
            f"{rebuilt} nominals had duties or grants that differed and have been rebuilt."
        )
