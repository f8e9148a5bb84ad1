"""Recomputes every nominal's states and grants from the facts, and compares or rewrites them."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from core import audit
from nominals.services.states import differing_nominals, rebuild


class Command(BaseCommand):
    """Rewrites states and grants that differ from the facts; with ``--check`` only counts them."""

    help = (
        "Recompute the stored states of all nominals; --check compares and exits 1 if any differ."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One option: compare and store nothing."""
        parser.add_argument("--check", action="store_true", help="compare and store nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Compare or rebuild, and say how many differ."""
        if options["check"]:
            differing = len(differing_nominals())
            self.stdout.write(
                f"{differing} nominals have states or grants that differ from their facts."
            )
            if differing:
                sys.exit(1)
            return
        now = timezone.now()
        with transaction.atomic():
            entry = audit.record(
                by=audit.command_actor(),
                at=now,
                operation=audit.Operation.ALTERATION,
                act="rebuild_states",
                label="nominals.Nominal",
            )
            rebuilt = rebuild(now=now, act=entry.pk)
        self.stdout.write(
            f"{rebuilt} nominals had states or grants that differed and have been rebuilt."
        )
