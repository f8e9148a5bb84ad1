"""What facts add up to, held against the definition day by day."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.periods import OPEN_END
from nominals.rules.states import Facts, Precedence, State, reporting_category, states

PRECEDENCE = (
    Precedence(date(1900, 1, 1), (1, 2, 3)),
    Precedence(date(2022, 6, 28), (4, 1, 2, 3)),
)
D = date(2022, 1, 1)


@pytest.mark.parametrize(
    ("day", "bases", "category"),
    [
        (date(2022, 6, 27), [1, 2], 1),
        (date(2022, 6, 27), [2, 4], 2),
        (date(2022, 6, 27), [4], None),
        (date(2022, 6, 28), [4], 4),
        (date(2022, 6, 28), [1, 2, 4], 4),
        (date(2022, 6, 28), [2, 3], 2),
        (date(2022, 6, 29), [1, 4], 4),
        (date(1899, 12, 31), [1], None),
    ],
)
def test_the_reporting_category_follows_the_precedence_of_the_day(day, bases, category):
    assert reporting_category(bases, day, PRECEDENCE) == category


def test_nobody_is_in_a_state_from_the_day_of_death_on():
    facts = Facts(died_on=date(2022, 3, 31), areas=[(D, OPEN_END, 1)], levels=[(D, OPEN_END, 2)])

    assert states(facts, PRECEDENCE) == [State(D, date(2022, 3, 31), 1, None, 2, None)]


def test_touching_days_with_the_same_values_are_one_interval():
    change = date(2022, 2, 1)
    facts = Facts(areas=[(D, change, 1), (change, OPEN_END, 1)])

    assert states(facts, PRECEDENCE) == [State(D, OPEN_END, 1, None, None, None)]


def test_a_change_of_precedence_divides_an_interval_only_where_it_matters():
    both = Facts(bases=[(D, OPEN_END, 1), (D, OPEN_END, 4)])
    one = Facts(bases=[(D, OPEN_END, 1)])

    assert [each.category for each in states(both, PRECEDENCE)] == [1, 4]
    assert [each.category for each in states(one, PRECEDENCE)] == [1]


def test_days_with_a_detention_alone_are_no_state():
    assert states(Facts(detentions=[(D, OPEN_END, "prison")]), PRECEDENCE) == []


FIRST = date(2022, 6, 20)
DAYS = st.integers(0, 16).map(lambda days: FIRST + timedelta(days=days))


@st.composite
def spells(draw, values):
    """Spells of one kind that do not overlap."""
    cuts = sorted(set(draw(st.lists(DAYS, max_size=6))))
    drawn = []
    for start, end in pairwise(cuts):
        if draw(st.booleans()):
            drawn.append((start, end, draw(values)))
    if cuts and draw(st.booleans()):
        drawn.append((cuts[-1], OPEN_END, draw(values)))
    return draw(st.permutations(drawn))


@st.composite
def histories(draw):
    bases = [spell for _ in range(3) for spell in draw(spells(st.integers(1, 4)))]
    return Facts(
        died_on=draw(st.none() | DAYS),
        areas=draw(spells(st.integers(1, 2))),
        bases=bases,
        levels=draw(spells(st.integers(1, 3))),
        detentions=draw(spells(st.sampled_from(["prison", "hospital"]))),
    )


def by_definition(facts, day):
    """Area, category, level and setting on one day, straight from the counting rules."""
    if facts.died_on is not None and day >= facts.died_on:
        return None

    def held(rows):
        return next((value for start, end, value in rows if start <= day < end), None)

    live = {value for start, end, value in facts.bases if start <= day < end}
    order = (1, 2, 3) if day <= date(2022, 6, 27) else (4, 1, 2, 3)
    category = next((each for each in order if each in live), None)
    found = (held(facts.areas), category, held(facts.levels), held(facts.detentions))
    return None if found[:3] == (None, None, None) else found


@given(histories())
def test_the_timeline_says_of_each_day_what_the_facts_say(facts):
    timeline = states(facts, PRECEDENCE)

    for offset in range(-2, 20):
        day = FIRST + timedelta(days=offset)
        holding = [each for each in timeline if each.valid_from <= day < each.ends]
        expected = by_definition(facts, day)
        assert len(holding) == (expected is not None)
        for state in holding:
            assert (state.area, state.category, state.level, state.setting) == expected


@given(histories())
def test_the_timeline_is_in_order_and_as_short_as_can_be(facts):
    timeline = states(facts, PRECEDENCE)

    for before, after in pairwise(timeline):
        assert before.ends <= after.valid_from
        moved = replace(before, valid_from=after.valid_from, ends=after.ends)
        assert before.ends < after.valid_from or moved != after
