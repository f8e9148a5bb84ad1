"""The commands of meetings: what they write and print, and what they refuse."""

import os
import stat
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command

from agencies.models import Mailbox
from core.models import AuditedObject, AuditEntry
from meetings.choices import DocumentKind
from meetings.models import Notice, Opening, Recipient
from meetings.services.distribution import distribution_of
from meetings.services.handing import hand_out
from meetings.services.minutes import begin_amendment
from nominals.services import access
from nominals.services.consulting import Looking
from tests.factories.agencies import area, default_agency
from tests.meetings.convening import HELD, Room, asked

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(f"{HELD}T12:00:00+00:00", tick=False):
        yield


def run(*words):
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("ending", "starts"),
    [("pdf", b"%PDF-"), ("PDF", b"%PDF-"), ("odt", b"PK"), ("txt", b"OFF")],
)
def test_minutes_are_written_to_a_file_and_the_look_is_logged(tmp_path, ending, starts):
    issued = Room().issued()
    file = tmp_path / f"minutes.{ending}"

    run("write_document", str(issued.meeting.public_id), "--to", str(file))

    assert file.read_bytes().startswith(starts)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    entry = AuditEntry.objects.first()
    assert (entry.act, entry.detail["document"], entry.detail["found"]) == (
        "hand_out",
        "minutes",
        True,
    )
    assert AuditedObject.objects.filter(
        entry_id=entry.pk, object_id=issued.meeting.person_id
    ).exists()


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("nowhere/x.pdf", "There is no folder .*nowhere: make it first"),
        ("there.pdf", "there.pdf is there already: name a new file"),
        ("link.pdf", "link.pdf is there already: name a new file"),
        ("folder.pdf", "folder.pdf is there already: name a new file"),
        ("there.pdf/x.pdf", "There is no folder"),
        ("x", "“x” ends in none of"),
    ],
)
def test_a_place_that_cannot_be_written_is_refused_before_anything_is_handed_out(
    tmp_path, name, sentence
):
    issued = Room().issued()
    (tmp_path / "there.pdf").write_text("kept")
    (tmp_path / "folder.pdf").mkdir()
    (tmp_path / "link.pdf").symlink_to(tmp_path / "gone")

    with pytest.raises(CommandError, match=sentence) as refused:
        run("write_document", str(issued.meeting.public_id), "--to", str(tmp_path / name))

    assert refused.value.returncode == 2
    assert (tmp_path / "there.pdf").read_text() == "kept"
    assert not AuditEntry.objects.filter(act="hand_out").exists()


def test_a_folder_in_which_one_may_not_write_is_refused(tmp_path, monkeypatch):
    issued = Room().issued()
    monkeypatch.setattr(os, "access", lambda path, mode: path != tmp_path)

    with pytest.raises(CommandError, match="Nothing may be written to the folder"):
        run("write_document", str(issued.meeting.public_id), "--to", str(tmp_path / "x.pdf"))


def test_a_file_that_breaks_off_is_told_in_a_sentence_and_does_not_stay(tmp_path, monkeypatch):
    issued = Room().issued()

    def full(path, flags):
        return os.open("/dev/full", os.O_WRONLY)

    monkeypatch.setattr("meetings.management.commands.write_document._private", full)
    with pytest.raises(CommandError, match=r"x.pdf cannot be written: No space left on device\."):
        run("write_document", str(issued.meeting.public_id), "--to", str(tmp_path / "x.pdf"))

    assert list(tmp_path.iterdir()) == []


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


def test_the_draft_of_an_amendment_is_read_by_those_who_conduct_the_meeting():
    room = Room()
    reader = room.member("housing")
    issued = room.issued()
    begin_amendment(meeting=issued.meeting, reason="A name.", user=room.chair, asked=asked(HELD))
    room.write(issued.meeting, text="It was put otherwise.")
    words = ("write_document", str(issued.meeting.public_id), "--user")

    assert "It was said." in run(*words, room.chair.get_username())
    assert "It was put otherwise." in run(*words, room.chair.get_username(), "--issue", "2")
    with pytest.raises(CommandError, match="no such document"):
        run(*words, reader.get_username(), "--issue", "2")


def test_an_agenda_is_made_of_nothing_that_its_meeting_said():
    room = Room()
    meeting = room.ready()
    room.enter(meeting, text="SAID")
    room.act(meeting, text="SAID")
    room.close(meeting)
    room.write(meeting, text="SAID")
    looking = Looking(by="ann", at=asked(HELD).at, on=HELD, user=room.member("housing"))

    handed = hand_out(text=str(meeting.public_id), kind=DocumentKind.AGENDA, looking=looking)

    assert "SAID" not in str(handed.content)
    assert "Attendee" not in str(handed.content)
    assert handed.content["decisions"] == []


