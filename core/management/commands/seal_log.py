"""Seals the entries of the log that are not sealed yet."""

from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.chain.heads import keep_heads
from core.chain.sealing import seal


class Command(BaseCommand):
    help = (
        "Seal every entry of the log that is committed and not sealed yet, and print the number, "
        "size and head of each block made. The timetable does it every minute."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--head-file",
            type=Path,
            default=settings.MAPPA_LOG_HEADS,
            help="append the number, instant and head of each block; MAPPA_LOG_HEADS if left out",
        )

    def handle(self, *, head_file: Path | None, **options: object) -> None:
        blocks = seal(at=timezone.now())
        for block in blocks:
            self.stdout.write(f"block {block.number}  {block.entries} entries  {block.head}")
        if not blocks:
            self.stdout.write("Every entry was sealed already.")
        if head_file is None:
            return
        try:
            keep_heads(blocks, head_file)
        except OSError as error:
            raise CommandError(
                f"The log is sealed, but {head_file} could not be written: {error.strerror}. Name "
                "another file, and add the heads above to it."
            ) from error
