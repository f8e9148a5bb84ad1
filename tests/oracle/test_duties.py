"""The slow answer to what is owed, held to cases worked out by hand from `docs/duties.md`."""

from datetime import date, timedelta

import pytest

from nominals.models import LevelOneReview, Notification, NotificationReview, Transfer
from orders.models import Condition
from tests.factories.agencies import area
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


def test_what_followed_from_a_merged_record_is_owed_by_the_one_that_stands_for_it():
    merged, survivor = NominalFactory(), NominalFactory()
    source = acknowledged_late(merged)
    merged_into(survivor, merged)

    assert owed_on(merged, source.applied_on) == set()
    assert due_days(survivor, "review_acknowledgement", source, source.applied_on) == [
        date(2024, 3, 15)
    ]
