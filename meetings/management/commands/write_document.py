"""Writes a document of a meeting as PDF, ODT or text."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.documents import Document, as_odt, as_pdf, as_text
from meetings.choices import DocumentKind
from meetings.documents import compose
from meetings.management.arguments import add_meeting
from meetings.services.handing import hand_out
from nominals.management.arguments import UNUSABLE, active_user, add_user, looking


class Command(BaseCommand):
    help = (
        "Write the agenda, minutes, executive summary or action list of a meeting. Without --to "
        "the text is printed; with it a new file is written that nobody else may open. Every look "
        "is logged; --user reads what that user may read."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_meeting(parser)
        parser.add_argument("--kind", choices=DocumentKind.values, default=DocumentKind.MINUTES)
        parser.add_argument(
            "--issue", type=int, metavar="VERSION", help="the version; the latest if left out"
        )
        parser.add_argument(
            "--to",
            type=Path,
            metavar="FILE",
            help="a new file whose name ends in .pdf, .odt or .txt",
        )
        add_user(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        to: Path | None = options["to"]
        if to is not None:
            _check_place(to)
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
        document = compose(
            kind,
            handed.content,
            issued=handed.at,
            issue=handed.issue,
            is_draft=handed.is_draft,
        )
        if to is None:
            self.stdout.write(as_text(document))
        else:
            _write(to, WRITERS[to.suffix.lower()](document))


def _check_place(to: Path) -> None:
    """Refuse a place that cannot be written, before anything is handed out.

    Raises:
        CommandError: if the ending is none, the file is there, or the folder is not, or is closed.
    """
    folder = to.absolute().parent
    refusal = None
    if to.suffix.lower() not in WRITERS:
        refusal = f"“{to.name}” ends in none of {', '.join(WRITERS)}: choose one of them."
    elif os.path.lexists(to):
        refusal = f"{to} is there already: name a new file."
    elif not folder.is_dir():
        refusal = f"There is no folder {folder}: make it first."
    elif not os.access(folder, os.W_OK | os.X_OK):
        refusal = f"Nothing may be written to the folder {folder}: choose another."
    if refusal is not None:
        raise CommandError(refusal, returncode=UNUSABLE)


def _write(to: Path, content: bytes) -> None:
    """Write a new file, whole or not at all, that nobody but the user who writes it may open."""
    try:
        with open(to, "xb", opener=_private) as file:
            try:
                file.write(content)
                file.flush()
            except BaseException:
                to.unlink(missing_ok=True)
                raise
    except OSError as error:
        sentence = f"{to} cannot be written: {error.strerror}. Name another file."
        raise CommandError(sentence, returncode=UNUSABLE) from None


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _as_bytes(document: Document) -> bytes:
    return as_text(document).encode()


WRITERS = {".pdf": as_pdf, ".odt": as_odt, ".txt": _as_bytes}
