"""Who is counted in each table, clause by clause, from recorded facts."""

from datetime import date, timedelta

import pytest

from nominals.choices import Basis
from tests.factories.agencies import area
from tests.factories.nominals import (
    DetentionFactory,
    EligibilityPeriodFactory,
    LevelPeriodFactory,
    NominalFactory,
    NotificationReviewFactory,
    ResponsibleAreaFactory,
    managed,
)
from tests.factories.orders import BreachFactory, OrderFactory, RecallFactory
from tests.reporting.figures import counted_in, figure, figures, record

pytestmark = pytest.mark.django_db

SNAPSHOT = date(2022, 3, 31)
FIRST, LAST = date(2021, 4, 1), date(2022, 3, 31)
DAY = timedelta(days=1)
IN_YEAR = date(2021, 6, 1)


def around(day, *counts):
    """The day before, the day and the day after, each with how many are then counted."""
    return list(zip((day - DAY, day, day + DAY), counts, strict=True))


# T1


def test_t1_counts_by_level_and_reporting_category():
    record(
        managed(level=1),
        managed(level=2, basis=Basis.VIOLENT_OFFENCE),
        managed(level=3, basis=Basis.DECISION),
    )

    assert figures("T1") == {
        "T1:level_1:category_1": 1,
        "T1:level_2:category_2": 1,
        "T1:level_3:category_3": 1,
    }


@pytest.mark.parametrize(("ends", "count"), around(SNAPSHOT, 0, 0, 1))
@pytest.mark.parametrize("kind", ["level_periods", "eligibility_periods", "responsible_areas"])
def test_t1_counts_what_is_in_force_at_the_end_of_the_snapshot_day(kind, ends, count):
    person = managed()
    getattr(person, kind).update(valid_to=ends)
    record(person)

    assert figure("T1:total:total") == count


@pytest.mark.parametrize(("start", "count"), around(SNAPSHOT, 1, 1, 0))
def test_t1_counts_a_basis_from_its_first_day(start, count):
    person = managed()
    person.eligibility_periods.update(valid_from=start)
    record(person)

    assert figure("T1:total:total") == count


@pytest.mark.parametrize(("died_on", "count"), around(SNAPSHOT, 0, 0, 1))
def test_t1_counts_nobody_from_the_day_of_death_on(died_on, count):
    record(managed(died_on=died_on))

    assert figure("T1:total:total") == count


@pytest.mark.parametrize("setting", ["prison", "hospital"])
@pytest.mark.parametrize(("ends", "count"), around(SNAPSHOT, 1, 1, 0))
def test_t1_leaves_out_who_is_detained_on_the_snapshot_day(setting, ends, count):
    person = managed()
    DetentionFactory(nominal=person, setting=setting, valid_to=ends)
    record(person)

    assert figure("T1:total:total") == count


def test_t1_counts_who_is_recalled_and_not_yet_returned():
    person = managed()
    RecallFactory(nominal=person, decided_on=SNAPSHOT)
    record(person)

    assert figure("T1:total:total") == 1


def test_t1_counts_neither_an_undetermined_level_nor_category_3_at_level_1():
    undetermined, impossible = managed(), managed(basis=Basis.DECISION)
    undetermined.level_periods.update(valid_to=FIRST)
    record(undetermined, impossible)

    assert figure("T1:total:total") == 0
    assert figure("T1:level_1:category_3") is None


def test_t1_counts_in_the_area_responsible_and_in_no_other():
    person = managed()
    person.responsible_areas.update(valid_to=SNAPSHOT)
    ResponsibleAreaFactory(nominal=person, area=area("suffolk"), valid_from=SNAPSHOT)
    record(person)

    assert (figure("T1:total:total"), figure("T1:total:total", code="suffolk")) == (0, 1)


def test_t1_takes_the_first_of_categories_1_2_3():
    person = managed(level=2, basis=Basis.VIOLENT_OFFENCE)
    EligibilityPeriodFactory(nominal=person, basis=Basis.SEXUAL_OFFENCE)
    record(person)

    assert figures("T1") == {"T1:level_2:category_1": 1}


def test_t1_takes_category_4_first_from_28_june_2022_and_not_before():
    person = managed(level=2)
    EligibilityPeriodFactory(nominal=person, basis=Basis.TERRORISM_OFFENCE)
    record(person)

    assert figures("T1") == {"T1:level_2:category_1": 1}
    assert figures("T1", year="2022-23") == {"T1:level_2:category_4": 1}


