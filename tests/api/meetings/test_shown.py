"""Referrals, meetings and what they bring: who is shown them, and who finds nothing at all."""

import uuid
from datetime import timedelta

import pytest

from agencies.choices import Role
from core.models import AuditedObject, AuditEntry
from meetings.api.resources import RESOURCES
from meetings.models import Action
from meetings.services import inviting, minutes
from nominals.services.access import restrict_case
from tests.api.calling import System
from tests.api.meetings.played import Member, Speaking, path_of, today
from tests.api.meetings.recorded import Recorded
from tests.factories.agencies import default_agency
from tests.meetings.convening import HELD, asked

pytestmark = pytest.mark.django_db
PERSONAL = [each.name for each in RESOURCES if each.person]
OF_INVITEE = {
    "meetings",
    "invitations",
    "attendances",
    "agency-reports",
    "decisions",
    "plan-entries",
    "triggers",
    "actions",
    "attachments",
    "minutes",
}
"""What an invited agency that was issued the minutes is shown of its meeting."""


@pytest.fixture(autouse=True)
def _here(settings, tmp_path):
    settings.MAPPA_FILES = tmp_path / "files"
    with today():
        yield


def ids(caller, name, query=None):
    return {str(each["id"]) for each in caller.items(f"{name}/", query)}


def finds(caller, name, record, **headers):
    """Whether a caller finds a record: in the list, in the count and at its address, or nowhere."""
    key = str(getattr(record, "public_id", record.pk))
    listed = caller.get(f"{name}/", {"count": "true", "limit": 200}, **headers).json()
    is_listed = key in {str(each["id"]) for each in listed["items"]}
    assert listed["count"] == {"value": len(listed["items"]), "is_capped": False}
    answer = caller.get(path_of(record), **headers)
    assert answer.status_code == (200 if is_listed else 404), (name, answer.content)
    if not is_listed:
        nobody = caller.get(f"{name}/{uuid.uuid4() if len(key) == 36 else 10**12}/", **headers)
        assert answer.json() == nobody.json()
    return is_listed


def found(caller, recorded, **headers):
    return {name for name, each in recorded.records.items() if finds(caller, name, each, **headers)}


def test_every_kind_of_record_is_tried():
    assert set(Recorded().records) == {each.name for each in RESOURCES}


def test_the_co_ordinator_finds_everything_and_an_invited_agency_its_meeting():
    recorded = Recorded()
    assert found(Member(recorded.desk.co_ordinator), recorded) == set(recorded.records)
    assert found(Member(recorded.member("housing")), recorded) == OF_INVITEE
    assert found(Member(recorded.desk.chair), recorded) == OF_INVITEE
    shown_to_system = OF_INVITEE - {"minutes", "decisions"}
    assert found(Speaking(System("housing")), recorded) == shown_to_system
    referrer = found(Speaking(System("police"), recorded.desk.referrer), recorded)
    assert {"referrals", "information-requests"} <= referrer


def test_the_files_of_a_referral_are_found_by_those_who_find_the_referral():
    recorded = Recorded()
    assert finds(Member(recorded.desk.referrer), "attachments", recorded.file_of_referral)
    assert not finds(Member(recorded.member("housing")), "attachments", recorded.file_of_referral)


WRITE_NOTHING = (Role.STATISTICIAN, Role.AUDITOR, Role.LAY_ADVISER, Role.BOARD_MEMBER)
STRANGERS = {
    "of an agency that is not invited": ("education", Role.PRACTITIONER, "norfolk"),
    "of another area": ("police", Role.CO_ORDINATOR, "suffolk"),
    **{
        f"a {role.label.lower()} of the area": ("police", role, "norfolk") for role in WRITE_NOTHING
    },
}


def test_who_has_no_part_finds_nothing_whatever_he_or_she_asks_for():
    recorded = Recorded()
    for why, (kind, role, code) in STRANGERS.items():
        stranger = Member(recorded.member(kind, role, code=code))
        assert found(stranger, recorded) == set(), why
        for name in PERSONAL:
            assert not ids(stranger, name, {"nominal": recorded.desk.person.public_id}), (why, name)
    assert found(Speaking(System("education")), recorded) == set()
    assert found(Speaking(System("housing", ("suffolk",))), recorded) == set()
    narrow = System("housing", categories=(2, 3, 4))
    assert found(Speaking(narrow), recorded) == set()


def test_a_person_finds_through_a_system_what_both_find():
    recorded = Recorded()
    invitee = recorded.member("housing")
    through = Speaking(System("housing"), invitee)
    assert found(through, recorded) == OF_INVITEE - {"minutes", "decisions"}
    of_nobody = recorded.member("housing", Role.LAY_ADVISER)
    assert found(Speaking(System("housing"), of_nobody), recorded) == set()


