"""Writes a document of a meeting as PDF, ODT or text."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.documents import Document, as_odt, as_pdf, as_text
from meetings.choices import DocumentKind
from meetings.documents import compose
from meetings.services.handing import hand_out
from nominals.management.arguments import UNUSABLE, active_user, add_user, looking


class Command(BaseCommand):
    help = (
        "Write the agenda, minutes, executive summary or action list of a meeting. Without --to "
        "the text is printed. Every look is logged; --user reads what that user may read."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("meeting", metavar="MEETING_ID", help="the opaque id")
        parser.add_argument("--kind", choices=DocumentKind.values, default=DocumentKind.MINUTES)
        parser.add_argument("--issue", type=int, help="the version; the latest if left out")
        parser.add_argument("--to", type=Path, help="a file whose name ends in .pdf, .odt or .txt")
        parser.add_argument("--purpose", default="", help="why; a restricted case asks it")
        add_user(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        to: Path | None = options["to"]
        if to is not None and to.suffix not in WRITERS:
            raise CommandError(
                f"“{to.name}” ends in none of {', '.join(WRITERS)}: choose one of them.",
                returncode=UNUSABLE,
            )
        now = timezone.now()
        kind = DocumentKind(options["kind"])
        try:
            handed = hand_out(
                text=options["meeting"],
                kind=kind,
                version=options["issue"],
                looking=looking(options, now=now, user=active_user(options["user"])),
            )
        except ValidationError as refusal:
            raise CommandError("; ".join(refusal.messages), returncode=UNUSABLE) from None
        document = compose(kind, handed.content, issued=handed.at, is_draft=handed.is_draft)
        if to is None:
            self.stdout.write(as_text(document))
        else:
            to.write_bytes(WRITERS[to.suffix](document))


def _as_bytes(document: Document) -> bytes:
    return as_text(document).encode()


WRITERS = {".pdf": as_pdf, ".odt": as_odt, ".txt": _as_bytes}
