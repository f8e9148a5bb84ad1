"""The decision of a review and its appeal: what is refused, and what it ends (V25 to V27)."""

from datetime import date, timedelta

import pytest

from agencies.models import RuleSetting
from core.models import AuditEntry
from core.refusing import NeedsReason
from nominals.models import (
    EligibilityPeriod,
    GivenReason,
    NotificationRequirement,
    NotificationReview,
)
from nominals.services.notification import reviews
from tests.factories.nominals import (
    EligibilityPeriodFactory,
    NominalFactory,
    NotificationRequirementFactory,
    NotificationReviewFactory,
    managed,
    merged_into,
)
from tests.nominals.asking import NOW
from tests.nominals.refusing import refused
from tests.nominals.reviewing import (
    APPLIED,
    DECIDED,
    FIRST,
    SHPO,
    START,
    WHY,
    asked,
    category_on,
    decide,
    ends,
    heard,
    indefinite,
    require,
)

pytestmark = pytest.mark.django_db


def test_v25_a_refusal_needs_no_end_of_the_order():
    assert decide(heard(indefinite()), "refused", orders=SHPO).outcome == "refused"


@pytest.mark.parametrize(
    ("further_on", "asks"),
    [
        (date(2029, 5, 31), True),
        (date(2029, 6, 1), False),
        (date(2036, 6, 1), False),
        (date(2036, 6, 2), True),
    ],
)
def test_v27_a_deferral_out_of_bounds_asks_a_reason(further_on, asks):
    review = heard(indefinite())

    if asks:
        with pytest.raises(NeedsReason) as needs:
            decide(review, "refused", further_application_on=further_on)
        assert [each.rule for each in needs.value.warnings] == ["V27"]
        assert NotificationReview.objects.get(pk=review.pk).outcome == ""
    reasons = {"V27": "The risk is high."} if asks else {}
    decide(review, "refused", further_application_on=further_on, reasons=reasons)

    assert NotificationReview.objects.get(pk=review.pk).further_application_on == further_on
    assert GivenReason.objects.filter(rule="V27").exists() is asks


def test_v27_the_longest_deferral_is_a_setting():
    setting = RuleSetting.objects.get(code="review_longest_deferral_years")
    setting.supersede(at=NOW, act=1, value=10)
    review = heard(indefinite())

    with pytest.raises(NeedsReason):
        decide(review, "refused", further_application_on=date(2031, 6, 2))
    assert decide(review, "refused", further_application_on=date(2031, 6, 1))


@pytest.mark.parametrize(
    ("outcome", "rank", "is_refused"),
    [
        ("revoked", "inspector", True),
        ("revoked", "chief_inspector", True),
        ("revoked", "superintendent", False),
        ("refused", "chief_inspector", True),
        ("refused", "chief_superintendent", False),
        ("refused", "", True),
    ],
)
def test_v26_a_superintendent_or_above_decides(outcome, rank, is_refused):
    review = heard(indefinite())

    if is_refused:
        with refused("V26"):
            decide(review, outcome, rank=rank)
        assert NotificationReview.objects.get(pk=review.pk).decided_on is None
    else:
        assert decide(review, outcome, rank=rank).authorised_by_rank == rank


def test_a_revocation_ends_what_is_imported_as_indefinite_and_no_other_basis():
    person = managed(date_of_birth=date(1960, 1, 1), basis="violent_offence")
    EligibilityPeriodFactory(nominal=person, valid_from=START)
    NotificationRequirementFactory(
        nominal=person, valid_from=START, is_indefinite=True, first_notified_on=FIRST
    )
    require(person, "notification_order", start=date(2003, 1, 1), end=date(2021, 7, 1))
    review = heard(person)

    decide(review, "revoked")

    assert ends(person) == [("sentence", DECIDED), ("notification_order", date(2021, 7, 1))]
    basis = EligibilityPeriod.objects.get(nominal=person, basis="sexual_offence")
    assert (basis.valid_from, basis.valid_to) == (START, DECIDED)
    assert category_on(person, date(2021, 6, 30)) == 1
    assert category_on(person, date(2021, 7, 1)) == 2
    entry = AuditEntry.objects.latest("id")
    assert (entry.act, entry.purpose) == ("decide_review", WHY)


