"""The slow answer to what is owed, held to cases worked out by hand from `docs/duties.md`."""

from datetime import date, timedelta

import pytest

from meetings.models import Action, InformationRequest, Minutes, Referral
from nominals.models import (
    LevelMeeting,
    LevelOneReview,
    Notification,
    NotificationReview,
    Transfer,
)
from orders.models import Condition
from tests.factories.agencies import area, default_agency
from tests.factories.nominals import (
    RECORDED,
    DetentionFactory,
    EligibilityPeriodFactory,
    ExpectedReleaseFactory,
    FlagFactory,
    LevelPeriodFactory,
    LicenceFactory,
    NominalFactory,
    NotificationRequirementFactory,
    NotificationReviewFactory,
    merged_into,
)
from tests.factories.orders import OrderFactory
from tests.oracle.duties import owed_on
from tests.strategies.convened import a_meeting

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
KNOWN = {"recorded_from": RECORDED, "recorded_in": 1}
NEW_YEAR = date(2025, 1, 1)


def subject(who, **columns):
    return NotificationRequirementFactory(
        nominal=who, **{"relevant_on": date(2020, 1, 1), **columns}
    )


def notified(who, matter, on):
    return Notification.objects.create(nominal=who, matter=matter, notified_on=on, **KNOWN)


def released_on_a_sunday(who):
    DetentionFactory(nominal=who, valid_from=date(2024, 3, 1), valid_to=date(2024, 3, 10))
    source = subject(who, valid_from=date(2024, 3, 4), relevant_on=date(2024, 3, 4))
    notified(who, "initial", date(2024, 3, 15))
    return source


def notified_on_a_leap_day(who):
    subject(who)
    source = notified(who, "annual", date(2024, 2, 29))
    notified(who, "change", date(2025, 3, 3))
    return source


def without_a_fixed_address(who):
    subject(who)
    return FlagFactory(nominal=who, valid_from=date(2024, 5, 1), valid_to=date(2024, 5, 20))


def requirement_until_new_year(who):
    return subject(who, relevant_on=None, valid_to=NEW_YEAR)


def basis_until_new_year(who):
    return EligibilityPeriodFactory(nominal=who, valid_to=NEW_YEAR)


def to_be_released_at_the_end_of_a_month(who):
    LevelPeriodFactory(nominal=who, valid_from=date(2024, 8, 1), level=2)
    return ExpectedReleaseFactory(
        nominal=who, valid_from=date(2024, 1, 10), expected_on=date(2024, 12, 31)
    )


def at_level_1_from_the_end_of_a_month(who):
    EligibilityPeriodFactory(nominal=who)
    LevelOneReview.objects.create(nominal=who, reviewed_on=date(2025, 3, 5), **KNOWN)
    return LevelPeriodFactory(nominal=who, valid_from=date(2024, 10, 31))


def indefinite_for_15_years(who):
    who.date_of_birth = date(1970, 1, 1)
    who.save()
    first = date(2009, 6, 2)
    NotificationReviewFactory(nominal=who, applied_on=date(2024, 7, 1))
    return subject(who, valid_from=first, is_indefinite=True, first_notified_on=first)


def acknowledged_late(who):
    return NotificationReviewFactory(
        nominal=who, applied_on=date(2024, 3, 1), acknowledged_on=date(2024, 3, 20)
    )


def decided_late(who):
    return NotificationReview.objects.create(
        nominal=who,
        applied_on=date(2024, 3, 1),
        acknowledged_on=date(2024, 3, 10),
        bodies_asked_on=date(2024, 3, 12),
        bodies_answered_on=date(2024, 4, 2),
        decided_on=date(2024, 5, 20),
        outcome="refused",
        **KNOWN,
    )


def answered_late_after_christmas(who):
    return Transfer.objects.create(
        nominal=who,
        from_area=area("norfolk"),
        to_area=area("suffolk"),
        requested_on=date(2024, 12, 20),
        decided_on=date(2025, 1, 10),
        outcome="refused",
        **KNOWN,
    )


def licence_until_new_year(who):
    return LicenceFactory(nominal=who, valid_to=NEW_YEAR)


