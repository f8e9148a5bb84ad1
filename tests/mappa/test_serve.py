"""`manage.py serve` runs web, worker and beat, and leaves none of them behind."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

TOP = Path(__file__).parent.parent.parent
PATIENCE = 60  # seconds


def until(is_so):
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)


def answers(port):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/accounts/login/") as response:
            return response.status == 200
    except urllib.error.URLError:
        return False


def children(process):
    """The processes that `process` started, by what they run."""
    found = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    arguments = {int(child): Path(f"/proc/{child}/cmdline").read_text() for child in found}
    return {
        name: child
        for child, line in arguments.items()
        for name in ("gunicorn", "worker", "beat")
        if f"\0{name}\0" in line
    }


def is_left(session):
    try:
        os.killpg(session, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture
def serving(tmp_path):
    """The running command, once it answers; its children must be gone when the test ends."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    embedded = {"MAPPA_VAR": str(tmp_path), "DATABASE_URL": "", "CELERY_BROKER_URL": ""}
    with subprocess.Popen(
        [sys.executable, "manage.py", "serve", str(port)],
        cwd=TOP,
        env=os.environ | embedded,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            until(lambda: process.poll() is not None or answers(port))
            started = children(process.pid)
            yield process, started
        finally:
            process.terminate()
            process.wait(PATIENCE)
    assert not any(is_left(child) for child in started.values())


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_web_worker_and_beat_run_until_a_signal_stops_them(serving, number):
    process, started = serving
    assert set(started) == {"gunicorn", "worker", "beat"}

    process.send_signal(number)
    _, said = process.communicate(timeout=PATIENCE)

    assert process.returncode == 0, said
    assert said.endswith("Stopped.\n")


def test_when_one_of_them_ends_the_command_says_which_and_fails(serving):
    process, started = serving

    os.kill(started["beat"], signal.SIGKILL)
    _, said = process.communicate(timeout=PATIENCE)

    assert process.returncode == 1
    assert "The beat ended by itself with status -9" in said
