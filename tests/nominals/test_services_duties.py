"""Duties as they are stored with an act, asked of any day, and recomputed."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.choices import Role
from agencies.models import BankHoliday, RuleSetting
from core.models import AuditedObject, AuditEntry
from mappa.duties import are_stale, differing_nominals
from mappa.tasks import rebuild_duties
from nominals.models import Duty, Nominal
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
    assert due(person, day) == []


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


def listed(*arguments):
    printed = StringIO()
    call_command("list_duties", "--on", "2021-01-01", *arguments, stdout=printed)
    return printed.getvalue()


def test_the_command_lists_the_overdue_by_opaque_id_and_the_look_is_logged():
    person = reviewed_every_four_months(family_name="Canary")
    user = MembershipFactory(role=Role.CO_ORDINATOR).user

    printed = listed("--user", user.username, "--area", "norfolk")

    assert f"{person.public_id}  overdue since 2020-05-01  Review at Level 1  Norfolk" in printed
    assert "1 duties open on 2021-01-01, 1 of them overdue." in printed
    assert "CANARY" not in printed.upper()
    entry = AuditEntry.objects.get(act="list_duties")
    assert entry.detail == {"on": "2021-01-01", "as": user.username}
    assert AuditedObject.objects.get(entry_id=entry.pk).object_id == person.pk


@pytest.mark.parametrize("arguments", [["--area", "nowhere"], ["--user", "nobody"]])
def test_the_command_refuses_what_names_nothing(arguments):
    with pytest.raises(CommandError):
        listed(*arguments)


def test_a_changed_setting_makes_duties_stale_until_the_night(capsys):
    person = reviewed_every_four_months()
    rebuild_duties()
    assert not are_stale()
    assert differing_nominals() == []
    setting = RuleSetting.objects.get(code="level_1_review_months")
    setting.supersede(at=SECOND, act=6, value=3)
    assert are_stale()
    assert differing_nominals() == [person.pk]
    with pytest.raises(SystemExit):
        call_command("rebuild_duties", "--check")
    version = Nominal.objects.get(pk=person.pk).version

    rebuild_duties()

    assert not are_stale()
    assert due(person, date(2021, 2, 1)) == [("level_1_review", date(2020, 4, 1))]
    assert Nominal.objects.get(pk=person.pk).version == version
    assert AuditEntry.objects.latest("id").detail == {"rebuilt": 1}
    call_command("rebuild_duties", "--check")
    assert "0 nominals have duties that differ" in capsys.readouterr().out


def test_a_new_bank_holiday_makes_duties_stale():
    rebuild_duties()

    BankHoliday.objects.create(
        day=date(2029, 5, 7), name="A coronation", source="GOV.UK", recorded_from=SECOND
    )

    assert are_stale()
