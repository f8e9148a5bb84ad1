"""A panel in a browser, from its planning to its issued minutes, by the keyboard alone."""

from datetime import timedelta

import pytest
import time_machine

from meetings.choices import Outcome
from meetings.models import Action, Attendance, CoreMembership, Meeting, Minutes, Panel
from tests.api.meetings.played import NOON
from tests.browser.looking import assert_whole
from tests.browser.signing_in import sign_in_co_ordinator
from tests.browser.test_acts import Hand
from tests.factories.agencies import area, default_agency
from tests.meetings.convening import CORE, HELD, Room

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("reference_data"),
]


@pytest.fixture
def room():
    with time_machine.travel(NOON):
        room = Room(family_name="Martin", given_names="Cass", date_of_birth="1971-05-04")
        for kind in CORE:
            CoreMembership.objects.create(
                area=area(), level=2, agency=default_agency(kind), valid_from=HELD
            )
        yield room


@pytest.fixture
def hand(live_server, screen, room):
    """The hand of a co-ordinator who has just signed in, and looks at the panels."""
    sign_in_co_ordinator(screen, live_server.url)
    hand = Hand(screen)
    hand.go("Panels")
    return hand


def at(live_server, record, more=""):
    kind = {Panel: "panels", Meeting: "meetings"}[type(record)]
    return f"{live_server.url}/admin/{kind}/{record.public_id}/{more}"


def test_the_whole_of_a_panel_by_the_keyboard_alone(hand, room, pictures):
    assert_whole(hand.screen, pictures, "panels")
    hand.go("Plan a panel")
    assert_whole(hand.screen, pictures, "panel-plan")
    hand.fill(
        Area="Norfolk",
        Level="Level 2",
        Day="21 5 2024",
        Begins_at="14:00",
        Where="County Hall",
        Chair="Alex Moss",
        Grade_of_the_chair="Superintendent",
        Minute_taker=room.minute_taker.username,
    )
    hand.go("Plan a panel")
    assert hand.says.startswith("The panel is planned."), hand.screen.locator("main").inner_text()
    assert_whole(hand.screen, pictures, "panel-empty")

    hand.go("Place\n")
    assert hand.screen.locator("[name=nominal]").input_value() == str(room.person.public_id)
    assert_whole(hand.screen, pictures, "panel-place")
    hand.go("Place a meeting")
    assert hand.says == "The meeting is placed."
    hand.go("Invite the core members to all")
    hand.go("Send all invitations")
    assert_whole(hand.screen, pictures, "panel")

    hand.go("Attendance")
    hand.to("Housing, Norfolk, MARTIN, Cass, 14:00")
    for key in ("a", "ArrowRight", "a", "ArrowRight", "x"):
        hand.press(key)
    for agency in ("Housing", "Police"):
        hand.to(f"Who came, {agency}, Norfolk")
        hand.screen.keyboard.type(f"Kim {agency}")
    hand.go("Save")
    assert hand.says == "Attendance is saved."
    assert Attendance.objects.present().count() == 2

    hand.go("MARTIN, Cass")
    hand.to("The confidentiality and diversity statement")
    hand.press("Space")
    hand.fill(Summary_of_the_case="The plan was gone through.")
    assert_whole(hand.screen, pictures, "meeting")
    for number, what in enumerate(("Find a room", "Visit each week")):
        if number == 0:
            hand.to("What")
        assert hand.here == "What", "the focus is on the next line"
        hand.screen.keyboard.type(what)
        hand.fill(Why="The plan needs it.", Agency="Housing", Who="Pat Rook", By_when="4 6 2024")
        with hand.screen.expect_navigation():
            hand.press("Enter")
    assert Action.objects.filter(pillar="supervision").count() == 2
    assert_whole(hand.screen, pictures, "meeting-actions")

    for answer in (
        "Managed at Level 2",
        "The category",
        "Do not",
        "ViSOR is updated",
        "The person",
    ):
        hand.fill(Decision=answer, Reason="It was so decided.")
        hand.press("Tab")
    hand.go("Save, then: close the meeting")
    assert hand.screen.locator("h1").inner_text() == "Close the meeting"
    hand.go("Close the meeting")
    assert hand.says.startswith("The meeting is closed"), hand.screen.locator("main").inner_text()
    hand.go("Save, then: approve the minutes")
    hand.go("Approve the minutes")
    assert hand.says == "The minutes are approved as they stand."
    hand.go("Save, then: issue the minutes")
    assert_whole(hand.screen, pictures, "minutes-issue")
    hand.go("Issue the minutes")
    assert hand.says.startswith("The minutes are issued.")
    assert_whole(hand.screen, pictures, "meeting-issued")
    assert Minutes.objects.get().recipients.count() == 2
    hand.go("To whom the minutes went")
    assert_whole(hand.screen, pictures, "distribution")


