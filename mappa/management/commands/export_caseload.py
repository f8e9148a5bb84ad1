"""Exports the caseload of one area or of all to a folder or zip of CSV files."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, InterfaceError
from django.utils import timezone

from agencies.models import Area
from core.audit import command_actor
from core.exporting import ExportError
from mappa.exchange.exporting import export_caseload


class Command(BaseCommand):
    help = (
        "Export what is now known: a folder of CSV files, or a zip where PATH ends in .zip. "
        "An export imported into an empty database and exported again gives the same bytes."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help="a new or empty folder, or a file named *.zip")
        parser.add_argument(
            "--area",
            metavar="CODE",
            help="only the people of this area and its populations, such as norfolk",
        )

    def handle(self, *, path: Path, area: str | None, **options: object) -> None:
        try:
            chosen = None if area is None else _area(area)
            counts = export_caseload(path, area=chosen, now=timezone.now(), by=command_actor())
        except ExportError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{path} could not be written: {error}.") from error
        except (DatabaseError, InterfaceError) as error:
            raise CommandError(f"The export broke off, nothing was written: {error}") from error
        for name, count in counts.items():
            self.stdout.write(f"{name}: {count} rows")
        self.stdout.write(f"total: {sum(counts.values())} rows")


def _area(code: str) -> Area:
    """The area of a code.

    Raises:
        CommandError: if there is none; exit status 2.
    """
    areas = {each.code: each for each in Area.objects.order_by("code")}
    if code not in areas:
        sentence = f"“{code}” is no area: write one of {', '.join(areas)}."
        raise CommandError(sentence, returncode=2)
    return areas[code]
