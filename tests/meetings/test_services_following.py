"""Who sees a case by a meeting, from which day to which."""

from datetime import date, timedelta

import pytest

from agencies.services.settings import settle_for_area
from meetings.models import Invitation, Meeting
from meetings.services import convening, inviting, minutes, panels
from meetings.services.panels import Conduct, Sitting
from nominals.models import Grant, Nominal
from nominals.services import access
from tests.factories.agencies import area, default_agency
from tests.factories.nominals import RECORDED
from tests.meetings.convening import HELD, PLACED, Room, asked

pytestmark = pytest.mark.django_db
ONE_DAY = timedelta(days=1)
SENT = date(2024, 5, 8)
LAST = HELD + timedelta(days=28)
DAYS = (
    PLACED.date() - ONE_DAY,
    PLACED.date(),
    SENT - ONE_DAY,
    SENT,
    HELD,
    LAST,
    LAST + ONE_DAY,
    date(2030, 1, 1),
)


def seen_on(user, meeting, days=DAYS):
    """The days on which a user sees the person and the meeting; the police lead the case, and see
    the person on every day."""
    people = [
        day
        for day in days
        if Nominal.objects.visible_to(user, on=day).filter(pk=meeting.person_id).exists()
    ]
    meetings = [
        day
        for day in days
        if Meeting.objects.visible_to(user, on=day).filter(pk=meeting.pk).exists()
    ]
    leads = user.memberships.filter(agency=default_agency("police")).exists()
    assert people == (list(days) if leads else meetings)
    return meetings


def sent(room, *kinds):
    meeting = room.place()
    room.invite(meeting, *kinds or ("housing", "education"), on=SENT)
    return meeting


def test_an_agency_sees_the_case_from_the_sending_of_its_invitation():
    room = Room()
    meeting = sent(room)
    member, stranger = room.member("housing"), room.member("prison")

    assert seen_on(member, meeting) == [day for day in DAYS if day >= SENT]
    assert seen_on(stranger, meeting) == []
    assert seen_on(room.member("housing", code="kent"), meeting) == []


def test_an_agency_that_is_on_the_list_only_sees_nothing():
    room = Room()
    meeting = room.place()
    inviting.invite(
        meeting=meeting,
        agencies=[default_agency("housing")],
        user=room.co_ordinator,
        asked=asked(),
    )

    assert seen_on(room.member("housing"), meeting) == []


def test_an_agency_sees_the_case_for_28_days_after_the_minutes_are_issued():
    room = Room()
    meeting = sent(room)
    member = room.member("education")

    room.issued(room.held(meeting))

    assert seen_on(member, meeting) == [SENT, HELD, LAST]
    assert seen_on(room.chair, meeting) == [day for day in DAYS[1:] if day <= LAST]


def test_an_area_may_settle_another_number_of_days():
    settle_for_area(
        code="invitation_grant_days",
        area=area(),
        value=1,
        source="The board",
        valid_from=date(2024, 1, 1),
        by="clerk",
        at=RECORDED,
    )
    room = Room()
    meeting = sent(room)
    room.issued(room.held(meeting))
    member = room.member("education")

    days = [HELD, HELD + ONE_DAY, HELD + 2 * ONE_DAY]
    assert seen_on(member, meeting, days) == days[:2]


def test_the_first_version_counts_for_the_invited_and_the_latest_for_those_who_conduct():
    room = Room()
    meeting = sent(room)
    room.issued(room.held(meeting))
    member = room.member("education")
    later = HELD + timedelta(days=10)
    minutes.begin_amendment(
        meeting=meeting, reason="A date was wrong.", user=room.co_ordinator, asked=asked(later)
    )
    assert seen_on(room.chair, meeting, [LAST + ONE_DAY, date(2030, 1, 1)]) != []

    room.approve(meeting, on=later)
    room.issue(meeting, on=later)

    ends = LAST + timedelta(days=10)
    assert seen_on(member, meeting, [LAST, LAST + ONE_DAY]) == [LAST]
    assert seen_on(room.minute_taker, meeting, [ends, ends + ONE_DAY]) == [ends]


def test_a_withdrawn_invitation_shows_nothing_from_its_day_on():
    room = Room()
    meeting = sent(room)
    invitation = Invitation.objects.order_by("pk").first()
    inviting.withdraw_invitation(
        invitation=invitation, on=HELD, user=room.co_ordinator, asked=asked(HELD)
    )
    days = [SENT, HELD - ONE_DAY, HELD, HELD + ONE_DAY]

    assert seen_on(room.member("housing"), meeting, days) == [SENT, HELD - ONE_DAY]
    assert seen_on(room.member("education"), meeting, days) == days


