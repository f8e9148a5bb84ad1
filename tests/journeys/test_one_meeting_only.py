"""Whoever is invited to one meeting reaches no byte of another: by no service, query set, command,
document or mail."""

import inspect
from datetime import UTC, datetime, time, timedelta
from importlib import import_module
from io import BytesIO, StringIO
from pkgutil import walk_packages

import pytest
import time_machine
from django.apps import apps
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import transaction

import meetings.services
from agencies.models import Mailbox
from core.documents import as_text
from meetings.choices import Answer, DecisionKind, DocumentKind, Outcome, Topic
from meetings.documents import compose
from meetings.models import (
    Action,
    AgencyReport,
    Attachment,
    Meeting,
    Minutes,
    PlanEntry,
    Referral,
)
from meetings.services import attaching, attendance, deciding, planning, referrals
from meetings.services.actions import Wanted
from meetings.services.content import content_of
from meetings.services.notices import send_notices
from meetings.services.panels import Conduct, Sitting
from meetings.services.planning import Entry
from nominals.models import Duty
from nominals.services.access import restrict_case
from tests.factories.agencies import UserFactory, area, default_agency
from tests.meetings.convening import HELD, Room, asked

pytestmark = pytest.mark.django_db

CANARY = "Quix"
"""In every text of the other meeting, and in none of the invitee's own."""
NOW = datetime.combine(HELD, time(12), tzinfo=UTC)
REACHED_BY_PARENT = {
    "CoreMembership": None,
    "MinutesDraft": "meeting",
    "Passage": "meeting",
    "Recipient": "minutes",
    "Opening": "recipient",
    "Notice": "invitation",
}
"""Models without a `visible_to` of their own, and by which row they are reached; `None` where they
have one or are reference data."""


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


def fill(room, meeting, word):
    """Say `word` in every text that a meeting keeps."""
    (housing_or_other, *_) = meeting.invitations.order_by("-pk")
    report = attendance.submit_report(
        invitation=housing_or_other,
        author=f"{word} author",
        text=f"{word} report",
        on=asked().day,
        user=room.co_ordinator,
        asked=asked(),
    )
    attaching.attach_to_report(
        report=report,
        name=f"{word} file.txt",
        content=BytesIO(f"{word} bytes".encode()),
        user=room.co_ordinator,
        asked=asked(),
    )
    for number, each in enumerate(meeting.invitations.all()):
        attendance.record_attendance(
            invitation=each,
            outcome=Outcome.ATTENDED,
            name=f"{word} attendee {number}",
            grade=f"{word} grade",
            user=room.chair,
            asked=asked(HELD),
        )
    room.decide(meeting)
    for each in meeting.decisions.all():
        deciding.decide(
            meeting=meeting,
            kind=each.kind,
            answer=each.answer,
            reason=f"{word} reason",
            user=room.chair,
            asked=asked(HELD),
        )
    room.enter(meeting, text=f"{word} entry", risk=f"{word} risk", owner=f"{word} owner")
    planning.add_trigger(
        meeting=meeting,
        sign=f"{word} sign",
        response=f"{word} response",
        agency=default_agency("police"),
        owner=f"{word} owner",
        user=room.chair,
        asked=asked(HELD),
    )
    room.act(meeting, kind="police", text=f"{word} action", rationale=f"{word} why")
    room.close(meeting, reasons={"V45": f"{word} excuse"})
    room.write(meeting, text=f"{word} passage")


@pytest.fixture
def told():
    """A room, the meeting of its person, and another at the same panel, with the canary in it."""
    room = Room(family_name="Ownash", pnc_id="OWNASH1")
    other = room.case(family_name=f"{CANARY}oak", pnc_id=f"{CANARY}PNC")
    mine, hidden = room.place(), room.place(other, at=11)
    room.invite(mine, "police", "probation", "housing")
    room.invite(hidden, "police", "probation", "mental_health")
    fill(room, mine, "Ownash")
    fill(room, hidden, CANARY)
    room.approve(mine)
    room.issue(mine)
    room.approve(hidden)
    room.issue(hidden)
    referral = referrals.draft_referral(
        nominal=other,
        agency=default_agency("police"),
        case=referrals.Case(2, f"{CANARY} referrer", f"{CANARY}", f"{CANARY}", f"{CANARY}"),
        on=HELD,
        user=room.member("police"),
        asked=asked(HELD),
    )
    return room, room.member("housing"), mine, hidden, referral


def tells(said, hidden):
    """Whether a text holds the canary or an opaque id of what is hidden."""
    ids = {str(hidden.public_id), str(hidden.person.public_id)}
    ids |= {str(each.public_id) for each in hidden.actions.all()}
    ids |= {str(each.public_id) for each in hidden.minutes.all()}
    return CANARY.lower() in said.lower() or any(each in said for each in ids)


