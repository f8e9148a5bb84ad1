"""The funnel of referrals: which are counted, for whom, and by which days."""

from datetime import date

import pytest

from agencies.choices import Role
from core.periods import Period
from meetings.services import referrals
from meetings.services.funnel import referral_funnel
from meetings.services.referrals import Case
from tests.factories.agencies import area, default_agency
from tests.meetings.convening import HELD, Room, asked

pytestmark = pytest.mark.django_db
MAY = Period(date(2024, 5, 1), date(2024, 6, 1))


def may(day):
    return date(2024, 5, day)


def referred(room, person, on):
    room.referrer = getattr(room, "referrer", None) or room.member("police")
    referral = referrals.draft_referral(
        nominal=person,
        agency=default_agency("police"),
        case=Case(2, "PC Rook", "Risk.", "Harm.", "More."),
        on=on,
        user=room.referrer,
        asked=asked(on),
    )
    return referrals.submit_referral(referral=referral, on=on, user=room.referrer, asked=asked(on))


def decide(room, act, referral, on, **more):
    return act(
        referral=referral,
        on=on,
        reason="It was weighed.",
        user=room.co_ordinator,
        asked=asked(on),
        **more,
    )


def ask(room, referral, on, answered_on):
    referrals.ask_information(
        referral=referral, question="Since when?", on=on, user=room.co_ordinator, asked=asked(on)
    )
    if answered_on is not None:
        referrals.answer_information(
            referral=referral,
            answer="Since May.",
            on=answered_on,
            user=room.referrer,
            asked=asked(answered_on),
        )


def counted(**values):
    return referral_funnel(**{"area": area(), "period": MAY, "on": HELD} | values)


def test_referrals_are_counted_by_what_became_of_them_with_their_days():
    room = Room()
    accepted = referred(room, room.person, may(1))
    ask(room, accepted, may(2), may(7))
    ask(room, accepted, may(7), may(7))
    decide(room, referrals.accept_referral, accepted, may(8), level=2)
    room.held()
    rejected = referred(room, room.case(), may(2))
    decide(room, referrals.reject_referral, rejected, may(3))
    waiting = referred(room, room.case(), may(3))
    ask(room, waiting, may(3), None)

    found, rows = counted()

    assert rows == [accepted, rejected, waiting]
    assert (found.submitted, found.information_requested, found.rejected) == (3, 1, 1)
    assert (found.accepted, found.met) == ({2: 1, 3: 0}, 1)
    assert found.days_to_decision == 1.5  # of 2 (4 less 2 of waiting) and 1
    assert found.days_to_first_meeting == 9


@pytest.mark.parametrize(
    ("start", "end", "count"),
    [
        (may(1), may(2), 0),
        (may(2), may(3), 1),
        (may(1), may(3), 1),
        (may(3), may(4), 0),
    ],
)
def test_a_referral_counts_in_the_period_of_its_submission(start, end, count):
    room = Room()
    referred(room, room.person, may(2))

    assert counted(period=Period(start, end))[0].submitted == count


def test_a_referral_counts_in_its_own_area_and_for_who_may_see_it():
    room = Room()
    referral = referred(room, room.person, may(2))

    assert counted(area=area("kent"))[0].submitted == 0
    assert counted(user=room.co_ordinator)[1] == [referral]
    assert counted(user=room.member("housing"))[1] == []
    assert counted(user=room.member("housing", Role.ADMINISTRATOR))[1] == [referral]


def test_a_meeting_before_the_acceptance_or_that_is_not_closed_is_no_first_meeting():
    room = Room()
    room.held()
    on = date(2024, 5, 22)
    decide(room, referrals.accept_referral, referred(room, room.person, on), on, level=2)
    room.place(panel=room.plan(date(2024, 6, 20)))

    found, _ = counted()

    assert (found.accepted[2], found.met, found.days_to_first_meeting) == (1, 0, None)
