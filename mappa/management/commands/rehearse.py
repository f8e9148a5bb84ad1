"""Plays eighteen months of casework, and prints each duty as it comes and goes."""

import csv
import tempfile
from argparse import ArgumentParser
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from core.documents import as_odt, as_pdf
from core.exporting import ExportError, Place, new_place
from core.periods import Quarter
from mappa.rehearsal.playing import What, play
from mappa.rehearsal.scenes import DAYS, YEAR, scenes
from mappa.rehearsal.stage import Stage
from meetings.choices import DocumentKind
from meetings.documents import compose
from meetings.models import Minutes
from meetings.services.handing import issue_of
from nominals.models import Nominal

MARKS = {What.ACT: "*", What.ARISES: "  +", What.FALLS: "  -", What.MAIL: "  @"}

WRITERS = {".pdf": as_pdf, ".odt": as_odt}

RESIDENTS = 800_000
"""Residents aged 10 and over of the home area: made up, like everybody here."""


class Command(BaseCommand):
    help = (
        "Play eighteen simulated months of casework through the services: people from sentence to "
        "exit, with their referrals, meetings, orders, breaches, recalls, a transfer, a merge and "
        "its undoing. Prints each act (*), the notices mailed on an evening (@), each duty as it "
        "arises (+) and falls (-), each document issued (=), what became of referrals, the "
        "indicators, and then the return of the area. Needs a database that holds nobody."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--documents",
            type=Path,
            metavar="FOLDER",
            help="write each document as PDF and ODT to a new or empty folder",
        )

    def handle(self, **options: object) -> None:
        if Nominal.history.exists():
            raise CommandError(
                "This database holds people. Set DATABASE_URL or MAPPA_VAR to an empty one, run "
                "migrate, and rehearse there."
            )
        folder = options["documents"]
        try:
            with _place(folder if isinstance(folder, Path) else None) as place:
                self._rehearse(place)
        except ExportError as error:
            raise CommandError(str(error)) from error

    def _rehearse(self, place: Place | None) -> None:
        self.stdout.write("SYNTHETIC. Nobody below lives or ever lived.\n")
        stage = Stage.set_up(DAYS.start)
        for each in play(scenes(stage), stage=stage, days=DAYS):
            self.stdout.write(f"{each.day} {MARKS[each.what]} {each.sentence}")
        self._head("Documents issued")
        self._print_documents(place)
        self._record_residents(stage)
        self.stdout.write("")
        told = {"stdout": self.stdout, "stderr": self.stderr}
        call_command(
            "count_referrals", area=stage.home.code, since=DAYS.start, until=DAYS.end, **told
        )
        for quarter in _quarters():
            self._head(f"Indicators of {quarter.label}")
            call_command(
                "list_indicators",
                area=stage.home.code,
                quarter=quarter.label,
                on=DAYS.last_day,
                **told,
            )
        self._head(f"Return of {YEAR.label}")
        call_command("compile_return", area=stage.home.code, year=YEAR.label, **told)

    def _head(self, title: str) -> None:
        self.stdout.write(f"\n{title}\n{'-' * len(title)}")

    def _print_documents(self, place: Place | None) -> None:
        """Print each document of each version issued, and write it where there is a place."""
        issued = Minutes.objects.select_related("meeting__panel").order_by("issued_at", "pk")
        for minutes in issued.iterator():
            meeting = minutes.meeting
            name = f"{meeting.held_on}-{str(meeting.public_id)[:8]}-{minutes.number}"
            for kind in DocumentKind:
                document = compose(
                    kind, minutes.content, issued=minutes.issued_at, issue=issue_of(minutes)
                )
                self.stdout.write(
                    f"= {document.subtitle}: {document.title}, version {minutes.number}"
                )
                if place is not None:
                    for suffix, made in WRITERS.items():
                        with place.open(f"{name}-{kind.value}{suffix}") as file:
                            file.write(made(document))

    def _record_residents(self, stage: Stage) -> None:
        """Import the population that the rate of the return is taken from."""
        with tempfile.TemporaryDirectory(prefix="mappa-rehearsal-") as name:
            path = Path(name) / "populations.csv"
            with path.open("w", encoding="utf-8", newline="") as file:
                rows = csv.writer(file)
                rows.writerow(["area", "mid_year", "aged_10_and_over", "edition"])
                rows.writerow([stage.home.code, YEAR.first_year, RESIDENTS, "made up"])
            call_command("import_caseload", name, stdout=self.stdout, stderr=self.stderr)


def _place(folder: Path | None) -> AbstractContextManager[Place | None]:
    """Where documents are written, so that nobody else may read them; nowhere without a folder."""
    return nullcontext() if folder is None else new_place(folder)


def _quarters() -> list[Quarter]:
    """The quarters that lie within the days of the rehearsal."""
    found = [Quarter.containing(DAYS.start)]
    while found[-1].period.ends < DAYS.ends:
        found.append(Quarter.containing(found[-1].period.ends))
    return found
