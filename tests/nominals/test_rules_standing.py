"""What an act may not bring about, and what it may leave as it was."""

from dataclasses import replace
from datetime import date

import pytest

from core.periods import Period
from nominals.rules.eligibility import AtLevel, Eligible
from nominals.rules.standing import Standing, contradictions

START = date(2020, 1, 1)
CATEGORY_4_START = date(2022, 6, 28)
EMPTY = Standing(bases=[], levels=[], leads=[])


def at(level, start=START, end=None):
    return AtLevel(level, Period(start, end))


def basis(category, start=START, end=None):
    return Eligible(category, f"basis of {category}", Period(start, end))


SOUND = Standing(bases=[basis(1)], levels=[at(1)], leads=[Period(START)])


def found(before, after):
    refusals = contradictions(before, after, category_4_start=CATEGORY_4_START)
    return [each.rule for each in refusals]


@pytest.mark.parametrize(
    ("after", "rules"),
    [
        pytest.param(SOUND, [], id="sound"),
        pytest.param(replace(SOUND, bases=[basis(3)]), ["V1"], id="category 3 at level 1"),
        pytest.param(
            replace(SOUND, bases=[basis(3), basis(1)], levels=[at(2)]), ["V2"], id="beside 1"
        ),
        pytest.param(replace(SOUND, bases=[basis(4)]), ["V3"], id="category 4 too early"),
        pytest.param(
            replace(SOUND, bases=[basis(4, CATEGORY_4_START)]), [], id="category 4 on its start"
        ),
        pytest.param(
            replace(SOUND, leads=[Period(START, date(2021, 1, 1))]), ["V36"], id="nobody leads"
        ),
        pytest.param(
            replace(SOUND, levels=[at(1, START, date(2021, 1, 1)), at(2, date(2021, 1, 2))]),
            ["V40"],
            id="a gap of levels",
        ),
        pytest.param(
            replace(SOUND, levels=[at(1, START, date(2021, 1, 1)), at(2, date(2021, 1, 1))]),
            [],
            id="levels that touch",
        ),
        pytest.param(replace(SOUND, levels=[at(1, date(2020, 2, 1))]), [], id="not yet screened"),
        pytest.param(replace(SOUND, levels=[]), [], id="no level at all"),
        pytest.param(replace(SOUND, pdp=[Period(date(2019, 1, 1), START)]), [], id="PDP before"),
        pytest.param(
            replace(SOUND, pdp=[Period(date(2019, 1, 1), date(2020, 1, 2))]), ["V73"], id="PDP too"
        ),
        pytest.param(
            replace(SOUND, leads=[Period(START, date(2021, 1, 1))], until=date(2021, 1, 1)),
            [],
            id="nobody leads from death on",
        ),
        pytest.param(
            replace(SOUND, leads=[Period(START, date(2021, 1, 1))], until=date(2021, 1, 2)),
            ["V36"],
            id="nobody leads on the day before death",
        ),
    ],
)
def test_an_act_is_refused_by(after, rules):
    assert found(EMPTY, after) == rules


@pytest.mark.parametrize(
    "before",
    [
        replace(SOUND, bases=[basis(3), basis(1)], levels=[at(2)]),
        replace(SOUND, leads=[]),
        replace(SOUND, levels=[at(1, START, date(2021, 1, 1)), at(2, date(2021, 1, 9))]),
        replace(SOUND, pdp=[Period(START)]),
    ],
)
def test_what_stood_before_is_no_fault_of_the_act(before):
    assert found(before, before) == []


def test_a_gap_that_grows_is_a_fault_for_the_days_it_grew():
    before = replace(SOUND, leads=[Period(START, date(2022, 1, 1))])
    after = replace(SOUND, leads=[Period(START, date(2021, 1, 1))])

    (refusal,) = contradictions(before, after, category_4_start=CATEGORY_4_START)

    assert "from 2021-01-01 to 2021-12-31" in refusal.sentence


@pytest.mark.parametrize(
    ("day", "eligible"), [(date(2019, 12, 31), False), (START, True), (date(2021, 1, 1), False)]
)
def test_somebody_is_eligible_on_the_days_of_any_basis(day, eligible):
    standing = replace(SOUND, bases=[basis(1, START, date(2021, 1, 1)), basis(2, date(2022, 1, 1))])

    assert standing.is_eligible_on(day) is eligible
