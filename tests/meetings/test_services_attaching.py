"""Files with referrals and reports: what is kept, what is refused, and who may have them."""

import io
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from agencies.choices import Role
from core.files.kinds import DOCX
from core.models import AuditEntry
from meetings.models import Attachment
from meetings.services import attaching, attendance, referrals
from meetings.services.referrals import Case
from nominals.services import access
from nominals.services.consulting import Looking
from tests.core.files.samples import SAMPLES, open_xml
from tests.factories.agencies import default_agency
from tests.meetings.convening import HELD, PLACED, Room, asked
from tests.meetings.refusing import refused

pytestmark = pytest.mark.django_db
ON = PLACED.date()
PDF = next(content for kind, content in SAMPLES.items() if kind.media_type == "application/pdf")
EXECUTABLE = b"MZ\x90\x00" + bytes(60) + b"PE\x00\x00"
MACROS = open_xml(DOCX, ("word/vbaProject.bin", b"\xd0\xcf\x11\xe0"))
LARGE = 200 * 1024 * 1024


class Endless(io.RawIOBase):
    """So many bytes of a text file, made as they are read; `read_so_far` says how many were."""

    def __init__(self, size):
        self.size, self.at, self.read_so_far = size, 0, 0

    def readable(self):
        return True

    def seekable(self):
        return True

    def seek(self, offset, whence=io.SEEK_SET):
        self.at = {io.SEEK_SET: 0, io.SEEK_CUR: self.at, io.SEEK_END: self.size}[whence] + offset
        return self.at

    def tell(self):
        return self.at

    def read(self, size=-1):
        left = self.size - self.at
        count = left if size < 0 else min(size, left)
        self.at += count
        self.read_so_far += count
        return b"a" * count


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.MAPPA_FILES = tmp_path / "files"


def referred(room, submit=True):
    room.referrer = room.member("police")
    referral = referrals.draft_referral(
        nominal=room.person,
        agency=default_agency("police"),
        case=Case(2, "PC Rook", "Risk.", "Harm.", "More."),
        on=ON,
        user=room.referrer,
        asked=asked(),
    )
    if submit:
        referrals.submit_referral(referral=referral, on=ON, user=room.referrer, asked=asked())
    return referral


def reported(room):
    meeting = room.place()
    room.invite(meeting, "housing", "education")
    return attendance.submit_report(
        invitation=meeting.invitations.get(agency=default_agency("housing")),
        author="Kim Wren",
        text="All is well.",
        on=ON,
        user=room.co_ordinator,
        asked=asked(),
    )


def to_referral(room, referral, *, name="MAPPA A.pdf", content=PDF, user=None):
    stream = content if isinstance(content, Endless) else io.BytesIO(content)
    return attaching.attach_to_referral(
        referral=referral, name=name, content=stream, user=user or room.referrer, asked=asked()
    )


def to_report(report, user, *, name="Report.pdf", content=PDF, on=PLACED):
    stream = content if isinstance(content, Endless) else io.BytesIO(content)
    return attaching.attach_to_report(
        report=report, name=name, content=stream, user=user, asked=asked(on)
    )


def opened(attachment, user, on=PLACED, **more):
    looking = Looking(by="ann", at=asked(on).at, on=on, user=user, **more)
    with attaching.open_attachment(attachment=attachment, looking=looking) as file:
        return file.read()


def test_a_file_is_kept_with_a_referral_and_handed_out_as_it_came():
    room = Room()
    referral = referred(room)

    attachment = to_referral(room, referral)

    assert Attachment.objects.get() == attachment
    assert (attachment.name, attachment.media_type) == ("MAPPA A.pdf", "application/pdf")
    assert attachment.size == len(PDF)
    assert AuditEntry.objects.get(act="attach_to_referral").detail == {
        "referral": str(referral.public_id)
    }
    for user in (room.referrer, room.co_ordinator):
        assert opened(attachment, user) == PDF
    entries = AuditEntry.objects.filter(act="open_attachment").order_by("pk")
    assert [(each.operation, each.recipient) for each in entries] == [
        ("disclosure", room.referrer.username),
        ("disclosure", room.co_ordinator.username),
    ]
    assert entries[0].detail["attachment"] == str(attachment.public_id)


BAD = {
    "200 MB": ("notes.txt", lambda: Endless(LARGE), "is larger than 20 MB"),
    "a renamed executable": ("Report.pdf", lambda: EXECUTABLE, "Report.pdf"),
    "an executable": ("setup.exe", lambda: EXECUTABLE, "setup.exe"),
    "a document with macros": ("Report.docx", lambda: MACROS, "Report.docx"),
    "a document with macros by its name": ("Report.docm", lambda: MACROS, "Report.docm"),
    "an empty file": ("Report.pdf", lambda: b"", "is empty"),
}


