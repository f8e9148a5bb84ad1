"""What referrals and meetings bring to be done, as the acts store it."""

from datetime import date, time, timedelta

import pytest

from agencies.services.settings import settle_for_area
from mappa.duties import differing_nominals
from meetings.services import actions, convening, minutes, panels, referrals
from meetings.services.panels import Sitting
from meetings.services.referrals import Case
from nominals.choices import Level
from nominals.models import Duty, Nominal
from tests.factories.agencies import area, default_agency
from tests.factories.nominals import RECORDED
from tests.meetings.convening import HELD, Room, asked
from tests.oracle.duties import owed
from tests.oracle.duty_facts import facts_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
CASE = Case(
    Level.THREE, "PC Rook", "Risk has risen.", "Of serious harm.", "Several agencies are needed."
)


def may(day):
    return date(2024, 5, day)


def june(day):
    return date(2024, 6, day)


def due(person, day):
    """What is open on a day by kind, with the day on which it is due."""
    rows = Duty.objects.open_on(day).filter(nominal=person)
    return dict(rows.values_list("kind", "due_on"))


def agrees(person):
    """The stored duties of every day are what the independent walk finds."""
    facts = facts_of(Nominal.objects.get(pk=person.pk))
    for number in range(80):
        day = may(1) + number * DAY
        rows = Duty.objects.open_on(day).filter(nominal=person)
        found = rows.values_list("kind", "source_label", "source_id", "due_on")
        stored = {(kind, (label, key), due_on) for kind, label, key, due_on in found}
        assert stored == owed(facts, day), day
    return True


class Desk(Room):
    """A room, and somebody at Level 1 whom a constable refers to Level 3."""

    def __init__(self):
        super().__init__(level=3)
        self.referrer = self.member("police")
        self.referred = self.case(level=1)

    def submitted(self, on):
        draft = referrals.draft_referral(
            nominal=self.referred,
            agency=default_agency("police"),
            case=CASE,
            on=on,
            user=self.referrer,
            asked=asked(on),
        )
        return referrals.submit_referral(referral=draft, on=on, user=self.referrer, asked=asked(on))

    def ask(self, referral, on):
        return referrals.ask_information(
            referral=referral,
            question="Since when?",
            on=on,
            user=self.co_ordinator,
            asked=asked(on),
        )

    def answer(self, referral, on):
        return referrals.answer_information(
            referral=referral, answer="Since May.", on=on, user=self.referrer, asked=asked(on)
        )

    def accept(self, referral, on):
        return referrals.accept_referral(
            referral=referral,
            level=3,
            on=on,
            reason="It is needed.",
            user=self.co_ordinator,
            asked=asked(on),
        )


def test_from_a_referral_to_issued_minutes_each_act_brings_what_is_owed_next():
    desk = Desk()
    person = desk.referred
    review = {"level_1_review": date(2020, 5, 1)}
    assert due(person, may(1)) == review

    referral = desk.submitted(may(1))
    assert due(person, may(1)) == review | {"referral_decision": may(16)}

    desk.ask(referral, may(3))
    assert due(person, may(2)) == review | {"referral_decision": may(16)}
    assert due(person, may(3)) == review | {"referral_information": may(20)}

    desk.answer(referral, may(8))
    assert due(person, may(7)) == review | {"referral_information": may(20)}
    assert due(person, may(8)) == review | {"referral_decision": may(20)}

    desk.accept(referral, may(10))
    assert due(person, may(9)) == review | {"referral_decision": may(20)}
    assert due(person, may(10)) == {"first_meeting": may(24)}

    meeting = desk.place(person, on=asked(may(10)).at)
    assert due(person, HELD) == {"first_meeting": may(24), "minutes_issue": may(29)}
    assert due(person, HELD - DAY) == {"first_meeting": may(24)}

    desk.invite(meeting, on=asked(may(10)).at)
    desk.ready(meeting, level="level_3")
    action = desk.act(meeting)
    desk.close(meeting)
    after = {
        "minutes_issue": may(29),
        "meeting_action": june(4),
        "meeting_review": date(2024, 7, 16),
    }
    assert due(person, HELD) == after

    desk.issued(meeting, on=may(30))
    assert due(person, may(29)) == after
    del after["minutes_issue"]
    assert due(person, may(30)) == after

    actions.complete_action(
        action=action,
        on=june(5),
        evidence="He moved in.",
        user=desk.co_ordinator,
        asked=asked(june(5), V51="The landlord was away."),
    )
    assert due(person, june(4)) == after
    assert due(person, june(5)) == {"meeting_review": date(2024, 7, 16)}
    assert agrees(person)
    assert differing_nominals() == []


