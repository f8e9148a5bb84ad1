"""What is required to be notified for orders and sentences, and the Category 1 that follows."""

from datetime import date

import pytest

from core.periods import Period
from nominals.models import EligibilityPeriod, EligibilitySupport, NotificationRequirement
from nominals.rules.notification.periods import Required
from nominals.services.acts import act
from nominals.services.notification.requirements import require_notification
from tests.factories.nominals import (
    EligibilityPeriodFactory,
    NominalFactory,
    NotificationRequirementFactory,
    NotificationReviewFactory,
)
from tests.nominals.asking import NOW, asked

pytestmark = pytest.mark.django_db
START = date(2020, 1, 1)


def needed(end, *, start=START, why="By the order."):
    return Required(Period(start, end), end is None, start, why)


def require(person, *required, source="shpo", former=(), days=0):
    with act("test", person, asked=asked(days)) as this:
        return require_notification(
            this, nominal=person, source=source, required=required, former=former
        )


def requirements(person, source="sentence"):
    found = NotificationRequirement.objects.filter(nominal=person, source=source)
    return list(found.values_list("valid_from", "valid_to", "is_indefinite"))


def category_1(person, basis="sexual_offence"):
    found = EligibilityPeriod.objects.filter(nominal=person, basis=basis)
    return list(found.values_list("valid_from", "valid_to"))


def test_what_is_required_is_recorded_with_its_explanation():
    person = NominalFactory()

    (found,) = require(person, needed(date(2025, 1, 1)))

    assert requirements(person, "shpo") == [(START, date(2025, 1, 1), False)]
    assert (found.relevant_on, found.explanation) == (START, "By the order.")


def test_what_is_required_otherwise_supersedes_and_keeps_what_was_known():
    person = NominalFactory()
    (before,) = require(person, needed(None))

    (after,) = require(person, needed(date(2025, 1, 1)), days=1)

    assert after.pk == before.pk
    known = NotificationRequirement.history.as_known_at(NOW).get(nominal=person)
    assert (known.valid_to, after.valid_to) == (None, date(2025, 1, 1))


def test_what_is_required_already_stays_as_it_is():
    person = NominalFactory()
    require(person, needed(None))

    require(person, needed(None), days=1)

    assert NotificationRequirement.history.filter(nominal=person).count() == 1


def test_what_is_gone_is_withdrawn_and_what_was_imported_stays():
    person = NominalFactory()
    gone, stays = date(2021, 1, 1), date(2022, 1, 1)
    NotificationRequirementFactory(nominal=person, source="shpo", valid_from=stays)
    require(person, needed(None, start=gone))

    found = require(person, former=[gone, date(2023, 1, 1)], days=1)

    assert found == []
    assert requirements(person, "shpo") == [(stays, None, False)]


def test_a_first_day_that_is_required_still_is_not_withdrawn():
    person = NominalFactory()
    require(person, needed(None))

    require(person, needed(date(2025, 1, 1)), former=[START], days=1)

    assert requirements(person, "shpo") == [(START, date(2025, 1, 1), False)]


def test_of_two_of_one_day_the_longer_stands():
    person = NominalFactory()

    require(person, needed(None), needed(date(2025, 1, 1)))

    assert requirements(person, "shpo") == [(START, None, True)]


@pytest.mark.parametrize(
    ("source", "basis"),
    [("sentence", "sexual_offence"), ("notification_order", "notification_order")],
)
def test_a_sentence_and_a_notification_order_bring_category_1(source, basis):
    person = NominalFactory()

    (found,) = require(person, needed(date(2025, 1, 1)), source=source)

    assert category_1(person, basis) == [(START, date(2025, 1, 1))]
    support = EligibilitySupport.objects.get(nominal=person)
    assert (support.source_label, support.source_id) == (
        "nominals.NotificationRequirement",
        found.pk,
    )


@pytest.mark.parametrize("source", ["shpo", "sopo", "sro_breach"])
def test_the_basis_of_another_order_rests_on_the_order_itself(source):
    person = NominalFactory()

    require(person, needed(None), source=source)

    assert category_1(person, source) == []


def test_an_imported_period_that_no_requirement_explains_stays_its_length():
    person = NominalFactory()
    EligibilityPeriodFactory(nominal=person, valid_from=date(2019, 1, 1))

    require(person, needed(date(2025, 1, 1)), source="sentence")

    assert category_1(person) == [(date(2019, 1, 1), None)]


@pytest.mark.parametrize(
    ("start", "ends"),
    [
        pytest.param(date(2022, 5, 31), date(2022, 6, 1), id="began the day before"),
        pytest.param(date(2022, 6, 1), None, id="began on the day of the revocation"),
        pytest.param(date(2022, 6, 2), None, id="began the day after"),
    ],
)
def test_what_a_review_revoked_stays_ended(start, ends):
    person = NominalFactory()
    NotificationReviewFactory(nominal=person, outcome="revoked", decided_on=date(2022, 6, 1))

    require(person, needed(None, start=start), source="notification_order")

    assert requirements(person, "notification_order") == [(start, ends, True)]


@pytest.mark.parametrize(("source", "end"), [("shpo", None), ("sentence", date(2030, 1, 1))])
def test_a_revocation_ends_only_what_section_82_makes_indefinite(source, end):
    person = NominalFactory()
    NotificationReviewFactory(nominal=person, outcome="revoked", decided_on=date(2022, 6, 1))

    require(person, needed(end), source=source)

    assert requirements(person, source) == [(START, end, end is None)]
