"""Stamps follow what was known: at an earlier instant, after corrections, and only once."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from core.periods import FOREVER
from nominals.choices import Basis
from nominals.models import Change
from reporting.models import EventStamping, StampedEvent, StampingMark
from reporting.services.stamping import stamp
from tests.factories.nominals import RECORDED, EligibilityPeriodFactory, managed
from tests.factories.orders import BreachFactory, OrderFactory, RecallFactory
from tests.reporting.figures import LATER, figure, record

pytestmark = pytest.mark.django_db

CORRECTED = LATER - timedelta(days=100)
EARLIER = CORRECTED - timedelta(seconds=1)


def test_what_was_known_at_an_earlier_instant_is_counted_as_then():
    person = managed(level=2)
    order = OrderFactory(nominal=person)
    recall = RecallFactory(nominal=person, returned_on=date(2021, 6, 2))
    record(person)
    assert (figure("T5:SHPO"), figure("T7a:total:total")) == (1, 1)

    order.supersede(at=CORRECTED, act=2, ended_by="quashed", ended_on=date(2022, 1, 1))
    recall.supersede(at=CORRECTED, act=2, rescinded_on=date(2021, 7, 1))
    record(person, at=CORRECTED)

    assert (figure("T5:SHPO"), figure("T7a:total:total")) == (0, 0)
    assert (figure("T5:SHPO", at=EARLIER), figure("T7a:total:total", at=EARLIER)) == (1, 1)
    assert figure("T5:SHPO", at=CORRECTED) == 0


def test_an_earlier_instant_is_counted_right_though_it_is_asked_for_last():
    person = managed(level=2)
    record(person)
    person.level_periods.get().supersede(at=CORRECTED, act=2, level=3)
    OrderFactory(nominal=person, recorded_from=CORRECTED)
    record(person, at=CORRECTED)

    assert (figure("T2:level_3:total"), figure("T5:SHPO")) == (1, 1)
    assert figure("T2:level_2:total", at=EARLIER) == 1
    assert figure("T5:SHPO", at=EARLIER) == 0


def test_a_death_and_a_basis_are_taken_as_they_were_known():
    dead, based = managed(basis=Basis.VIOLENT_OFFENCE), managed(basis=Basis.VIOLENT_OFFENCE)
    for person in (dead, based):
        order = OrderFactory(nominal=person, kind="sro", made_on=date(2020, 5, 1))
        BreachFactory(
            nominal=person,
            of="order",
            order=order,
            outcome="convicted",
            outcome_on=date(2021, 6, 1),
        )
    basis = EligibilityPeriodFactory(nominal=based, basis=Basis.SRO_BREACH)
    record(dead, based)
    assert figure("T6") == 1

    dead.supersede(at=CORRECTED, act=2, died_on=date(2021, 5, 1))
    basis.supersede(at=CORRECTED, act=2, valid_from=date(2021, 6, 1))
    record(dead, based, at=CORRECTED)

    assert figure("T6") == 1
    assert figure("T6", at=EARLIER) == 1
    excluded = dict(
        StampedEvent.history.as_known_at(EARLIER)
        .filter(table="T6")
        .values_list("nominal", "excluded_by")
    )
    assert excluded == {dead.pk: "", based.pk: "T6.category_1_before"}


def test_a_second_run_does_nothing_in_a_few_statements(django_assert_max_num_queries):
    people = [managed(level=2) for _ in range(5)]
    for person in people:
        OrderFactory(nominal=person)
    record(*people)
    assert stamp(as_known_at=LATER) == 5

    with django_assert_max_num_queries(3):
        assert stamp(as_known_at=LATER) == 0
    assert StampedEvent.history.count() == 5


def test_only_who_changed_is_stamped_again():
    still, changed = managed(level=2), managed(level=2)
    OrderFactory(nominal=still)
    OrderFactory(nominal=changed)
    record(still, changed)
    stamp(as_known_at=EARLIER)

    record(changed, at=CORRECTED)

    assert stamp(as_known_at=LATER) == 1
    spans = StampedEvent.history.order_by("recorded_from").values_list(
        "nominal", "recorded_from", "recorded_to"
    )
    assert set(spans) == {
        (still.pk, RECORDED, FOREVER),
        (changed.pk, RECORDED, CORRECTED),
        (changed.pk, CORRECTED, FOREVER),
    }


def test_the_number_of_statements_does_not_depend_on_how_many_are_stamped(
    django_assert_max_num_queries,
):
    def statements(count):
        people = [managed(level=2) for _ in range(count)]
        for person in people:
            OrderFactory(nominal=person)
            RecallFactory(nominal=person, returned_on=date(2021, 6, 2))
        record(*people)
        with django_assert_max_num_queries(60) as captured:
            assert stamp(as_known_at=LATER) == count
        return len(captured)

    statements(1)

    assert statements(2) == statements(20)


def test_the_database_refuses_to_stamp_a_nominal_twice():
    person = managed()
    record(person)
    stamp(as_known_at=LATER)

    with pytest.raises(IntegrityError), transaction.atomic():
        EventStamping.objects.create(nominal=person, recorded_from=RECORDED, recorded_to=FOREVER)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("reference_data")
def test_a_change_still_in_flight_is_found_when_it_is_committed():
    person, late = managed(level=2), managed(level=2)
    OrderFactory(nominal=late)
    record(person)
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute(
                "INSERT INTO nominals_change (nominal_id, at, act) VALUES (%s, %s, 1)",
                [late.pk, RECORDED],
            )
        Change.objects.create(nominal=person, at=RECORDED + timedelta(seconds=1), act=1)
        stamp(as_known_at=LATER)
        assert not StampingMark.objects.exists()
        other.commit()
    finally:
        other.close()

    assert stamp(as_known_at=LATER) == 1
    assert StampingMark.objects.exists()
