"""Verifies the chain of the log."""

import re
import sys
from argparse import ArgumentParser, ArgumentTypeError

from django.core.management.base import BaseCommand
from django.utils import timezone

from core.audit import command_actor
from core.chain.status import note_verification
from core.chain.verifying import faults, tail
from core.models import LogBlock

STATUS_OF_FAULTS = 1


def head(text: str) -> str:
    """A head as it was kept.

    Raises:
        ArgumentTypeError: if `text` is none.
    """
    if not re.fullmatch("[0-9a-f]{64}", text):
        msg = f"{text} is no head: give the 64 characters 0 to 9 and a to f that were kept."
        raise ArgumentTypeError(msg)
    return text


class Command(BaseCommand):
    help = (
        "Verify the chain of the log: name each entry that was changed, removed or added since it "
        "was sealed, the first one first, say what is not sealed yet, and print the present head. "
        "Exits 1 if anything is wrong. The log says that it was verified."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--head",
            type=head,
            help="a head that was kept outside the database: it must be one of the chain",
        )

    def handle(self, *, head: str | None, **options: object) -> None:
        found = 0
        for sentence in faults():
            self.stdout.write(sentence)
            found += 1
        if head is not None and not self._has(head):
            found += 1
        self._tell_tail()
        self._tell_head()
        self.stdout.write(
            "The chain holds." if not found else f"The chain is broken: faults found, {found}."
        )
        note_verification(faults=found, by=command_actor(), at=timezone.now())
        if found:
            sys.exit(STATUS_OF_FAULTS)

    def _has(self, head: str) -> bool:
        block = LogBlock.objects.filter(head=head).first()
        if block is None:
            self.stdout.write(
                "The head given is not in the chain: blocks were removed, or it was rewritten."
            )
            return False
        self.stdout.write(f"The head given is that of {block}.")
        return True

    def _tell_tail(self) -> None:
        waiting = tail()
        if waiting.since is None:
            self.stdout.write("Every entry is sealed.")
            return
        since = timezone.localtime(waiting.since)
        self.stdout.write(
            f"Not sealed yet: {waiting.entries} entries, the oldest of {since:%Y-%m-%d %H:%M:%S}."
        )

    def _tell_head(self) -> None:
        last = LogBlock.objects.order_by("-number").first()
        self.stdout.write("No block yet." if last is None else f"Head: {last.head}, of {last}.")