def test_a_revocation_ends_category_1_where_no_other_basis_holds():
    person = indefinite()
    indefinite(person=person, source="notification_order")

    decide(heard(person), "revoked")

    assert ends(person) == [("sentence", DECIDED), ("notification_order", DECIDED)]
    assert category_on(person, DECIDED - timedelta(days=1)) == 1
    assert category_on(person, DECIDED) is None


def test_a_revocation_leaves_what_ended_or_began_on_its_day():
    person = indefinite()
    review = heard(person)
    ended = NotificationRequirementFactory(
        nominal=person, valid_from=FIRST, valid_to=DECIDED, is_indefinite=True
    )
    began = NotificationRequirementFactory(
        nominal=person, valid_from=DECIDED, is_indefinite=True, first_notified_on=FIRST
    )

    decide(review, "revoked")

    versions = NotificationRequirement.history
    assert [versions.get(pk=each.pk).recorded_in for each in (ended, began)] == [1, 1]
    assert ends(person) == [("sentence", DECIDED), ("sentence", DECIDED), ("sentence", None)]


def test_a_revocation_stays_when_the_order_is_settled_again():
    person = indefinite(source="notification_order")
    decide(heard(person), "revoked")

    require(person, "notification_order")

    assert ends(person) == [("notification_order", DECIDED)]


def test_a_refusal_ends_nothing():
    person = indefinite()

    review = decide(heard(person), "refused")

    assert (review.decision_reason, review.decided_on) == (WHY, DECIDED)
    assert ends(person) == [("sentence", None)]


def test_a_decision_says_why_and_defers_only_what_it_refuses():
    review = heard(indefinite())

    with refused("Say why it was decided so"):
        decide(review, "refused", reason=" ")
    with refused("leave its day empty"):
        decide(review, "revoked", further_application_on=date(2030, 1, 1))


def test_an_appeal_allowed_ends_the_requirements_on_its_day():
    person = indefinite()
    review = decide(heard(person), "refused")
    reviews.appeal_review(review=review, on=date(2021, 6, 10), asked=asked())

    reviews.decide_appeal(review=review, on=date(2021, 9, 1), outcome="allowed", asked=asked())

    stored = NotificationReview.objects.get(pk=review.pk)
    assert (stored.outcome, stored.appeal_outcome) == ("refused", "allowed")
    assert ends(person) == [("sentence", date(2021, 9, 1))]
    assert category_on(person, date(2021, 8, 31)) == 1
    assert category_on(person, date(2021, 9, 1)) is None


def test_an_appeal_dismissed_ends_nothing():
    person = indefinite()
    review = decide(heard(person), "refused")
    reviews.appeal_review(review=review, on=date(2021, 6, 10), asked=asked())

    reviews.decide_appeal(review=review, on=date(2021, 9, 1), outcome="dismissed", asked=asked())

    assert ends(person) == [("sentence", None)]


def test_a_revoked_review_is_not_appealed():
    review = decide(heard(indefinite()), "revoked")

    with refused("Only a refused review"):
        reviews.appeal_review(review=review, on=DECIDED, asked=asked())


def test_a_review_of_a_merged_record_is_decided_for_the_survivor():
    survivor = indefinite()
    merged = NominalFactory()
    review = NotificationReviewFactory(
        nominal=merged, applied_on=APPLIED, bodies_asked_on=APPLIED, bodies_answered_on=APPLIED
    )
    merged_into(survivor, merged)

    decide(review, "revoked")

    assert ends(survivor) == [("sentence", DECIDED)]
    require(survivor)
    assert ends(survivor) == [("sentence", DECIDED)]
