"""What is asked wrongly of referrals and meetings is refused where it stands, and nothing is
stored."""

import uuid

import pytest
from rest_framework import serializers

from agencies.choices import Role
from core.api.incoming import Day, Incoming, Text
from core.models import IdempotencyKey
from meetings.api.acts import ACTS, PLAN_PANEL, UPLOADS
from nominals.api.acting import body_of
from tests.api.calling import System
from tests.api.casework import case
from tests.api.meetings.played import Member, Speaking, path_of, today
from tests.api.meetings.recorded import Recorded
from tests.factories.agencies import MembershipFactory, area, default_agency
from tests.meetings.convening import HELD, Room
from tests.meetings.referring import Desk
from tests.meetings.refusing import stored

pytestmark = pytest.mark.django_db
DAY = str(HELD)
NO_DAYS = ["1899-12-31", "9999-01-01", "2024-02-30", "2024-05-01T10:00:00", "", 20240501, True]
NO_TEXTS = ["nul\x00", "bell\x07", 7, True, ["a"]]
MOST_WRONG = max(len(NO_DAYS), len(NO_TEXTS))


@pytest.fixture(autouse=True)
def _here(settings, tmp_path):
    settings.MAPPA_FILES = tmp_path / "files"
    with today():
        yield


def written():
    """All that is stored, but for the log of looks."""
    rows = stored()
    return {name: each for name, each in rows.items() if not name.startswith("core.Audit")} | {
        "keys": IdempotencyKey.objects.count()
    }


def addresses(recorded):
    """Where each act is done, by its name."""
    targets = {
        "nominal": f"nominals/{recorded.desk.person.public_id}/",
        "referral": path_of(recorded.referral),
        "panel": path_of(recorded.meeting.panel),
        "meeting": path_of(recorded.meeting),
        "invitation": path_of(recorded.records["invitations"]),
        "action": path_of(recorded.records["actions"]),
        "report": path_of(recorded.records["agency-reports"]),
    }
    return {act.name: f"{targets[act.target]}{act.name}/" for act in (*ACTS, *UPLOADS)} | {
        PLAN_PANEL.name: "panels/"
    }


def wrong_value(field, number):
    """The `number`th of what a field cannot mean."""
    if isinstance(field, Text):
        wrong = NO_TEXTS
    elif isinstance(field, Day):
        wrong = NO_DAYS
    elif isinstance(field, (serializers.ListField, serializers.ListSerializer)):
        wrong = ["neither this nor that", [["deep"]]]
    else:
        wrong = ["neither this nor that", ["a list"], {"a": {}}]
    return wrong[number % len(wrong)]


def pointers(answer):
    assert answer.status_code == 400, answer.content
    return [each["pointer"] for each in answer.json()["errors"]]


def test_each_body_is_refused_by_what_is_wrong_in_it_and_nothing_is_stored():
    recorded = Recorded(is_issued=False)
    caller, where = Member(recorded.desk.co_ordinator), addresses(recorded)
    before = written()
    for act in (*ACTS, PLAN_PANEL):
        fields = body_of(act)().fields

        def told(body, act=act):
            return pointers(caller.post(where[act.name], body, tag='"7"'))

        needed = [f"/{name}" for name, each in fields.items() if each.required]
        assert told({"colour": "red", "a/b": 1}) == ["/colour", "/a~1b", *needed]
        for number in range(MOST_WRONG):
            body = {name: wrong_value(each, number) for name, each in fields.items()}
            found = told(body)
            for name in fields:
                is_told = any(each.startswith(f"/{name}") for each in found)
                assert is_told, (act.name, name, body[name])
        for name, field in fields.items():
            if isinstance(field, Incoming):
                assert f"/{name}/colour" in told({name: {"colour": "red"}}), (act.name, name)
    assert written() == before


