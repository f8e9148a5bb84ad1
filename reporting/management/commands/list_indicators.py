"""Lists the performance indicators of an area's meetings in a quarter, and the meetings behind."""

from __future__ import annotations

import argparse
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.core.management import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from core import audit
from core.periods import Quarter
from nominals.management.arguments import active_user, add_day, called_area
from nominals.models import Nominal
from nominals.services.consulting import seen_as
from reporting.management.arguments import UNUSABLE, plain
from reporting.rules.indicators import TITLES, Row
from reporting.services.indicators import count_indicators

NOT_APPLICABLE = "n/a"
HEADINGS = (
    "Indicator",
    "Level",
    "Agency",
    "Met",
    "Of",
    "Rate",
    "Threshold",
    "Reached",
    "Report only",
    "Apologies",
    "No show",
)
NUMBERS = frozenset({"Level", "Met", "Of", "Rate", "Threshold", *HEADINGS[-3:]})


class Command(BaseCommand):
    """Names meetings by opaque id, and nobody. Every look is logged with whom it is about."""

    help = "Lists the performance indicators of the meetings of an area in a quarter."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Which area and quarter, as it stood when, whose eyes, and whether each rate is opened."""
        parser.add_argument("--area", type=plain, required=True, metavar="CODE")
        parser.add_argument("--quarter", type=plain, required=True, help="like “2024-25 Q1”")
        add_day(parser)
        parser.add_argument(
            "--user", type=plain, metavar="NAME", help="who looks; left out, the system does"
        )
        parser.add_argument(
            "--meetings", action="store_true", help="the meetings behind each rate, by opaque id"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Count, record the look, print."""
        now = timezone.now()
        today = timezone.localdate(now)
        area, user = called_area(options["area"]), active_user(options["user"])
        on = _day(options["on"] or today, today)
        quarter = _quarter(options["quarter"], on)
        with transaction.atomic():
            found = count_indicators(area=area, quarter=quarter, on=on, user=user, looked_on=today)
            audit.record(
                by=audit.command_actor(),
                at=now,
                operation=audit.Operation.CONSULTATION,
                act="list_indicators",
                label=Nominal._meta.label,
                detail={"area": area.code, "quarter": quarter.label, "on": on.isoformat()}
                | seen_as(user),
                objects=sorted(found.people),
            )
        self.stdout.write(f"{area}, {quarter}, as it stood on {on}")
        for line in _table(found.rows, found.shown if options["meetings"] else frozenset()):
            self.stdout.write(line)
        reached = [row.is_reached for row in found.rows]
        self.stdout.write(
            f"{len(reached)} rates: {reached.count(True)} reach their threshold, "
            f"{reached.count(False)} do not, {reached.count(None)} {NOT_APPLICABLE}."
        )


def _day(on: date, today: date) -> date:
    if on > today:
        raise CommandError(
            f"{on} is yet to come: give {today} or a day before it.", returncode=UNUSABLE
        )
    return on


def _quarter(label: str, on: date) -> Quarter:
    try:
        quarter = Quarter.parse(label)
    except ValueError as error:
        raise CommandError(str(error), returncode=UNUSABLE) from None
    if quarter.period.start > on:
        raise CommandError(
            f"{quarter} begins on {quarter.period.start}: give {Quarter.containing(on)} or a "
            "quarter before it.",
            returncode=UNUSABLE,
        )
    return quarter


def _table(rows: Sequence[Row], shown: Collection[UUID]) -> Iterator[str]:
    """A line for each row beneath the headings, in columns; of its meetings those `shown` under
    it."""
    cells = [HEADINGS, *(_cells(row) for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for row, line in zip([None, *rows], cells, strict=True):
        yield "  ".join(
            text.rjust(width) if heading in NUMBERS else text.ljust(width)
            for heading, text, width in zip(HEADINGS, line, widths, strict=True)
        ).rstrip()
        if row is not None:
            yield from (f"    met      {key}" for key in row.met_by if key in shown)
            yield from (f"    not met  {key}" for key in row.missed_by if key in shown)


def _cells(row: Row) -> tuple[str, ...]:
    absences = row.absences
    return (
        f"{row.indicator} {TITLES[row.indicator]}",
        str(row.level),
        row.agency.name if row.agency else "",
        str(row.met),
        str(row.counted),
        NOT_APPLICABLE if row.percent is None else f"{row.percent} %",
        f"{row.threshold} %",
        {True: "yes", False: "no", None: NOT_APPLICABLE}[row.is_reached],
        *(
            ("", "", "")
            if absences is None
            else map(str, (absences.report_only, absences.apologies, absences.no_show))
        ),
    )
