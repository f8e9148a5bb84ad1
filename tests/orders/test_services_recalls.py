"""From the decision to recall to the return, the rescission and the re-release."""

from datetime import UTC, date, datetime

import pytest

from core.models import AuditEntry
from core.refusing import NeedsReason
from nominals.models import Detention, ExpectedRelease, LevelPeriod, StatePeriod
from orders.models import Recall
from orders.services import recalls
from tests.factories.nominals import (
    DetentionFactory,
    EligibilityPeriodFactory,
    LevelPeriodFactory,
    NominalFactory,
    managed,
)
from tests.nominals.refusing import refused
from tests.orders.making import asked

pytestmark = pytest.mark.django_db
DECIDED_ON = date(2024, 5, 1)
RETURNED_ON = date(2024, 5, 8)
RELEASED_ON = date(2024, 6, 5)


def recall(person, **values):
    standard = {
        "kind": "standard",
        "reason": "breach_of_licence",
        "decided_on": DECIDED_ON,
        "asked": asked(),
    }
    return recalls.recall(nominal=person, **standard | values)


def fixed(person, **values):
    return recall(person, **{"kind": "fixed_term", "sentence_months": 11} | values)


def returned(found, on=RETURNED_ON):
    return recalls.record_return(recall=found, on=on, establishment="HMP Norwich", asked=asked())


def released(found, on=RELEASED_ON):
    return recalls.record_rerelease(recall=found, on=on, asked=asked())


def rescind(found, on):
    return recalls.rescind_recall(recall=found, on=on, reason="In error.", asked=asked())


def asked_about(act, *args, **values):
    before = Recall.history.count()
    with pytest.raises(NeedsReason) as told:
        act(*args, **values)
    assert Recall.history.count() == before
    return [each.rule for each in told.value.warnings]


def detentions():
    return list(Detention.objects.values_list("setting", "valid_from", "valid_to"))


def test_a_recall_is_stored_in_one_entry_of_the_log():
    found = recall(managed())

    stored = Recall.objects.get()
    assert (stored.kind, stored.decided_on, stored.days) == ("standard", DECIDED_ON, None)
    assert found.recorded_in == AuditEntry.objects.get(act="recall").pk


@pytest.mark.parametrize(("months", "days"), [(11, 14), (12, 28), (13, 28)])
def test_a_fixed_term_takes_its_length_from_the_sentence(months, days):
    person = managed()

    found = fixed(person, decided_on=date(2024, 4, 1), sentence_months=months)

    assert found.days == days


def test_another_length_asks_a_reason_and_so_does_an_unknown_sentence():
    person = managed()

    assert asked_about(fixed, person, days=28) == ["V58"]
    assert asked_about(fixed, person, sentence_months=None) == ["V58"]

    found = fixed(person, days=28, asked=asked(reasons={"V58": "By the form."}))

    assert found.days == 28


def test_only_a_fixed_term_has_a_length():
    with refused("Only a fixed-term recall"):
        recall(managed(), days=14)


@pytest.mark.parametrize(
    ("decided_on", "months", "level", "asks"),
    [
        pytest.param(date(2024, 4, 1), 11, 2, False, id="Level 2 before the limits"),
        pytest.param(date(2024, 4, 2), 11, 2, True, id="Level 2 on their first day"),
        pytest.param(date(2024, 4, 3), 11, 3, True, id="Level 3 a day later"),
        pytest.param(date(2024, 4, 2), 11, 1, False, id="Level 1"),
        pytest.param(date(2024, 4, 1), 12, 1, False, id="12 months before the limits"),
        pytest.param(date(2024, 4, 2), 12, 1, True, id="12 months"),
        pytest.param(date(2025, 9, 1), 12, 1, True, id="12 months on the last day of 2024's"),
        pytest.param(date(2025, 9, 2), 12, 1, False, id="12 months under the limits of 2025"),
        pytest.param(date(2025, 9, 2), 47, 1, False, id="47 months"),
        pytest.param(date(2025, 9, 2), 48, 1, True, id="48 months"),
        pytest.param(date(2025, 9, 3), 11, 2, True, id="Level 2 under the limits of 2025"),
    ],
)
def test_who_is_suitable_for_a_fixed_term_goes_by_the_day(decided_on, months, level, asks):
    person = managed(level=level)
    values = {
        "decided_on": decided_on,
        "sentence_months": months,
        "asked": asked(at=datetime(2026, 1, 1, tzinfo=UTC)),
    }

    if asks:
        assert asked_about(fixed, person, **values) == ["V57"]
    else:
        assert fixed(person, **values).kind == "fixed_term"


@pytest.mark.parametrize(
    ("decided_on", "asks"), [(date(2025, 9, 1), False), (date(2025, 9, 2), True)]
)
def test_category_4_is_unsuitable_from_2025(decided_on, asks):
    person = managed()
    EligibilityPeriodFactory(nominal=person, basis="terrorism_offence", valid_from=date(2023, 1, 1))
    values = {"decided_on": decided_on, "asked": asked(at=datetime(2026, 1, 1, tzinfo=UTC))}

    if asks:
        assert asked_about(fixed, person, **values) == ["V57"]
    else:
        assert fixed(person, **values).days == 14