def test_the_grid_is_filled_by_one_key_a_cell_and_arrows(hand, room, live_server, pictures):
    meetings = [room.place(), room.place(room.case(family_name="Reed"), at=11)]
    room.invite(meetings[0], "police", "probation", "housing")
    room.invite(meetings[1], "police", "housing")
    hand.screen.goto(at(live_server, room.panel, "attendance/"))
    assert_whole(hand.screen, pictures, "grid")

    hand.to("Who came for Housing")
    for name in ("Pat Rook", "Officer Reed", "Kim Wren"):
        hand.screen.keyboard.type(name)
        hand.press("Tab")
        hand.press("Tab")
    hand.to("Housing, Norfolk, MARTIN, Cass, 10:00")
    for key in ("a", "ArrowRight", "d", "ArrowDown", "n", "ArrowLeft", "r"):
        hand.press(key)
    hand.press("ArrowDown")
    assert hand.here.startswith("Housing, Norfolk, REED"), "there is nothing below"
    for key in ("ArrowUp", "ArrowRight", "ArrowRight", "x"):
        hand.press(key)
    hand.to("Save")
    with hand.screen.expect_navigation():
        hand.press("Enter")
    assert hand.here.startswith("Not saved yet"), "a deputy is named"
    assert_whole(hand.screen, pictures, "grid-refused")
    hand.to("Who came, Police, Norfolk, MARTIN")
    hand.screen.keyboard.type("Officer Wren")
    with hand.screen.expect_navigation():
        hand.press("Enter")
    assert hand.says == "Attendance is saved."

    said = {
        (each.invitation.meeting.person.family_name, each.invitation.agency.kind): each
        for each in Attendance.objects.select_related("invitation__meeting__person")
    }
    assert {key: each.outcome for key, each in said.items()} == {
        ("Martin", "housing"): Outcome.ATTENDED,
        ("Martin", "police"): Outcome.DEPUTY,
        ("Martin", "probation"): Outcome.APOLOGIES,
        ("Reed", "police"): Outcome.NO_SHOW,
        ("Reed", "housing"): Outcome.REPORT_ONLY,
    }
    assert said["Martin", "housing"].name == "Pat Rook"
    assert said["Martin", "police"].name == "Officer Wren"


def test_without_scripts_the_grid_and_the_record_are_saved(browser, room, live_server):
    meeting = room.place()
    room.invite(meeting)
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in_co_ordinator(page, live_server.url)
    page.goto(at(live_server, room.panel, "attendance/"))
    for each in page.locator("tbody select[name$='-outcome']").all():
        each.select_option("attended")
    for number, each in enumerate(page.locator("tbody input[type=text][name$='-name']").all()):
        each.fill(f"Officer {number}")
    page.click("main .save .primary")
    assert page.locator("[role=status]").inner_text() == "Attendance is saved."
    assert Attendance.objects.present().count() == 3
    page.goto(at(live_server, meeting))
    page.fill("[name=said-risk-text]", "It has risen.")
    page.click("main .save .primary")
    assert page.locator("[role=status]").inner_text() == "Saved."
    assert "It has risen." in page.locator("[name=said-risk-text]").input_value()
    context.close()


def test_every_form_of_a_panel_and_a_meeting_is_whole(hand, room, live_server, pictures):
    panel = room.plan(HELD + timedelta(days=7))
    meeting = room.place(panel=panel)
    room.invite(meeting)
    other = room.place()
    room.invite(other)
    room.attend(other)
    for record, names in (
        (panel, ("move-panel", "cancel-panel")),
        (meeting, ("", "invite", "appoint", "cancel-meeting")),
        (other, ("add-plan-entry", "add-trigger", "give-action", "decide", "write-passage")),
    ):
        for name in names:
            hand.screen.goto(at(live_server, record, f"{name}/" if name else ""))
            assert_whole(hand.screen, pictures, f"form-{name or 'meeting-to-come'}")
