"""Imports a caseload from a folder or zip of CSV files."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, InterfaceError
from django.utils import timezone

from core.audit import command_actor
from core.importing.faults import UnreadableError
from mappa.exchange.importing import Counts, Outcome, import_caseload


class Command(BaseCommand):
    help = (
        "Import a caseload, whole or not at all: a folder of CSV files, or a zip of it. Exits 1, "
        "having stored nothing, when anything is refused."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help="the folder or zip")
        parser.add_argument(
            "--dry-run", action="store_true", help="do all but store, and say what would be done"
        )

    def handle(self, *, path: Path, dry_run: bool, **options: object) -> None:
        now = timezone.now()
        try:
            outcome = import_caseload(
                path,
                now=now,
                today=timezone.localdate(now),
                by=command_actor(),
                is_dry_run=dry_run,
            )
        except UnreadableError as error:
            raise CommandError(str(error)) from error
        except (OSError, DatabaseError, InterfaceError) as error:
            raise CommandError(f"The import broke off, nothing was stored: {error}") from error
        if outcome.faults:
            self._refuse(outcome)
        self._report(outcome)
        if dry_run:
            self.stdout.write("Dry run: nothing was stored.")

    def _refuse(self, outcome: Outcome) -> None:
        shown = outcome.faults.first()
        for fault in shown:
            self.stderr.write(str(fault))
        if outcome.faults.count > len(shown):
            self.stderr.write(f"... and {outcome.faults.count - len(shown)} more")
        raise CommandError(f"Refused {outcome.faults.count} times; nothing was stored.")

    def _report(self, outcome: Outcome) -> None:
        total = Counts()
        for name, counts in outcome.counts.items():
            self.stdout.write(_sentence(name, counts))
            total.read += counts.read
            total.added += counts.added
            total.changed += counts.changed
            total.unchanged += counts.unchanged
        self.stdout.write(_sentence("total", total))
        for rule, count in sorted(outcome.warnings.items()):
            self.stderr.write(f"warning {rule}: {count}")


def _sentence(what: str, counts: Counts) -> str:
    return (
        f"{what}: {counts.read} read, {counts.added} added, {counts.changed} changed, "
        f"{counts.unchanged} unchanged"
    )
