"""Imports a made-up caseload and has a worker compile its return, beside the published one."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from celery import current_app
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from agencies.models import Area
from core.audit import command_actor
from core.periods import ReportingYear
from mappa.comparison import compare, lines_of
from mappa.published import published_return
from mappa.sandbox import refuse_others
from mappa.signing_in.demonstrating import demonstration_user
from mappa.synthetic.demonstration import Demonstration, demonstration
from reporting.models import Compilation, CompilationRequest
from reporting.services.requests import compilation_of, request_compilation
from reporting.services.storing import stored_returns

LOOK_EVERY = 0.2  # seconds between two looks at the row
SEND_EVERY = 5  # seconds between two messages, in case one is lost
PATIENCE = 180  # seconds for the worker to start and compile

BANNER = """\
================================================================================================
  SYNTHETIC. Every person below is made up by mappa's own code. Nobody here lives or ever lived.
  The figures they add up to are those that Norfolk published for 2021-22.
================================================================================================
"""


class Command(BaseCommand):
    help = (
        "Import a made-up caseload of about 1,700 people, compile its return through a Celery "
        "worker, print it beside the published one, and make a user to sign in with. Running it "
        "again imports nothing new. "
        "Refuses a database that holds anybody else."
    )

    def handle(self, **options: object) -> None:
        self.stdout.write(BANNER)
        with tempfile.TemporaryDirectory(prefix="mappa-demonstration-") as name:
            made = demonstration(Path(name))
            try:
                refuse_others(made)
            except ValidationError as refusal:
                raise CommandError(refusal.message) from None
            self._say_who(made)
            call_command("import_caseload", name, stdout=self.stdout, stderr=self.stderr)
        compilation = self._compile(made)
        self._compare(compilation, made)
        self._say_clauses(made)
        self._say_who_signs_in(made)
        self.stdout.write(
            f"\nTo serve it on http://127.0.0.1:{settings.MAPPA_PORT}/, run bin/serve"
        )

    def _say_who(self, made: Demonstration) -> None:
        self.stdout.write(
            f"{made.people} made-up people, {made.people_of_clauses} of whom show a clause of the "
            f"counting rules. Importing them:"
        )

    def _say_who_signs_in(self, of: Demonstration) -> None:
        """A user with a second factor, for somebody without a telephone."""
        made = demonstration_user(
            area=Area.objects.get(code=of.area), by=command_actor(), at=timezone.now()
        )
        self.stdout.write(
            "\nTo sign in, with a password and secret that each run makes anew:\n"
            f"      user name  {made.username}\n"
            f"      password   {made.password}\n"
            f"      code       .venv/bin/python manage.py show_code {made.secret}\n"
            "An authenticator app takes that secret too."
        )

    def _compile(self, made: Demonstration) -> Compilation:
        """Leave the work as a row, and have a worker of its own process do it."""
        now = timezone.now()
        asked = request_compilation(
            area=Area.objects.get(code=made.area),
            year=ReportingYear.parse(made.year),
            as_known_at=now,
            by=command_actor(),
            at=now,
        )
        self.stdout.write("\nCompiling through a Celery worker ...")
        with _worker() as worker:
            compilation = self._wait_for(asked, worker)
        return compilation

    def _wait_for(self, asked: CompilationRequest, worker: subprocess.Popen[bytes]) -> Compilation:
        begun = time.monotonic()
        sent_at = begun - SEND_EVERY
        while time.monotonic() - begun < PATIENCE:
            if time.monotonic() - sent_at >= SEND_EVERY:
                current_app.send_task("reporting.compile_request", kwargs={"request": asked.pk})
                sent_at = time.monotonic()
            asked.refresh_from_db()
            compilation = compilation_of(asked) if asked.finished_at else None
            if compilation is not None:
                self.stdout.write(f"Compiled in {time.monotonic() - begun:.1f} s.")
                return compilation
            if asked.failure:
                raise CommandError(f"The worker failed. {asked.failure}")
            if worker.poll() is not None:
                raise CommandError(
                    f"The worker ended by itself with status {worker.returncode}. Its last lines "
                    "above say why."
                )
            time.sleep(LOOK_EVERY)
        raise CommandError(f"The worker did not compile the return in {PATIENCE} s. Try again.")

    def _compare(self, compilation: Compilation, made: Demonstration) -> None:
        (compiled,) = stored_returns([compilation])
        comparison = compare(compiled, published_return(made.published))
        self.stdout.write(f"\n{compiled.area_name}, {compiled.year}: compiled | printed")
        for line in lines_of(comparison):
            self.stdout.write(line.rstrip())
        self.stdout.write(
            f"\n{comparison.differences} of {comparison.figures} figures differ from the printed "
            "ones (marked *)."
        )

    def _say_clauses(self, made: Demonstration) -> None:
        self.stdout.write("\nPeople whom one clause alone keeps out of a figure or moves:\n")
        for clause in made.clauses:
            self.stdout.write(
                f"{len(clause.references):4}  {clause.identifier:32} {clause.sentence}"
            )
        self.stdout.write("\nClauses left to the tests:\n")
        for identifier, reason in made.left_to_tests.items():
            self.stdout.write(f"      {identifier:32} {reason}")


@contextmanager
def _worker() -> Iterator[subprocess.Popen[bytes]]:
    """A Celery worker in a process of its own, stopped in the end."""
    worker = subprocess.Popen(
        [
            *(sys.executable, "-m", "celery", "--app", "mappa", "--quiet"),
            *("worker", "--pool", "solo", "--loglevel", "WARNING"),
            *("--without-gossip", "--without-mingle", "--without-heartbeat"),
        ],
        cwd=settings.BASE_DIR,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield worker
    finally:
        worker.terminate()
        try:
            worker.wait(timeout=20)
        except subprocess.TimeoutExpired:
            worker.kill()
            worker.wait()
