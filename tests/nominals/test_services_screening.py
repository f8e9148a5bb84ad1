"""Potentially dangerous persons stand outside MAPPA (V73); not being eligible is a decision."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from core.models import AuditEntry
from nominals.models import NotEligibleDecision, PdpPeriod, StatePeriod
from nominals.services.acts import Asked
from nominals.services.screening import begin_pdp, decide_not_eligible, end_pdp
from tests.factories.nominals import (
    EligibilityPeriodFactory,
    LevelPeriodFactory,
    NominalFactory,
    PdpPeriodFactory,
)
from tests.nominals.asking import NOW
from tests.nominals.refusing import codes

pytestmark = pytest.mark.django_db
ON = date(2024, 4, 1)


def begin(person, on=ON, days=0):
    return begin_pdp(
        nominal=person,
        on=on,
        decider="A Superintendent",
        reason="conduct since release",
        asked=Asked(by="ann", at=NOW + timedelta(days=days)),
    )


def test_a_spell_as_potentially_dangerous_person_is_in_no_state():
    person = NominalFactory()

    spell = begin(person)

    assert (spell.valid_from, spell.valid_to, spell.decided_by) == (ON, None, "A Superintendent")
    assert not StatePeriod.objects.filter(nominal=person).exists()
    assert AuditEntry.objects.get(act="begin_pdp").purpose == "conduct since release"


@pytest.mark.parametrize(
    ("ends", "refused"),
    [
        (ON - timedelta(days=1), False),
        (ON, False),
        (ON + timedelta(days=1), True),
        (None, True),
    ],
)
def test_nobody_eligible_is_a_potentially_dangerous_person(ends, refused):
    person = NominalFactory()
    EligibilityPeriodFactory(nominal=person, valid_to=ends)

    if not refused:
        assert begin(person).valid_from == ON
        return
    with pytest.raises(ValidationError) as error:
        begin(person)
    assert codes(error) == ["V73"]
    assert not PdpPeriod.history.exists()


def test_a_potentially_dangerous_person_has_no_level():
    person = NominalFactory()
    LevelPeriodFactory(nominal=person)

    with pytest.raises(ValidationError, match="Level 1") as refused:
        begin(person)

    assert codes(refused) == ["V73"]


def test_two_spells_at_once_are_refused():
    person = NominalFactory()
    begin(person)

    with pytest.raises(ValidationError, match="already has a spell"):
        begin(person, on=ON + timedelta(days=3), days=1)


def end(person, on):
    asked = Asked(by="ann", at=NOW + timedelta(days=1))
    return end_pdp(nominal=person, on=on, reason="risk has fallen", asked=asked)


def test_a_spell_ends_on_a_day_after_its_first():
    person = NominalFactory()
    PdpPeriodFactory(nominal=person, valid_from=ON)

    with pytest.raises(ValidationError) as refused:
        end(person, ON)
    assert codes(refused) == ["ends_after_start"]

    assert end(person, ON + timedelta(days=1)).valid_to == ON + timedelta(days=1)


def test_without_a_spell_there_is_none_to_end():
    person = NominalFactory()
    PdpPeriodFactory(nominal=person, valid_from=date(2020, 1, 1), valid_to=ON)

    with pytest.raises(ValidationError) as refused:
        end(person, ON)

    assert codes(refused) == ["no_pdp"]


@pytest.mark.parametrize(
    ("on", "refused"),
    [
        (date(2019, 12, 31), False),
        (date(2020, 1, 1), True),
        (date(2023, 12, 31), True),
        (date(2024, 1, 1), False),
    ],
)
def test_not_eligible_is_decided_on_a_day_without_a_basis(on, refused):
    person = NominalFactory()
    EligibilityPeriodFactory(nominal=person, valid_to=date(2024, 1, 1))
    EligibilityPeriodFactory(nominal=person, basis="sopo", valid_to=date(2020, 1, 2))

    def decide():
        return decide_not_eligible(
            nominal=person,
            on=on,
            decider="The co-ordinator",
            reason="no qualifying sentence",
            asked=Asked(by="ann", at=NOW),
        )

    if refused:
        with pytest.raises(ValidationError) as error:
            decide()
        assert codes(error) == ["eligible"]
        return
    decide()
    decision = NotEligibleDecision.objects.get(nominal=person)
    assert (decision.decided_on, decision.decided_by) == (on, "The co-ordinator")
