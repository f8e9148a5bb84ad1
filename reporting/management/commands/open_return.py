"""Opens a figure of the annual return, or says where a nominal is counted."""

from __future__ import annotations

import argparse
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from nominals.management.arguments import active_user, looking
from reporting.management.arguments import UNUSABLE, area_codes, begun_year, instant, plain
from reporting.services.compiling import areas_of
from reporting.services.opening import (
    MAY_BE_FEWER,
    OpenedCell,
    OpenedNominal,
    open_cell,
    open_nominal,
)


class Command(BaseCommand):
    """Until there are screens. Every look is logged."""

    help = (
        "Lists who is counted in a figure (--area and --cell), or where a nominal is counted and "
        "why not elsewhere (--nominal)."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """What to open, and who looks."""
        parser.add_argument(
            "--year", type=plain, required=True, help="the reporting year, like 2021-22"
        )
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--cell", type=plain, help="like T1:level_2:category_1, T5:SHPO or T3")
        what.add_argument("--nominal", type=plain, help="a sender's reference or the opaque id")
        parser.add_argument("--area", type=plain, help="the code of the cell's area")
        parser.add_argument("--as-known-at", type=plain, help="an instant; now where left out")
        parser.add_argument("--user", type=plain, help="who looks; left out, the system does")
        parser.add_argument("--purpose", type=plain, default="", help="why, for the log")

    def handle(self, *args: Any, **options: Any) -> None:
        """Open a cell or a nominal."""
        now = timezone.now()
        today = timezone.localdate(now)
        year = begun_year(options["year"], today=today)
        look = looking(options, now=now, user=active_user(options["user"]))
        as_known_at = instant(options["as_known_at"], now=now)
        try:
            if options["nominal"] is not None:
                self._print_nominal(
                    open_nominal(
                        reference=options["nominal"],
                        year=year,
                        as_known_at=as_known_at,
                        looking=look,
                    )
                )
            else:
                codes = area_codes(options["area"] or "")
                if codes is None:
                    raise CommandError("A figure is opened in one area.", returncode=UNUSABLE)
                self._print_cell(
                    open_cell(
                        area=areas_of(codes)[0],
                        year=year,
                        cell=options["cell"],
                        as_known_at=as_known_at,
                        looking=look,
                    )
                )
        except ValidationError as refusal:
            raise CommandError("; ".join(refusal.messages), returncode=UNUSABLE) from None

    def _print_cell(self, opened: OpenedCell) -> None:
        self.stdout.write(f"{opened.cell}\n{opened.rule}: {opened.sentence}\n{MAY_BE_FEWER}\n")
        for each in opened.people:
            line = (
                f"{each.public_id}  {each.name}  {each.cell}  counted on {each.counted_on}, "
                f"state of {each.state_on}"
            )
            if each.taken_from_day_before:
                line += f" ({', '.join(each.taken_from_day_before)} of the day before)"
            self.stdout.write(line)

    def _print_nominal(self, opened: OpenedNominal) -> None:
        self.stdout.write(f"{opened.public_id}  {opened.name}\n")
        for each in opened.places:
            where = f"counted in {each.cell}" if each.cell else "not counted"
            parts = [each.table, each.what, each.area, where]
            if each.counted_on is not None:
                parts.append(f"counted on {each.counted_on}, state of {each.state_on}")
            self.stdout.write(
                f"{'  '.join(filter(None, parts))}\n      {each.clause}: {each.sentence}"
            )
