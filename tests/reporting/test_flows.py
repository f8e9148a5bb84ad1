"""Who comes to Levels 2 and 3 and who leaves them, by the rule and against a count day by day."""

from datetime import UTC, date, datetime, timedelta

import pytest

from core.periods import Period, Quarter, ReportingYear
from nominals.choices import Level
from nominals.models import Nominal, StatePeriod
from nominals.services.states import restate
from reporting.rules.flows import Flow, flows
from reporting.services.flows import level_flows
from tests.factories.agencies import area
from tests.factories.nominals import (
    EligibilityPeriodFactory,
    LevelPeriodFactory,
    NominalFactory,
    ResponsibleAreaFactory,
    managed,
)
from tests.reporting.figures import LATER, record

YEAR = ReportingYear.parse("2021-22")
Q1 = Quarter(YEAR, 1).period
FIRST, LAST = date(2021, 4, 1), date(2021, 6, 30)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("stays", "came", "left", "at_end"),
    [
        ([], 0, 0, 0),
        ([Period(FIRST)], 1, 0, 1),
        ([Period(FIRST - DAY)], 0, 0, 1),
        ([Period(LAST)], 1, 0, 1),
        ([Period(LAST + DAY)], 0, 0, 0),
        ([Period(FIRST - DAY, FIRST)], 0, 1, 0),
        ([Period(FIRST - DAY, LAST)], 0, 1, 0),
        ([Period(FIRST - DAY, LAST + DAY)], 0, 0, 1),
        ([Period(FIRST, FIRST + DAY)], 1, 1, 0),
        ([Period(FIRST, FIRST + DAY), Period(LAST)], 2, 1, 1),
        ([Period(FIRST - DAY, LAST), Period(LAST)], 0, 0, 1),
    ],
)
def test_a_stay_comes_by_its_first_day_and_leaves_by_the_day_after_its_last(
    stays, came, left, at_end
):
    (found,) = flows([("one", stay) for stay in stays], [Q1])

    assert found == Flow(Q1, came, left, at_end)


def test_stays_of_two_people_do_not_join():
    stays = [("one", Period(FIRST - DAY, LAST)), ("other", Period(LAST))]

    (found,) = flows(stays, [Q1])

    assert (found.came, found.left, found.at_end) == (1, 1, 1)


def of_norfolk(*levels):
    """Somebody of Norfolk with these levels, each from a day to another."""
    person = NominalFactory()
    ResponsibleAreaFactory(nominal=person)
    EligibilityPeriodFactory(nominal=person)
    for level, start, end in levels:
        LevelPeriodFactory(nominal=person, level=level, valid_from=start, valid_to=end)
    record(person)
    return person


def counted(level, code="norfolk"):
    key = area(code).pk if code else None
    found = level_flows(area=key, year=YEAR, as_known_at=LATER)[level]
    return [(each.came, each.left, each.at_end) for each in found]


@pytest.mark.django_db
def test_a_change_of_level_leaves_the_one_and_comes_to_the_other():
    of_norfolk((2, date(2021, 1, 1), date(2021, 8, 1)), (3, date(2021, 8, 1), None))

    assert counted(Level.TWO) == [(0, 0, 1), (0, 1, 0), (0, 0, 0), (0, 0, 0)]
    assert counted(Level.THREE) == [(0, 0, 0), (1, 0, 1), (0, 0, 1), (0, 0, 1)]


@pytest.mark.django_db
def test_a_change_of_anything_else_is_no_coming_or_leaving():
    person = of_norfolk((2, date(2021, 1, 1), None))
    EligibilityPeriodFactory(nominal=person, basis="violent_offence", valid_from=date(2021, 9, 1))
    record(person)

    assert counted(Level.TWO) == [(0, 0, 1)] * 4


@pytest.mark.django_db
def test_restricted_people_count_and_other_areas_do_not():
    record(managed(level=2), managed(level=2, code="kent"))
    Nominal.objects.update(is_restricted=True)

    assert counted(Level.TWO) == [(0, 0, 1)] * 4
    assert counted(Level.TWO, code=None) == [(0, 0, 2)] * 4


@pytest.mark.django_db
def test_it_counts_as_it_was_known():
    record(managed(level=2))
    newcomer = managed(level=2)
    restate(nominals=[newcomer.pk], at=LATER, act=2)
    during = datetime(2021, 8, 1, tzinfo=UTC)

    found = level_flows(area=area().pk, year=YEAR, as_known_at=during)

    assert [each.at_end for each in found[Level.TWO]] == [1, 1], "two quarters had begun"
    assert counted(Level.TWO) == [(0, 0, 2)] * 4


@pytest.mark.django_db
def test_it_agrees_with_a_count_day_by_day():
    for number in range(12):
        start = date(2021, 1, 10) + timedelta(days=37 * number)
        of_norfolk(
            (1 + number % 3, start, start + timedelta(days=20 + 9 * number)),
            (1 + (number + 1) % 3, start + timedelta(days=20 + 9 * number), None),
        )

    for level in (Level.TWO, Level.THREE):
        assert counted(level) == [day_by_day(level, number) for number in (1, 2, 3, 4)]


def day_by_day(level, number):
    """The same from who was there on each day, without periods."""

    def there(day):
        rows = StatePeriod.objects.on(day).filter(level=level, area=area())
        return set(rows.values_list("nominal", flat=True))

    quarter = Quarter(YEAR, number).period
    days = [quarter.start + DAY * at for at in range((quarter.ends - quarter.start).days)]
    came = sum(len(there(day) - there(day - DAY)) for day in days)
    left = sum(len(there(day - DAY) - there(day)) for day in days)
    return came, left, len(there(days[-1]))