@pytest.mark.parametrize(
    ("born", "asks"), [(date(2006, 5, 2), True), (date(2006, 5, 1), False), (None, False)]
)
def test_the_young_are_unsuitable(born, asks):
    person = managed(date_of_birth=born)

    if asks:
        assert asked_about(fixed, person) == ["V57"]
    else:
        assert fixed(person).days == 14


def test_the_level_is_the_one_that_was_known_at_the_decision():
    person = managed(level=1)
    level = LevelPeriod.objects.get()
    level.supersede(at=datetime(2024, 5, 2, 10, tzinfo=UTC), act=5, level=2)
    later = asked(at=datetime(2024, 5, 3, 10, tzinfo=UTC))

    assert fixed(person, asked=later).days == 14
    assert asked_about(fixed, person, decided_on=date(2024, 5, 2), asked=later) == ["V57"]


def test_a_record_younger_than_the_decision_goes_by_what_is_now_known():
    person = NominalFactory()
    LevelPeriodFactory(nominal=person, level=2, recorded_from=datetime(2024, 5, 2, 10, tzinfo=UTC))

    later = asked(at=datetime(2024, 5, 3, tzinfo=UTC))

    assert asked_about(fixed, person, asked=later) == ["V57"]


def test_a_return_begins_a_detention_and_the_re_release_ends_it():
    person = managed(level=2)
    found = recall(person)

    returned(found)
    held = StatePeriod.objects.on(RETURNED_ON).get(nominal=person).setting
    released(found)

    assert held == "prison"
    assert detentions() == [("prison", RETURNED_ON, RELEASED_ON)]
    assert Detention.objects.get().establishment == "HMP Norwich"
    assert StatePeriod.objects.on(RELEASED_ON).get(nominal=person).setting is None
    stored = Recall.objects.get()
    assert (stored.returned_on, stored.released_on) == (RETURNED_ON, RELEASED_ON)
    acts = AuditEntry.objects.filter(object_id=str(person.pk)).values_list("act", flat=True)
    assert sorted(acts) == ["recall", "record_rerelease", "record_return"]


def test_a_detention_that_holds_already_stands_and_the_re_release_ends_it():
    person = managed()
    found = recall(person)
    DetentionFactory(nominal=person, valid_from=date(2024, 5, 2))

    returned(found)

    assert detentions() == [("prison", date(2024, 5, 2), None)]
    released(found)
    assert detentions() == [("prison", date(2024, 5, 2), RELEASED_ON)]


def test_a_detention_of_the_return_reaches_to_the_next_one():
    person = managed()
    found = recall(person)
    DetentionFactory(nominal=person, setting="hospital", valid_from=date(2024, 7, 1))

    returned(found)

    assert detentions() == [
        ("prison", RETURNED_ON, date(2024, 7, 1)),
        ("hospital", date(2024, 7, 1), None),
    ]


def test_a_release_on_the_day_of_the_return_leaves_no_detention():
    found = recall(managed())
    returned(found)

    released(found, RETURNED_ON)

    assert detentions() == []


def test_a_release_without_a_detention_is_recorded_and_hospital_goes_on():
    person = managed()
    found = recall(person)
    DetentionFactory(nominal=person, setting="hospital", valid_from=date(2024, 5, 2))
    returned(found)

    released(found)

    assert detentions() == [("hospital", date(2024, 5, 2), None)]
    assert Recall.objects.get().released_on == RELEASED_ON
    assert not ExpectedRelease.objects.exists()


def test_a_recall_is_rescinded_with_its_reason():
    found = recall(managed())

    rescind(found, date(2024, 5, 3))

    assert Recall.objects.get().rescinded_on == date(2024, 5, 3)
    assert AuditEntry.objects.get(act="rescind_recall").purpose == "In error."


@pytest.mark.parametrize(
    ("acts", "sentence"),
    [
        pytest.param([(returned, date(2024, 4, 30))], "V59", id="return before decision"),
        pytest.param([(returned, DECIDED_ON), (returned, RETURNED_ON)], "already", id="twice"),
        pytest.param(
            [(rescind, date(2024, 5, 3)), (returned, RETURNED_ON)], "rescinded", id="rescinded"
        ),
        pytest.param([(rescind, date(2024, 4, 30))], "before that day", id="rescinded early"),
        pytest.param(
            [(rescind, date(2024, 5, 3)), (rescind, date(2024, 5, 4))], "already", id="both times"
        ),
        pytest.param([(released, RELEASED_ON)], "return to custody first", id="no return"),
        pytest.param(
            [(returned, RETURNED_ON), (released, date(2024, 5, 7))], "before the return", id="early"
        ),
        pytest.param(
            [(returned, RETURNED_ON), (released, RELEASED_ON), (released, RELEASED_ON)],
            "already",
            id="released twice",
        ),
        pytest.param(
            [(returned, RETURNED_ON), (released, RELEASED_ON), (rescind, RELEASED_ON)],
            "ended with the release",
            id="rescinded after release",
        ),
    ],
)
def test_the_stages_of_a_recall_follow_each_other(acts, sentence):
    found = recall(managed())
    *before, (last, on) = acts
    for each, day in before:
        each(found, day)

    with refused(sentence):
        last(found, on)


def test_nobody_is_recalled_twice_on_a_day_or_after_death():
    person = managed()
    recall(person)

    with refused("A recall decided on this day is recorded"):
        recall(person)
    with refused("after the day of death"):
        recall(managed(died_on=date(2024, 4, 30)))