def test_an_id_in_a_body_of_what_one_may_not_see_is_refused_as_one_of_nothing():
    recorded = Recorded(is_issued=False)
    hidden = Recorded(invited=("police", "housing"), is_issued=False)
    area_of_probation = recorded.member("probation", Role.CO_ORDINATOR)
    placed, meeting = path_of(recorded.meeting.panel), path_of(recorded.meeting)
    replacing, placing = f"{meeting}replace-action/", f"{placed}place-meeting/"
    tried = {
        (recorded.desk.chair, replacing, "action"): hidden.records["actions"],
        (area_of_probation, placing, "nominal"): case(code="suffolk"),
        (area_of_probation, placing, "referral"): hidden.desk.draft(),
    }
    before = written()
    for (user, path, name), record in tried.items():
        caller = Member(user)
        for key in (uuid.uuid4(), record.public_id):
            answer = caller.post(path, {name: str(key)}, tag='"7"')
            said = {each["pointer"]: each["detail"] for each in answer.json()["errors"]}
            assert said[f"/{name}"] == f"There is no such {name}."
    assert written() == before


def test_every_act_on_what_one_may_not_see_is_done_on_nothing():
    recorded = Recorded(is_issued=False)
    where = addresses(recorded)
    strangers = [
        Member(recorded.member("education")),
        Member(recorded.member("police", Role.CO_ORDINATOR, code="suffolk")),
        Speaking(System("education")),
    ]
    before = written()
    for caller in strangers:
        nothing = caller.post(f"meetings/{uuid.uuid4()}/close-meeting/", {}, tag='"7"')
        for act in ACTS:
            hidden = caller.post(where[act.name], {}, tag='"7"')
            assert hidden.status_code == 404, (act.name, hidden.content)
            assert hidden.json() == nothing.json()
    assert written() == before


def test_who_has_no_part_is_told_so_and_nothing_is_stored():
    recorded = Recorded(is_issued=False)
    housing, meeting = Member(recorded.member("housing")), path_of(recorded.meeting)
    tag, before = housing.read(meeting)[1], written()
    body = {"kind": "level", "answer": "level_3", "reason": "No."}
    answer = housing.post(f"{meeting}decide/", body, tag=tag)
    assert (answer.status_code, answer.json()["type"]) == (403, "urn:mappa:problem:forbidden")
    assert answer.json()["detail"] == (
        "Only the co-ordinator or the chair or the minute taker may record a decision: ask one of "
        "them."
    )
    system = Speaking(System("housing")).post(f"{meeting}close-meeting/", {}, tag=tag)
    assert system.status_code == 403
    assert written() == before


def test_a_rule_points_to_the_field_that_is_wrong():
    desk = Desk()
    caller = Member(desk.co_ordinator)
    sitting = {"held_on": "2024-05-20", "starts_at": "10:00", "place": " x "}
    body = {"area": "norfolk", "level": 2, "sitting": sitting, "conduct": {}}
    before = written()
    answer = caller.post("panels/", body)
    assert answer.status_code == 422
    (wrong,) = answer.json()["errors"]
    assert (wrong["pointer"], wrong["code"]) == ("/sitting/held_on", "panel_day")
    level = caller.post("panels/", body | {"sitting": sitting | {"held_on": DAY}, "level": 1})
    assert [each["pointer"] for each in level.json()["errors"]] == ["/level"]
    assert written() == before


def test_a_rule_that_warns_asks_for_a_reason_by_its_number_and_takes_it():
    desk = Desk(held=2)
    meeting = desk.place()
    desk.invite(meeting, "housing")
    caller, path = Member(desk.co_ordinator), path_of(meeting)
    wanted = {
        "text": "Find a room",
        "rationale": "Needed.",
        "pillar": "supervision",
        "agency": default_agency("education").pk,
        "owner": "Pat Rook",
        "due_on": "2024-06-04",
    }
    before = written()
    tag = caller.read(path)[1]
    answer = caller.post(f"{path}give-action/", {"wanted": wanted}, tag=tag)
    assert answer.json()["type"] == "urn:mappa:problem:reason-needed"
    (wrong,) = answer.json()["errors"]
    assert (wrong["pointer"], wrong["code"]) == ("/wanted/agency", "V50")
    assert written() == before
    body = {"wanted": wanted, "reasons": {"V50": "It agreed by telephone."}}
    assert caller.post(f"{path}give-action/", body, tag=tag).status_code == 201


