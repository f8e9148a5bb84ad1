"""From a panel's planning to its issued minutes through the pages, as a co-ordinator does it."""

import re
from datetime import time, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.choices import Role
from core.models import AuditedObject, AuditEntry
from meetings.choices import DecisionKind
from meetings.models import (
    Action,
    Attendance,
    CoreMembership,
    Decision,
    Invitation,
    Meeting,
    Minutes,
    Panel,
    Passage,
    PlanEntry,
)
from tests.api.calling import Person
from tests.api.casework import restrict
from tests.api.meetings.played import NOON, Member
from tests.factories.agencies import area, default_agency
from tests.mappa.pages.casework import entry
from tests.mappa.pages.forms import fields_of
from tests.mappa.pages.words import text
from tests.meetings.convening import CORE, HELD, REASONS, Room, asked

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def opened(client, address, **data):
    """The fields of a page's form as they stand."""
    answer = client.post(address, data) if data else client.get(address)
    assert answer.status_code == 200, text(answer)
    return fields_of(answer)


def sent(client, address, data, **given):
    """A form as it is opened and sent, with what the page said where it was refused."""
    answer = client.post(address, opened(client, address, **given) | data)
    return answer


def done(client, address, data=None, **given):
    answer = sent(client, address, data or {}, **given)
    assert answer.status_code == 302, refusals(answer)
    return answer.url


def refusals(answer):
    """What stands in the summary of a page that was refused."""
    found = re.search(r'<h2 id="wrong">.*?</ul>', text(answer))
    return found[0] if found else ""


def of(record, act=""):
    kind = {"Panel": "panels", "Meeting": "meetings", "Action": "actions"}[type(record).__name__]
    return f"/admin/{kind}/{record.public_id}/{f'{act}/' if act else ''}"


def core_of(*kinds):
    for kind in kinds or CORE:
        CoreMembership.objects.create(
            area=area(), level=2, agency=default_agency(kind), valid_from=HELD
        )


def attending(meeting, **more):
    """The fields by which everybody invited attended."""
    fields = {}
    for number, each in enumerate(Invitation.objects.filter(meeting=meeting)):
        fields |= {f"at-{each.pk}-outcome": "attended", f"at-{each.pk}-name": f"Officer {number}"}
    return fields | more


def deciding(**answers):
    return {
        f"decided-{kind.value}-{name}": value
        for kind, (answer, reason) in REASONS.items()
        for name, value in {
            "answer": answers.get(kind.value, answer.value),
            "reason": reason,
        }.items()
    }


