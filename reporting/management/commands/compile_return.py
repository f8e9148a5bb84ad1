"""Compiles the annual return of an area, or of all, and prints it; stores no return."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Collection, Iterator
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
from nominals.models import Nominal
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
            findings = list(_findings(compiled, outcomes))
            with transaction.atomic():
                self._record(now, options, {each for _, shown in findings for each in shown})
                if options["output"] is not None:
                    write_whole(options["output"], text)
            progress.update()
        if options["output"] is None:
            self.stdout.write(text, ending="")
        for line, _ in findings:
            self.stderr.write(line)

    def _compile(self, year: ReportingYear, codes: list[str] | None, now: datetime) -> CompiledYear:
        try:
            return compile_figures(year=year, area_codes=codes, as_known_at=now)
        except ValidationError as refusal:
            raise CommandError("; ".join(refusal.messages)) from None

    def _record(self, now: datetime, options: dict[str, Any], shown: Collection[str]) -> None:
        """Log the look, with the people whom the findings name."""
        people = Nominal.objects.filter(public_id__in=shown).order_by("pk")
        audit.record(
            by=audit.command_actor(),
            at=now,
            operation=audit.Operation.CONSULTATION,
            act="compile_return",
            label="nominals.Nominal",
            detail={key: options[key] for key in ("area", "year", "format")},
            objects=people.values_list("pk", flat=True),
        )


def _findings(
    compiled: CompiledYear, outcomes: dict[str, list[Outcome]]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """A line for each fault, by severity, and the records that it names."""
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
                yield line, fault.records[:MOST_RECORDS]


def named(records: tuple[str, ...]) -> str:
    """The records by name, of many the first and how many more."""
    shown = ", ".join(records[:MOST_RECORDS])
    more = len(records) - MOST_RECORDS
    return f"{shown} and {more} more" if more > 0 else shown
