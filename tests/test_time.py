"""The worked examples of docs/time.md, case by case."""

from datetime import UTC, date, datetime

import pytest

from core.periods import Period, add_years
from nominals.models import LevelPeriod, StatePeriod
from nominals.rules.states import Facts, Precedence, State, states
from nominals.services.changes import instant_for
from nominals.services.states import restate
from reporting.rules.events import of_review, stamp
from tests.factories.nominals import (
    EligibilityPeriodFactory,
    LevelPeriodFactory,
    NominalFactory,
)

OPEN = date(9999, 12, 31)
PRECEDENCE = (
    Precedence(date(1900, 1, 1), (1, 2, 3)),
    Precedence(date(2022, 6, 28), (4, 1, 2, 3)),
)
ENTERED = datetime(2024, 3, 5, 10, tzinfo=UTC)
CORRECTED = datetime(2024, 5, 2, 10, tzinfo=UTC)


@pytest.fixture
def corrected_level(db):
    """Case 1: entered late in act 101, corrected in act 102."""
    person = NominalFactory(recorded_from=ENTERED, changed_at=ENTERED)
    EligibilityPeriodFactory(nominal=person, recorded_from=ENTERED, valid_from=date(2024, 3, 1))
    level = LevelPeriodFactory(
        nominal=person,
        level=2,
        valid_from=date(2024, 3, 1),
        recorded_from=ENTERED,
        recorded_in=101,
    )
    restate(nominals=[person.pk], at=ENTERED, act=101)
    level.supersede(at=CORRECTED, act=102, valid_to=date(2024, 3, 15))
    LevelPeriodFactory(
        nominal=person,
        level=3,
        valid_from=date(2024, 3, 15),
        recorded_from=CORRECTED,
        recorded_in=102,
    )
    restate(nominals=[person.pk], at=CORRECTED, act=102)
    return level


def test_case_1_the_live_row_keeps_its_key_and_a_copy_what_was_believed(corrected_level):
    rows = LevelPeriod.history.order_by("level", "recorded_from").values_list(
        "level", "valid_from", "valid_to", "recorded_in", "superseded_in", "version_of"
    )

    assert list(rows) == [
        (2, date(2024, 3, 1), None, 101, 102, corrected_level.pk),
        (2, date(2024, 3, 1), date(2024, 3, 15), 102, None, None),
        (3, date(2024, 3, 15), None, 102, None, None),
    ]
    assert LevelPeriod.objects.get(level=2).pk == corrected_level.pk


@pytest.mark.parametrize(
    ("day", "instant", "level"),
    [
        (date(2024, 3, 3), datetime(2024, 3, 4, tzinfo=UTC), None),
        (date(2024, 3, 3), datetime(2024, 3, 20, tzinfo=UTC), 2),
        (date(2024, 3, 3), datetime(2024, 5, 3, tzinfo=UTC), 2),
        (date(2024, 3, 20), datetime(2024, 3, 4, tzinfo=UTC), None),
        (date(2024, 3, 20), datetime(2024, 3, 20, tzinfo=UTC), 2),
        (date(2024, 3, 20), datetime(2024, 5, 3, tzinfo=UTC), 3),
    ],
)
@pytest.mark.usefixtures("corrected_level")
def test_case_1_the_level_believed_at_the_recall_outlives_the_correction(day, instant, level):
    known = StatePeriod.history.as_known_at(instant).on(day)

    assert known.values_list("level", flat=True).first() == level


@pytest.mark.parametrize(
    ("valid_to", "holds"),
    [
        (date(2022, 3, 31), [True, False, False]),
        (date(2022, 4, 1), [True, True, False]),
        (date(2022, 4, 2), [True, True, True]),
    ],
)
def test_case_2_the_end_is_excluded(valid_to, holds):
    period = Period(date(2021, 1, 1), valid_to)
    days = [date(2022, 3, 30), date(2022, 3, 31), date(2022, 4, 1)]

    assert [day in period for day in days] == holds


def test_case_2_periods_of_years():
    assert add_years(date(2015, 3, 8), 5) == date(2020, 3, 8)
    assert add_years(date(2016, 2, 29), 1) == date(2017, 3, 1)


def test_case_3_a_revocation_takes_the_category_that_it_ends():
    timeline = [
        State(date(2020, 1, 1), date(2021, 6, 10), 25, 1, 1, None),
        State(date(2021, 6, 10), OPEN, 25, None, 1, None),
    ]
    decided = of_review(source=1, outcome="revoked", decided_on=date(2021, 6, 10))

    found = stamp(decided, timeline=timeline, died_on=None)

    assert (found.area, found.category, found.level) == (25, 1, 1)
    assert found.day_before == ("category",)
    assert found.excluded_by == ""


@pytest.mark.parametrize(
    ("day", "clause"), [(date(2021, 6, 10), ""), (date(2021, 6, 11), "D6.after_death")]
)
def test_case_5_an_event_on_the_day_of_death_takes_the_day_before(day, clause):
    died_on = date(2021, 6, 10)
    timeline = states(
        Facts(
            died_on=died_on,
            areas=[(date(2020, 1, 1), OPEN, 25)],
            bases=[(date(2020, 1, 1), OPEN, 1)],
            levels=[(date(2020, 1, 1), OPEN, 1)],
        ),
        PRECEDENCE,
    )
    assert [(each.valid_from, each.ends) for each in timeline] == [(date(2020, 1, 1), died_on)]

    found = stamp(
        of_review(source=1, outcome="revoked", decided_on=day), timeline=timeline, died_on=died_on
    )

    assert found.excluded_by == clause


def test_case_6_the_timeline_breaks_where_the_precedence_changes():
    facts = Facts(bases=[(date(2021, 1, 1), OPEN, 1), (date(2021, 1, 1), OPEN, 4)])

    assert [(each.valid_from, each.ends, each.category) for each in states(facts, PRECEDENCE)] == [
        (date(2021, 1, 1), date(2022, 6, 28), 1),
        (date(2022, 6, 28), OPEN, 4),
    ]


@pytest.mark.django_db
def test_case_8_one_instant_for_all_behind_the_latest_change_of_any():
    changed = datetime(2024, 1, 1, 12, tzinfo=UTC)
    people = [NominalFactory(), NominalFactory(changed_at=changed)]
    behind = datetime(2024, 1, 1, 11, 59, tzinfo=UTC)

    at = instant_for(nominals=[each.pk for each in people], now=behind)

    assert at == datetime(2024, 1, 1, 12, 0, 0, 1, tzinfo=UTC)