def test_a_panel_is_planned_and_minuted_from_end_to_end():
    room = Room()
    core_of()
    desk, chair = Member(room.co_ordinator).http, Member(room.chair).http

    url = done(
        desk,
        "/admin/panels/plan/",
        {
            "area": "norfolk",
            "level": "2",
            "sitting-held_on": "21 May 2024",
            "sitting-starts_at": "14:00",
            "sitting-place": "County Hall",
            "sitting-mode": "in_person",
            "conduct-chair": room.chair.username,
            "conduct-chair_grade": "Superintendent",
            "conduct-minute_taker": room.minute_taker.username,
        },
    )
    panel = Panel.objects.get(place="County Hall")
    assert url == of(panel)
    page = text(desk.get(url))
    assert "Waiting for a meeting" in page
    assert "at Level 2, no meeting yet" in page

    place = re.search(r'href="([^"]*place-meeting/[^"]*)"[^>]*>Place<', page)[1]
    fields = {"nominal": str(room.person.public_id), "starts_at": "14:00", "ends_at": "14.45"}
    assert f'<option value="{room.person.public_id}" selected>' in text(desk.get(place))
    assert done(desk, of(panel, "place-meeting"), fields) == of(panel)
    meeting = Meeting.objects.get()

    assert "Invite the core members to all meetings" in text(desk.get(of(panel)))
    done(desk, of(panel), {"all": "invite-core"})
    assert Invitation.objects.filter(meeting=meeting).count() == 3
    done(desk, of(panel), {"all": "send-invitations"})
    assert Invitation.objects.sent().count() == 3

    grid = of(panel, "attendance")
    done(desk, grid, attending(meeting))
    assert Attendance.objects.present().count() == 3

    sheet = {
        "statement-acknowledged": "on",
        "said-summary-text": "The plan was gone through.",
        "action-supervision-wanted-text": "Find a room",
        "action-supervision-wanted-rationale": "Without one the plan fails.",
        "action-supervision-wanted-agency": str(default_agency("housing").pk),
        "action-supervision-wanted-owner": "Pat Rook",
        "action-supervision-wanted-due_on": "4 June 2024",
        "entry-monitoring-entry-text": "Visits each week",
        "entry-monitoring-entry-agency": str(default_agency("police").pk),
        "entry-monitoring-entry-owner": "Officer Reed",
        "entry-monitoring-entry-starts_on": "21 May 2024",
        "entry-monitoring-entry-review_on": "16 July 2024",
        **deciding(),
    }
    url = done(desk, of(meeting), sheet)
    assert url == f"{of(meeting)}?at=action-supervision"
    assert Passage.objects.get().text == "The plan was gone through."
    assert Action.objects.get().pillar == "supervision"
    assert PlanEntry.objects.get().pillar == "monitoring"
    assert set(Decision.objects.values_list("kind", flat=True)) == set(DecisionKind.values)

    done(desk, of(meeting, "close-meeting"))
    assert Meeting.objects.get().closed_on == HELD
    done(chair, of(meeting, "approve-minutes"))
    done(desk, of(meeting, "issue-minutes"))
    assert Minutes.objects.get().recipients.count() == 3
    assert "Version 1, issued on 21 May 2024" in text(desk.get(of(meeting, "distribution")))
    done(
        desk,
        of(Action.objects.get(), "complete-action"),
        {"on": "21 May 2024", "evidence": "Lease."},
    )
    assert Action.objects.get().completed_on == HELD


def test_a_person_is_placed_at_a_panel_from_his_or_her_own_page():
    room = Room()
    desk = Member(room.co_ordinator).http
    person = f"/admin/nominals/{room.person.public_id}/"
    assert f"{person}place-meeting/" in text(desk.get(person))

    fields = {"panel": str(room.panel.public_id), "starts_at": "10:00", "ends_at": "10:30"}
    assert done(desk, f"{person}place-meeting/", fields) == person

    meeting = Meeting.objects.get()
    assert (meeting.person, meeting.panel) == (room.person, room.panel)
    assert f'href="{of(meeting)}"' in text(desk.get(person))


def test_a_refusal_stands_beside_its_field_and_everything_typed_is_kept():
    room = Room()
    meeting = room.place()
    room.invite(meeting)
    room.attend(meeting)
    desk = Member(room.co_ordinator).http
    typed = {
        "said-risk-text": "It has risen since May.",
        "action-supervision-wanted-text": "Find a room",
        "action-supervision-wanted-due_on": "1 May 2024",
        **deciding(),
        "decided-level-reason": "",
    }

    refused = sent(desk, of(meeting), typed)

    assert refused.status_code == 200
    assert '<a href="#id_action-supervision-wanted-rationale">' in refusals(refused)
    assert '<a href="#id_decided-level-reason">' in refusals(refused)
    assert "monitoring" not in refusals(refused), "nothing is judged where nothing was typed"
    kept = fields_of(refused)
    assert {name: kept[name] for name in typed} == typed
    assert not Decision.objects.exists()
    assert not Passage.objects.exists()

    put_right = {
        "decided-level-reason": "So.",
        "action-supervision-wanted-rationale": "It helps.",
        "action-supervision-wanted-agency": str(default_agency("housing").pk),
        "action-supervision-wanted-owner": "Pat Rook",
    }
    by_rule = desk.post(of(meeting), kept | put_right)
    assert '<a href="#id_action-supervision-wanted-due_on">By when: V49: ' in refusals(by_rule)
    assert not Passage.objects.exists(), "all or nothing"
    due = {"action-supervision-wanted-due_on": "30 May 2024"}
    assert desk.post(of(meeting), fields_of(by_rule) | due).status_code == 302
    assert Passage.objects.get().text == "It has risen since May."
    assert Action.objects.get().text == "Find a room"


