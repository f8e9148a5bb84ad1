"""What is stored with a change: states, grants, findings, and that the nominal changed."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.choices import Role
from agencies.models import AreaService, RuleSetting
from core.models import AuditEntry
from nominals.models import Change, Finding, Grant, LevelPeriod, Nominal, StatePeriod
from nominals.services.changes import instant_for
from nominals.services.states import differing_nominals, restate, stale_reason
from orders.services.findings import find_warnings
from tests.factories.agencies import MembershipFactory, UserFactory, area, default_agency
from tests.factories.nominals import (
    RECORDED,
    DetentionFactory,
    LevelPeriodFactory,
    NominalFactory,
    managed,
)
from tests.factories.orders import BreachFactory, OrderFactory

pytestmark = pytest.mark.django_db
FIRST = RECORDED + timedelta(minutes=1)
SECOND = datetime(2021, 1, 1, 9, tzinfo=UTC)
DAY = date(2022, 3, 31)


def stored(nominal, instant=None):
    rows = StatePeriod.history.as_known_at(instant).filter(nominal=nominal)
    return list(rows.values_list("valid_from", "valid_to", "category", "level", "setting"))


def test_states_are_stored_with_the_facts():
    person = managed(level=2)
    DetentionFactory(nominal=person, valid_from=date(2021, 1, 1), valid_to=date(2021, 2, 1))

    restate(nominals=[person.pk], at=FIRST, act=5)

    assert stored(person) == [
        (date(2020, 1, 1), date(2021, 1, 1), 1, 2, None),
        (date(2021, 1, 1), date(2021, 2, 1), 1, 2, "prison"),
        (date(2021, 2, 1), None, 1, 2, None),
    ]
    assert list(Change.objects.values_list("nominal", "at", "act")) == [(person.pk, FIRST, 5)]
    assert Nominal.objects.get(pk=person.pk).changed_at == FIRST


def test_the_states_known_before_a_correction_can_still_be_told():
    person = managed(level=2)
    restate(nominals=[person.pk], at=FIRST, act=5)
    person.level_periods.get().supersede(at=SECOND, act=6, valid_to=date(2020, 6, 1))

    restate(nominals=[person.pk], at=SECOND, act=6)

    assert stored(person, FIRST) == [(date(2020, 1, 1), None, 1, 2, None)]
    assert stored(person) == [
        (date(2020, 1, 1), date(2020, 6, 1), 1, 2, None),
        (date(2020, 6, 1), None, 1, None, None),
    ]


def test_states_that_did_not_change_are_left_alone():
    person = managed()
    restate(nominals=[person.pk], at=FIRST, act=5)
    restate(nominals=[person.pk], at=SECOND, act=6)

    assert StatePeriod.history.count() == 1
    assert Grant.history.count() == 2


def statements_of_a_change(people):
    nominals = [managed().pk for _ in range(people)]
    restate(nominals=nominals, at=FIRST, act=5)
    for level in LevelPeriod.objects.filter(nominal__in=nominals):
        level.supersede(at=SECOND, act=6, level=2)
    with CaptureQueriesContext(connection) as captured:
        restate(nominals=nominals, at=SECOND, act=6)
    return len(captured)


def test_the_number_of_statements_does_not_depend_on_the_people():
    assert statements_of_a_change(1) == statements_of_a_change(40)


def test_the_instant_of_a_change_is_later_than_any_before():
    person = NominalFactory(changed_at=SECOND)

    assert instant_for(nominals=[person.pk], now=RECORDED) == SECOND + timedelta(microseconds=1)
    assert instant_for(nominals=[person.pk], now=SECOND + timedelta(days=1)) > SECOND
    assert instant_for(nominals=[], now=RECORDED) == RECORDED


@pytest.mark.parametrize(
    ("role", "in_area", "restricted", "sees"),
    [
        (Role.CO_ORDINATOR, "norfolk", False, True),
        (Role.ADMINISTRATOR, "norfolk", False, True),
        (Role.STATISTICIAN, "norfolk", False, False),
        (Role.CO_ORDINATOR, "suffolk", False, False),
        (Role.CO_ORDINATOR, "norfolk", True, True),
        (Role.ADMINISTRATOR, "norfolk", True, False),
    ],
)
def test_an_area_shows_its_people_to_its_co_ordinators(role, in_area, restricted, sees):
    person = managed(is_restricted=restricted)
    restate(nominals=[person.pk], at=FIRST, act=5)
    member = MembershipFactory(
        role=role, area=area(in_area), agency=default_agency("housing", in_area)
    )

    assert Nominal.objects.visible_to(member.user, on=DAY).exists() is sees


@pytest.mark.parametrize(
    ("kind", "restricted", "sees"),
    [("police", False, True), ("probation", False, False), ("police", True, False)],
)
def test_the_lead_agency_sees_its_people(kind, restricted, sees):
    person = managed(is_restricted=restricted)
    restate(nominals=[person.pk], at=FIRST, act=5)
    member = MembershipFactory(role=Role.PRACTITIONER, agency=default_agency(kind))

    assert Nominal.objects.visible_to(member.user, on=DAY).exists() is sees


@pytest.mark.parametrize(
    ("day", "sees"),
    [
        (date(2021, 12, 31), False),
        (date(2022, 1, 1), True),
        (date(2022, 1, 31), True),
        (date(2022, 2, 1), False),
    ],
)
def test_a_membership_shows_people_only_while_it_lasts(day, sees):
    person = managed()
    restate(nominals=[person.pk], at=FIRST, act=5)
    member = MembershipFactory(valid_from=date(2022, 1, 1), valid_to=date(2022, 2, 1))

    assert Nominal.objects.visible_to(member.user, on=day).exists() is sees


def test_without_membership_or_grant_nobody_is_seen():
    person = managed()
    restate(nominals=[person.pk], at=FIRST, act=5)
    user = UserFactory(is_superuser=True)

    assert not Nominal.objects.visible_to(user, on=DAY).exists()


def test_a_grant_to_a_user_shows_one_person():
    person = managed(is_restricted=True)
    managed()
    user = MembershipFactory(agency=default_agency("housing", "kent"), area=area("kent")).user
    Grant.objects.create(
        nominal=person,
        user=user,
        valid_from=date(2022, 1, 1),
        ground="responsible_area",
        source_label="test",
        source_id=1,
        recorded_from=FIRST,
    )

    assert list(Nominal.objects.visible_to(user, on=DAY)) == [person]
    assert not Nominal.objects.visible_to(user, on=date(2021, 12, 31)).exists()


def rules(person):
    return sorted(Finding.objects.filter(nominal=person).values_list("rule", flat=True))


def test_findings_say_what_is_missing_and_go_when_it_is_mended():
    person = managed()
    person.level_periods.get().supersede(at=FIRST, act=5, valid_to=date(2020, 3, 1))
    LevelPeriodFactory(nominal=person, level=2, valid_from=date(2020, 4, 1))
    person.lead_agency_periods.get().supersede(at=FIRST, act=5, kind="housing")
    restate(nominals=[person.pk], at=SECOND, act=6)
    assert rules(person) == ["V37", "V40"]

    third = SECOND + timedelta(days=1)
    person.level_periods.first().supersede(at=third, act=7, valid_to=date(2020, 4, 1))
    person.lead_agency_periods.get().supersede(at=third, act=7, kind="police")
    restate(nominals=[person.pk], at=third, act=7)

    assert rules(person) == []
    assert Finding.history.count() == 2


def test_findings_of_orders_stand_beside_those_of_people():
    person = managed(basis="violent_offence")
    order = OrderFactory(nominal=person, kind="sro", made_on=date(2021, 1, 1))
    OrderFactory(nominal=person, kind="shpo", made_on=date(2021, 1, 1))
    BreachFactory(
        nominal=person, of="order", order=order, outcome="cautioned", outcome_on=date(2021, 5, 1)
    )

    restate(nominals=[person.pk], at=FIRST, act=5)
    find_warnings(nominals=[person.pk], at=FIRST)

    assert rules(person) == ["V18", "V20"]


def test_a_change_of_precedence_makes_states_stale_until_they_are_rebuilt(capsys):
    person = managed()
    restate(nominals=[person.pk], at=FIRST, act=5)
    setting = RuleSetting.objects.get(code="category_precedence", valid_to=None)
    assert stale_reason() is None
    assert differing_nominals() == []

    setting.supersede(at=SECOND, act=6, value=[2])

    assert "rebuild_states" in stale_reason()
    assert differing_nominals() == [person.pk]
    with pytest.raises(SystemExit):
        call_command("rebuild_states", "--check")
    call_command("rebuild_states")
    assert stale_reason() is None
    assert [row[2] for row in stored(person)] == [1, None]
    assert AuditEntry.objects.latest("id").act == "rebuild_states"
    assert "1 nominals" in capsys.readouterr().out


def test_a_new_default_agency_sees_its_people_once_they_are_rebuilt():
    person = managed()
    restate(nominals=[person.pk], at=FIRST, act=5)
    former = default_agency("police")
    other = default_agency("police", "suffolk")
    AreaService.objects.filter(agency=former, area=area()).update(is_default=False)
    AreaService.objects.create(agency=other, area=area(), kind="police", is_default=True)
    of_former = MembershipFactory(role=Role.PRACTITIONER, agency=former).user
    of_other = MembershipFactory(role=Role.PRACTITIONER, agency=other).user
    assert differing_nominals() == [person.pk]

    call_command("rebuild_states")

    assert differing_nominals() == []
    assert Nominal.objects.visible_to(of_other, on=DAY).exists()
    assert not Nominal.objects.visible_to(of_former, on=DAY).exists()
