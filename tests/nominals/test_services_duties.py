"""Duties as they are stored with an act, and asked of any day."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.choices import Role
from agencies.services.settings import rule_settings
from nominals.models import Duty, Merge
from nominals.services.duties import write_duties as write_duties_of_people
from nominals.services.states import restate
from orders.services.duties import write_duties
from tests.factories.agencies import MembershipFactory, area
from tests.factories.nominals import RECORDED, managed, merged_into
from tests.factories.orders import OrderFactory

pytestmark = pytest.mark.django_db
FIRST = RECORDED + timedelta(minutes=1)
SECOND = datetime(2021, 3, 1, 9, tzinfo=UTC)


def due(person, day, instant=None):
    owed = Duty.history.as_known_at(instant).open_on(day).filter(nominal=person)
    return list(owed.order_by("due_on").values_list("kind", "due_on"))


def reviewed_every_four_months(**nominal):
    """Somebody at Level 1 since 1 January 2020."""
    person = managed(**nominal)
    restate(nominals=[person.pk], at=FIRST, act=5)
    return person


@pytest.mark.parametrize(
    ("day", "open_then"),
    [(date(2019, 12, 31), False), (date(2020, 1, 1), True), (date(2030, 1, 1), True)],
)
def test_a_duty_is_open_from_the_day_on_which_it_arises(day, open_then):
    person = reviewed_every_four_months()

    assert due(person, day) == ([("level_1_review", date(2020, 5, 1))] if open_then else [])


@pytest.mark.parametrize(
    ("day", "count"), [(date(2021, 6, 9), 1), (date(2021, 6, 10), 0), (date(2021, 6, 11), 0)]
)
def test_the_dead_owe_nothing(day, count):
    person = reviewed_every_four_months(died_on=date(2021, 6, 10))

    assert len(due(person, day)) == count


def test_a_merged_record_owes_nothing_and_its_orders_are_the_survivors():
    survivor = reviewed_every_four_months()
    merged = managed()
    order = OrderFactory(nominal=merged, made_on=date(2021, 1, 1), ends_on=date(2026, 1, 1))
    merged_into(survivor, merged)

    restate(nominals=[survivor.pk, merged.pk], at=SECOND, act=6)
    write_duties(nominals=[survivor.pk, merged.pk], at=SECOND)

    assert due(merged, date(2025, 12, 1)) == []
    assert Duty.objects.get(kind="order_expiry").nominal == survivor
    assert Duty.objects.get(kind="order_expiry").source_id == order.pk


def test_a_past_day_can_be_told_as_it_was_known():
    person = reviewed_every_four_months()
    person.level_periods.get().supersede(at=SECOND, act=6, level=2)
    restate(nominals=[person.pk], at=SECOND, act=6)
    day = date(2021, 2, 1)

    assert due(person, day, FIRST) == [("level_1_review", date(2020, 5, 1))]
    assert due(person, day) == [("first_meeting", date(2020, 1, 29))]


def owed_by_all(day, instant):
    found = Duty.history.due_list(None, on=day, as_known_at=instant)
    return [(each.nominal, each.area_id, each.lead_kind) for each in found]


def test_a_death_recorded_later_takes_nothing_from_what_was_known():
    person = reviewed_every_four_months()
    person.supersede(at=SECOND, act=6, died_on=date(2020, 6, 1))
    restate(nominals=[person.pk], at=SECOND, act=6)
    day = date(2021, 2, 1)

    assert owed_by_all(day, FIRST) == [(person, area().pk, "police")]
    assert owed_by_all(day, SECOND) == []
    assert owed_by_all(day, None) == []
    assert owed_by_all(date(2020, 5, 31), SECOND) == [(person, area().pk, "police")]


def test_a_merge_takes_nothing_from_what_was_known():
    survivor, merged = reviewed_every_four_months(), reviewed_every_four_months()
    merged.supersede(at=SECOND, act=6, merged_into=survivor)
    Merge.objects.create(
        survivor=survivor, merged=merged, reason="One.", recorded_from=SECOND, recorded_in=6
    )
    restate(nominals=[survivor.pk, merged.pk], at=SECOND, act=6)
    day = date(2021, 2, 1)

    assert {each[0] for each in owed_by_all(day, FIRST)} == {survivor, merged}
    assert {each[0] for each in owed_by_all(day, SECOND)} == {survivor}


def test_whose_a_duty_is_goes_by_the_area_and_the_lead_known_then():
    person = reviewed_every_four_months()
    person.responsible_areas.get().supersede(at=SECOND, act=6, area=area("suffolk"))
    person.lead_agency_periods.get().supersede(at=SECOND, act=6, kind="probation")
    restate(nominals=[person.pk], at=SECOND, act=6)
    day = date(2021, 2, 1)

    assert owed_by_all(day, FIRST) == [(person, area().pk, "police")]
    assert owed_by_all(day, SECOND) == [(person, area("suffolk").pk, "probation")]
    assert owed_by_all(day, None) == [(person, area("suffolk").pk, "probation")]


def test_a_past_day_is_shown_by_the_access_of_the_day_of_the_look():
    reviewed_every_four_months()
    left = MembershipFactory(role=Role.CO_ORDINATOR, valid_to=date(2022, 1, 1)).user
    day = date(2021, 2, 1)

    for looked_on, count in ((date(2021, 12, 31), 1), (date(2022, 1, 1), 0)):
        assert Duty.objects.due_list(left, on=day, looked_on=looked_on).count() == count


def test_duties_that_did_not_change_are_left_alone():
    person = reviewed_every_four_months()
    restate(nominals=[person.pk], at=SECOND, act=6)

    assert Duty.history.count() == 1


def test_duties_of_orders_and_of_people_do_not_touch_each_other():
    person = reviewed_every_four_months()
    OrderFactory(nominal=person, made_on=date(2021, 1, 1), ends_on=date(2026, 1, 1))
    write_duties(nominals=[person.pk], at=SECOND)
    restate(nominals=[person.pk], at=SECOND + timedelta(hours=1), act=7)

    assert due(person, date(2025, 12, 1)) == [
        ("level_1_review", date(2020, 5, 1)),
        ("order_expiry", date(2025, 12, 31)),
    ]


def writing(people):
    """The statements that write the duties of so many people, of this app and of orders."""
    nominals = [managed().pk for _ in range(people)]
    for pk in nominals:
        OrderFactory(nominal_id=pk, made_on=date(2021, 1, 1), ends_on=date(2026, 1, 1))
    settings = rule_settings()
    with CaptureQueriesContext(connection) as captured:
        write_duties(nominals=nominals, at=FIRST)
        write_duties_of_people(nominals=nominals, settings=settings, at=FIRST)
    assert Duty.objects.filter(nominal__in=nominals).count() == 2 * people
    return len(captured)


def test_the_statements_that_write_duties_do_not_grow_with_the_people():
    assert writing(2) == writing(40)


def statements(people):
    nominals = [managed().pk for _ in range(people)]
    restate(nominals=nominals, at=FIRST, act=5)
    user = MembershipFactory(role=Role.CO_ORDINATOR).user
    with CaptureQueriesContext(connection) as captured:
        found = list(Duty.objects.due_list(user, on=date(2021, 1, 1)))
    return len(found), len(captured)


def test_the_duties_of_a_day_are_one_query_and_that_of_the_memberships():
    assert statements(2) == (2, 2)
    assert statements(30) == (32, 2)


def test_the_list_says_whose_a_duty_is_and_shows_what_one_may_see():
    reviewed_every_four_months()
    hidden = managed(code="suffolk")
    restate(nominals=[hidden.pk], at=FIRST, act=5)
    user = MembershipFactory(role=Role.CO_ORDINATOR).user

    [found] = Duty.objects.due_list(user, on=date(2021, 1, 1))

    assert (found.area_id, found.lead_kind, found.lead_agency_id) == (area().pk, "police", None)
    assert Duty.objects.due_list(None, on=date(2021, 1, 1)).count() == 2
    assert Duty.objects.due_list(None, on=date(2021, 1, 1), area=area("suffolk").pk).count() == 1