def test_restricted_people_are_always_counted():
    record(managed(is_restricted=True))

    assert figure("T1:total:total") == 1


# T2


@pytest.mark.parametrize(
    ("start", "ends", "count"),
    [
        (date(2020, 5, 1), FIRST - DAY, 0),
        (date(2020, 5, 1), FIRST, 0),
        (date(2020, 5, 1), FIRST + DAY, 1),
        (LAST, None, 1),
        (LAST + DAY, None, 0),
    ],
)
def test_t2_counts_who_was_at_level_2_or_3_on_a_day_of_the_year(start, ends, count):
    person = managed()
    person.level_periods.update(level=2, valid_from=start, valid_to=ends)
    record(person)

    assert figure("T2:total:total") == count


def test_t2_counts_once_at_the_highest_level():
    person = managed(level=3)
    person.level_periods.update(valid_to=IN_YEAR)
    LevelPeriodFactory(nominal=person, level=2, valid_from=IN_YEAR)
    record(person)

    assert figures("T2") == {"T2:level_3:category_1": 1}


def test_t2_takes_the_category_of_the_last_day_at_the_highest_level():
    person = managed(level=3)
    person.level_periods.update(valid_to=date(2021, 9, 1))
    LevelPeriodFactory(nominal=person, level=2, valid_from=date(2021, 9, 1))
    person.eligibility_periods.update(valid_to=date(2021, 7, 1))
    EligibilityPeriodFactory(
        nominal=person,
        basis=Basis.VIOLENT_OFFENCE,
        valid_from=date(2021, 7, 1),
        valid_to=date(2021, 10, 1),
    )
    EligibilityPeriodFactory(nominal=person, basis=Basis.DECISION, valid_from=date(2021, 10, 1))
    record(person)

    assert figures("T2") == {"T2:level_3:category_2": 1}


def test_t2_names_the_last_day_at_the_highest_level():
    left, stayed = managed(level=3), managed(level=2)
    left.level_periods.update(valid_to=IN_YEAR)
    record(left, stayed)

    (first,) = counted_in("T2:level_3:total")
    (second,) = counted_in("T2:level_2:total")
    assert (first.counted_on, second.counted_on) == (IN_YEAR - DAY, LAST)
    assert first.state_on == date(2020, 1, 1)


def test_t2_counts_who_is_in_custody():
    person = managed(level=2)
    DetentionFactory(nominal=person)
    record(person)

    assert (figure("T2:total:total"), figure("T1:total:total")) == (1, 0)


def test_t2_asks_for_a_category_on_that_day():
    person = managed(level=2)
    person.eligibility_periods.update(valid_to=FIRST)
    record(person)

    assert figure("T2:total:total") == 0


def test_t2_counts_nobody_from_the_day_of_death_on():
    dead, alive = managed(level=2, died_on=FIRST), managed(level=2, died_on=FIRST + DAY)
    record(dead, alive)

    assert [each.nominal for each in counted_in("T2:total:total")] == [alive]


def test_somebody_managed_in_two_areas_is_counted_in_both():
    person = managed(level=2)
    person.responsible_areas.update(valid_to=IN_YEAR)
    ResponsibleAreaFactory(nominal=person, area=area("suffolk"), valid_from=IN_YEAR)
    person.level_periods.update(valid_to=IN_YEAR)
    LevelPeriodFactory(nominal=person, level=3, valid_from=IN_YEAR)
    record(person)

    assert figures("T2") == {"T2:level_2:category_1": 1}
    assert figures("T2", code="suffolk") == {"T2:level_3:category_1": 1}


# T3, T4 and T6


@pytest.mark.parametrize(
    ("day", "count"),
    [(FIRST - DAY, 0), (FIRST, 1), (FIRST + DAY, 1), (LAST, 1), (LAST + DAY, 0)],
)
def test_t3_counts_outcomes_dated_in_the_year(day, count):
    person = managed(basis=Basis.VIOLENT_OFFENCE)
    BreachFactory(nominal=person, outcome="cautioned", outcome_on=day, breached_on=IN_YEAR)
    record(person)

    assert figure("T3") == count


def test_t3_counts_a_person_once_in_each_area():
    person = managed()
    person.responsible_areas.update(valid_to=date(2021, 9, 1))
    ResponsibleAreaFactory(nominal=person, area=area("suffolk"), valid_from=date(2021, 9, 1))
    for day in (date(2021, 5, 1), date(2021, 6, 1), date(2021, 10, 1)):
        BreachFactory(nominal=person, outcome="convicted", outcome_on=day)
    record(person)

    assert (figure("T3"), figure("T3", code="suffolk")) == (1, 1)


