"""Tells of cases opened in an emergency, as the timetable does every few minutes."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core import audit
from nominals.management.arguments import add_day
from nominals.services.emergency_notices import tell_of_emergencies


class Command(BaseCommand):
    """What was told of before is not told again, whoever told it."""

    help = "Tells role mailboxes of cases opened in an emergency; again sends nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One option: the day."""
        add_day(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Send, and say how many mails went out."""
        now = timezone.now()
        on = options["on"] or timezone.localdate(now)
        told = tell_of_emergencies(on=on, by=audit.command_actor(), at=now)
        self.stdout.write(f"{told.mails} mails told of emergencies on {on}.")
        if told.without_mailbox:
            self.stdout.write(f"{told.without_mailbox} emergencies have no mailbox to be told in.")
        if told.failures:
            first = told.failures[0]
            raise CommandError(
                f"{len(told.failures)} mails failed and will be sent by the next run. The first "
                f"failed because: {type(first).__name__}: {first}"
            )
