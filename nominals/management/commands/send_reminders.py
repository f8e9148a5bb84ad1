"""Sends the reminders of a day, as the timetable does each morning."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core import audit
from nominals.management.arguments import UNUSABLE, add_day
from nominals.services.reminders import send_reminders


class Command(BaseCommand):
    """What was told of before is not told again, whoever told it."""

    help = "Sends reminders of duties due soon or overdue to role mailboxes; again sends nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One option: the day."""
        add_day(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Send, and say how many mails told of how many duties."""
        now = timezone.now()
        on = options["on"] or timezone.localdate(now)
        try:
            sent = send_reminders(on=on, by=audit.command_actor(), at=now)
        except LookupError as reason:
            raise CommandError(str(reason.args[0]), returncode=UNUSABLE) from None
        self.stdout.write(f"{sent.mails} mails told of {sent.duties} duties on {on}.")
        if sent.without_mailbox:
            self.stdout.write(f"{sent.without_mailbox} duties have no mailbox to be told in.")
        if sent.failures:
            first = sent.failures[0]
            raise CommandError(
                f"{len(sent.failures)} mails failed and will be sent by the next run. The first "
                f"failed because: {type(first).__name__}: {first}"
            )