def test_a_restricted_case_is_found_by_those_on_its_list_alone():
    recorded = Recorded()
    person = recorded.meeting.person
    person.refresh_from_db()
    desk = recorded.desk
    restrict_case(
        nominal=person,
        viewers={desk.co_ordinator: "Conducts it."},
        on=HELD,
        reason="Press.",
        asked=asked(HELD),
    )
    for hidden_from in (desk.chair, recorded.member("housing"), desk.referrer):
        assert found(Member(hidden_from), recorded) == set()
    assert found(Speaking(System("housing")), recorded) == set()
    on_list = Member(desk.co_ordinator)
    why = {"Access_Purpose": "I conduct the meeting."}
    assert found(on_list, recorded, **why) == set(recorded.records)
    unsaid = on_list.get(path_of(recorded.meeting))
    assert (unsaid.status_code, unsaid.json()["type"]) == (403, "urn:mappa:problem:purpose-needed")


def test_of_another_meeting_about_the_same_person_is_found_what_a_later_one_takes_up():
    recorded = Recorded()
    desk = recorded.desk
    later = desk.place(panel=desk.plan(HELD + timedelta(days=10), asked=asked(HELD)), on=HELD)
    desk.invite(later, "education", on=HELD)
    newcomer = Member(recorded.member("education"))

    assert found(newcomer, recorded) == {"plan-entries", "triggers", "actions"}
    for name in ("plan-entries", "triggers", "actions"):
        (item,) = newcomer.items(f"{name}/")
        assert item["meeting"] is None
        assert item["nominal"] == str(desk.person.public_id)
        assert not ids(newcomer, name, {"meeting": recorded.meeting.public_id})
    former = Member(recorded.member("housing"))
    assert not finds(former, "meetings", later)
    assert not finds(former, "invitations", later.invitations.get())
    assert ids(Member(desk.co_ordinator), "meetings") == {
        str(recorded.meeting.public_id),
        str(later.public_id),
    }


def test_an_earlier_meeting_s_invitee_finds_nothing_of_a_later_one():
    earlier = Recorded(invited=("police", "probation", "education"))
    desk = earlier.desk
    panel = desk.plan(HELD + timedelta(days=10), asked=asked(HELD))
    later = desk.place(panel=panel, on=HELD)
    desk.invite(later, "housing", on=HELD)
    housing, education = Member(earlier.member("housing")), Member(earlier.member("education"))
    assert found(housing, earlier) == {"plan-entries", "triggers", "actions"}
    assert ids(education, "meetings") == {str(earlier.meeting.public_id)}


def test_the_agency_that_owes_an_action_keeps_it_without_the_person_and_the_meeting():
    recorded = Recorded(is_issued=False)
    owed = recorded.records["actions"]
    Action.objects.filter(pk=owed.pk).update(agency=default_agency("education"))
    owing = Member(recorded.member("education"))

    assert found(owing, recorded) == {"actions"}
    (item,) = owing.items("actions/")
    assert (item["nominal"], item["meeting"]) == (None, None)
    assert not ids(owing, "actions", {"nominal": recorded.desk.person.public_id})
    done = owing.does(path_of(owed), "complete-action", {"on": str(HELD), "evidence": "A lease."})
    assert done.status_code == 200


def test_of_a_draft_an_agency_is_shown_how_it_took_part_itself_and_no_decision():
    recorded = Recorded(is_issued=False)
    desk, housing = recorded.desk, Member(recorded.member("housing"))
    (own,) = housing.items("attendances/")
    assert own["agency"] == default_agency("housing").pk
    assert own["is_senior_enough"] is None
    assert housing.items("decisions/") == housing.items("minutes/") == []
    for conducting in (desk.chair, desk.minute_taker, desk.co_ordinator):
        conductor = Member(conducting)
        assert len(conductor.items("attendances/")) == 3
        assert len(conductor.items("decisions/")) == 5

    desk.issued(recorded.meeting)
    assert len(housing.items("attendances/")) == 3
    assert {each["is_senior_enough"] for each in housing.items("attendances/")} == {True}
    assert len(housing.items("decisions/")) == 5

    minutes.begin_amendment(
        meeting=recorded.meeting, reason="A name.", user=desk.chair, asked=asked(HELD)
    )
    assert len(housing.items("attendances/")) == 1
    assert housing.items("decisions/") == []
    assert len(housing.items("minutes/")) == 1


