"""The day of the caseloads, and where their files are kept."""

import pytest
import time_machine

from tests.api.caseloads.sending import NOW
from tests.reporting.conftest import queue

__all__ = ["queue"]


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture(autouse=True)
def folder(tmp_path, settings):
    settings.MAPPA_FILES = tmp_path / "files"
    return settings.MAPPA_FILES / "caseloads"
