"""Progress on a terminal."""

from io import StringIO

import pytest

from tests.mappa.caseloads import dump, load, write
from tests.mappa.whole import WHOLE

pytestmark = pytest.mark.django_db


class Terminal(StringIO):
    def isatty(self):
        return True


def test_each_command_shows_on_a_terminal_what_it_is_doing(monkeypatch, tmp_path):
    # Not in a fixture: pytest puts its own standard error back before the test itself.
    shown = Terminal()
    monkeypatch.setattr("sys.stderr", shown)

    load(write(tmp_path / "in", **WHOLE))
    dump(tmp_path / "out")

    for step in ("Reading", "Storing", "States", "recalls.csv"):
        assert f"{step}: 100%" in shown.getvalue()
