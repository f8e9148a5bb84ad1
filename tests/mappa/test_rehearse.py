"""The command that plays the rehearsal."""

import re
import stat
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from mappa.management.commands import rehearse
from mappa.rehearsal.playing import counted
from meetings.models import Meeting
from nominals.models import Nominal
from tests.factories.nominals import NominalFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def quick(monkeypatch):
    """Documents of few bytes: what they look like is shown elsewhere."""
    monkeypatch.setattr(
        rehearse, "WRITERS", dict.fromkeys((".pdf", ".odt"), lambda document: b"written")
    )


def test_the_command_prints_acts_mails_duties_documents_and_the_return(tmp_path, quick):
    folder = tmp_path / "documents"
    printed = StringIO()

    call_command("rehearse", documents=folder, stdout=printed, stderr=StringIO())

    text = printed.getvalue()
    assert "2025-03-04 * Finch is recalled for breach of licence, and is not found" in text
    assert "2025-02-03   + FINCH, Aldous: Initial notification to the police" in text
    assert "2025-02-05   - FINCH, Aldous: Initial notification to the police" in text
    assert "An action of a meeting, due 2024-06-25, owed by Police, Norfolk" in text
    assert re.search(r"^2025-03-07   @ \d notices$", text, re.MULTILINE)
    assert " sits: 1 meeting\n" in text
    for head in (
        "Documents issued",
        "Indicators of 2024-25 Q1",
        "Return of 2024-25",
    ):
        assert f"\n{head}\n{'-' * len(head)}\n" in text
    assert "\nReferrals to Norfolk, submitted " in text
    assert "Norfolk, 2024-25" in text
    assert written_of_the_meeting_in_full(folder) == {
        f"{kind}{suffix}"
        for kind in ("agenda", "minutes", "executive_summary", "action_list")
        for suffix in (".pdf", ".odt")
    }
    assert stat.S_IMODE(folder.stat().st_mode) == stat.S_IRWXU


def written_of_the_meeting_in_full(folder):
    """The documents of the second version of the one meeting that has one."""
    meeting = Meeting.objects.get(minutes__number=2)
    name = f"2025-02-25-{str(meeting.public_id)[:8]}-2-"
    names = {each.name for each in folder.iterdir()}
    assert all(re.match(r"\d{4}-\d\d-\d\d-[0-9a-f]{8}-[12]-[a-z_]+\.(pdf|odt)$", n) for n in names)
    return {each.removeprefix(name) for each in names if each.startswith(name)}


@pytest.mark.parametrize(("number", "said"), [(0, "0 notices"), (1, "1 notice"), (2, "2 notices")])
def test_a_number_of_things_is_told_in_the_singular_and_the_plural(number, said):
    assert counted(number, "notice") == said


def test_nothing_is_played_where_the_folder_of_documents_is_in_use(tmp_path):
    (tmp_path / "kept").touch()

    with pytest.raises(CommandError, match="in use"):
        call_command("rehearse", documents=tmp_path, stdout=StringIO())
    assert not Nominal.history.exists()


def test_nobody_is_rehearsed_among_real_people():
    NominalFactory()

    with pytest.raises(CommandError, match="holds people"):
        call_command("rehearse", stdout=StringIO())
    assert Nominal.objects.count() == 1
