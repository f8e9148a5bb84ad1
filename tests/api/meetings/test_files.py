"""Minutes, documents and files over the API: who reads them, and that each look is logged."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from core.models import AuditEntry
from meetings.models import Attachment, Opening
from meetings.services import minutes as writing
from nominals.services.access import restrict_case
from tests.api.calling import System
from tests.api.meetings.played import Member, Speaking, made, path_of, today
from tests.api.meetings.recorded import TEXT, Recorded
from tests.factories.agencies import default_agency
from tests.meetings.convening import HELD, asked
from tests.meetings.referring import Desk
from tests.meetings.refusing import stored

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _here(settings, tmp_path):
    settings.MAPPA_FILES = tmp_path / "files"
    with today():
        yield


def last():
    return AuditEntry.objects.order_by("-pk").first()


def bytes_of(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def nothing(path):
    """The same address, of nothing."""
    parts = path.split("/")
    parts[1] = str(uuid.uuid4())
    return "/".join(parts)


def test_minutes_are_read_by_whom_they_were_issued_to_and_the_look_is_kept():
    recorded = Recorded()
    path = f"{path_of(recorded.records['minutes'])}content/"
    housing = Member(recorded.member("housing"))
    read = housing.get(path)
    assert read.status_code == 200
    assert read.json()["number"] == 1
    assert read.json()["content"]["passages"][0]["text"] == "It was said."
    assert (last().act, last().agency) == ("open_minutes", str(default_agency("housing")))
    assert Opening.objects.get().user == housing.user

    strangers = (
        Member(recorded.member("education")),
        Speaking(System("housing")),
        Speaking(System("housing"), recorded.member("housing")),
    )
    for stranger in strangers:
        for address in (path, path.replace("content", "document")):
            hidden = stranger.get(address)
            assert hidden.status_code == 404
            assert (last().act, last().detail["found"]) == ("open_minutes", False)
            assert hidden.json() == stranger.get(nothing(address)).json()
            assert (last().object_id, last().detail["found"]) == ("", False)


def test_minutes_of_a_restricted_case_are_read_for_a_purpose_that_is_said():
    recorded = Recorded()
    person = recorded.meeting.person
    person.refresh_from_db()
    reader = recorded.desk.co_ordinator
    restrict_case(nominal=person, viewers={reader: "x"}, on=HELD, reason="x", asked=asked(HELD))
    minutes = path_of(recorded.records["minutes"])
    paths = [f"{minutes}content/", f"{minutes}document/", f"{path_of(recorded.meeting)}document/"]
    for path in [*paths, f"{path_of(recorded.file)}file/"]:
        unsaid = Member(reader).get(path)
        assert unsaid.json()["type"] == "urn:mappa:problem:purpose-needed", path
        assert last().detail["refused"] == "V54"
        said = Member(reader).get(path, Access_Purpose="I conduct the meeting.")
        assert said.status_code == 200
        assert bytes_of(said)
        assert last().purpose == "I conduct the meeting."
    assert Member(recorded.desk.chair).get(paths[0]).status_code == 404


@pytest.mark.parametrize(
    ("ending", "starts", "media_type"),
    [
        ("pdf", b"%PDF-", "application/pdf"),
        ("odt", b"PK\x03\x04", "application/vnd.oasis.opendocument.text"),
        ("txt", b"", "text/plain; charset=utf-8"),
    ],
)
def test_issued_minutes_are_a_document_whose_name_tells_of_nobody(ending, starts, media_type):
    recorded = Recorded()
    path = f"{path_of(recorded.records['minutes'])}document/"
    answer = Member(recorded.member("housing")).get(path, {"as": ending}, Accept="application/pdf")
    assert answer.status_code == 200, answer.content
    assert answer.content.startswith(starts)
    assert answer["Content-Type"] == media_type
    name = f"minutes-{str(recorded.meeting.public_id)[:8]}.{ending}"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer["Cache-Control"] == "private, no-store"


def test_an_agenda_is_for_whoever_sees_the_meeting_and_a_draft_for_those_who_conduct_it():
    recorded = Recorded(is_issued=False)
    recorded.desk.write(recorded.meeting)
    path = f"{path_of(recorded.meeting)}document/"
    text = {"as": "txt"}
    system, chair = Speaking(System("housing")), Member(recorded.desk.chair)
    housing = Member(recorded.member("housing"))
    for reader in (system, housing, chair):
        agenda = reader.get(path, text)
        assert agenda.content.decode().startswith("OFFICIAL-SENSITIVE") or agenda.status_code == 200
        assert b"It was said." not in agenda.content
    draft = chair.get(path, text | {"kind": "minutes"})
    assert b"It was said." in draft.content
    assert b"DRAFT" in draft.content
    for reader in (system, housing, Member(recorded.member("education"))):
        hidden = reader.get(path, text | {"kind": "minutes"})
        assert hidden.status_code == 404
        assert hidden.json() == reader.get(nothing(path), text | {"kind": "minutes"}).json()


def test_an_issued_version_stays_readable_by_its_number_while_an_amendment_is_written():
    recorded = Recorded()
    desk = recorded.desk
    writing.begin_amendment(
        meeting=recorded.meeting, reason="A name.", user=desk.chair, asked=asked(HELD)
    )
    desk.write(recorded.meeting, text="It was said otherwise.")
    path = f"{path_of(recorded.meeting)}document/"
    housing, query = Member(recorded.member("housing")), {"kind": "minutes", "as": "txt"}
    assert b"It was said." in housing.get(path, query | {"version": 1}).content
    assert housing.get(path, query | {"version": 2}).status_code == 404
    chair = Member(desk.chair)
    assert b"said otherwise" in chair.get(path, query | {"version": 2}).content


@pytest.mark.parametrize(
    "query",
    [{"as": "exe"}, {"kind": "diary"}, {"version": "0"}, {"version": "x"}, {"colour": "red"}],
)
def test_a_document_that_there_cannot_be_is_refused_by_what_is_wrong(query):
    desk = Desk()
    answer = Member(desk.co_ordinator).get(f"{path_of(desk.place())}document/", query)
    assert answer.status_code == 400
    assert next(iter(query)) in answer.json()["detail"]


def test_a_file_is_handed_out_as_it_came_to_those_who_see_what_it_belongs_to():
    recorded = Recorded()
    path = f"{path_of(recorded.file)}file/"
    system = Speaking(System("housing"))
    answer = system.get(path)
    assert bytes_of(answer) == TEXT
    assert answer["Content-Disposition"] == 'attachment; filename="Report.txt"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert (last().act, last().operation) == ("open_attachment", "disclosure")
    assert last().client == system.system.client.name

    for hidden in (path, f"{path_of(recorded.file_of_referral)}file/"):
        stranger = system if hidden != path else Member(recorded.member("education"))
        answer = stranger.get(hidden)
        assert answer.status_code == 404
        assert (last().act, last().detail["found"]) == ("open_attachment", False)
        assert answer.json() == stranger.get(nothing(hidden)).json()


def send(caller, path, *files, tag, **form):
    return caller.http.post(
        f"/api/v1/{path}",
        form | ({"file": list(files)} if files else {}),
        headers=caller.headers(Idempotency_Key=f"key-{uuid.uuid4()}", If_Match=tag),
    )


def file(name="A.txt", content=b"What was seen."):
    return SimpleUploadedFile(name, content)


def test_a_file_that_is_sent_is_handed_out_again():
    desk = Desk()
    caller, path = Member(desk.referrer), path_of(desk.draft())
    large = b"What was seen.\n" * 200_000
    for name, content in (("Small.txt", b"What was seen."), ("Large.txt", large)):
        address, tag = f"{path}attach-to-referral/", caller.read(path)[1]
        sent = send(caller, address, file(name, content), tag=tag)
        assert sent.status_code == 201, sent.content
        item = caller.read(made(sent))[0]
        assert (item["name"], item["size"]) == (name, len(content))
        assert item["referral"] == path.split("/")[1]
        assert bytes_of(caller.get(f"{made(sent)}file/")) == content


def test_a_form_that_is_no_one_file_is_refused_and_nothing_is_stored(settings):
    desk = Desk()
    caller, path = Member(desk.referrer), path_of(desk.draft())
    address, tag = f"{path}attach-to-referral/", caller.read(path)[1]
    before = stored()

    def told(*files, status=400, **form):
        answer = send(caller, address, *files, tag=tag, **form)
        assert answer.status_code == status, answer.content
        return [each["pointer"] for each in answer.json().get("errors", [])]

    assert told() == ["/file"]
    assert told(file(), file("B.txt")) == ["/file"]
    assert told(file(), colour="red") == ["/colour"]
    assert told(file="a text") == ["/file"]
    assert told(file("A.exe", b"MZ\x90\x00"), status=422) == ["/file"]
    assert told(file("A.pdf", b"no such thing"), status=422) == ["/file"]
    assert told(file(content=b""), status=422) == ["/file"]
    assert told(**{f"field{number}": "x" for number in range(1100)}) == []
    settings.MAPPA_LARGEST_FILE = 1024
    assert told(file(content=b"a" * 1025), status=422) == ["/file"]
    assert told(file(content=b"a" * 100_000), status=413) == []
    as_json = caller.post(address, {"file": "x"}, tag=tag)
    assert as_json.status_code == 415
    garbled = caller.http.post(
        f"/api/v1/{address}",
        b"--x\r\nnothing",
        content_type="multipart/form-data",
        headers=caller.headers(Idempotency_Key="some-key-1", If_Match=tag),
    )
    assert garbled.status_code == 400
    assert {key for key, rows in stored().items() if rows != before[key]} <= {
        "core.AuditEntry",
        "core.AuditedObject",
    }


def test_a_file_is_sent_to_the_address_of_its_act_and_in_no_call_of_many():
    desk = Desk()
    caller, path = Member(desk.referrer), path_of(desk.draft())
    row = {
        "path": f"/api/v1/{path}attach-to-referral/",
        "if_match": caller.read(path)[1],
        "body": {},
    }
    answer = caller.post("bulk/", {"all_or_nothing": False, "rows": [row]})
    assert answer.status_code == 200, answer.content
    assert [each["status"] for each in answer.json()["rows"]] == [400]
    assert not Attachment.objects.exists()


def test_somebody_signed_in_sends_a_file_with_the_token_of_the_page():
    desk = Desk()
    caller, path = Member(desk.referrer), path_of(desk.draft())
    tag = caller.read(path)[1]
    caller.http = Client(enforce_csrf_checks=True)
    caller.http.force_login(desk.referrer)
    address = f"{path}attach-to-referral/"
    assert send(caller, address, file(), tag=tag).status_code == 403
    token = "a" * 32
    caller.http.cookies["csrftoken"] = token
    sent = caller.http.post(
        f"/api/v1/{address}",
        {"file": file()},
        headers=caller.headers(Idempotency_Key="some-key-1", If_Match=tag, X_CSRFToken=token),
    )
    assert sent.status_code == 201, sent.content


def test_only_those_who_write_for_the_agency_or_the_area_send_a_file():
    desk = Desk()
    referral = desk.submitted()
    address = f"{path_of(referral)}attach-to-referral/"
    tag = Member(desk.referrer).read(path_of(referral))[1]
    assert send(Member(desk.member("housing")), address, file(), tag=tag).status_code == 404
    only_reads = System("police", scopes=["meetings:read"])
    answer = send(Speaking(only_reads, desk.referrer), address, file(), tag=tag)
    assert (answer.status_code, answer.json()["type"]) == (403, "urn:mappa:problem:forbidden")
    assert not Attachment.objects.exists()
