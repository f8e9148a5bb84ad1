"""V21 to V23 at an end other than that of section 82, and the other clock."""

from datetime import date

import pytest

from core.refusing import NeedsReason
from nominals.models import GivenReason, NotificationRequirement
from nominals.services.notification.requirements import (
    override_notification_end,
    record_first_notification,
    require_for_sentence,
)
from tests.factories.nominals import (
    DetentionFactory,
    NotificationRequirementFactory,
    managed,
)
from tests.nominals.asking import asked
from tests.nominals.refusing import refused
from tests.nominals.sentencing import (
    FIVE_YEARS,
    START,
    TEN_YEARS,
    WHY,
    category_1,
    convicted,
    requirements,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("ends", [date(2024, 12, 31), date(2025, 1, 2), None])
def test_v21_another_end_is_kept_with_its_reason(ends):
    conviction = convicted()
    (requirement,) = require_for_sentence(conviction=conviction, asked=asked())

    with pytest.raises(NeedsReason):
        override_notification_end(requirement=requirement, ends=ends, asked=asked(1))
    override_notification_end(requirement=requirement, ends=ends, asked=asked(2, V21=WHY))

    assert requirements(conviction.nominal) == [(START, ends, ends is None)]
    assert category_1(conviction.nominal) == [(START, ends)]
    stored = NotificationRequirement.objects.get(nominal=conviction.nominal)
    assert WHY in stored.explanation
    assert "5 years" in stored.explanation
    assert GivenReason.objects.get(nominal=conviction.nominal).rule == "V21"


def test_v21_the_end_of_section_82_is_restored_without_a_reason():
    conviction = convicted()
    (requirement,) = require_for_sentence(conviction=conviction, asked=asked())
    override_notification_end(requirement=requirement, ends=TEN_YEARS, asked=asked(1, V21=WHY))

    override_notification_end(requirement=requirement, ends=FIVE_YEARS, asked=asked(2))

    assert requirements(conviction.nominal) == [(START, FIVE_YEARS, False)]
    assert WHY not in NotificationRequirement.objects.get(pk=requirement.pk).explanation


@pytest.mark.parametrize(("months", "rule"), [(29, None), (30, "V22"), (31, "V22")])
def test_v22_what_is_indefinite_is_given_no_end(months, rule):
    conviction = convicted(disposal="imprisonment", months=months)
    (requirement,) = require_for_sentence(conviction=conviction, asked=asked())
    ends = date(2040, 1, 1)

    if rule is None:
        override_notification_end(requirement=requirement, ends=ends, asked=asked(1, V21=WHY))
    else:
        with refused(rule):
            override_notification_end(requirement=requirement, ends=ends, asked=asked(1, V21=WHY))

    assert requirements(conviction.nominal) == [(START, None if rule else ends, bool(rule))]


def test_v22_an_imported_indefinite_requirement_is_given_no_end():
    requirement = NotificationRequirementFactory(is_indefinite=True)

    with refused("V22"):
        override_notification_end(
            requirement=requirement, ends=date(2030, 1, 1), asked=asked(V21=WHY)
        )


def test_v21_an_imported_requirement_is_given_an_end_by_a_reason():
    requirement = NotificationRequirementFactory()

    with pytest.raises(NeedsReason):
        override_notification_end(requirement=requirement, ends=TEN_YEARS, asked=asked())
    override_notification_end(requirement=requirement, ends=TEN_YEARS, asked=asked(1, V21=WHY))

    assert requirements(requirement.nominal) == [(START, TEN_YEARS, False)]


def test_v23_a_discharge_of_a_juvenile_is_not_halved():
    conviction = convicted(disposal="conditional_discharge", months=24, born=date(2005, 1, 1))
    (requirement,) = require_for_sentence(conviction=conviction, asked=asked())
    assert requirements(conviction.nominal) == [(START, date(2022, 1, 1), False)]

    with refused("V23"):
        override_notification_end(
            requirement=requirement, ends=date(2021, 1, 1), asked=asked(1, V21=WHY)
        )


def test_a_requirement_of_an_order_ends_with_the_order():
    requirement = NotificationRequirementFactory(source="shpo")

    with refused("ends with its order"):
        override_notification_end(requirement=requirement, ends=TEN_YEARS, asked=asked(V21=WHY))


def test_the_first_notification_moves_the_clock_of_the_review_and_no_end():
    conviction = convicted(disposal="life")
    (requirement,) = require_for_sentence(conviction=conviction, asked=asked())

    record_first_notification(requirement=requirement, on=date(2022, 1, 1), asked=asked(1))

    stored = NotificationRequirement.objects.get(pk=requirement.pk)
    assert (stored.first_notified_on, stored.valid_from, stored.valid_to) == (
        date(2022, 1, 1),
        START,
        None,
    )
    require_for_sentence(conviction=conviction, asked=asked(2))
    stored.refresh_from_db()
    assert stored.first_notified_on == date(2022, 1, 1)


@pytest.mark.parametrize(
    ("on", "sentence"),
    [
        (date(2019, 12, 31), "does not hold"),
        (date(2020, 12, 31), "Detained on 2020-12-31"),
        (date(2021, 1, 1), None),
        (date(2024, 12, 31), None),
        (date(2025, 1, 1), "does not hold"),
    ],
)
def test_the_first_notification_comes_after_release(on, sentence):
    person = managed()
    requirement = NotificationRequirementFactory(nominal=person, valid_to=FIVE_YEARS)
    DetentionFactory(nominal=person, valid_to=date(2021, 1, 1))

    if sentence is None:
        found = record_first_notification(requirement=requirement, on=on, asked=asked())
        assert found.first_notified_on == on
    else:
        with refused(sentence):
            record_first_notification(requirement=requirement, on=on, asked=asked())


def test_an_act_on_a_requirement_read_earlier_keeps_what_was_recorded_since():
    conviction = convicted(disposal="life")
    (requirement,) = require_for_sentence(conviction=conviction, asked=asked())
    read_earlier = NotificationRequirement.objects.get(pk=requirement.pk)
    record_first_notification(requirement=requirement, on=date(2022, 1, 1), asked=asked(1))

    override_notification_end(requirement=read_earlier, ends=None, asked=asked(2))

    stored = NotificationRequirement.objects.get(pk=requirement.pk)
    assert stored.first_notified_on == date(2022, 1, 1)
