"""Detention and release, what is expected of them, and licence."""

from datetime import UTC, date, datetime

import pytest

from core.models import AuditEntry
from nominals.models import Detention, ExpectedRelease, Licence, LicenceCondition, StatePeriod
from nominals.services import custody
from nominals.services.acts import Asked
from tests.factories.nominals import DetentionFactory, managed
from tests.nominals.refusing import refused

pytestmark = pytest.mark.django_db
ASKED = Asked(by="ann", at=datetime(2024, 5, 1, 10, tzinfo=UTC))


def day(number):
    return date(2024, 5, number)


def detain(person, on=1, setting="prison"):
    return custody.detain(
        nominal=person, setting=setting, on=day(on), establishment="HMP Example", asked=ASKED
    )


def release(person, on=10):
    return custody.release(nominal=person, on=day(on), asked=ASKED)


def expect(person, expected_on, on):
    return custody.expect_release(
        nominal=person, expected_on=day(expected_on), on=day(on), asked=ASKED
    )


def days_of(model, **which):
    return list(model.objects.filter(**which).values_list("valid_from", "valid_to"))


def test_release_is_the_first_day_in_the_community():
    person = managed(level=2)
    detain(person)

    release(person)

    assert days_of(Detention) == [(day(1), day(10))]
    settings = [
        StatePeriod.objects.on(day(number)).get(nominal=person).setting for number in (1, 9, 10)
    ]
    assert settings == ["prison", "prison", None]
    acts = AuditEntry.objects.filter(object_id=str(person.pk)).values_list("act", flat=True)
    assert set(acts) == {"detain", "release"}


def test_somebody_moves_from_prison_to_hospital_on_one_day():
    person = managed()
    detain(person)
    release(person)
    detain(person, on=10, setting="hospital")

    assert list(Detention.objects.values_list("setting", "valid_from", "valid_to")) == [
        ("prison", day(1), day(10)),
        ("hospital", day(10), None),
    ]


def test_nobody_is_detained_twice_at_once():
    person = managed()
    detain(person)

    with refused("The nominal already has a detention from 1 May 2024, still open"):
        detain(person, on=5)


def test_only_the_detained_are_released_and_once():
    person = managed()
    with refused("The person is not detained on the day before 2024-05-10"):
        release(person)
    detain(person)
    with refused("The person is not detained on the day before 2024-05-01"):
        release(person, on=1)
    release(person)
    with refused("The detention ended on 2024-05-10"):
        release(person)


def test_a_known_end_of_detention_may_be_brought_forward():
    person = managed()
    DetentionFactory(nominal=person, valid_from=day(1), valid_to=day(20))

    release(person)

    assert days_of(Detention) == [(day(1), day(10))]


def test_nothing_of_custody_comes_after_death():
    person = managed(died_on=day(5))
    detain(person)

    with refused("Release on 2024-05-06 comes after the day of death"):
        release(person, on=6)
    with refused("Release on 2024-05-06 comes after the day of death"):
        expect(person, expected_on=6, on=2)
    with refused("A licence on 2024-05-06 comes after"):
        begin(person, on=6)
    release(person, on=5)
    with refused("Detention on 2024-05-06 comes after"):
        detain(person, on=6)
    assert detain(person, on=5).is_now_known


# Expected release


def expectations():
    rows = ExpectedRelease.objects.order_by("valid_from")
    return [
        tuple(None if each is None else each.day for each in row)
        for row in rows.values_list("expected_on", "valid_from", "valid_to")
    ]


def test_a_new_expectation_ends_the_former_and_what_was_expected_can_be_told():
    person = managed()
    detain(person)

    expect(person, 20, on=2)
    expect(person, 25, on=8)

    assert expectations() == [(20, 2, 8), (25, 8, None)]


def test_an_expectation_of_the_same_day_replaces_and_an_earlier_one_ends_at_the_next():
    person = managed()
    detain(person)
    expect(person, 20, on=8)

    expect(person, 25, on=8)
    expect(person, 15, on=2)

    assert expectations() == [(15, 2, 8), (25, 8, None)]
    assert ExpectedRelease.history.count() == 2 + 1