def order_until_new_year(who):
    return OrderFactory(nominal=who, ends_on=NEW_YEAR)


def travel_ban_until_new_year(who):
    order = OrderFactory(nominal=who)
    return Condition.objects.create(
        order=order, kind="foreign_travel", valid_from=order.made_on, valid_to=NEW_YEAR, **KNOWN
    )


def referred_before_christmas(who):
    """Decided after a month, when what was asked on the fifth working day had been answered."""
    return Referral.objects.create(
        nominal=who,
        person=who,
        area=area(),
        agency=default_agency("probation"),
        level=2,
        status="rejected",
        drafted_on=date(2024, 12, 1),
        submitted_on=date(2024, 12, 20),
        decided_on=date(2025, 2, 3),
        **KNOWN,
    )


def asked(who, asked_on, answered_on):
    referral = referred_before_christmas(who)
    return InformationRequest.objects.create(
        referral=referral, asked_on=asked_on, answered_on=answered_on, **KNOWN
    )


def answered_within_the_days(who):
    return asked(who, date(2024, 12, 24), date(2025, 1, 3))


def answered_late(who):
    return asked(who, date(2024, 12, 24), date(2025, 1, 13))


def asked_on_the_day_it_was_due(who):
    return asked(who, date(2025, 1, 8), date(2025, 1, 13))


def met(who, held_on, level, next_review_on=None):
    return LevelMeeting.objects.create(
        nominal=who,
        meeting_id=1,
        held_on=held_on,
        level=level,
        next_review_on=next_review_on,
        **KNOWN,
    )


def at_level_3_before_easter(who):
    EligibilityPeriodFactory(nominal=who)
    met(who, date(2024, 4, 3), 2)
    met(who, date(2024, 4, 12), 3)
    return LevelPeriodFactory(nominal=who, level=3, valid_from=date(2024, 3, 25))


def reviewed_after_8_weeks(who):
    at_level_3_before_easter(who)
    met(who, date(2024, 6, 10), 2)
    return LevelMeeting.objects.get(held_on=date(2024, 4, 12))


def reviewed_by_the_day_decided(who):
    at_level_3_before_easter(who)
    source = met(who, date(2024, 6, 10), 2, date(2024, 7, 1))
    met(who, date(2024, 7, 3), 3)
    return source


def held_in_may(who):
    row = {"area": "norfolk", "level": 2, "held_on": date(2024, 5, 20)}
    return a_meeting({**row, "closed_on": None, "cancelled_on": None}, who, who)


def issued_late(who):
    meeting = held_in_may(who)
    for number, issued_on in enumerate([date(2024, 6, 6), date(2024, 6, 20)], 1):
        Minutes.objects.create(
            meeting=meeting,
            number=number,
            content={},
            approved_on=issued_on,
            issued_on=issued_on,
            issued_at=RECORDED,
            issued_in=1,
        )
    return meeting


def completed_late(who):
    return Action.objects.create(
        meeting=held_in_may(who),
        agency=default_agency("housing"),
        due_on=date(2024, 6, 3),
        completed_on=date(2024, 6, 5),
        **KNOWN,
    )