def reached(user):
    """Every row of the app that a query set shows to the user, by its model."""
    for model in apps.get_app_config("meetings").get_models():
        rows = model._default_manager.all()
        for way in ("visible_to", "readable_by", "conducted_by"):
            if hasattr(rows, way):
                yield from getattr(rows, way)(user, on=HELD)


def test_query_sets_show_the_invitee_rows_of_the_own_meeting_only(told):
    _, invitee, mine, hidden, _ = told
    found = list(reached(invitee))

    assert {type(each).__name__ for each in found} >= {
        "Meeting", "AgencyReport", "Attachment", "PlanEntry", "Trigger", "Action", "Minutes",
    }  # fmt: skip
    said = "\n".join(str(vars(each)) for each in found)
    assert mine.public_id in {getattr(each, "public_id", None) for each in found}
    assert not tells(said, hidden)


def test_the_co_ordinator_reaches_both(told):
    room, _, _, hidden, _ = told

    assert tells("\n".join(str(vars(each)) for each in reached(room.co_ordinator)), hidden)


def test_every_model_has_a_rule_of_its_own_or_is_reached_by_a_row_that_has_one():
    for model in apps.get_app_config("meetings").get_models():
        rows = model._default_manager.all()
        if hasattr(rows, "visible_to") or hasattr(rows, "readable_by"):
            continue
        assert model.__name__ in REACHED_BY_PARENT
        parent = REACHED_BY_PARENT[model.__name__]
        assert parent is None or model._meta.get_field(parent).related_model


def services():
    """Every function of the services that a user calls, by its name."""
    for module in walk_packages(meetings.services.__path__, "meetings.services."):
        found = import_module(module.name)
        for name, function in inspect.getmembers(found, inspect.isfunction):
            named = inspect.signature(function).parameters
            if (
                function.__module__ == module.name
                and not name.startswith("_")
                and ({"user", "asked"} <= set(named) and "did" not in named)
            ):
                yield name, function


def arguments(hidden, referral, invitee):
    """What each parameter of a service may be given of the hidden meeting."""
    housing = default_agency("housing")
    wanted = Wanted("x", "x", "supervision", housing, "x", HELD + timedelta(days=9))
    return {
        "meeting": hidden,
        "panel": hidden.panel,
        "nominal": hidden.person,
        "referral": referral,
        "invitation": hidden.invitations.first(),
        "report": AgencyReport.objects.get(invitation__meeting=hidden),
        "attachment": Attachment.objects.get(report__invitation__meeting=hidden),
        "action": hidden.actions.get(),
        "entry": PlanEntry.objects.get(meeting=hidden),
        "minutes": hidden.minutes.get(),
        "area": area(),
        "level": 2,
        "agency": housing,
        "agencies": [housing],
        "recipients": [housing],
        "case": referrals.Case(2, "x", "x", "x", "x"),
        "sitting": Sitting(HELD, time(9), "x"),
        "conduct": Conduct(invitee, "x", invitee),
        "wanted": wanted,
        "kind": DecisionKind.LEVEL,
        "answer": Answer.LEVEL_2,
        "outcome": Outcome.APOLOGIES,
        "topic": Topic.SUMMARY,
        "content": BytesIO(b"x"),
        "starts_at": time(9),
        "ends_at": time(10),
        "on": HELD,
        "user": invitee,
        "asked": asked(HELD),
    }


def stored():
    return {
        model._meta.label: sorted(map(repr, model._base_manager.values_list()))
        for app in ("meetings", "nominals")
        for model in apps.get_app_config(app).get_models()
    }


def test_every_service_refuses_the_invitee_as_if_the_other_meeting_were_not_there(told):
    _, invitee, _, hidden, referral = told
    given = arguments(hidden, referral, invitee)
    entry = Entry("supervision", "x", default_agency("housing"), "x", HELD, HELD)
    before, called = stored(), set()

    for name, function in services():
        named = inspect.signature(function).parameters
        values = {
            each: given.get(each, "x") for each in named if named[each].default is named[each].empty
        }
        if name == "add_plan_entry":
            values["entry"] = entry
        with pytest.raises(ValidationError) as refused, transaction.atomic():
            function(**values)
        assert not tells(" ".join(refused.value.messages), hidden), name
        if name != "plan_panel":
            assert [each.code for each in refused.value.error_list] == ["unseen"], name
        called.add(name)

    assert stored() == before
    assert len(called) > 30


def run(*words):
    out, err = StringIO(), StringIO()
    try:
        call_command(*words, stdout=out, stderr=err)
    except CommandError as refused:
        err.write(str(refused))
    return out.getvalue() + err.getvalue()


