"""Plays eighteen months of casework, and prints each duty as it comes and goes."""

import csv
import tempfile
from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from mappa.rehearsal.playing import What, play
from mappa.rehearsal.scenes import DAYS, YEAR, scenes
from mappa.rehearsal.stage import Stage
from nominals.models import Nominal

MARKS = {What.ACT: "*", What.ARISES: "  +", What.FALLS: "  -"}

RESIDENTS = 800_000
"""Residents aged 10 and over of the home area: made up, like everybody here."""


class Command(BaseCommand):
    help = (
        "Play eighteen simulated months of casework through the services: people from sentence to "
        "exit, with their orders, breaches, recalls, a transfer, a merge and its undoing. Prints "
        "each act (*), each duty as it arises (+) and falls (-), and then the return of the area. "
        "Needs a database that holds nobody."
    )

    def handle(self, **options: object) -> None:
        if Nominal.history.exists():
            raise CommandError(
                "This database holds people. Set DATABASE_URL or MAPPA_VAR to an empty one, run "
                "migrate, and rehearse there."
            )
        self.stdout.write("SYNTHETIC. Nobody below lives or ever lived.\n")
        stage = Stage.set_up(DAYS.start)
        for each in play(scenes(stage), stage=stage, days=DAYS):
            self.stdout.write(f"{each.day} {MARKS[each.what]} {each.sentence}")
        self._record_residents(stage)
        call_command(
            "compile_return",
            area=stage.home.code,
            year=YEAR.label,
            stdout=self.stdout,
            stderr=self.stderr,
        )

    def _record_residents(self, stage: Stage) -> None:
        """Import the population that the rate of the return is taken from."""
        with tempfile.TemporaryDirectory(prefix="mappa-rehearsal-") as name:
            path = Path(name) / "populations.csv"
            with path.open("w", encoding="utf-8", newline="") as file:
                rows = csv.writer(file)
                rows.writerow(["area", "mid_year", "aged_10_and_over", "edition"])
                rows.writerow([stage.home.code, YEAR.first_year, RESIDENTS, "made up"])
            call_command("import_caseload", name, stdout=self.stdout, stderr=self.stderr)