def test_whom_one_sees_by_a_meeting_alone_one_places_at_no_panel():
    desk = Desk()
    meeting = desk.place()
    desk.invite(meeting, "housing")
    administrator = MembershipFactory(
        agency=default_agency("housing"), area=area("suffolk"), role=Role.ADMINISTRATOR
    ).user
    caller = Member(administrator)
    planned = caller.post(
        "panels/",
        {
            "area": "suffolk",
            "level": 2,
            "sitting": {"held_on": DAY, "starts_at": "10:00", "place": "the hall"},
            "conduct": {},
        },
    )
    panel = planned.json()["items"][0]["url"].removeprefix("/api/v1/")
    before = written()
    assert caller.get(f"nominals/{desk.person.public_id}/").status_code == 200
    body = {"nominal": str(desk.person.public_id), "starts_at": "10:00", "ends_at": "10:30"}
    answer = caller.post(f"{panel}place-meeting/", body, tag=planned["ETag"])
    assert answer.status_code == 422
    assert answer.json()["errors"] == [
        {"pointer": "/nominal", "detail": "There is no such nominal.", "code": "unseen"}
    ]
    assert written() == before


def test_an_entry_or_a_trigger_is_named_by_kind_and_key():
    recorded = Recorded(is_issued=False)
    caller, path = Member(recorded.desk.chair), path_of(recorded.meeting)
    entry, trigger = recorded.records["plan-entries"], recorded.records["triggers"]
    other = Room()
    other.chair = other.member("education", Role.CHAIR)
    other.panel = other.plan(HELD)
    hidden = other.enter(other.place())
    before = written()

    def end(kind, key):
        body = {"entry": {"kind": kind, "id": key}}
        return caller.post(f"{path}end-plan-entry/", body, tag=caller.read(path)[1])

    assert pointers(end("nominal", entry.pk)) == ["/entry/kind"]
    assert pointers(end("planentry", 10**12)) == ["/entry/id"]
    assert end("planentry", 10**12).json() == end("planentry", "x").json()
    assert pointers(end("planentry", True)) == ["/entry/id"]
    assert end("planentry", hidden.pk).json() == end("planentry", 10**12).json()
    assert written() == before
    for kind, record in (("planentry", entry), ("trigger", trigger)):
        assert end(kind, str(record.pk)).status_code == 201
    assert caller.items("plan-entries/", {"meeting": recorded.meeting.public_id}) == []


def test_through_a_system_one_acts_for_its_agency_in_its_areas_alone():
    desk = Desk()
    both = desk.member("police")
    MembershipFactory(user=both, agency=default_agency("housing"), area=area(), role="practitioner")
    MembershipFactory(user=both, agency=default_agency("housing"), area=area("suffolk"))
    through = Speaking(System("housing"), both)
    before = written()
    body = {
        "area": "suffolk",
        "level": 2,
        "sitting": {"held_on": DAY, "starts_at": "10:00", "place": "the hall"},
        "conduct": {},
    }
    assert through.post("panels/", body).status_code == 403
    assert written() == before
    assert Member(both).post("panels/", body).status_code == 201

    meeting = desk.place()
    desk.invite(meeting, "police", "housing")
    of_police, of_housing = (path_of(each) for each in meeting.invitations.order_by("pk"))
    report = {"author": "Kim Wren", "text": "All is well.", "on": DAY}
    tag = through.read(of_police)[1]
    refused = through.post(f"{of_police}submit-report/", report, tag=tag)
    assert refused.status_code == 403
    assert "another agency" in refused.json()["detail"]
    through.does(of_housing, "submit-report", report)
