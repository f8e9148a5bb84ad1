"""Lets change numbers go on above all that were given before the database was restored."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from core.audit import command_actor
from nominals.services.numbering import leap


class Command(BaseCommand):
    """Run it after every restoration from a backup, before anybody writes."""

    help = "After a restoration: let change numbers go on above all that were given before."

    def handle(self, *args: Any, **options: Any) -> None:
        """Leap, and say above what."""
        after = leap(by=command_actor(), at=timezone.now())
        self.stdout.write(f"Change numbers go on above {after}.")