def test_commands_tell_the_invitee_nothing_of_the_other_meeting(told):
    _, invitee, mine, hidden, _ = told
    user = ("--user", invitee.get_username())
    said = [
        run("find_nominals", CANARY, *user),
        run("list_duties", *user),
        run("show_timeline", str(mine.person.public_id), *user),
        run("show_timeline", str(hidden.person.public_id), *user),
        run("list_indicators", "--area", "norfolk", "--quarter", "2024-25 Q1", "--meetings", *user),
        run("count_referrals", "--area", "norfolk", "--since", "2024-01-01", *user),
    ]
    documents = {
        kind: run("write_document", str(mine.public_id), "--kind", kind, *user)
        for kind in DocumentKind.values
    }
    hidden_ones = [
        run("write_document", str(hidden.public_id), "--kind", kind, *user)
        for kind in DocumentKind.values
    ]

    # What was typed may stand in a refusal: the opaque id of the nominal asked for.
    asked_for = str(hidden.person.public_id)
    assert not tells("\n".join(said).replace(asked_for, ""), hidden)
    assert str(mine.public_id) in said[4]
    assert all("OWNASH" in text.upper() for text in documents.values())
    assert not tells("\n".join(documents.values()), hidden)
    assert set(hidden_ones) == {"There is no such document of a meeting."}


def test_no_document_of_a_meeting_tells_of_another_nominal(told):
    _, _, mine, hidden, _ = told
    for kind in DocumentKind:
        for content in (content_of(mine), mine.minutes.get().content):
            assert not tells(as_text(compose(kind, content, issued=NOW)), hidden)


def test_no_mail_or_calendar_file_names_anybody(told):
    room, _, _, hidden, _ = told
    for kind in ("police", "housing", "mental_health"):
        Mailbox.objects.create(
            area=area(),
            agency=default_agency(kind),
            address=f"{kind}@example.org",
            valid_from=HELD - timedelta(days=90),
        )
    later = room.place(
        hidden.person, room.plan(HELD + timedelta(days=20), asked=asked(HELD)), on=HELD
    )
    room.invite(later, "mental_health", on=HELD)

    assert send_notices(on=HELD, by="timetable", at=NOW).mails > 3

    for sent in mail.outbox:
        text = str(sent.message())
        assert not tells(text, hidden)
        assert str(later.public_id) not in text
        assert "OWNASH" not in text.upper()


def test_of_another_meeting_about_the_same_person_only_what_is_taken_up_is_reached(told):
    room, invitee, mine, _, _ = told
    later_day = HELD + timedelta(days=10)
    later = room.place(mine.person, room.plan(later_day, asked=asked(HELD)), on=HELD)
    room.invite(later, "mental_health", on=HELD)
    newcomer = room.member("mental_health")

    assert list(Meeting.objects.visible_to(newcomer, on=HELD).filter(person=mine.person)) == [later]
    assert not AgencyReport.objects.visible_to(newcomer, on=HELD).filter(invitation__meeting=mine)
    assert not Minutes.objects.readable_by(newcomer, on=HELD).filter(meeting=mine)
    taken_up = Action.objects.visible_to(newcomer, on=HELD).filter(meeting=mine)
    assert taken_up.get() == mine.actions.get()
    assert PlanEntry.objects.visible_to(newcomer, on=HELD).filter(meeting=mine).exists()
    assert not Meeting.objects.visible_to(invitee, on=HELD).filter(pk=later.pk)
    timelines = {
        user: run("show_timeline", str(mine.person.public_id), "--user", user.get_username())
        for user in (newcomer, invitee)
    }
    assert "Meeting at Level 2 planned" in timelines[newcomer]
    assert "Meeting at Level 2 held" not in timelines[newcomer]
    assert "excuse" not in timelines[newcomer]
    assert "Meeting at Level 2 held" in timelines[invitee]
    assert "Ownash excuse" in timelines[invitee]


def test_an_invitee_is_shown_of_duties_what_the_own_agency_owes(told):
    room, invitee, mine, _, _ = told
    owed = Duty.objects.due_list(invitee, on=HELD).filter(nominal=mine.person)
    police = room.member("police")

    assert not owed
    assert Duty.objects.due_list(police, on=HELD).filter(kind="meeting_action").exists()


def test_who_is_invited_to_nothing_reaches_nothing(told):
    assert list(reached(UserFactory())) == []
    assert not Referral.objects.visible_to(UserFactory(), on=HELD)


def test_minutes_are_not_readable_once_the_case_is_restricted(told):
    _, invitee, mine, _, _ = told
    assert Minutes.objects.readable_by(invitee, on=HELD).filter(meeting=mine).exists()
    person = mine.person
    person.refresh_from_db()
    restrict_case(
        nominal=person, viewers={}, on=HELD, reason="x", asked=asked(HELD + timedelta(days=1))
    )

    assert not Minutes.objects.readable_by(invitee, on=HELD).exists()
