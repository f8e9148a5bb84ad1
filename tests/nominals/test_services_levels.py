"""Setting a level at an effective date, and a lead agency."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from agencies.models import RuleSetting
from core.models import AuditEntry
from core.refusing import NeedsReason
from nominals.choices import AuthorityKind, Basis
from nominals.models import Finding, GivenReason, LevelPeriod, StatePeriod
from nominals.services.management import (
    Authority,
    set_level,
)
from nominals.services.states import restate
from tests.factories.nominals import (
    DetentionFactory,
    EligibilityPeriodFactory,
    ExpectedReleaseFactory,
    LevelPeriodFactory,
    NominalFactory,
    PdpPeriodFactory,
    managed,
)
from tests.nominals.asking import NOW, asked
from tests.nominals.refusing import codes

pytestmark = pytest.mark.django_db
START = date(2020, 1, 1)
REFERRED = Authority(AuthorityKind.REFERRAL, "R-1", "The co-ordinator", "risk has risen")
MET = Authority(AuthorityKind.MEETING, "M-1", "A Chair", "risk has changed")


def set_to(person, level, on, authority=MET, days=0, **reasons):
    return set_level(
        nominal=person, level=level, on=on, authority=authority, asked=asked(days, **reasons)
    )


def levels(person):
    found = LevelPeriod.objects.filter(nominal=person)
    return [(each.level, each.valid_from, each.valid_to) for each in found]


def test_a_level_is_set_from_a_day_on_with_its_authority():
    person = managed()
    on = date(2024, 5, 1)

    period = set_to(person, 2, on, REFERRED)

    assert levels(person) == [(1, START, on), (2, on, None)]
    assert (period.authority_kind, period.authority_reference) == ("referral", "R-1")
    assert (period.decided_by, period.reason) == ("The co-ordinator", "risk has risen")
    assert AuditEntry.objects.get(act="set_level").purpose == "risk has risen"
    assert list(StatePeriod.objects.filter(nominal=person).values_list("level", flat=True)) == [
        1,
        2,
    ]


def test_a_level_that_begins_in_the_past_ends_where_the_next_known_change_begins():
    person = managed()
    set_to(person, 3, date(2024, 5, 1), REFERRED)

    set_to(person, 2, date(2023, 5, 1), REFERRED, days=1)

    assert levels(person) == [
        (1, START, date(2023, 5, 1)),
        (2, date(2023, 5, 1), date(2024, 5, 1)),
        (3, date(2024, 5, 1), None),
    ]


def test_a_level_set_on_the_first_day_of_another_replaces_it():
    person = managed()
    first = LevelPeriod.objects.get(nominal=person)

    set_to(person, 2, START, REFERRED)

    assert levels(person) == [(2, START, None)]
    assert LevelPeriod.objects.get(nominal=person).pk == first.pk


def test_a_level_before_the_first_one_known_ends_where_that_begins():
    person = managed()
    EligibilityPeriodFactory(
        nominal=person, basis=Basis.VIOLENT_OFFENCE, valid_from=date(2019, 1, 1)
    )

    set_to(person, 2, date(2019, 6, 1), REFERRED)

    assert levels(person) == [(2, date(2019, 6, 1), START), (1, START, None)]


@pytest.mark.parametrize(
    ("level", "authority", "code"),
    [
        (1, MET, "same_level"),
        (2, Authority(AuthorityKind.REFERRAL, "", "The co-ordinator", "risk"), "V39"),
    ],
)
def test_a_refused_level_stores_nothing(level, authority, code):
    person = managed()

    with pytest.raises(ValidationError) as refused:
        set_to(person, level, date(2024, 5, 1), authority)

    assert codes(refused) == [code]
    assert LevelPeriod.history.filter(nominal=person).count() == 1
    assert not AuditEntry.objects.filter(act="set_level").exists()


@pytest.mark.parametrize("on", [date(2019, 12, 31), date(2022, 1, 1)])
def test_only_somebody_eligible_on_the_day_has_a_level(on):
    person = NominalFactory()
    EligibilityPeriodFactory(nominal=person, valid_to=date(2022, 1, 1))

    with pytest.raises(ValidationError) as refused:
        set_to(person, 2, on, REFERRED)

    assert codes(refused) == ["not_eligible"]


def test_a_potentially_dangerous_person_has_no_level():
    person = NominalFactory()
    PdpPeriodFactory(nominal=person)

    with pytest.raises(ValidationError) as refused:
        set_to(person, 2, START, REFERRED)

    assert codes(refused) == ["V73"]


def test_category_3_does_not_fall_to_level_1():
    person = managed(level=2, basis=Basis.DECISION)

    with pytest.raises(ValidationError) as refused:
        set_to(person, 1, date(2024, 5, 1))

    assert codes(refused) == ["V1"]


@pytest.mark.parametrize(("on", "refused"), [(date(2021, 1, 2), True), (date(2021, 1, 1), False)])
def test_levels_touch_while_eligible(on, refused):
    person = NominalFactory()
    EligibilityPeriodFactory(nominal=person)
    LevelPeriodFactory(nominal=person, level=2, valid_to=date(2021, 1, 1))

    if not refused:
        set_to(person, 3, on)
        assert len(levels(person)) == 2
        return
    with pytest.raises(ValidationError) as error:
        set_to(person, 3, on, REFERRED)
    assert codes(error) == ["V40"]


def test_level_2_without_a_referral_asks_why_and_keeps_the_reason():
    person = managed()

    with pytest.raises(NeedsReason) as needed:
        set_to(person, 2, date(2024, 5, 1))
    assert [each.rule for each in needed.value.warnings] == ["V38"]

    set_to(person, 2, date(2024, 5, 1), V38="urgent, the referral follows")
    assert GivenReason.objects.get(nominal=person).rule == "V38"


RELEASED = date(2024, 3, 1)
ALERT = "level_lowered_near_release"


def found(person):
    return list(
        Finding.objects.filter(nominal=person, rule=ALERT).values_list("valid_from", "valid_to")
    )


@pytest.mark.parametrize(
    ("on", "asks"),
    [
        (RELEASED, True),
        (RELEASED + timedelta(weeks=12), True),
        (RELEASED + timedelta(weeks=12, days=1), False),
    ],
)
def test_a_level_that_falls_within_weeks_of_release_asks_why_and_is_found(on, asks):
    person = managed(level=2)
    DetentionFactory(nominal=person, valid_to=RELEASED)

    if asks:
        with pytest.raises(NeedsReason) as needed:
            set_to(person, 1, on)
        assert [each.rule for each in needed.value.warnings] == [ALERT]
    set_to(person, 1, on, **{ALERT: "he is settled"})

    assert found(person) == ([(on, on + timedelta(days=1))] if asks else [])
    assert GivenReason.objects.filter(nominal=person).exists() is asks


def test_a_level_that_falls_before_an_expected_release_asks_why():
    person = managed(level=3)
    ExpectedReleaseFactory(nominal=person, expected_on=date(2024, 7, 1))

    with pytest.raises(NeedsReason):
        set_to(person, 2, date(2024, 5, 1))


def test_the_weeks_are_those_of_the_area_and_the_day():
    person = managed(level=2)
    DetentionFactory(nominal=person, valid_to=RELEASED)
    RuleSetting.objects.create(
        code="level_fall_alert_weeks",
        area=person.responsible_areas.get().area,
        valid_from=START,
        value=2,
        source="local",
        recorded_from=NOW - timedelta(days=1),
        recorded_in=1,
    )

    set_to(person, 1, RELEASED + timedelta(days=15))

    assert found(person) == []


def test_an_imported_fall_is_not_found():
    person = managed(level=2)
    DetentionFactory(nominal=person, valid_to=RELEASED)
    former = LevelPeriod.objects.get(nominal=person)
    former.supersede(at=NOW, act=5, valid_to=RELEASED)
    lower = LevelPeriodFactory(nominal=person, level=1, valid_from=RELEASED)

    restate(nominals=[person.pk], at=NOW, act=5)
    assert found(person) == []

    later = NOW + timedelta(days=1)
    lower.supersede(at=later, act=6, authority_kind="meeting")
    restate(nominals=[person.pk], at=later, act=6)
    assert found(person) == [(RELEASED, RELEASED + timedelta(days=1))]
