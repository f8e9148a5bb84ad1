"""Every stored duty, on every day, against an independent slow answer day by day."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, event, given, settings

from agencies.services.settings import settle_for_area
from meetings.services.following import follow
from nominals.models import Duty
from nominals.services.states import restate
from orders.services.duties import write_duties
from tests.factories.agencies import area
from tests.factories.nominals import RECORDED, managed, merged_into
from tests.factories.orders import OrderFactory
from tests.oracle.duties import owed, owed_on
from tests.oracle.duties_of_meetings import named
from tests.oracle.duty_facts import facts_of
from tests.strategies.casework import casework, stored

pytestmark = pytest.mark.django_db
AT = RECORDED + timedelta(minutes=1)
DAY = timedelta(days=1)
OF_SUFFOLK = {
    "level_1_review_months": 3,
    "order_expiry_notice_days": 30,
    "category_end_notice_days": 20,
    "transfer_answer_working_days": 2,
    "referral_decision_working_days": 4,
    "first_meeting_working_days": {"level_2": 6, "level_3": 0},
    "meeting_review_weeks": {"level_2": 2, "level_3": 1},
    "minutes_working_days": {"level_2": 3, "level_3": 1},
}


@pytest.fixture
def _suffolk_has_settings_of_its_own():
    for code, value in OF_SUFFOLK.items():
        settle_for_area(
            code=code,
            area=area("suffolk"),
            value=value,
            source="The board of Suffolk.",
            valid_from=date(2024, 3, 1),
            by="A. Officer",
            at=RECORDED,
        )


def open_on(person, day):
    rows = Duty.objects.open_on(day).filter(nominal=person)
    return {
        (kind, (label, key), due)
        for kind, label, key, due in rows.values_list("kind", "source_label", "source_id", "due_on")
    }


def owed_by_name(person):
    """The fact that each duty of a named agency follows from, and the agency."""
    rows = Duty.objects.filter(nominal=person, owed_by="named_agency")
    return {
        ((label, key), agency)
        for label, key, agency in rows.values_list("source_label", "source_id", "agency")
    }


def days_worth_asking(person, drawn):
    """Each day on which a fact begins or ends or a duty does, with its neighbours."""
    days = {
        value
        for rows in drawn.values()
        for row in rows
        if isinstance(row, dict)
        for value in row.values()
        if isinstance(value, date)
    }
    for arises, due, falls in Duty.objects.filter(nominal=person).values_list(
        "arises_on", "due_on", "discharged_on"
    ):
        days |= {arises, due, falls or due}
    return sorted({day + step * DAY for day in days for step in (-1, 0, 1)})


@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(drawn=casework())
@pytest.mark.usefixtures("_suffolk_has_settings_of_its_own")
def test_what_is_owed_on_a_day_is_what_a_walk_over_the_facts_finds(drawn):
    with transaction.atomic():
        person = stored(drawn)
        restate(nominals=[person.pk], at=AT, act=5)
        write_duties(nominals=[person.pk], at=AT)
        follow(nominals=[person.pk], at=AT)
        facts = facts_of(person)
        for kind in Duty.objects.filter(nominal=person).values_list("kind", flat=True).distinct():
            event(kind)
        for day in days_worth_asking(person, drawn):
            assert open_on(person, day) == owed(facts, day), day
        assert owed_by_name(person) <= named(facts).items()
        transaction.set_rollback(True)


def test_a_merged_record_owes_nothing_and_its_survivor_what_followed_from_it():
    survivor, merged = managed(level=2), managed(level=2)
    OrderFactory(nominal=merged, made_on=date(2021, 1, 1), ends_on=date(2026, 1, 1))
    merged_into(survivor, merged)
    restate(nominals=[survivor.pk, merged.pk], at=AT, act=5)
    write_duties(nominals=[survivor.pk, merged.pk], at=AT)

    for day in (date(2025, 7, 1), date(2025, 7, 2), date(2025, 7, 3)):
        assert open_on(merged, day) == owed_on(merged, day) == set()
        assert open_on(survivor, day) == owed_on(survivor, day)
    kinds = [kind for kind, _, _ in owed_on(survivor, date(2025, 7, 3))]
    assert sorted(kinds) == ["first_meeting", "order_expiry"]