@pytest.mark.parametrize("bad", BAD)
def test_a_file_that_may_not_be_kept_is_refused_and_nothing_is_stored(bad):
    name, content, sentence = BAD[bad]
    room = Room()
    referral, report = referred(room), reported(room)
    member = room.member("housing")

    with refused(sentence):
        to_referral(room, referral, name=name, content=content())
    with refused(sentence):
        to_report(report, member, name=name, content=content())


def test_of_a_file_that_is_too_large_no_more_is_read_than_may_be_kept(settings):
    settings.MAPPA_LARGEST_FILE = 1024
    room = Room()
    stream = Endless(LARGE)

    with pytest.raises(ValidationError):
        to_referral(room, referred(room), name="notes.txt", content=stream)

    assert stream.read_so_far == 1025


def test_a_file_belongs_to_a_referral_until_it_is_decided():
    room = Room()
    referral = referred(room)
    referrals.reject_referral(
        referral=referral, on=ON, reason="No.", user=room.co_ordinator, asked=asked()
    )

    with refused("The referral is rejected: one may attach a file to it while it is"):
        to_referral(room, referral)


def test_only_who_acts_for_the_agency_or_the_area_attaches_to_a_referral():
    room = Room()
    referral = referred(room)
    adviser = room.member("police", Role.LAY_ADVISER)

    with refused("There is no such referral"):
        to_referral(room, referral, user=room.member("housing"))
    with refused("There is no such referral"):
        to_referral(room, referral, user=adviser)
    assert to_referral(room, referral, user=room.co_ordinator)


def test_a_draft_and_its_files_are_seen_by_its_agency_alone():
    room = Room()
    attachment = to_referral(room, referred(room, submit=False))

    assert opened(attachment, room.referrer) == PDF
    for user in (room.member("housing", Role.ADMINISTRATOR), room.member("housing")):
        with pytest.raises(ValidationError, match="There is no such file"):
            opened(attachment, user)


def test_a_file_of_a_report_is_seen_as_its_meeting_is():
    room = Room()
    report = reported(room)

    attachment = to_report(report, room.member("housing"))

    for user in (room.member("education"), room.chair, room.co_ordinator):
        assert opened(attachment, user) == PDF
    with pytest.raises(ValidationError, match="There is no such file"):
        opened(attachment, room.member("prison"))
    entry = AuditEntry.objects.filter(act="open_attachment").order_by("pk").last()
    assert (entry.operation, entry.recipient, entry.detail["found"]) == ("consultation", "", False)
    assert AuditEntry.objects.filter(act="open_attachment").count() == 4


def test_an_agency_attaches_to_its_own_report_until_the_meeting_is_closed():
    room = Room()
    report = reported(room)
    meeting = report.invitation.meeting

    with refused("Nobody may attach a file for another agency"):
        to_report(report, room.member("education"))
    with refused("There is no such meeting"):
        to_report(report, room.member("prison"))
    with refused("There is no such meeting"):
        to_report(report, room.member("housing", Role.AUDITOR))
    assert to_report(report, room.minute_taker)
    room.held(meeting)
    with refused("The meeting was closed on 2024-05-21 already: nobody may attach a file"):
        to_report(report, room.member("housing"), on=HELD)


def test_a_file_of_a_restricted_case_is_had_by_its_list_for_a_purpose():
    room = Room()
    attachment = to_report(reported(room), room.member("housing"))
    viewer = room.member("prison")
    access.restrict_case(
        nominal=room.person,
        viewers={viewer: "investigates"},
        on=ON,
        reason="police staff",
        asked=asked(),
    )

    with pytest.raises(ValidationError, match="There is no such file"):
        opened(attachment, room.member("housing"))
    with pytest.raises(ValidationError, match="V54"):
        opened(attachment, viewer)
    assert opened(attachment, viewer, purpose="An inquiry.") == PDF
    entries = AuditEntry.objects.filter(act="open_attachment").order_by("pk")
    assert [each.detail.get("refused") for each in entries] == [None, "V54", None]
    assert [each.operation for each in entries] == ["consultation", "consultation", "disclosure"]
    assert [each.recipient for each in entries] == ["", "", viewer.username]


def test_a_file_that_was_altered_in_the_store_is_not_handed_out(settings):
    room = Room()
    attachment = to_referral(room, referred(room))
    (kept,) = [each for each in settings.MAPPA_FILES.rglob("*") if each.is_file()]
    kept.chmod(0o600)
    kept.write_bytes(PDF + b"x")

    with pytest.raises(ValidationError, match="has been altered since it was kept"):
        opened(attachment, room.referrer)


def test_keys_that_rows_name_are_found_also_when_the_row_is_known_no_more():
    room = Room()
    attachment = to_referral(room, referred(room))
    Attachment._base_manager.update(recorded_to=asked(ON + timedelta(days=9)).at)

    assert attaching.named_keys([attachment.key, "0" * 32]) == {attachment.key}
