"""Adopting and rewriting periods of a basis, held against sets of days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.periods import Period, union
from nominals.rules.support import (
    ITSELF,
    REQUIREMENT,
    Held,
    Support,
    adopted,
    ended_by,
    rewriting,
)

FIRST = date(2020, 1, 1)
DAYS = [FIRST + timedelta(days=n) for n in range(25)]
BEYOND = timedelta(days=40)


def days_of(found):
    found = list(found)
    return {day for day in [*DAYS, DAYS[-1] + BEYOND] if any(day in each for each in found)}


def start_of(period):
    return period.start


def day(number):
    return FIRST + timedelta(days=number)


@st.composite
def periods(draw):
    start = draw(st.integers(0, 20))
    length = draw(st.none() | st.integers(1, 8))
    return Period(day(start), None if length is None else day(start + length))


@st.composite
def apart(draw):
    """Periods of which no two overlap, some of them touching."""
    found = []
    for each in sorted(draw(st.lists(periods(), max_size=6)), key=start_of):
        if not any(each.overlaps(other) for other in found):
            found.append(each)
    return found


def supports_of(found, label="orders.Order"):
    return [Support(label, number, each) for number, each in enumerate(found, start=100)]


def held_of(found):
    return [Held(number, each) for number, each in enumerate(found, start=1)]


@given(apart(), st.lists(periods(), max_size=5).map(union))
def test_a_rewriting_never_overlaps_and_reaches_what_is_wanted(stored, wanted):
    table = {each.key: each.period for each in held_of(stored)}
    steps = rewriting(held_of(stored), wanted)

    for key in steps.withdrawn:
        del table[key]
    for each in steps.changed:
        assert table[each.key] != each.period
        table[each.key] = each.period
        assert not any(
            other.overlaps(each.period) for key, other in table.items() if key != each.key
        )
    for number, added in enumerate(steps.added):
        assert not any(other.overlaps(added) for other in table.values())
        table[-number - 1] = added

    assert sorted(table.values(), key=start_of) == wanted


@given(apart(), st.lists(periods(), max_size=5).map(union))
def test_a_period_whose_first_day_stays_keeps_its_key(stored, wanted):
    steps = rewriting(held_of(stored), wanted)
    ends = {each.start: each for each in wanted}

    for each in held_of(stored):
        if each.period.start in ends:
            assert each.key not in steps.withdrawn
            assert (each.period == ends[each.period.start]) == (
                each.key not in {changed.key for changed in steps.changed}
            )


@given(apart(), st.lists(periods(), max_size=4))
def test_adopting_keeps_every_day_that_was_imported_or_supported(imported, supported):
    supports = supports_of(supported)
    resting = adopted(held_of(imported), supports, {})

    assert days_of(each.period for each in resting) == days_of([*imported, *supported])


@given(st.lists(periods(), max_size=4))
def test_what_supports_add_up_to_is_adopted_by_nobody(supported):
    supports = supports_of(supported)

    assert adopted(held_of(union(supported)), supports, {}) == supports


@given(apart(), st.lists(periods(), max_size=4), st.sets(st.integers(0, 3)))
def test_no_act_on_other_supports_shortens_what_was_adopted(imported, supported, ended):
    supports = supports_of(supported)
    resting = adopted(held_of(imported), supports, {})
    unexplained = [each for each in imported if each not in union(supported)]

    left = [each for each in resting if each.label == ITSELF or each.source - 100 not in ended]

    assert days_of(unexplained) <= days_of(each.period for each in left)


OPEN = Period(FIRST)
ORDER = Support("orders.Order", 7, Period(FIRST, day(10)))
REQUIRED = Support(REQUIREMENT, 3, Period(FIRST, day(15)))


@pytest.mark.parametrize(
    ("supports", "explained", "resting"),
    [
        pytest.param([], {}, [Support(ITSELF, 1, OPEN)], id="nothing explains it"),
        pytest.param([], {FIRST: None}, [], id="an order handed in explains it"),
        pytest.param([], {FIRST: REQUIRED}, [REQUIRED], id="a requirement explains it"),
        pytest.param([], {day(1): REQUIRED}, [Support(ITSELF, 1, OPEN)], id="of another day"),
        pytest.param(
            [Support(ITSELF, 1, Period(FIRST, day(5)))],
            {FIRST: REQUIRED},
            [Support(ITSELF, 1, OPEN)],
            id="its own support takes the new days",
        ),
        pytest.param(
            [Support(ITSELF, 9, Period(FIRST, day(5)))],
            {},
            [Support(ITSELF, 9, OPEN)],
            id="the own support of a row that was withdrawn",
        ),
        pytest.param(
            [ORDER], {}, [ORDER, Support(ITSELF, 1, OPEN)], id="longer than what supports it"
        ),
        pytest.param([ORDER], {FIRST: None}, [ORDER], id="longer than the order it rests on"),
    ],
)
def test_an_imported_period_rests_on(supports, explained, resting):
    assert adopted([Held(1, OPEN)], supports, explained) == resting


@pytest.mark.parametrize(
    ("other", "left"),
    [
        pytest.param(Period(day(5)), Period(day(3), day(5)), id="begins within"),
        pytest.param(Period(day(5), day(6)), Period(day(3), day(5)), id="for one day"),
        pytest.param(Period(day(3)), None, id="on the first day"),
        pytest.param(Period(day(1), day(4)), None, id="before"),
        pytest.param(Period(day(1), day(3)), Period(day(3), day(9)), id="ends as it begins"),
        pytest.param(Period(day(9)), Period(day(3), day(9)), id="begins as it ends"),
        pytest.param(Period(day(8)), Period(day(3), day(8)), id="on the last day"),
    ],
)
def test_category_3_ends_when_another_category_begins(other, left):
    supports = [Support(ITSELF, 1, Period(day(3), day(9)))]

    assert [each.period for each in ended_by(supports, [other])] == ([left] if left else [])


def test_the_first_of_several_categories_ends_category_3():
    supports = [Support(ITSELF, 1, Period(day(3)))]

    ended = ended_by(supports, [Period(day(9)), Period(day(6), day(7))])

    assert ended == [Support(ITSELF, 1, Period(day(3), day(6)))]
