"""Ending a basis, leaving MAPPA, and entering again on the same record."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from core.periods import Period
from nominals.choices import AuthorityKind, Basis, Level
from nominals.models import (
    EligibilityPeriod,
    EligibilitySupport,
    LeadAgencyPeriod,
    LevelPeriod,
    StatePeriod,
)
from nominals.rules.support import ITSELF
from nominals.services.acts import Asked, act
from nominals.services.eligibility import support_basis
from nominals.services.management import (
    Authority,
    Management,
    end_category_basis,
    enter_category,
    leave_mappa,
)
from tests.factories.nominals import EligibilityPeriodFactory, managed
from tests.nominals.asking import NOW
from tests.nominals.refusing import codes

pytestmark = pytest.mark.django_db
ON = date(2024, 4, 1)


def end(period, on, days=1):
    return end_category_basis(
        period=period,
        on=on,
        reason="risk has fallen",
        asked=Asked(by="ann", at=NOW + timedelta(days=days)),
    )


def test_a_decision_ends_on_its_day_and_leaves_what_else_supports_the_basis():
    person = managed()
    period = EligibilityPeriod.objects.get(nominal=person)
    with act("test", person, asked=Asked(by="ann", at=NOW)) as this:
        support_basis(
            this,
            nominal=person,
            basis=Basis.SEXUAL_OFFENCE,
            label="nominals.Example",
            supports={7: Period(date(2021, 1, 1), date(2026, 1, 1))},
        )

    ended = end(period, date(2022, 1, 1))

    assert (ended.pk, ended.valid_to) == (period.pk, date(2026, 1, 1))
    assert EligibilitySupport.objects.get(source_label=ITSELF).valid_to == date(2022, 1, 1)
    with pytest.raises(ValidationError) as refused:
        end(period, date(2025, 1, 1), days=2)
    assert codes(refused) == ["supported_otherwise"]


def test_a_basis_that_ends_on_its_first_day_is_withdrawn_and_stays_known():
    person = managed()
    period = EligibilityPeriod.objects.get(nominal=person)

    end(period, period.valid_from)

    assert not EligibilityPeriod.objects.filter(nominal=person).exists()
    assert EligibilityPeriod.history.get(pk=period.pk).superseded_in is not None


def leave(person, on, days=2):
    asked = Asked(by="ann", at=NOW + timedelta(days=days))
    return leave_mappa(nominal=person, on=on, reason="all eligibility ended", asked=asked)


@pytest.mark.parametrize(
    ("on", "refused"), [(date(2024, 3, 31), True), (ON, False), (date(2024, 4, 2), False)]
)
def test_one_leaves_on_the_day_the_last_basis_ends_or_later(on, refused):
    person = managed(level=2)
    end(EligibilityPeriod.objects.get(nominal=person), ON)

    if refused:
        with pytest.raises(ValidationError) as error:
            leave(person, on)
        assert codes(error) == ["still_eligible"]
        return
    leave(person, on)
    assert LevelPeriod.objects.get(nominal=person).valid_to == on
    assert LeadAgencyPeriod.objects.get(nominal=person).valid_to == on
    with pytest.raises(ValidationError) as error:
        leave(person, on, days=3)
    assert codes(error) == ["left_already"]


def test_leaving_is_refused_while_an_order_supports_a_basis():
    person = managed()
    EligibilityPeriodFactory(nominal=person, basis=Basis.SHPO)
    end(EligibilityPeriod.objects.get(nominal=person, basis=Basis.SEXUAL_OFFENCE), ON)

    with pytest.raises(ValidationError, match="shpo"):
        leave(person, ON)


def test_one_who_left_enters_again_on_the_same_record():
    person = managed()
    end(EligibilityPeriod.objects.get(nominal=person), ON)
    leave(person, ON)
    again = date(2024, 9, 1)

    enter_category(
        nominal=person,
        basis=Basis.SEXUAL_OFFENCE,
        on=again,
        reason="convicted again",
        managed=Management(
            level=Level.ONE,
            authority=Authority(AuthorityKind.SCREENING, "", "", ""),
            manager="A Manager",
        ),
        asked=Asked(by="ann", at=NOW + timedelta(days=3)),
        offence="Rape",
        sentence="8 years",
    )

    states = StatePeriod.objects.filter(nominal=person).order_by("valid_from")
    assert list(states.values_list("valid_from", "valid_to", "category")) == [
        (date(2020, 1, 1), ON, 1),
        (ON, again, None),
        (again, None, 1),
    ]
