"""What one sees by a meeting lets nobody take over a case, or learn of what others do with it."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError

from agencies.choices import Role
from agencies.models import Mailbox, Membership
from core.periods import Period
from core.refusing import Outdated
from meetings.choices import Answer, DecisionKind, Outcome
from meetings.models import Meeting
from meetings.services import (
    actions,
    attendance,
    convening,
    deciding,
    inviting,
    minutes,
    panels,
    referrals,
)
from meetings.services.funnel import referral_funnel
from meetings.services.notices import send_notices
from meetings.services.panels import Conduct, Sitting
from nominals.models import Duty, Nominal
from nominals.services.access import restrict_case
from tests.factories.agencies import UserFactory, area, default_agency
from tests.meetings.convening import HELD, PLACED, Room, asked
from tests.meetings.referring import Desk
from tests.meetings.refusing import refused

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_a_co_ordinator_elsewhere_who_was_only_invited_places_no_meeting():
    room = Room()
    (invitation,) = inviting.invite(
        meeting=(meeting := room.place()),
        agencies=[default_agency("police", "suffolk")],
        user=room.co_ordinator,
        asked=asked(),
    )
    inviting.send_invitations(
        meeting=meeting, on=PLACED.date(), user=room.co_ordinator, asked=asked()
    )
    other = room.member("police", Role.CO_ORDINATOR, code="suffolk")
    panel = panels.plan_panel(
        area=area("suffolk"),
        level=2,
        sitting=Sitting(HELD, time(10), "here"),
        conduct=Conduct(other, "Superintendent", other),
        user=other,
        asked=asked(),
    )

    assert Nominal.objects.visible_to(other, on=HELD).filter(pk=room.person.pk).exists()
    with refused("There is no such nominal"):
        convening.place_meeting(
            panel=panel,
            nominal=room.person,
            starts_at=time(10),
            ends_at=time(11),
            user=other,
            asked=asked(),
        )
    assert invitation.meeting == Meeting.objects.get()


def test_who_acted_last_is_told_to_those_only_who_see():
    room = Room()
    meeting = room.ready()
    action = room.act(meeting)
    desk = Desk(family_name="Elm")
    referral = desk.submitted()
    stranger = room.member("education", code="kent")
    guess = replace(asked(HELD), expected_version=1)
    on = {"on": HELD, "user": stranger, "asked": guess}

    for act in (
        lambda: actions.complete_action(action=action, evidence="x", **on),
        lambda: referrals.reject_referral(referral=referral, reason="x", **on),
        lambda: referrals.draft_referral(
            nominal=room.person, agency=default_agency("police"), case=referrals.Case(2), **on
        ),
        lambda: inviting.invite_core(meeting=meeting, user=stranger, asked=guess),
    ):
        with pytest.raises(ValidationError) as raised:
            act()
        assert raised.value.error_list[0].code == "unseen"
    with pytest.raises(Outdated, match="give_action"):
        actions.complete_action(
            action=action, on=HELD, evidence="x", user=room.co_ordinator, asked=guess
        )


def test_the_lead_agency_is_shown_no_duty_of_a_meeting_it_is_not_invited_to():
    room = Room()
    meeting = room.place()
    room.invite(meeting, "housing")
    room.attend(meeting)
    room.act(meeting)
    police = room.member("police")

    kinds = {each.kind for each in Duty.objects.due_list(police, on=HELD)}

    assert kinds == {"first_meeting"}


def test_a_referring_agency_learns_of_no_meeting_by_the_funnel():
    desk = Desk()
    referral = desk.submitted(on=date(2024, 5, 1))
    desk.accept(referral, on=date(2024, 5, 2))
    meeting = desk.place()
    desk.invite(meeting, "housing")
    Room.held(desk, meeting)
    period = Period(date(2024, 4, 1))

    seen, _ = referral_funnel(area=area(), period=period, user=desk.referrer, on=HELD)
    whole, _ = referral_funnel(area=area(), period=period, on=HELD)

    assert (seen.submitted, seen.met, whole.met) == (1, 0, 1)


def test_nobody_conducts_a_meeting_who_acts_for_no_agency_or_only_looks():
    room = Room()
    meeting = room.place()
    for someone in (UserFactory(), room.member("housing", Role.LAY_ADVISER)):
        with refused("acts for no agency"):
            convening.appoint(
                meeting=meeting,
                conduct=Conduct(someone, "Superintendent", room.minute_taker),
                user=room.co_ordinator,
                asked=asked(),
            )
    Membership.objects.filter(user=room.chair).update(valid_to=HELD)
    assert Meeting.objects.visible_to(room.chair, on=HELD - DAY).exists()
    assert not Meeting.objects.visible_to(room.chair, on=HELD).exists()


def test_another_chair_approves_where_the_first_has_left():
    room = Room()
    meeting = room.held()
    room.write(meeting)
    Membership.objects.filter(user=room.chair).update(valid_to=HELD + DAY)
    later = HELD + 2 * DAY
    new = room.member("probation", Role.CHAIR)
    with refused("There is no such meeting"):
        room.approve(meeting, on=later)

    convening.appoint(
        meeting=meeting,
        conduct=Conduct(new, "Superintendent", room.minute_taker),
        user=room.co_ordinator,
        asked=asked(later),
    )
    minutes.approve_minutes(meeting=meeting, user=new, asked=asked(later))

    assert room.issue(meeting, on=later).number == 1


@pytest.mark.parametrize("outcome", [Outcome.NOT_REQUIRED, Outcome.ATTENDED])
def test_an_agency_does_not_change_what_is_recorded_of_it(outcome):
    room = Room()
    meeting = room.place()
    room.invite(meeting)
    invitation = meeting.invitations.get(agency=default_agency("housing"))
    room.attend(meeting, Outcome.NO_SHOW)

    with refused("ask (them|those who conduct)"):
        attendance.record_attendance(
            invitation=invitation,
            outcome=outcome,
            name="Ann" if outcome == Outcome.ATTENDED else "",
            user=room.member("housing"),
            asked=asked(HELD),
        )
    with refused("record that the agency was not required"):
        inviting.withdraw_invitation(
            invitation=invitation,
            on=HELD + DAY,
            user=room.co_ordinator,
            asked=asked(HELD + DAY),
        )


def test_what_is_corrected_after_closing_asks_the_same_reasons():
    room = Room()
    meeting = room.held()

    with refused("ViSOR is not updated"):
        deciding.decide(
            meeting=meeting,
            kind=DecisionKind.VISOR,
            answer=Answer.VISOR_NOT_UPDATED,
            reason="It was down.",
            user=room.chair,
            asked=asked(HELD),
        )


def test_an_agency_of_another_area_is_told_at_its_own_mailbox():
    room = Room()
    meeting = room.place()
    inviting.invite(
        meeting=meeting,
        agencies=[default_agency("police", "suffolk")],
        user=room.co_ordinator,
        asked=asked(),
    )
    inviting.send_invitations(
        meeting=meeting, on=PLACED.date(), user=room.co_ordinator, asked=asked()
    )
    Mailbox.objects.create(
        area=area("suffolk"),
        agency=default_agency("police", "suffolk"),
        address="suffolk@example.org",
        valid_from=date(2020, 1, 1),
    )

    told = send_notices(on=PLACED.date(), by="timetable", at=PLACED)

    assert (told.mails, told.without_mailbox) == (1, 0)


def test_a_mailbox_that_was_told_learns_that_the_meeting_of_a_restricted_case_is_off():
    room = Room()
    meeting = room.place()
    room.invite(meeting, "housing")
    Mailbox.objects.create(
        area=area(),
        agency=default_agency("housing"),
        address="housing@example.org",
        valid_from=date(2020, 1, 1),
    )
    send_notices(on=PLACED.date(), by="timetable", at=PLACED)
    restrict_case(
        nominal=room.person,
        viewers={room.co_ordinator: "co-ordinates"},
        on=PLACED.date(),
        reason="x",
        asked=asked(),
    )
    convening.cancel_meeting(
        meeting=meeting, on=PLACED.date(), reason="Off.", user=room.co_ordinator, asked=asked()
    )

    send_notices(on=PLACED.date(), by="timetable", at=PLACED + timedelta(hours=1))

    assert [("cancelled" in each.subject) for each in mail.outbox] == [False, True]
