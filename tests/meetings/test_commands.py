"""The commands of meetings: what they write and print, and what they refuse."""

from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command

from core.models import AuditedObject, AuditEntry
from meetings.models import Opening
from tests.meetings.convening import HELD, Room

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(f"{HELD}T12:00:00+00:00", tick=False):
        yield


def run(*words):
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize(("ending", "starts"), [("pdf", b"%PDF-"), ("odt", b"PK"), ("txt", b"OFF")])
def test_minutes_are_written_to_a_file_and_the_look_is_logged(tmp_path, ending, starts):
    issued = Room().issued()
    file = tmp_path / f"minutes.{ending}"

    run("write_document", str(issued.meeting.public_id), "--to", str(file))

    assert file.read_bytes().startswith(starts)
    entry = AuditEntry.objects.first()
    assert (entry.act, entry.detail["document"], entry.detail["found"]) == (
        "hand_out",
        "minutes",
        True,
    )
    assert AuditedObject.objects.filter(
        entry_id=entry.pk, object_id=issued.meeting.person_id
    ).exists()


def test_a_recipient_reads_what_was_issued_and_the_opening_is_kept():
    room = Room()
    reader = room.member("housing")
    issued = room.issued()
    words = ("write_document", str(issued.meeting.public_id), "--user", reader.get_username())

    assert "It was said." in run(*words)
    assert "It was said." in run(*words)

    assert Opening.objects.get().user == reader
    assert AuditEntry.objects.filter(act="open_minutes").count() == 2


def test_a_draft_is_for_those_who_conduct_the_meeting():
    room = Room()
    reader = room.member("housing")
    meeting = room.held()
    room.write(meeting)
    words = ("write_document", str(meeting.public_id), "--user")

    assert "DRAFT." in run(*words, room.chair.get_username())
    with pytest.raises(CommandError, match="no such document"):
        run(*words, reader.get_username())
    assert "Agenda" in run(*words, reader.get_username(), "--kind", "agenda")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["nothing"], "no such document"),
        (["6f1c2c5e-0000-4000-8000-000000000000"], "no such document"),
        (["x", "--to", "minutes.docx"], "ends in none of .pdf, .odt, .txt"),
        (["x", "--user", "nobody"], "No active user is called nobody"),
    ],
)
def test_a_document_that_is_not_there_is_refused_with_a_sentence(words, sentence):
    with pytest.raises(CommandError, match=sentence) as refused:
        run("write_document", *words)
    assert refused.value.returncode == 2


def test_a_version_that_was_not_issued_is_not_there():
    issued = Room().issued()
    words = ("write_document", str(issued.meeting.public_id), "--issue")

    assert "version 1" in run(*words, "1")
    with pytest.raises(CommandError, match="no such document"):
        run(*words, "2")


def test_referrals_are_counted_and_the_look_is_logged():
    printed = run("count_referrals", "--area", "norfolk", "--since", "2024-04-01")

    assert "Submitted" in printed
    assert "n/a" in printed
    assert AuditEntry.objects.first().act == "count_referrals"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--area", "nowhere", "--since", "2024-04-01"], "is no area"),
        (["--area", "norfolk", "--since", "2024-04-01", "--until", "2024-04-01"], "must end after"),
    ],
)
def test_a_count_of_nothing_is_refused_with_a_sentence(words, sentence):
    with pytest.raises(CommandError, match=sentence):
        run("count_referrals", *words)