def test_t3_counts_who_left_the_area_on_the_day_of_the_outcome_in_the_area_left():
    person = managed()
    person.responsible_areas.update(valid_to=IN_YEAR)
    BreachFactory(nominal=person, outcome="convicted", outcome_on=IN_YEAR)
    record(person)

    assert figure("T3") == 1


def test_t4_counts_a_revocation_that_ends_category_1_on_its_day():
    person = managed()
    person.eligibility_periods.update(valid_to=IN_YEAR)
    NotificationReviewFactory(nominal=person, decided_on=IN_YEAR, outcome="revoked")
    NotificationReviewFactory(
        nominal=person, applied_on=IN_YEAR, decided_on=LAST, outcome="revoked"
    )
    record(person)

    assert figure("T4") == 1


def test_t4_counts_by_the_day_of_the_decision_and_no_refusal():
    decided, refused = managed(), managed()
    NotificationReviewFactory(
        nominal=decided, applied_on=IN_YEAR, decided_on=LAST + DAY, outcome="revoked"
    )
    NotificationReviewFactory(nominal=refused, decided_on=IN_YEAR, outcome="refused")
    record(decided, refused)

    assert (figure("T4"), figure("T4", year="2022-23")) == (0, 1)


def breached(person, kind, *, interim=False, **values):
    order = OrderFactory(nominal=person, kind=kind, is_interim=interim, made_on=date(2020, 5, 1))
    return BreachFactory(nominal=person, of="order", order=order, **values)


def test_t6_counts_who_had_no_category_1_basis_though_another_category_was_reported():
    none, below_category_4 = managed(basis=Basis.VIOLENT_OFFENCE), managed()
    EligibilityPeriodFactory(nominal=below_category_4, basis=Basis.TERRORISM_OFFENCE)
    for person in (none, below_category_4):
        breached(person, "sro", interim=True, outcome="convicted", outcome_on=date(2022, 9, 1))
    record(none, below_category_4)

    assert [each.nominal for each in counted_in("T6", year="2022-23")] == [none]


def test_t6_judges_each_breach_alone():
    person = managed(basis=Basis.VIOLENT_OFFENCE)
    breached(person, "rosho", outcome="cautioned", outcome_on=date(2021, 5, 1))
    breached(person, "sro", outcome="convicted", outcome_on=date(2021, 8, 1))
    EligibilityPeriodFactory(nominal=person, basis=Basis.SRO_BREACH, valid_from=date(2021, 5, 1))
    record(person)

    assert figure("T6") == 1


# T5


def test_t5_counts_orders_and_not_people():
    person = managed()
    OrderFactory(nominal=person)
    OrderFactory(nominal=person)
    OrderFactory(nominal=person, has_foreign_travel_restriction=True)
    OrderFactory(nominal=person, kind="notification_order")
    record(person)

    assert figures("T5") == {
        "T5:SHPO": 2,
        "T5:SHPO_with_foreign_travel_restriction": 1,
        "T5:NO": 1,
    }


@pytest.mark.parametrize(
    ("made_on", "count"), [(FIRST - DAY, 0), (FIRST, 1), (LAST, 1), (LAST + DAY, 0)]
)
def test_t5_counts_orders_made_in_the_year(made_on, count):
    person = managed()
    OrderFactory(nominal=person, made_on=made_on)
    record(person)

    assert figure("T5:SHPO") == count


def test_t5_leaves_out_an_order_quashed_after_the_year():
    person = managed()
    OrderFactory(nominal=person, ended_by="quashed", ended_on=date(2023, 1, 1))
    record(person)

    assert figure("T5:SHPO") == 0


def test_t5_counts_no_order_of_a_kind_without_a_row_in_the_edition():
    person = managed()
    OrderFactory(nominal=person, kind="sopo")
    record(person)

    assert figures("T5") == {}


# T7a and T7b


@pytest.mark.parametrize(
    ("returned_on", "count"), [(FIRST - DAY, 0), (FIRST, 1), (LAST, 1), (LAST + DAY, 0)]
)
def test_t7a_counts_returns_dated_in_the_year(returned_on, count):
    person = managed(level=2)
    RecallFactory(nominal=person, decided_on=date(2021, 3, 1), returned_on=returned_on)
    record(person)

    assert figure("T7a:total:total") == count


