"""Acts and imports in any order: a basis holds on the days a slow count says, at each step."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.periods import Period
from nominals.choices import Basis
from nominals.models import EligibilityPeriod, StatePeriod
from nominals.services.acts import Asked, act
from nominals.services.eligibility import support_basis
from tests.factories.nominals import NominalFactory
from tests.nominals.asking import NOW

pytestmark = pytest.mark.django_db
FIRST = date(2020, 1, 1)
LENGTH = 14


def period_of(numbers):
    start, length = numbers
    return Period(FIRST + timedelta(days=start), FIRST + timedelta(days=start + length))


def days_of(period):
    return {day for day in range(LENGTH * 2) if FIRST + timedelta(days=day) in period}


spells = st.tuples(st.integers(0, LENGTH - 1), st.integers(1, LENGTH)).map(period_of)
orders = st.tuples(st.just("order"), st.integers(1, 3), st.none() | spells)
imports = st.tuples(st.just("import"), st.just(0), spells)


def imported(this, person, period):
    """Write a period as an import does, unless it meets one that stands; what it then adds."""
    rows = EligibilityPeriod.objects.filter(nominal=person, basis=Basis.SHPO)
    if any(each.period.overlaps(period) for each in rows):
        return set()
    this.record(
        EligibilityPeriod(
            nominal=person,
            basis=Basis.SHPO,
            category=1,
            valid_from=period.start,
            valid_to=period.end,
        )
    )
    return days_of(period)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(orders | imports, min_size=1, max_size=6))
def test_a_basis_holds_on_the_days_of_its_orders_and_of_what_was_imported(steps):
    with transaction.atomic():
        person = NominalFactory()
        ordered, kept = {}, set()
        for number, (kind, key, period) in enumerate(steps):
            asked = Asked(by="ann", at=NOW + timedelta(days=number))
            with act("test", person, asked=asked) as this:
                if kind == "import":
                    kept |= imported(this, person, period)
                else:
                    ordered[key] = period
                    support_basis(
                        this,
                        nominal=person,
                        basis=Basis.SHPO,
                        label="orders.Order",
                        supports={key: each for key, each in ordered.items() if each},
                    )

            rows = EligibilityPeriod.objects.filter(nominal=person)
            held = [days_of(each.period) for each in rows]
            wanted = kept.union(*(days_of(each) for each in ordered.values() if each))
            assert sum(map(len, held)) == len(wanted)
            assert set().union(*held) == wanted
            stated = StatePeriod.objects.filter(nominal=person, category=1)
            days = [days_of(Period(each.valid_from, each.valid_to)) for each in stated]
            assert set().union(*days) == wanted
        transaction.set_rollback(True)
