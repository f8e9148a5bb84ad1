"""Imports as processes: killed midway, side by side, and what they exit with."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from tests.mappa.caseloads import bytes_of, write
from tests.mappa.whole import WHOLE

TOP = Path(__file__).parent.parent.parent

# Imports argv[1] and, once the levels are written, says so and waits for a line.
PAUSED = """
import sys, django
django.setup()
from django.core.management import call_command
from mappa.exchange import batches
store = batches.store
def storing(compared, **known):
    store(compared, **known)
    if compared.file.name == "levels.csv":
        print("midway", flush=True)
        sys.stdin.readline()
batches.store = storing
call_command("import_caseload", sys.argv[1])
"""


@pytest.fixture(scope="module")
def own_database(tmp_path_factory):
    """The environment of processes with a database of their own, which the tests here share."""
    var = tmp_path_factory.mktemp("var")
    environment = os.environ | {"MAPPA_VAR": str(var), "DATABASE_URL": ""}
    name, server = f"mappa_crash_{os.getpid()}", None
    if connection.vendor == "postgresql":
        known = connection.settings_dict
        server = {
            "host": known["HOST"],
            "port": known["PORT"] or None,
            "user": known["USER"],
            "password": known["PASSWORD"] or None,
        }
        with psycopg.connect(dbname="postgres", autocommit=True, **server) as admin:
            admin.execute(f"CREATE DATABASE {name}")
        place = f"{known['HOST']}:{known['PORT'] or 5432}"
        environment["DATABASE_URL"] = (
            f"postgres://{known['USER']}:{known['PASSWORD']}@{place}/{name}"
        )
    try:
        assert run(environment, "migrate", "--verbosity=0").returncode == 0
        yield environment
    finally:
        if server is not None:
            with psycopg.connect(dbname="postgres", autocommit=True, **server) as admin:
                admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def run(environment, *arguments):
    return subprocess.run(
        [sys.executable, "manage.py", *map(str, arguments)],
        cwd=TOP,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def start(environment, *command):
    return subprocess.Popen(
        [sys.executable, *map(str, command)],
        cwd=TOP,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def exported(environment, folder):
    assert run(environment, "export_caseload", folder).returncode == 0
    return bytes_of(folder)


def test_an_import_killed_midway_leaves_the_database_as_it_was(own_database, tmp_path):
    first = run(own_database, "import_caseload", write(tmp_path / "in", **WHOLE))
    assert first.returncode == 0, first.stderr
    before = exported(own_database, tmp_path / "before")
    people = "nominal,family_name\nN3,Dawe\nN4,Elm\n"
    levels = "nominal,level,valid_from\nN3,3,2022-01-01\nN4,1,2022-01-01\n"
    new = write(tmp_path / "new", nominals=people, levels=levels)

    killed = start(own_database, "-c", PAUSED, new)
    assert killed.stdout.readline() == "midway\n", killed.communicate()[1]
    killed.send_signal(signal.SIGKILL)
    killed.communicate()

    assert exported(own_database, tmp_path / "after") == before
    again = run(own_database, "import_caseload", new)
    assert "total: 4 read, 2 added, 2 changed, 0 unchanged" in again.stdout
    assert exported(own_database, tmp_path / "at-last") != before


def test_a_second_import_waits_for_the_first(own_database, tmp_path):
    folder = write(tmp_path / "in", **WHOLE)

    first = start(own_database, "-c", PAUSED, folder)
    assert first.stdout.readline() == "midway\n", first.communicate()[1]
    second = start(own_database, "manage.py", "import_caseload", folder)
    with pytest.raises(subprocess.TimeoutExpired):
        second.wait(timeout=4)
    first.communicate("go on\n")

    out, _ = second.communicate(timeout=60)
    assert (first.returncode, second.returncode) == (0, 0)
    assert "total: 39 read, 0 added, 0 changed, 39 unchanged" in out


def test_the_commands_exit_as_the_page_says(own_database, tmp_path):
    good, bad = write(tmp_path / "in", **WHOLE), write(tmp_path / "bad", notes="a\n")

    imported = run(own_database, "import_caseload", good)
    exits = {
        "an import": imported.returncode,
        "a refusal": run(own_database, "import_caseload", bad).returncode,
        "a missing path": run(own_database, "import_caseload", tmp_path / "none").returncode,
        "an export": run(own_database, "export_caseload", tmp_path / "out").returncode,
        "an unknown area": run(
            own_database, "export_caseload", tmp_path / "other", "--area", "Norfolk"
        ).returncode,
    }

    assert exits == {
        "an import": 0,
        "a refusal": 1,
        "a missing path": 1,
        "an export": 0,
        "an unknown area": 2,
    }
    is_silent = all(line.startswith("warning ") for line in imported.stderr.splitlines())
    assert is_silent, "progress was shown off a terminal"