def test_a_warning_asks_its_reason_where_the_action_is():
    room = Room()
    meeting = room.place()
    room.invite(meeting)
    room.attend(meeting)
    desk = Member(room.co_ordinator).http
    action = {
        "action-victim_safety-wanted-text": "Call",
        "action-victim_safety-wanted-rationale": "To warn.",
        "action-victim_safety-wanted-agency": str(default_agency("education").pk),
        "action-victim_safety-wanted-owner": "The head",
        "action-victim_safety-wanted-due_on": "30 May 2024",
    }

    asked_why = sent(desk, of(meeting), action)

    reason = "action-victim_safety-reasons-V50-wanted-agency"
    assert f'<a href="#id_{reason}">' in refusals(asked_why)
    answer = desk.post(of(meeting), fields_of(asked_why) | {reason: "The school agreed."})
    assert answer.status_code == 302, refusals(answer)
    assert Action.objects.get().agency == default_agency("education")


def test_closing_asks_each_reason_once_and_closes_with_them():
    room = Room()
    meeting = room.place()
    room.invite(meeting)
    desk = Member(room.co_ordinator).http
    address = of(meeting, "close-meeting")

    refused = sent(desk, address, {})
    assert "V42: Say how each invited agency took part" in refusals(refused)
    done(desk, of(meeting), attending(meeting))
    done(desk, of(meeting), {**deciding(), "decided-visor-answer": "visor_not_updated"})

    asked_why = sent(desk, address, {})
    names = re.findall(r'name="(reasons-[\w-]+)"', text(asked_why))
    assert [each.split("-")[1] for each in names] == ["V45", "V79"]
    answer = desk.post(address, fields_of(asked_why) | dict.fromkeys(names, "At the end."))
    assert answer.status_code == 302, refusals(answer)
    assert Meeting.objects.get().closed_on == HELD


def test_whoever_saved_first_is_named_and_nothing_is_lost():
    room = Room()
    meeting = room.place()
    room.invite(meeting)
    room.attend(meeting)
    desk, chair = Member(room.co_ordinator).http, Member(room.chair).http
    form = opened(desk, of(meeting)) | {"said-risk-text": "It has risen."}
    done(chair, of(meeting), {"said-summary-text": "From the chair."})

    late = desk.post(of(meeting), form)

    assert f"{room.chair.username} saved “Write in the minutes” at 13:00" in refusals(late)
    assert fields_of(late)["said-risk-text"] == "It has risen."
    assert Passage.objects.count() == 1
    assert fields_of(late)["said-summary-text"] == "From the chair."
    assert desk.post(of(meeting), fields_of(late)).status_code == 302
    assert set(Passage.objects.values_list("topic", flat=True)) == {"summary", "risk"}


def test_a_form_that_is_sent_twice_is_done_once():
    room = Room()
    meeting = room.place()
    room.invite(meeting)
    desk = Member(room.co_ordinator).http
    form = opened(desk, of(meeting)) | attending(meeting)

    first, again = (desk.post(of(meeting), form) for _ in range(2))

    assert (first.status_code, again.status_code) == (302, 302), refusals(again)
    assert AuditEntry.objects.filter(act="record_attendance").count() == 3


def test_the_grid_saves_every_meeting_or_none_and_fills_names_from_its_head():
    room = Room(level=3)
    meetings = [room.place(), room.place(room.case(), at=11)]
    for each in meetings:
        room.invite(each)
    desk = Member(room.co_ordinator).http
    grid = of(room.panel, "attendance")
    cells = list(Invitation.objects.order_by("pk"))
    outcomes = {f"at-{each.pk}-outcome": "attended" for each in cells}

    nameless = sent(desk, grid, outcomes)
    assert "Say who was at the table for the agency." in refusals(nameless)
    assert not Attendance.objects.exists()
    assert {name: fields_of(nameless)[name] for name in outcomes} == outcomes

    heads = {}
    for each in cells:
        heads |= {
            f"all-{each.agency_id}-name": f"For {each.agency}",
            f"all-{each.agency_id}-grade": "Manager",
            f"all-{each.agency_id}-senior": "yes",
        }
    own = {
        f"at-{cells[0].pk}-outcome": "deputy",
        f"at-{cells[0].pk}-name": "Kim Wren",
        f"at-{cells[1].pk}-outcome": "apologies",
    }
    done(desk, grid, outcomes | heads | own)

    held = {each.invitation_id: each for each in Attendance.objects.all()}
    assert len(held) == 6
    assert (held[cells[0].pk].outcome, held[cells[0].pk].name) == ("deputy", "Kim Wren")
    assert held[cells[1].pk].name == ""
    assert held[cells[3].pk].name == f"For {cells[3].agency}"
    assert held[cells[3].pk].is_senior_enough is True
    done(desk, grid, {f"at-{cells[1].pk}-outcome": "no_show"})
    assert AuditEntry.objects.filter(act="record_attendance").count() == 7