def test_an_invitation_withdrawn_on_the_day_it_was_sent_showed_nothing():
    room = Room()
    meeting = sent(room)
    inviting.withdraw_invitation(
        invitation=Invitation.objects.order_by("pk").first(),
        on=SENT,
        user=room.co_ordinator,
        asked=asked(SENT),
    )

    assert seen_on(room.member("housing"), meeting) == []


def test_a_cancelled_meeting_shows_nothing_from_its_day_on():
    room = Room()
    meeting = sent(room)
    convening.cancel_meeting(
        meeting=meeting, on=HELD, reason="Recalled.", user=room.co_ordinator, asked=asked(HELD)
    )
    days = [SENT, HELD - ONE_DAY, HELD, HELD + ONE_DAY]

    for user in (room.member("housing"), room.chair, room.minute_taker):
        assert seen_on(user, meeting, days) == [SENT, HELD - ONE_DAY]
    assert seen_on(room.co_ordinator, meeting, days) == days


def test_a_cancelled_panel_shows_nothing_of_any_meeting():
    room = Room()
    first, second = sent(room), room.place(room.case(), at=11)
    room.invite(second, "housing", on=SENT)
    panels.cancel_panel(
        panel=room.panel, on=HELD, reason="Flood.", user=room.co_ordinator, asked=asked(HELD)
    )
    member = room.member("housing")

    assert seen_on(member, first, [HELD - ONE_DAY, HELD]) == [HELD - ONE_DAY]
    assert seen_on(member, second, [HELD - ONE_DAY, HELD]) == [HELD - ONE_DAY]


def test_a_moved_panel_leaves_what_is_seen():
    room = Room()
    meeting = sent(room)
    later = HELD + timedelta(days=7)
    panels.move_panel(
        panel=room.panel,
        sitting=Sitting(later, room.panel.starts_at, "the hall"),
        reason="Flood.",
        user=room.co_ordinator,
        asked=asked(SENT),
    )

    assert seen_on(room.member("housing"), meeting, [SENT, later]) == [SENT, later]


def test_chair_and_minute_taker_see_the_case_from_the_placing_of_the_meeting():
    room = Room()
    meeting = room.place()

    for user in (room.chair, room.minute_taker):
        assert seen_on(user, meeting) == list(DAYS[1:])
    assert Grant.objects.filter(ground="conducting").count() == 2


def test_a_chair_who_was_replaced_sees_the_case_no_more():
    room = Room()
    meeting = room.place()
    former, chair = room.chair, room.member("probation")

    convening.appoint(
        meeting=meeting,
        conduct=Conduct(chair, "Superintendent", room.minute_taker),
        user=room.co_ordinator,
        asked=asked(SENT),
    )

    assert seen_on(former, meeting) == []
    assert seen_on(chair, meeting) == list(DAYS[1:])


def test_the_invited_of_one_meeting_see_no_other_at_the_panel():
    room = Room()
    first, second = sent(room, "housing"), room.place(room.case(), at=11)
    room.invite(second, "education", on=SENT)
    one, other = room.member("housing"), room.member("education")

    assert (seen_on(one, first, [HELD]), seen_on(one, second, [HELD])) == ([HELD], [])
    assert (seen_on(other, first, [HELD]), seen_on(other, second, [HELD])) == ([], [HELD])
    assert seen_on(room.chair, second, [HELD]) == [HELD]


def test_a_restricted_case_shows_nothing_by_meetings_until_the_restriction_is_lifted():
    room = Room()
    meeting = sent(room)
    member, viewer = room.member("housing"), room.member("prison")
    invited = [member, room.chair]
    access.restrict_case(
        nominal=room.person,
        viewers={viewer: "investigates"},
        on=SENT,
        reason="police staff",
        asked=asked(SENT),
    )

    assert [seen_on(user, meeting, [SENT, HELD]) for user in invited] == [[], []]
    assert seen_on(viewer, meeting, [SENT, HELD]) == [SENT, HELD]
    room.person.refresh_from_db()
    access.lift_restriction(nominal=room.person, on=HELD, reason="Over.", asked=asked(HELD))

    assert [seen_on(user, meeting, [HELD]) for user in invited] == [[HELD]] * 2
    assert seen_on(viewer, meeting, [HELD]) == []
