"""Notification orders and notices: their length, counted from the conviction abroad."""

from datetime import date

import pytest

from core.refusing import NeedsReason
from nominals.choices import Disposal
from nominals.models import NotificationRequirement
from nominals.rules.notification.periods import Imposed
from tests.nominals.refusing import refused
from tests.orders.making import MADE_ON, asked, bases, impose, in_area, requirements

pytestmark = pytest.mark.django_db


def test_a_notice_lasts_by_section_82_from_the_conviction_abroad():
    person = in_area()

    order = impose(
        person,
        kind="notification_notice",
        ends_on=None,
        proof=None,
        authorised_by_rank="inspector",
        given_in_person=True,
        convicted_abroad_on=date(2020, 3, 1),
        imposed_abroad=[Imposed(Disposal.IMPRISONMENT, months=12)],
    )

    assert order.ends_on == date(2030, 3, 1)
    assert bases(person) == [(1, "notification_order", MADE_ON, date(2030, 3, 1))]
    assert requirements(person) == [("notification_order", MADE_ON, date(2030, 3, 1), False)]
    row = NotificationRequirement.objects.get()
    assert (row.relevant_on, row.explanation) == (date(2020, 3, 1), order.calculation)
    assert "120 months" in order.calculation or "10 years" in order.calculation


NOTIFICATION_ORDER = {
    "kind": "notification_order",
    "made_on": date(2021, 6, 1),
    "ends_on": None,
    "proof": None,
    "convicted_abroad_on": date(2020, 3, 1),
    "imposed_abroad": [Imposed(Disposal.IMPRISONMENT, months=30)],
}


def test_a_notification_order_after_a_long_sentence_is_indefinite():
    person = in_area()

    order = impose(person, **NOTIFICATION_ORDER)

    assert order.ends_on is None
    assert bases(person) == [(1, "notification_order", date(2021, 6, 1), None)]
    assert requirements(person) == [("notification_order", date(2021, 6, 1), None, True)]


def test_an_indefinite_notification_order_is_given_no_end():
    with refused("V22"):
        impose(in_area(), **NOTIFICATION_ORDER | {"ends_on": date(2031, 6, 1)})


def test_another_end_than_that_of_section_82_asks_a_reason():
    person = in_area()
    values = NOTIFICATION_ORDER | {
        "imposed_abroad": [Imposed(Disposal.IMPRISONMENT, months=12)],
        "ends_on": date(2031, 3, 1),
    }

    with pytest.raises(NeedsReason) as told:
        impose(person, **values)
    order = impose(person, **values, asked=asked(reasons={"V21": "By the judgment."}))

    assert [each.rule for each in told.value.warnings] == ["V21"]
    assert order.ends_on == date(2031, 3, 1)
    assert order.calculation.startswith("Until 2031-03-01, excluded, by decision.")


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        pytest.param({"convicted_abroad_on": None}, "Name the day", id="no conviction"),
        pytest.param({"imposed_abroad": []}, "Say what was imposed", id="nothing imposed"),
        pytest.param(
            {"imposed_abroad": [Imposed(Disposal.IMPRISONMENT)]}, "no length", id="no length"
        ),
        pytest.param(
            {
                "imposed_abroad": [Imposed(Disposal.CAUTION)],
                "convicted_abroad_on": date(2018, 1, 1),
            },
            "ran out on 2020-01-01",
            id="run out",
        ),
    ],
)
def test_a_notification_order_rests_on_a_period_that_has_not_run_out(values, sentence):
    with refused(sentence):
        impose(in_area(), **NOTIFICATION_ORDER | values)


def test_an_interim_notification_order_lasts_as_long_as_it_says():
    person = in_area()

    impose(
        person,
        kind="notification_order",
        made_on=date(2021, 6, 1),
        ends_on=date(2021, 9, 1),
        proof=None,
        is_interim=True,
        main_application="21/7",
    )

    assert requirements(person) == [
        ("notification_order", date(2021, 6, 1), date(2021, 9, 1), False)
    ]
    assert bases(person) == [(1, "notification_order", date(2021, 6, 1), date(2021, 9, 1))]