def test_release_ends_what_was_expected():
    person = managed()
    detain(person)
    expect(person, 20, on=2)
    expect(person, 25, on=12)

    release(person)

    assert expectations() == [(20, 2, 10)]


def test_a_release_told_late_leaves_the_expectations_of_a_later_detention():
    person = managed()
    DetentionFactory(nominal=person, valid_from=day(1), valid_to=day(12))
    detain(person, on=15)
    expect(person, 25, on=16)

    release(person)

    assert expectations() == [(25, 16, None)]


def test_a_release_is_expected_of_the_detained_only_and_ahead():
    person = managed()
    with refused("The person is not detained on 2024-05-02"):
        expect(person, 20, on=2)
    detain(person)
    with refused("a day that is past"):
        expect(person, 1, on=2)


# Licence


def begin(person, on=10, ends_on=20, conditions=("Lives where approved.", "Wears a tag.")):
    return custody.begin_licence(
        nominal=person,
        on=day(on),
        ends_on=None if ends_on is None else day(ends_on),
        kind="standard",
        conditions=conditions,
        asked=ASKED,
    )


def test_a_licence_begins_with_its_conditions():
    licence = begin(managed())

    assert days_of(Licence) == [(day(10), day(20))]
    assert days_of(LicenceCondition, licence=licence) == [(day(10), day(20))] * 2
    assert AuditEntry.objects.filter(act="begin_licence").count() == 1


def test_a_licence_for_life_has_no_end_and_a_person_one_licence():
    person = managed()
    begin(person, ends_on=None)

    assert days_of(Licence) == [(day(10), None)]
    with refused("The nominal already has a licence"):
        begin(person, on=15)


def test_a_condition_is_added_and_ended_within_its_licence():
    licence = begin(managed(), conditions=())
    condition = custody.add_condition(licence=licence, text="Curfew.", on=day(12), asked=ASKED)
    assert days_of(LicenceCondition) == [(day(12), day(20))]

    custody.end_condition(condition=condition, on=day(15), reason="job", asked=ASKED)

    assert days_of(LicenceCondition) == [(day(12), day(15))]
    with refused("The licence holds from 2024-05-10 until 2024-05-19"):
        custody.add_condition(licence=licence, text="Curfew.", on=day(20), asked=ASKED)
    with refused("The condition ended on 2024-05-15"):
        custody.end_condition(condition=condition, on=day(15), reason="job", asked=ASKED)


def test_a_licence_that_ends_early_ends_its_conditions():
    licence = begin(managed(), conditions=("Tag.",))
    custody.add_condition(licence=licence, text="Curfew.", on=day(18), asked=ASKED)

    custody.end_licence(licence=licence, on=day(15), reason="recalled", asked=ASKED)

    assert days_of(Licence) == [(day(10), day(15))]
    assert days_of(LicenceCondition) == [(day(10), day(15))]
    with refused("The licence ended on 2024-05-15"):
        custody.end_licence(licence=licence, on=day(16), reason="again", asked=ASKED)


def test_a_changed_end_takes_along_the_conditions_that_ended_with_the_licence():
    licence = begin(managed(), conditions=("Tag.",))
    brief = custody.add_condition(licence=licence, text="Curfew.", on=day(11), asked=ASKED)
    custody.end_condition(condition=brief, on=day(13), reason="job", asked=ASKED)

    custody.change_licence_end(licence=licence, ends_on=day(25), reason="days added", asked=ASKED)

    assert days_of(Licence) == [(day(10), day(25))]
    assert days_of(LicenceCondition) == [(day(10), day(25)), (day(11), day(13))]
    with refused("ends on that day already"):
        custody.change_licence_end(licence=licence, ends_on=day(25), reason="x", asked=ASKED)
    with refused("A period must end after the day on which it starts"):
        custody.change_licence_end(licence=licence, ends_on=day(10), reason="x", asked=ASKED)
