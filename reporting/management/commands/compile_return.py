"""Compiles the annual return of an area, or of all, and prints it; stores no return."""

from __future__ import annotations

import argparse
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from tqdm import tqdm

from core import audit
from core.periods import ReportingYear
from reporting.export import FORMATS
from reporting.management.arguments import area_codes, begun_year, plain
from reporting.management.output import write_whole
from reporting.rules.checks import Outcome, Status
from reporting.services.checking import check_compiled
from reporting.services.compiling import compile_figures
from reporting.tables.figures import CompiledYear

MOST_RECORDS = 20
"""Records named by one finding; the others are counted."""


class Command(BaseCommand):
    """Tables to standard output or a file; findings and progress to standard error."""

    help = "Compiles the annual return of an area and year, or of all areas, and prints it."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """The arguments of the caseload exchange's page."""
        parser.add_argument("--area", type=plain, required=True, help="an area's code, or all")
        parser.add_argument(
            "--year", type=plain, required=True, help="the reporting year, like 2021-22"
        )
        parser.add_argument("--format", choices=sorted(FORMATS), default="text")
        parser.add_argument("--output", type=Path, help="the file to write, whole or not at all")

    def handle(self, *args: Any, **options: Any) -> None:
        """Compile, check, record the look, write."""
        now = timezone.now()
        year = begun_year(options["year"], today=timezone.localdate(now))
        codes = area_codes(options["area"])
        with tqdm(total=3, unit="step", disable=None, file=sys.stderr) as progress:
            compiled = self._compile(year, codes, now)
            progress.update()
            outcomes = check_compiled(compiled)
            progress.update()
            text = FORMATS[options["format"]](compiled)
            with transaction.atomic():
                self._record(now, options)
                if options["output"] is not None:
                    write_whole(options["output"], text)
            progress.update()
        if options["output"] is None:
            self.stdout.write(text, ending="")
        self._print_findings(compiled, outcomes)

    def _compile(self, year: ReportingYear, codes: list[str] | None, now: datetime) -> CompiledYear:
        try:
            return compile_figures(year=year, area_codes=codes, as_known_at=now)
        except ValidationError as refusal:
            raise CommandError("; ".join(refusal.messages)) from None

    def _record(self, now: datetime, options: dict[str, Any]) -> None:
        audit.record(
            by=audit.command_actor(),
            at=now,
            operation=audit.Operation.CONSULTATION,
            act="compile_return",
            label="reporting.AnnualReturn",
            detail={key: options[key] for key in ("area", "year", "format")},
        )

    def _print_findings(self, compiled: CompiledYear, outcomes: dict[str, list[Outcome]]) -> None:
        for each in compiled.returns:
            failed = [
                outcome for outcome in outcomes[each.area_code] if outcome.status is Status.FAILED
            ]
            for outcome in sorted(failed, key=lambda one: str(one.check.severity.value)):
                for fault in outcome.faults:
                    line = (
                        f"{each.area_name}: {outcome.check.severity.value}: "
                        f"{outcome.check.identifier}: {fault.sentence}"
                    )
                    if fault.cells:
                        line += f" Cells: {', '.join(fault.cells)}."
                    if fault.records:
                        line += f" Records: {named(fault.records)}."
                    self.stderr.write(line)


def named(records: tuple[str, ...]) -> str:
    """The records by name, of many the first and how many more."""
    shown = ", ".join(records[:MOST_RECORDS])
    more = len(records) - MOST_RECORDS
    return f"{shown} and {more} more" if more > 0 else shown