def test_referrals_are_counted_and_the_look_is_logged():
    printed = run("count_referrals", "--area", "norfolk", "--since", "2024-04-01")

    heading, *lines = printed.splitlines()
    assert heading == f"Referrals to {area()}, submitted from 2024-04-01"
    assert "Submitted" in printed
    assert "n/a" in printed
    assert len({len(each) for each in lines}) == 1  # the column of the values is one
    entry = AuditEntry.objects.first()
    assert entry.act == "count_referrals"
    assert entry.detail == {"area": "norfolk", "since": "2024-04-01", "until": None}


def test_the_end_of_a_count_is_printed_and_logged():
    words = ("--area", "norfolk", "--since", "2024-04-01", "--until", "2025-04-01")

    printed = run("count_referrals", *words)

    assert printed.startswith(f"Referrals to {area()}, submitted from 2024-04-01 to 2025-03-31\n")
    assert AuditEntry.objects.first().detail["until"] == "2025-04-01"


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


def recipients(meeting, *words):
    return run("list_recipients", str(getattr(meeting, "public_id", meeting)), *words)


def test_recipients_are_listed_with_who_was_told_and_who_opened_first():
    room = Room()
    issued = room.issued()
    housing = Recipient.objects.get(minutes=issued, agency=default_agency("housing"))
    mailbox = Mailbox.objects.create(
        area=area(),
        agency=housing.agency,
        address="housing@example.org",
        valid_from=HELD - timedelta(days=90),
    )
    at = datetime(2024, 5, 21, 13, 5, tzinfo=UTC)
    Notice.objects.create(recipient=housing, mailbox=mailbox, at=at)
    second, first = room.member("housing"), room.member("housing")
    for user, minutes in ((second, 30), (first, 10)):
        Opening.objects.create(recipient=housing, user=user, at=at + timedelta(minutes=minutes))

    printed = recipients(issued.meeting)

    assert printed.splitlines() == [
        "Version 1, issued on 2024-05-21",
        "  Housing, Norfolk, added on 2024-05-21",
        "    told    2024-05-21 14:05  housing@example.org",
        f"    opened  2024-05-21 14:15  {first.get_username()}",
        f"    opened  2024-05-21 14:35  {second.get_username()}",
        "  Police, Norfolk, added on 2024-05-21",
        "    no mailbox was told",
        "    nobody opened it",
        "  Probation, Norfolk, added on 2024-05-21",
        "    no mailbox was told",
        "    nobody opened it",
    ]
    entry = AuditEntry.objects.first()
    assert (entry.act, entry.operation) == ("list_recipients", "consultation")
    assert entry.detail == {"meeting": str(issued.meeting.public_id), "found": True}
    assert AuditedObject.objects.filter(
        entry_id=entry.pk, object_id=issued.meeting.person_id
    ).exists()


def test_each_version_has_a_list_of_its_own():
    room = Room()
    meeting = room.held()
    assert recipients(meeting) == "No minutes of this meeting are issued.\n"
    room.issued(meeting)
    begin_amendment(meeting=meeting, reason="A date was wrong.", user=room.chair, asked=asked(HELD))
    room.write(meeting, text="It was said twice.")
    room.approve(meeting)
    room.issue(meeting, recipients=[default_agency("police")])

    found = distribution_of(
        text=str(meeting.public_id), looking=Looking(by="ann", at=asked(HELD).at, on=HELD)
    )

    assert [(each.version, len(each.recipients)) for each in found] == [(1, 3), (2, 1)]


def test_recipients_are_listed_for_those_who_conduct_the_meeting_and_nobody_else():
    room = Room()
    issued = room.issued()
    for user in (room.chair, room.minute_taker, room.co_ordinator):
        assert "Version 1" in recipients(issued.meeting, "--user", user.get_username())
    assert AuditEntry.objects.first().detail["as"] == room.co_ordinator.get_username()

    invited, stranger = room.member("housing"), room.member("housing", code="kent")
    said = set()
    for meeting, user in (
        (issued.meeting, invited),
        (issued.meeting, stranger),
        ("6f1c2c5e-0000-4000-8000-000000000000", room.chair),
        ("nothing", room.chair),
    ):
        with pytest.raises(CommandError) as refused:
            recipients(meeting, "--user", user.get_username())
        assert refused.value.returncode == 2
        said.add(str(refused.value))
        assert AuditEntry.objects.first().detail["found"] is False
    assert said == {"There is no such meeting."}


def test_recipients_of_a_restricted_case_are_listed_for_a_purpose_to_its_list():
    room = Room()
    issued, viewer = room.issued(), room.member("housing")
    access.restrict_case(
        nominal=room.person,
        viewers={viewer: "investigates"},
        on=HELD,
        reason="police staff",
        asked=asked(HELD),
    )
    named = ("--user", viewer.get_username())

    with pytest.raises(CommandError, match="no such meeting"):
        recipients(issued.meeting, "--user", room.chair.get_username(), "--purpose", "x")
    with pytest.raises(CommandError, match="V54"):
        recipients(issued.meeting, *named)
    assert AuditEntry.objects.first().detail["refused"] == "V54"
    assert "Version 1" in recipients(issued.meeting, *named, "--purpose", "An inquiry.")