def test_a_withdrawn_referral_leaves_nothing_to_decide_or_to_answer():
    desk = Desk()
    referral = desk.submitted(may(1))
    desk.ask(referral, may(3))

    referrals.withdraw_referral(
        referral=referral,
        on=may(7),
        reason="He has moved abroad.",
        user=desk.referrer,
        asked=asked(may(7)),
    )

    assert "referral_information" in due(desk.referred, may(6))
    assert due(desk.referred, may(7)).keys() == {"level_1_review"}
    assert agrees(desk.referred)


def test_a_cancelled_meeting_leaves_the_clocks_running_and_no_minutes_to_issue():
    room = Room()
    before = due(room.person, HELD)
    meeting = room.place()
    assert due(room.person, HELD) == before | {"minutes_issue": june(5)}

    convening.cancel_meeting(
        meeting=meeting,
        on=may(20),
        reason="The chair is ill.",
        user=room.co_ordinator,
        asked=asked(may(20)),
    )

    assert due(room.person, HELD) == before == {"first_meeting": date(2020, 1, 29)}
    assert agrees(room.person)


def test_a_panel_that_moves_takes_the_minutes_along():
    room = Room()
    room.place()

    panels.move_panel(
        panel=room.panel,
        sitting=Sitting(HELD + DAY, time(10), "the line of the area"),
        reason="The chair is ill.",
        user=room.co_ordinator,
        asked=asked(may(20)),
    )

    assert "minutes_issue" not in due(room.person, HELD)
    assert due(room.person, HELD + DAY)["minutes_issue"] == june(6)
    assert agrees(room.person)


def test_an_amendment_leaves_the_day_of_the_first_issue():
    room = Room()
    meeting = room.held()
    room.issued(meeting, on=may(30))
    minutes.begin_amendment(
        meeting=meeting,
        reason="A name was wrong.",
        user=room.minute_taker,
        asked=asked(june(3)),
    )
    room.issued(meeting, on=june(6))

    assert meeting.minutes.count() == 2
    assert "minutes_issue" in due(room.person, may(29))
    assert "minutes_issue" not in due(room.person, may(30))
    assert agrees(room.person)


def test_raised_at_a_level_2_panel_somebody_is_owed_a_first_meeting_at_level_3():
    room = Room()
    room.close(room.ready(level="level_3"))

    assert due(room.person, HELD)["first_meeting"] == june(5)
    assert due(room.person, HELD)["meeting_review"] == HELD + 56 * DAY
    assert agrees(room.person)


@pytest.mark.parametrize(
    ("level", "kinds"),
    [
        ("level_1", {"level_1_review", "minutes_issue"}),
        ("level_2", {"meeting_review", "minutes_issue"}),
    ],
)
def test_the_level_decided_says_what_reviews_the_case_next(level, kinds):
    room = Room()
    room.close(room.ready(level=level))

    assert due(room.person, HELD).keys() == kinds
    assert agrees(room.person)


def test_an_area_decides_by_its_own_days():
    settle_for_area(
        code="referral_decision_working_days",
        area=area(),
        value=2,
        source="The board of Norfolk.",
        valid_from=may(2),
        by="A. Officer",
        at=RECORDED,
    )
    desk = Desk()
    referral = desk.submitted(may(1))
    desk.ask(referral, may(2))

    assert due(desk.referred, may(1))["referral_decision"] == may(16)
    assert due(desk.referred, may(2))["referral_information"] == may(7)
    assert agrees(desk.referred)


def test_the_dead_owe_nothing_by_meetings():
    room = Room()
    meeting = room.ready()
    room.act(meeting)
    room.close(meeting)
    room.person.died_on = HELD + DAY
    room.person.save()

    assert due(room.person, HELD).keys() == {"meeting_action", "meeting_review", "minutes_issue"}
    assert due(room.person, HELD + DAY) == {}
    assert agrees(room.person)