CASES = [
    ("initial_notification", released_on_a_sunday, "2024-03-10", "2024-03-12", "2024-03-15"),
    ("annual_notification", notified_on_a_leap_day, "2024-02-29", "2025-02-28", "2025-03-03"),
    ("weekly_notification", without_a_fixed_address, "2024-05-01", "2024-05-08", "2024-05-20"),
    ("notification_end", requirement_until_new_year, "2024-11-06", "2024-12-31", "2025-01-01"),
    ("category_end", basis_until_new_year, "2024-11-06", "2024-12-31", "2025-01-01"),
    (
        "level_before_release",
        to_be_released_at_the_end_of_a_month,
        "2024-05-01",
        "2024-07-01",
        "2024-08-01",
    ),
    (
        "level_1_review",
        at_level_1_from_the_end_of_a_month,
        "2024-10-31",
        "2025-03-01",
        "2025-03-05",
    ),
    ("review_eligibility", indefinite_for_15_years, "2024-06-02", "2024-06-02", "2024-07-01"),
    ("review_acknowledgement", acknowledged_late, "2024-03-01", "2024-03-15", "2024-03-20"),
    ("review_decision", decided_late, "2024-03-01", "2024-05-14", "2024-05-20"),
    ("transfer_answer", answered_late_after_christmas, "2024-12-20", "2025-01-08", "2025-01-10"),
    ("licence_end", licence_until_new_year, "2024-11-06", "2024-12-31", "2025-01-01"),
    ("order_expiry", order_until_new_year, "2024-07-02", "2024-12-31", "2025-01-01"),
    ("travel_ban_expiry", travel_ban_until_new_year, "2024-10-02", "2024-12-31", "2025-01-01"),
    ("referral_decision", referred_before_christmas, "2024-12-20", "2025-01-08", "2025-02-03"),
    ("referral_decision", answered_within_the_days, "2025-01-03", "2025-01-15", "2025-02-03"),
    ("referral_decision", asked_on_the_day_it_was_due, "2025-01-13", "2025-01-13", "2025-02-03"),
    ("referral_information", answered_late, "2024-12-24", "2025-01-10", "2025-01-13"),
    ("first_meeting", at_level_3_before_easter, "2024-03-25", "2024-04-10", "2024-04-12"),
    ("meeting_review", reviewed_after_8_weeks, "2024-04-12", "2024-06-07", "2024-06-10"),
    ("meeting_review", reviewed_by_the_day_decided, "2024-06-10", "2024-07-01", "2024-07-03"),
    ("minutes_issue", issued_late, "2024-05-20", "2024-06-04", "2024-06-06"),
    ("meeting_action", completed_late, "2024-05-20", "2024-06-03", "2024-06-05"),
]


def due_days(who, kind, source, day):
    fact = source._meta.label, source.pk
    return [due for found, of, due in owed_on(who, day) if (found, of) == (kind, fact)]


@pytest.mark.parametrize(("kind", "told", "arises", "due", "falls"), CASES)
def test_a_duty_is_owed_from_the_day_it_arises_to_the_day_before_it_falls(
    kind, told, arises, due, falls
):
    who = NominalFactory()
    source = told(who)
    arises, due, falls = map(date.fromisoformat, (arises, due, falls))

    assert due_days(who, kind, source, arises - DAY) == []
    for day in (arises, due, falls - DAY):
        assert due_days(who, kind, source, day) == [due], day
    assert due_days(who, kind, source, due + DAY) == [due][: due + DAY < falls]
    assert due_days(who, kind, source, falls) == []


@pytest.mark.parametrize(("kind", "told", "arises", "due", "falls"), CASES)
def test_the_dead_owe_nothing_from_the_day_of_death_on(kind, told, arises, due, falls):
    died = date.fromisoformat(arises) + DAY
    who = NominalFactory(died_on=died)
    source = told(who)

    assert due_days(who, kind, source, died - DAY) != []
    assert owed_on(who, died) == set()


def test_a_decision_is_not_owed_while_information_is_waited_for():
    who = NominalFactory()
    question = answered_within_the_days(who)
    referral = question.referral

    assert due_days(who, "referral_decision", referral, date(2024, 12, 23)) == [date(2025, 1, 8)]
    for day in (date(2024, 12, 24), date(2025, 1, 2), date(2025, 1, 3)):
        assert due_days(who, "referral_decision", referral, day) == [], day


def test_a_meeting_that_is_cancelled_leaves_no_minutes_to_issue():
    who = NominalFactory()
    meeting = held_in_may(who)
    meeting.cancelled_on = date(2024, 6, 1)
    meeting.save()

    assert due_days(who, "minutes_issue", meeting, date(2024, 5, 20)) == []


def test_what_followed_from_a_merged_record_is_owed_by_the_one_that_stands_for_it():
    merged, survivor = NominalFactory(), NominalFactory()
    source = acknowledged_late(merged)
    merged_into(survivor, merged)

    assert owed_on(merged, source.applied_on) == set()
    assert due_days(survivor, "review_acknowledgement", source, source.applied_on) == [
        date(2024, 3, 15)
    ]
