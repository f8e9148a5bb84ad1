"""On which version each act on referrals, panels, meetings and actions is decided, and retries."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.models import IdempotencyKey
from meetings.models import Attachment, Invitation, Referral
from tests.api.meetings.played import Member, made, path_of, today
from tests.api.meetings.recorded import Recorded
from tests.factories.agencies import default_agency
from tests.meetings.convening import HELD
from tests.meetings.referring import Desk

pytestmark = pytest.mark.django_db
DAY = str(HELD)
STALE = '"999999999"'
CASE = {"level": 2, "referrer": "PC Rook", "reason": "Risk.", "risk": "Harm.", "benefit": "More."}
SITTING = {"held_on": DAY, "starts_at": "11:00", "place": "the hall"}


@pytest.fixture(autouse=True)
def _here(settings, tmp_path):
    settings.MAPPA_FILES = tmp_path / "files"
    with today():
        yield


def drafting(desk):
    body = {"agency": default_agency("police").pk, "case": CASE, "on": DAY}
    return desk.referrer, f"nominals/{desk.person.public_id}/", ("draft-referral", body, 201) * 2


def changing(desk):
    change = ("change-referral", {"case": CASE}, 200)
    return desk.referrer, path_of(desk.draft()), (*change, "submit-referral", {"on": DAY}, 200)


def moving(desk):
    move = ("move-panel", {"sitting": SITTING, "reason": "The hall is free."}, 200)
    return desk.co_ordinator, path_of(desk.panel), move * 2


def placing(desk):
    body = {"nominal": str(desk.person.public_id), "starts_at": "10:00", "ends_at": "10:30"}
    place = ("place-meeting", body, 201)
    move = ("move-panel", {"sitting": SITTING, "reason": "The hall is free."}, 200)
    return desk.co_ordinator, path_of(desk.panel), place + move


def inviting(desk):
    first, second = (
        ("invite", {"agencies": [default_agency(kind).pk]}, 201) for kind in ("housing", "police")
    )
    return desk.co_ordinator, path_of(desk.place()), first + second


def attending(desk):
    meeting = desk.place()
    desk.invite(meeting, "housing")
    record = ("record-attendance", {"outcome": "apologies"}, 201)
    path = path_of(Invitation.objects.get(meeting=meeting))
    return desk.co_ordinator, path, (*record, "withdraw-invitation", {"on": DAY}, 200)


def completing(desk):
    meeting = desk.place()
    desk.invite(meeting, "housing")
    complete = ("complete-action", {"on": DAY, "evidence": "A lease."}, 200)
    cancel = ("cancel-action", {"on": DAY, "reason": "No more."}, 422)
    return desk.member("housing"), path_of(desk.act(meeting)), complete + cancel


@pytest.mark.parametrize(
    "doing", [drafting, changing, moving, placing, inviting, attending, completing]
)
def test_an_act_is_decided_on_the_version_read_and_answers_the_one_for_the_next(doing):
    user, path, (first, body, status, then, next_body, next_status) = doing(Desk())
    caller = Member(user)
    tag = caller.read(path)[1]

    assert caller.post(f"{path}{first}/", body).status_code == 428
    stale = caller.post(f"{path}{first}/", body, tag=STALE)
    assert (stale.status_code, stale["ETag"]) == (412, tag)
    done = caller.post(f"{path}{first}/", body, tag=tag)
    assert done.status_code == status, done.content
    assert caller.read(path)[1] == done["ETag"]
    # Placing makes a meeting, which has a version of its own, and leaves the panel as it is.
    assert (done["ETag"] == tag) == (first == "place-meeting")
    after = caller.post(f"{path}{then}/", next_body, tag=done["ETag"])
    assert after.status_code == next_status, after.content


def test_whatever_is_done_on_a_meeting_outdates_what_was_read_of_it():
    desk = Desk()
    meeting = desk.place()
    desk.invite(meeting, "housing")
    housing, co_ordinator = Member(desk.member("housing")), Member(desk.co_ordinator)
    own = path_of(Invitation.objects.get(meeting=meeting))
    read = housing.read(own)[1]
    assert read == housing.read(path_of(meeting))[1]

    co_ordinator.does(path_of(meeting), "invite", {"agencies": [default_agency("police").pk]})

    body = {"author": "Kim Wren", "text": "All is well.", "on": DAY}
    late = housing.post(f"{own}submit-report/", body, tag=read)
    assert late.status_code == 412
    assert desk.co_ordinator.username not in late.json()["detail"]
    reported = housing.post(f"{own}submit-report/", body, tag=late["ETag"])
    assert housing.read(made(reported))[1] == reported["ETag"]


def upload(caller, path, name, content=b"What was seen.", *, tag, key="upload-key"):
    return caller.http.post(
        f"/api/v1/{path}",
        {"file": SimpleUploadedFile(name, content)},
        headers=caller.headers(Idempotency_Key=key, If_Match=tag),
    )


def test_a_file_is_kept_once_with_the_version_read():
    desk = Desk()
    path = path_of(desk.draft())
    caller = Member(desk.referrer)
    tag, address = caller.read(path)[1], f"{path}attach-to-referral/"

    assert upload(caller, address, "A.txt", tag=None).status_code == 428
    assert upload(caller, address, "A.txt", tag=STALE).status_code == 412
    first, again = (upload(caller, address, "A.txt", tag=tag) for _ in range(2))
    assert first.status_code == again.status_code == 201, first.content
    assert first.json() == again.json()
    assert again["Idempotency-Replayed"] == "true"
    for name, content in (("B.txt", b"What was seen."), ("A.txt", b"Something else.")):
        assert upload(caller, address, name, content, tag=tag).status_code == 409
    assert Attachment.objects.count() == 1
    assert upload(caller, address, "B.txt", tag=first["ETag"], key="another-key").status_code == 201


def test_a_file_of_a_report_bears_the_version_of_its_meeting():
    recorded = Recorded(is_issued=False)
    report = recorded.records["agency-reports"]
    caller = Member(recorded.desk.co_ordinator)
    tag = caller.read(path_of(report))[1]
    assert tag == caller.read(path_of(recorded.meeting))[1]
    address = f"{path_of(report)}attach-to-report/"
    assert upload(caller, address, "A.txt", tag=STALE).status_code == 412
    closed = upload(caller, address, "A.txt", tag=tag)
    assert closed.status_code == 422
    assert "closed" in closed.json()["errors"][0]["detail"]


def test_a_retry_answers_as_the_first_time_and_writes_nothing_more():
    desk = Desk()
    caller = Member(desk.referrer)
    path, tag = (f"nominals/{desk.person.public_id}/", None)
    tag = caller.read(path)[1]
    body = {"agency": default_agency("police").pk, "case": CASE, "on": DAY}
    address = f"{path}draft-referral/"

    first, again = (caller.post(address, body, key="the-same-key", tag=tag) for _ in range(2))
    other = caller.post(address, body | {"on": "2024-05-20"}, key="the-same-key", tag=tag)

    assert first.status_code == again.status_code == 201
    assert (first.json(), first["ETag"]) == (again.json(), again["ETag"])
    assert other.status_code == 409
    assert Referral.objects.count() == IdempotencyKey.objects.count() == 1
