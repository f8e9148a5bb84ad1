"""Lists to whom each version of a meeting's minutes was issued, who was told and who opened it."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from meetings.management.arguments import add_meeting
from meetings.services.distribution import Received, distribution_of
from nominals.management.arguments import UNUSABLE, active_user, add_user, looking


class Command(BaseCommand):
    help = (
        "List to which agencies each issued version of the minutes of a meeting went, when each "
        "mailbox was told, and who opened it first and when. For those who conduct the meeting; "
        "every look is logged."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_meeting(parser)
        add_user(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        user = active_user(options["user"])
        try:
            found = distribution_of(
                text=options["meeting"],
                looking=looking(options, now=timezone.now(), user=user),
            )
        except ValidationError as refusal:
            raise CommandError("; ".join(refusal.messages), returncode=UNUSABLE) from None
        if not found:
            self.stdout.write("No minutes of this meeting are issued.")
        for version in found:
            self.stdout.write(f"Version {version.version}, issued on {version.issued_on}")
            for each in version.recipients:
                self._write(each)

    def _write(self, received: Received) -> None:
        self.stdout.write(f"  {received.agency}, added on {received.added_on}")
        for mailbox, at in received.told:
            self.stdout.write(f"    told    {_minute(at)}  {mailbox}")
        if not received.told:
            self.stdout.write("    no mailbox was told")
        for name, at in received.opened:
            self.stdout.write(f"    opened  {_minute(at)}  {name}")
        if not received.opened:
            self.stdout.write("    nobody opened it")


def _minute(at: datetime) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"