def test_clashes_are_shown():
    room = Room()
    meetings = [room.place(), room.place(room.case(), at=10)]
    other = room.plan(HELD, level=3)
    third = room.place(room.case(), panel=other, at=10)
    for each in (meetings[0], third):
        room.invite(each, "police")

    page = text(Member(room.co_ordinator).http.get(of(room.panel)))

    one, two, three = (f"10:00 {each.person}" for each in (*meetings, third))
    assert f"{one} (Level 2) and {two} (Level 2) overlap." in page
    assert f"{room.chair.username} is at {one} (Level 2) and at {three} (Level 3)." in page
    assert f"Invited to {one} (Level 2) and to {three} (Level 3): Police, Norfolk." in page


def test_a_panel_is_moved_and_cancelled():
    room = Room()
    panel = room.plan(HELD + timedelta(days=7))
    meeting = room.place(panel=panel)
    desk = Member(room.co_ordinator).http
    sits = {"sitting-starts_at": "11:00", "reason": "The chair is away."}
    refused = sent(desk, of(panel, "move-panel"), sits | {"sitting-held_on": "20 May 2024"})
    assert '<a href="#id_sitting-held_on">' in refusals(refused)
    done(desk, of(panel, "move-panel"), sits)
    meeting.refresh_from_db()
    assert meeting.starts_at == time(11)
    panel.refresh_from_db()

    done(desk, of(panel, "cancel-panel"), {"on": "21 May 2024", "reason": "The line is down."})
    page = text(desk.get(of(panel)))
    assert "Cancelled on 21 May 2024: The line is down." in page
    assert "Place a meeting" not in page


def test_an_invitation_is_withdrawn_and_a_report_handed_in():
    room = Room()
    meeting = room.place(panel=room.plan(HELD + timedelta(days=7)))
    desk = Member(room.co_ordinator).http
    agencies = [str(default_agency(each).pk) for each in ("police", "housing")]
    done(desk, of(meeting, "invite"), {"agencies": agencies, "wants_report": "on"})
    done(desk, of(meeting, "send-invitations"))
    assert "report missing" in text(desk.get(of(meeting)))

    police, housing = Invitation.objects.order_by("agency__name").reverse()
    report = {"author": "PC Rook", "text": "Nothing new.", "on": "21 May 2024"}
    done(desk, f"/admin/invitations/{police.pk}/submit-report/", report)
    assert "Nothing new." in text(desk.get(of(meeting)))
    done(desk, f"/admin/invitations/{housing.pk}/withdraw-invitation/")
    assert "Housing" not in text(desk.get(of(meeting)))


