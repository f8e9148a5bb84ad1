"""V25: the orders that prevent a review are looked up, whoever asks."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError

from nominals.models import NotificationRequirement, NotificationReview
from nominals.services.acts import Asked
from nominals.services.notification.reviews import (
    acknowledge_review,
    ask_bodies,
    note_bodies_answer,
)
from orders.services.reviews import apply_for_review, decide_review
from tests.factories.nominals import NominalFactory, NotificationRequirementFactory, merged_into
from tests.factories.orders import OrderFactory

pytestmark = pytest.mark.django_db
ASKED = Asked(by="ann", at=datetime(2024, 9, 1, 10, tzinfo=UTC))
APPLIED_ON = date(2024, 5, 1)


@pytest.fixture
def person():
    """Somebody with indefinite notification for more than fifteen years."""
    person = NominalFactory(date_of_birth=date(1970, 1, 1))
    NotificationRequirementFactory(
        nominal=person,
        valid_from=date(2005, 1, 1),
        first_notified_on=date(2007, 1, 1),
        is_indefinite=True,
    )
    return person


def apply(person):
    return apply_for_review(nominal=person, on=APPLIED_ON, asked=ASKED)


@pytest.mark.parametrize(
    ("ended_on", "refused"),
    [(date(2024, 4, 30), False), (APPLIED_ON, False), (date(2024, 5, 2), True), (None, True)],
)
@pytest.mark.parametrize("is_interim", [False, True])
def test_an_order_in_force_on_the_day_prevents_an_application(
    person, ended_on, refused, is_interim
):
    OrderFactory(nominal=person, ended_on=ended_on, is_interim=is_interim)

    if refused:
        with pytest.raises(ValidationError, match="V25"):
            apply(person)
        assert not NotificationReview.objects.exists()
    else:
        assert apply(person).applied_on == APPLIED_ON


@pytest.mark.parametrize(("kind", "refused"), [("sopo", True), ("sro", False)])
def test_only_orders_that_prevent_sexual_harm_stand_in_the_way(person, kind, refused):
    OrderFactory(nominal=person, kind=kind, made_on=date(2014, 1, 1))

    if refused:
        with pytest.raises(ValidationError, match="V25"):
            apply(person)
    else:
        apply(person)


def test_an_order_of_a_merged_record_prevents_it_too(person):
    merged = NominalFactory()
    OrderFactory(nominal=merged)
    merged_into(person, merged)

    with pytest.raises(ValidationError, match="V25"):
        apply(person)


def test_an_order_made_since_the_application_prevents_a_revocation(person):
    review = apply(person)
    for stage in (acknowledge_review, ask_bodies, note_bodies_answer):
        stage(review=review, on=date(2024, 5, 8), asked=ASKED)
    OrderFactory(nominal=person, made_on=date(2024, 6, 1))

    with pytest.raises(ValidationError, match="V25"):
        decide_review(
            review=review,
            on=date(2024, 7, 1),
            outcome="revoked",
            rank="superintendent",
            reason="no offence since",
            asked=ASKED,
        )

    assert NotificationRequirement.objects.get().valid_to is None