def test_who_was_not_issued_the_minutes_is_shown_no_decision():
    recorded = Recorded(is_issued=False)
    desk = recorded.desk
    desk.write(recorded.meeting)
    desk.approve(recorded.meeting)
    desk.issue(recorded.meeting, recipients=[default_agency("police")])
    housing = Member(recorded.member("housing"))
    assert housing.items("decisions/") == housing.items("minutes/") == []
    assert len(housing.items("attendances/")) == 1
    assert len(Member(recorded.member("police")).items("decisions/")) == 5


def test_an_invitation_that_is_not_sent_is_shown_to_those_who_conduct():
    recorded = Recorded()
    desk = recorded.desk
    later = desk.place(panel=desk.plan(HELD + timedelta(days=10), asked=asked(HELD)), on=HELD)
    desk.invite(later, "housing", on=HELD)
    (unsent,) = inviting.invite(
        meeting=later,
        agencies=[default_agency("education")],
        user=desk.co_ordinator,
        asked=asked(HELD),
    )
    housing = Member(recorded.member("housing"))
    assert not finds(housing, "invitations", unsent)
    assert not finds(Member(recorded.member("education")), "invitations", unsent)
    assert finds(Member(desk.co_ordinator), "invitations", unsent)
    assert finds(Member(desk.chair), "invitations", unsent)


def test_what_a_meeting_names_is_empty_for_whom_it_is_hidden_from():
    recorded = Recorded()
    item = Member(recorded.member("housing")).read(path_of(recorded.meeting))[0]
    assert (item["panel"], item["referral"]) == (None, None)
    whole = Member(recorded.desk.co_ordinator).read(path_of(recorded.meeting))[0]
    assert whole["panel"] == str(recorded.meeting.panel.public_id)


def test_every_list_and_record_about_a_person_is_logged_with_the_person():
    recorded = Recorded()
    reader, person = Member(recorded.desk.co_ordinator), recorded.meeting.person_id
    for name in PERSONAL:
        record = recorded.records[name]
        before = AuditEntry.objects.order_by("-pk").first().pk
        reader.items(f"{name}/")
        assert reader.get(path_of(record)).status_code == 200
        seen = AuditedObject.objects.filter(entry_id__gt=before).order_by("entry_id")
        assert list(seen.values_list("object_id", flat=True)) == [person, person], name
    stranger = Member(recorded.member("education"))
    for name in PERSONAL:
        assert stranger.get(path_of(recorded.records[name])).status_code == 404
        entry = AuditEntry.objects.order_by("-pk").first()
        assert (entry.detail["found"], entry.object_id) == (False, str(person)), name
        assert entry.agency == str(default_agency("education"))


NARROWED = {
    "referrals": ({"status": "accepted", "area": "norfolk"}, {"status": "draft"}),
    "information-requests": ({"is_answered": "true"}, {"is_answered": "false"}),
    "panels": ({"level": "2", "held_from": str(HELD)}, {"level": "3"}),
    "meetings": ({"is_closed": "true", "is_cancelled": "false"}, {"is_closed": "false"}),
    "invitations": ({}, {"agency": "education"}),
    "attendances": ({"outcome": "attended"}, {"outcome": "apologies"}),
    "agency-reports": ({"agency": "housing"}, {"agency": "police"}),
    "decisions": ({"kind": "level"}, {"nominal": str(uuid.uuid4())}),
    "plan-entries": ({"pillar": "supervision", "on": str(HELD)}, {"on": "2024-05-20"}),
    "triggers": ({"on": str(HELD)}, {"agency": "housing"}),
    "actions": ({"open_on": str(HELD), "agency": "housing"}, {"due_before": str(HELD)}),
    "attachments": ({}, {"report": str(uuid.uuid4())}),
    "minutes": ({"issued_from": str(HELD)}, {"issued_before": str(HELD)}),
}
"""Of each list what narrows it to the record, and what leaves it out."""


def test_lists_are_narrowed_by_what_they_declare():
    recorded = Recorded()
    reader = Member(recorded.desk.co_ordinator)

    def asked_for(query):
        agency = query.get("agency")
        return query | ({"agency": default_agency(agency).pk} if agency else {})

    for name, (within, without) in NARROWED.items():
        record = recorded.records[name]
        key = str(getattr(record, "public_id", record.pk))
        assert key in ids(reader, name, asked_for(within)), name
        assert key not in ids(reader, name, asked_for(without)), name
        if name != "panels":
            assert key in ids(reader, name, {"nominal": recorded.desk.person.public_id}), name
    assert {each.name for each in RESOURCES} == set(NARROWED)
    assert reader.get("meetings/?is_closed=perhaps").status_code == 400