def test_t7a_takes_the_state_of_the_day_of_the_decision():
    person = managed(level=3)
    person.level_periods.update(valid_to=date(2021, 6, 2))
    LevelPeriodFactory(nominal=person, level=1, valid_from=date(2021, 6, 2))
    RecallFactory(nominal=person, decided_on=IN_YEAR, returned_on=date(2021, 6, 3))
    record(person)

    assert figures("T7a") == {"T7a:level_3:category_1": 1}


def test_t7a_takes_the_highest_level_then_the_latest_return_then_the_latest_decision():
    person = managed(level=2)
    person.level_periods.update(valid_to=date(2021, 7, 1))
    LevelPeriodFactory(
        nominal=person, level=3, valid_from=date(2021, 7, 1), valid_to=date(2021, 8, 1)
    )
    LevelPeriodFactory(nominal=person, level=2, valid_from=date(2021, 8, 1))
    RecallFactory(nominal=person, decided_on=IN_YEAR, returned_on=date(2022, 1, 1))
    RecallFactory(nominal=person, decided_on=date(2021, 7, 1), returned_on=date(2021, 7, 5))
    RecallFactory(nominal=person, decided_on=date(2021, 7, 2), returned_on=date(2021, 7, 9))
    last = RecallFactory(nominal=person, decided_on=date(2021, 7, 3), returned_on=date(2021, 7, 9))
    record(person)

    (found,) = counted_in("T7a:total:total")
    assert (found.level, found.source_id) == (3, last.pk)


def test_t7a_lets_a_recall_without_a_category_not_compete():
    person = managed(level=3)
    person.eligibility_periods.update(valid_to=date(2021, 7, 1))
    person.level_periods.update(valid_to=date(2021, 6, 20))
    LevelPeriodFactory(nominal=person, level=3, valid_from=date(2021, 6, 20))
    RecallFactory(nominal=person, decided_on=date(2021, 6, 21), returned_on=date(2021, 6, 22))
    RecallFactory(nominal=person, decided_on=date(2021, 8, 1), returned_on=date(2021, 8, 2))
    record(person)

    (found,) = counted_in("T7a:total:total")
    assert found.counted_on == date(2021, 6, 22)


def test_t7a_chooses_within_one_area():
    person = managed(level=3)
    person.responsible_areas.update(valid_to=date(2021, 9, 1))
    ResponsibleAreaFactory(nominal=person, area=area("suffolk"), valid_from=date(2021, 9, 1))
    person.level_periods.update(valid_to=date(2021, 9, 1))
    LevelPeriodFactory(nominal=person, level=2, valid_from=date(2021, 9, 1))
    RecallFactory(nominal=person, decided_on=IN_YEAR, returned_on=IN_YEAR)
    RecallFactory(nominal=person, decided_on=LAST, returned_on=LAST)
    record(person)

    assert figures("T7a") == {"T7a:level_3:category_1": 1}
    assert figures("T7a", code="suffolk") == {"T7a:level_2:category_1": 1}


def test_t7b_counts_once_under_category_1_at_the_highest_level_quashed_or_not():
    person = managed(level=2, basis=Basis.VIOLENT_OFFENCE)
    person.level_periods.update(valid_to=date(2021, 9, 1))
    LevelPeriodFactory(nominal=person, level=3, valid_from=date(2021, 9, 1))
    breached(person, "sopo", interim=True, returned_to_custody_on=IN_YEAR)
    breached(person, "shpo", returned_to_custody_on=LAST)
    person.orders.update(ended_by="quashed", ended_on=LAST)
    record(person)

    assert figures("T7b") == {"T7b:level_3:category_1": 1}


def test_t7b_counts_somebody_without_a_category():
    person = NominalFactory()
    ResponsibleAreaFactory(nominal=person)
    LevelPeriodFactory(nominal=person, level=2)
    breached(person, "shpo", returned_to_custody_on=IN_YEAR)
    record(person)

    assert figures("T7b") == {"T7b:level_2:category_1": 1}


@pytest.mark.parametrize(
    ("day", "count"), [(FIRST - DAY, 0), (FIRST, 1), (LAST, 1), (LAST + DAY, 0)]
)
def test_t7b_counts_returns_dated_in_the_year(day, count):
    person = managed(level=2)
    breached(person, "shpo", returned_to_custody_on=day)
    record(person)

    assert figure("T7b:total:total") == count
