"""A correction supersedes: what was known stays known, and the live row keeps its key."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from core.periods import FOREVER, Period
from nominals.models import LevelPeriod, Nominal
from tests.factories.nominals import RECORDED, LevelPeriodFactory, NominalFactory

pytestmark = pytest.mark.django_db
CORRECTED = datetime(2021, 1, 1, 9, tzinfo=UTC)


def test_a_correction_keeps_the_key_and_the_former_values():
    level = LevelPeriodFactory(level=2)

    level.supersede(at=CORRECTED, act=7, level=3)

    assert LevelPeriod.objects.get().pk == level.pk
    assert LevelPeriod.objects.get().level == 3
    former = LevelPeriod.history.get(version_of=level)
    assert (former.level, former.recorded_from, former.recorded_to) == (2, RECORDED, CORRECTED)
    assert (former.recorded_in, former.superseded_in) == (1, 7)
    assert (level.recorded_from, level.recorded_to, level.recorded_in) == (CORRECTED, FOREVER, 7)


@pytest.mark.parametrize(
    ("instant", "levels"),
    [
        (RECORDED - timedelta(microseconds=1), []),
        (RECORDED, [2]),
        (CORRECTED - timedelta(microseconds=1), [2]),
        (CORRECTED, [3]),
        (CORRECTED + timedelta(days=365), [3]),
        (None, [3]),
    ],
)
def test_what_was_known_at_an_instant_can_be_told(instant, levels):
    LevelPeriodFactory(level=2).supersede(at=CORRECTED, act=7, level=3)

    known = LevelPeriod.history.as_known_at(instant)
    assert list(known.values_list("level", flat=True)) == levels


def test_a_person_is_corrected_and_not_doubled():
    person = NominalFactory(family_name="Exampel")

    person.supersede(at=CORRECTED, act=7, family_name="Example", died_on=date(2020, 5, 1))

    assert [each.family_name for each in Nominal.objects.all()] == ["Example"]
    assert Nominal.objects.get().public_id == Nominal.history.get(version_of=person).public_id
    assert Nominal.history.as_known_at(RECORDED).get().died_on is None


def test_a_superseded_row_is_not_corrected_again():
    level = LevelPeriodFactory(level=2)
    level.supersede(at=CORRECTED, act=7, level=3)
    former = LevelPeriod.history.get(version_of=level)

    with pytest.raises(ValidationError, match="Change the entry that is now known"):
        former.supersede(at=CORRECTED + timedelta(days=1), act=8, level=1)


def test_a_correction_comes_after_what_it_corrects():
    with pytest.raises(ValueError, match="must come after"):
        LevelPeriodFactory().supersede(at=RECORDED, act=7, level=3)


def test_a_correction_that_would_overlap_is_refused_and_changes_nothing():
    level = LevelPeriodFactory(level=2, valid_to=date(2020, 2, 1))
    LevelPeriodFactory(nominal=level.nominal, level=3, valid_from=date(2020, 2, 1))

    with pytest.raises(ValidationError, match="already has a level"):
        level.supersede(at=CORRECTED, act=7, valid_to=date(2020, 2, 2))
    assert LevelPeriod.history.count() == 2


@pytest.mark.parametrize(
    ("day", "holds"),
    [
        (date(2019, 12, 31), False),
        (date(2020, 1, 1), True),
        (date(2020, 1, 31), True),
        (date(2020, 2, 1), False),
    ],
)
def test_a_period_holds_from_its_first_day_to_the_day_before_its_end(day, holds):
    LevelPeriodFactory(valid_to=date(2020, 2, 1))

    assert LevelPeriod.objects.on(day).exists() is holds
    assert LevelPeriod.objects.during(Period(day, day + timedelta(days=1))).exists() is holds


def test_an_open_period_holds_on_every_later_day():
    LevelPeriodFactory()

    assert LevelPeriod.objects.on(date(2999, 1, 1)).exists()
    assert LevelPeriod.objects.get().last_day is None


def test_a_period_that_ends_before_it_starts_is_refused_with_a_sentence():
    level = LevelPeriodFactory.build(
        nominal=NominalFactory(), valid_from=date(2020, 2, 1), valid_to=date(2020, 2, 1)
    )
    with pytest.raises(ValidationError, match="must end after the day on which it starts"):
        level.full_clean()
