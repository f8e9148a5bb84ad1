"""When a review of indefinite notification may be applied for and is owed, from plain facts."""

from datetime import date

import pytest

from core.periods import Period
from nominals.choices import DutyKind
from nominals.rules.duties.notifying import Required, Reviewed
from nominals.rules.notification.reviews import Stages
from tests.nominals.notifying import FIRST, owed, required


def indefinite(first=date(2005, 6, 1)):
    return required(start=date(2003, 1, 1), first=first, indefinite=True)


def review(key=5, **stages):
    further = stages.pop("further_application_on", None)
    return Reviewed(key, Stages(**stages), further)


def test_an_adult_may_apply_for_review_after_fifteen_years():
    found = owed(
        DutyKind.REVIEW_ELIGIBILITY,
        requirements=[indefinite()],
        date_of_birth=date(1970, 1, 1),
        reviews=[review(applied_on=date(2021, 1, 5))],
    )

    assert found == [((FIRST, 1), date(2020, 6, 1), date(2020, 6, 1), date(2021, 1, 5))]


@pytest.mark.parametrize(
    ("born", "years"),
    [(date(1990, 3, 1), 15), (date(1990, 3, 2), 8), (date(1990, 3, 3), 8)],
)
def test_the_wait_of_somebody_convicted_abroad_goes_by_the_age_on_that_day(born, years):
    """Convicted abroad on 1 March 2008, and subject to a notification order two years later."""
    ordered = Required(
        1,
        "notification_order",
        Period(date(2010, 3, 1)),
        date(2008, 3, 1),
        date(2010, 3, 3),
        is_indefinite=True,
    )
    [(_, arises, _, _)] = owed(
        DutyKind.REVIEW_ELIGIBILITY, requirements=[ordered], date_of_birth=born
    )

    assert arises == date(2010 + years, 3, 3)


def test_after_a_refusal_that_names_no_day_a_further_application_waits_eight_years():
    refused = review(applied_on=date(2020, 7, 1), decided_on=date(2020, 9, 1), outcome="refused")
    found = owed(
        DutyKind.REVIEW_ELIGIBILITY,
        requirements=[indefinite()],
        date_of_birth=date(1970, 1, 1),
        reviews=[refused],
    )

    assert [each[1] for each in found] == [date(2020, 6, 1), date(2028, 9, 1)]


def test_after_a_refusal_a_further_application_waits_for_its_day():
    refused = review(
        applied_on=date(2020, 7, 1),
        decided_on=date(2020, 9, 1),
        outcome="refused",
        further_application_on=date(2028, 9, 1),
    )
    found = owed(
        DutyKind.REVIEW_ELIGIBILITY,
        requirements=[indefinite()],
        date_of_birth=date(1970, 1, 1),
        reviews=[refused],
    )

    assert found == [
        ((FIRST, 1), date(2020, 6, 1), date(2020, 6, 1), date(2020, 7, 1)),
        (("nominals.NotificationReview", 5), date(2028, 9, 1), date(2028, 9, 1), None),
    ]


def test_a_review_is_acknowledged_and_decided_in_time():
    facts = {"reviews": [review(applied_on=date(2024, 5, 1), acknowledged_on=date(2024, 5, 9))]}
    source = ("nominals.NotificationReview", 5)

    assert owed(DutyKind.REVIEW_ACKNOWLEDGEMENT, **facts) == [
        (source, date(2024, 5, 1), date(2024, 5, 15), date(2024, 5, 9))
    ]
    # 28 days from the acknowledgement, then six weeks.
    assert owed(DutyKind.REVIEW_DECISION, **facts) == [
        (source, date(2024, 5, 1), date(2024, 7, 18), None)
    ]
