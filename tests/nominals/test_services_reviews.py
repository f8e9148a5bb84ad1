"""A review of indefinite notification: application and stages (V24, V25, V27)."""

from datetime import date, timedelta

import pytest

from core.models import AuditEntry
from nominals.models import NotificationReview
from nominals.services.notification import reviews
from tests.factories.nominals import NotificationReviewFactory
from tests.nominals.refusing import refused
from tests.nominals.reviewing import (
    APPLIED,
    DECIDED,
    ELIGIBLE,
    SHPO,
    apply,
    asked,
    decide,
    heard,
    indefinite,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("on", "refusal"),
    [
        (ELIGIBLE - timedelta(days=1), "V24: .*earliest day is 2020-05-10"),
        (ELIGIBLE, None),
        (ELIGIBLE + timedelta(days=1), None),
    ],
)
def test_v24_an_application_waits_15_years_from_the_first_notification(on, refusal):
    person = indefinite()

    if refusal is None:
        assert apply(person, on).applied_on == on
        assert AuditEntry.objects.latest("id").act == "apply_for_review"
    else:
        with refused(refusal):
            apply(person, on)
        assert not NotificationReview.objects.exists()


@pytest.mark.parametrize(
    ("on", "refusal"),
    [(date(2013, 5, 9), "V24"), (date(2013, 5, 10), None), (date(2013, 5, 11), None)],
)
def test_v24_a_juvenile_waits_8_years(on, refusal):
    person = indefinite(born=date(1990, 1, 1))

    if refusal is None:
        assert apply(person, on)
    else:
        with refused(refusal):
            apply(person, on)


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param({"first": None}, id="first notification unknown"),
        pytest.param({"end": date(2030, 1, 1)}, id="not indefinite"),
        pytest.param({"source": "shpo"}, id="ends with its order"),
    ],
)
def test_v24_without_an_indefinite_requirement_and_its_clock_nobody_applies(facts):
    person = indefinite(**facts)

    with refused("V24"):
        apply(person)


@pytest.mark.parametrize(
    ("on", "is_refused"),
    [
        (date(2021, 12, 31), True),
        (date(2022, 1, 1), False),
        (date(2022, 1, 2), False),
    ],
)
def test_v25_nobody_applies_or_is_released_while_an_order_prevents_it(on, is_refused):
    person = indefinite()
    if is_refused:
        with refused("V25"):
            apply(person, on, SHPO)
    else:
        assert apply(person, on, SHPO)

    other = heard(indefinite())
    if is_refused:
        with refused("V25"):
            decide(other, "revoked", on, orders=SHPO)
    else:
        assert decide(other, "revoked", on, orders=SHPO).outcome == "revoked"


def test_one_application_at_a_time():
    person = indefinite()
    apply(person)

    with refused("is not decided yet"):
        apply(person, APPLIED + timedelta(days=1))


@pytest.mark.parametrize(
    ("on", "is_refused"),
    [
        (date(2029, 5, 31), True),
        (date(2029, 6, 1), False),
        (date(2029, 6, 2), False),
    ],
)
def test_v27_after_a_refusal_a_further_application_waits_8_years(on, is_refused):
    person = indefinite()
    review = decide(heard(person), "refused")
    assert review.further_application_on == date(2029, 6, 1)

    if is_refused:
        with refused("V27"):
            apply(person, on)
    else:
        assert apply(person, on)


def test_v27_an_imported_refusal_defers_8_years():
    person = indefinite()
    NotificationReviewFactory(
        nominal=person,
        applied_on=date(2020, 6, 1),
        outcome="refused",
        decided_on=date(2020, 9, 1),
    )

    with refused("V27: .*2028-09-01"):
        apply(person, date(2028, 8, 31))
    assert apply(person, date(2028, 9, 1))


def test_stages_are_kept_with_their_days():
    review = heard(indefinite())

    stored = NotificationReview.objects.get(pk=review.pk)
    assert (stored.acknowledged_on, stored.bodies_asked_on, stored.bodies_answered_on) == (
        date(2021, 3, 2),
        date(2021, 3, 3),
        date(2021, 3, 4),
    )
    done = AuditEntry.objects.order_by("-id").values_list("act", flat=True)[:3]
    assert list(done) == ["note_bodies_answer", "ask_bodies", "acknowledge_review"]


@pytest.mark.parametrize(
    ("stage", "sentence"),
    [
        ("ask_bodies", "must be acknowledged before"),
        ("note_bodies_answer", "must be put to the responsible bodies before"),
        ("appeal_review", "must be decided before it is appealed"),
    ],
)
def test_a_stage_out_of_order_is_refused(stage, sentence):
    review = apply(indefinite())

    with refused(sentence):
        getattr(reviews, stage)(review=review, on=DECIDED, asked=asked())


@pytest.mark.parametrize(
    ("on", "is_refused"), [(date(2021, 3, 31), True), (date(2021, 4, 1), False)]
)
def test_without_an_answer_the_decision_waits_for_the_bodies_28_days(on, is_refused):
    review = apply(indefinite())
    reviews.acknowledge_review(review=review, on=date(2021, 3, 2), asked=asked())
    reviews.ask_bodies(review=review, on=date(2021, 3, 3), asked=asked())

    if is_refused:
        with refused("may answer until 2021-03-31"):
            decide(review, "revoked", on)
    else:
        assert decide(review, "revoked", on).decided_on == on


def test_the_times_of_a_review_are_the_settings():
    found = reviews.times_of(NotificationReview(applied_on=APPLIED))

    assert (
        found.acknowledgement_days,
        found.bodies_days,
        found.decision_weeks,
        found.appeal_days,
    ) == (14, 28, 6, 21)


def test_nobody_applies_after_death():
    person = indefinite()
    person.died_on = APPLIED - timedelta(days=1)
    person.save()

    with refused("comes after the day of death"):
        apply(person)