def test_a_restricted_case_asks_for_a_purpose_and_keeps_it_line_after_line(clock):
    room = Room()
    meeting = room.place()
    room.invite(meeting)
    room.attend(meeting)
    restrict(room.person, room.co_ordinator)
    desk = Member(room.co_ordinator).http
    clock.shift(timedelta(minutes=5))

    asked_why = text(desk.get(of(meeting)))
    assert "For what purpose?" in asked_why
    assert str(room.person) not in asked_why
    form = opened(desk, of(meeting), purpose="To minute it.")
    assert form["purpose"] == "To minute it."
    line = {
        "wanted-text": "Find a room",
        "wanted-rationale": "Without one the plan fails.",
        "wanted-agency": str(default_agency("housing").pk),
        "wanted-owner": "Pat Rook",
        "wanted-due_on": "4 June 2024",
    }
    first = {f"action-supervision-{name}": value for name, value in line.items()}
    saved = desk.post(of(meeting), form | first)
    assert saved.status_code == 200
    assert "Saved." in text(saved)
    assert "autofocus" in text(saved)
    form = fields_of(saved)
    assert form["action-supervision-wanted-text"] == ""
    assert form["purpose"] == "To minute it."
    second = {f"action-monitoring-{name}": value for name, value in line.items()}
    assert "Saved." in text(desk.post(of(meeting), form | second))
    assert Action.objects.count() == 2

    grid = text(desk.get(of(room.panel, "attendance")))
    assert "Say on its own page for what purpose" in grid
    assert "-outcome" not in grid


def test_each_part_is_offered_to_those_whose_it_is():
    room = Room()
    meeting = room.place()
    room.invite(meeting)

    def offered(user):
        page = text(Member(user).http.get(of(meeting)))
        return set(re.findall(rf'"{of(meeting)}([\w-]+)/"', page)) - {"distribution"}

    assert {"invite", "cancel-meeting", "close-meeting"} <= offered(room.co_ordinator)
    assert offered(room.chair) == offered(room.minute_taker) | {"close-meeting"}
    assert "invite" not in offered(room.chair)
    invited = Person(Role.PRACTITIONER, "housing")
    assert offered(invited.user) == set()
    assert "-outcome" not in text(invited.http.get(of(meeting)))
    assert invited.http.get(of(meeting, "close-meeting")).status_code == 404
    for panel in ("", "attendance", "move-panel"):
        assert invited.http.get(of(room.panel, panel)).status_code == 404
    assert Person(Role.AUDITOR).http.get("/admin/panels/plan/").status_code == 404


def test_panels_are_listed_with_the_meetings_that_the_reader_may_see():
    room = Room()
    room.place()
    hidden = room.place(room.case(), at=11)
    restrict(hidden.person, room.chair)
    past = room.plan(HELD - timedelta(days=7), asked=asked(HELD - timedelta(days=8)))
    desk = Member(room.co_ordinator).http

    page = text(desk.get("/admin/panels/"))
    assert "1 panel." in page
    assert f'href="{of(room.panel)}">Tuesday 21 May 2024, 10:00</a>' in page
    assert "<td>1</td>" in page, "one of the two is restricted to another"
    assert str(hidden.person) not in text(desk.get(of(room.panel)))
    assert str(hidden.person) not in text(desk.get(of(room.panel, "attendance")))
    assert f'href="{of(past)}"' in text(desk.get("/admin/panels/", {"when": "past"}))
    assert "Panels are kept by the co-ordinator" in text(
        Person(Role.PRACTITIONER).http.get("/admin/panels/")
    )
    shown = AuditedObject.objects.filter(entry_id=entry("show_panel").pk)
    assert [each.object_id for each in shown] == [room.person.pk]


@pytest.mark.parametrize("path", ["", "attendance"])
def test_a_panel_of_twenty_meetings_takes_the_queries_of_one_of_two(path):
    counts = []
    for number in (2, 20):
        room = Room()
        for _ in range(number):
            room.invite(room.place(room.case()))
        desk = Member(room.co_ordinator).http
        desk.get(of(room.panel, path))
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(of(room.panel, path)).status_code == 200
        counts.append(len(queries))
        Meeting.objects.all().update(cancelled_on=HELD)
    assert counts[0] == counts[1]


def test_a_meeting_takes_as_many_queries_however_much_is_recorded():
    room = Room()
    meeting = room.place()
    room.invite(meeting)
    room.attend(meeting)
    desk = Member(room.co_ordinator).http

    def queries():
        desk.get(of(meeting))
        with CaptureQueriesContext(connection) as found:
            desk.get(of(meeting))
        return len(found)

    before = queries()
    for _ in range(5):
        room.act(meeting)
        room.enter(meeting)
    room.write(meeting)
    room.decide(meeting)
    assert queries() == before
