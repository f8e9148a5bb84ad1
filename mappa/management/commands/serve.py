"""Runs the web server, a worker and beat as one command, and stops them together."""

import os
import signal
import subprocess
import sys
import threading
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

Children = dict[str, subprocess.Popen[bytes]]

LOOK_EVERY = 0.3  # seconds between two looks at the children
PATIENCE = 20  # seconds that the children have to finish what they are doing
STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class Command(BaseCommand):
    help = (
        "Migrate, then run the web server on 127.0.0.1, a Celery worker and beat until SIGTERM or "
        "Ctrl-C, and stop all three. Exits 1 when one of them ends by itself."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "port",
            nargs="?",
            type=int,
            default=settings.MAPPA_PORT,
            help="the port on 127.0.0.1; the variable PORT, or 8000, when left out",
        )

    def handle(self, *, port: int, **options: object) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        connections.close_all()

        stopping = threading.Event()
        with _stop_on_signal(stopping):
            children: Children = {}
            try:
                for name, arguments in _commands(port).items():
                    # A session of its own: Ctrl-C at the terminal reaches a child through this
                    # command alone, and what a child starts can be ended with it.
                    children[name] = subprocess.Popen(
                        [sys.executable, "-m", *arguments],
                        cwd=settings.BASE_DIR,
                        stdin=subprocess.DEVNULL,
                        start_new_session=True,
                    )
                self.stderr.write(f"Serving on http://127.0.0.1:{port}/ until Ctrl-C.")
                ended = _first_to_end(children, stopping)
            finally:
                _stop(children)
        if ended:
            raise CommandError(
                f"The {ended} ended by itself with status {children[ended].returncode}, "
                "so the others were stopped. Its last lines above say why."
            )
        self.stderr.write("Stopped.")


def _commands(port: int) -> dict[str, list[str]]:
    """The module and arguments that run each child, by what it is called."""
    celery = ["celery", "--app", "mappa", "--quiet"]
    return {
        "web server": [
            *("gunicorn", "mappa.wsgi", "--bind", f"127.0.0.1:{port}"),
            *("--workers", "2", "--worker-class", "gthread", "--threads", "4"),
            # Gunicorn's own control socket would stay behind in the home folder.
            *("--no-control-socket", "--log-level", "warning"),
        ],
        "worker": [
            *celery,
            *("worker", "--concurrency", "2", "--loglevel", "INFO"),
            # There is one worker, so it has nobody to talk to.
            *("--without-gossip", "--without-mingle", "--without-heartbeat"),
        ],
        # No file of its process id: one that a power cut left behind would keep beat from starting.
        "beat": [*celery, "beat", "--loglevel", "INFO", "--pidfile="],
    }


@contextmanager
def _stop_on_signal(stopping: threading.Event) -> Iterator[None]:
    """Within it a signal to stop sets `stopping` and ends nothing by itself."""

    def stop(number: int, frame: FrameType | None) -> None:
        stopping.set()

    former = {number: signal.signal(number, stop) for number in STOP_SIGNALS}
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)


def _first_to_end(children: Children, stopping: threading.Event) -> str | None:
    """Wait; the name of the first child to end by itself, or None when told to stop."""
    while not stopping.wait(LOOK_EVERY):
        for name, child in children.items():
            if child.poll() is not None:
                return name
    return None


def _stop(children: Children) -> None:
    """Ask the children to end, wait `PATIENCE` seconds, and end what is left of their sessions."""
    for child in children.values():
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + PATIENCE
    for child in children.values():
        try:
            child.wait(timeout=max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
    for child in children.values():
        # The leader has ended; whatever it started and left is still in its group.
        try:
            os.killpg(child.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        child.wait()
