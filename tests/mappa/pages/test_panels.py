"""From a panel's planning to its issued minutes through the pages, as a co-ordinator does it."""

import re

import pytest

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
from tests.api.meetings.played import Member, today
from tests.factories.agencies import area, default_agency
from tests.mappa.pages.forms import fields_of
from tests.mappa.pages.words import text
from tests.meetings.convening import CORE, HELD, REASONS, Room

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock():
    with today():
        yield


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
    assert url == f"{of(meeting)}?at=action-supervision#action-supervision"
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
