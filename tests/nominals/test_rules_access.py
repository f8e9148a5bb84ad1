"""Grants, held against a slow answer day by day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.periods import OPEN_END, Period
from nominals.rules.access import (
    AreaSpell,
    Holders,
    LeadSpell,
    NamedSpell,
    Waiting,
    days_without_a_list,
    grants,
)

FIRST = date(2024, 5, 1)
DAYS = [FIRST + timedelta(days=number) for number in range(8)]
AREAS, AGENCIES, USERS = (1, 2), (11, 12), (21, 22)
DEFAULTS = {("police", 1): 11, ("police", 2): 12}
DAYS_AFTER_EXIT = {1: 2, 2: 3}


@st.composite
def spells(draw):
    """A first day and an excluded end, open now and then."""
    start = draw(st.integers(0, 6))
    length = draw(st.integers(1, 8))
    ends = OPEN_END if length == 8 else FIRST + timedelta(days=start + length)
    return FIRST + timedelta(days=start), ends


def some(kind, *values):
    made = st.builds(lambda days, *rest: kind(7, *days, *rest), spells(), *values)
    return st.lists(made, max_size=2)


@st.composite
def holders(draw):
    """Facts about who has to do with somebody; areas one after the other."""
    change = draw(st.sampled_from(DAYS))
    areas = [AreaSpell(1, FIRST, change, 1)] if change > FIRST else []
    areas.append(AreaSpell(2, change, draw(st.sampled_from([*DAYS[-1:], OPEN_END])), 2))
    return Holders(
        areas=[each for each in areas if each.valid_from < each.ends],
        leads=draw(some(LeadSpell, st.just("police"), st.sampled_from([None, *AGENCIES]))),
        viewers=draw(some(NamedSpell, st.sampled_from(USERS))),
        hosts=draw(some(NamedSpell, st.sampled_from(USERS))),
        transfers=draw(some(Waiting, st.sampled_from(AREAS))),
    )


def on(spells, day):
    return [each for each in spells if each.valid_from <= day < each.ends]


def slow(facts, restricted, day):
    """Who sees somebody on a day: areas with all, areas with co-ordinators, agencies, users."""
    areas = {each.area for each in on(facts.areas, day)}
    listed = {each.user for each in on(facts.viewers, day)}
    if restricted:
        return (set(), set() if listed else areas, set(), listed)
    agencies = {
        lead.agency or DEFAULTS[lead.kind, area]
        for lead in on(facts.leads, day)
        for area in (areas or {None})
        if lead.agency or area
    }
    waiting = {each.area for each in on(facts.transfers, day)}
    if not on(facts.leads, day):
        agencies |= after_exit(facts, day)
    return (areas, waiting, agencies, {each.user for each in on(facts.hosts, day)})


def after_exit(facts, day):
    """Whom, day by day back from a day without a lead, the last day with one lets see it still."""
    former = day
    for number in range(1, 4):
        former -= timedelta(days=1)
        led = on(facts.leads, former)
        if led:
            (area,) = {each.area for each in on(facts.areas, former)} or {None}
            if area is None or number > DAYS_AFTER_EXIT[area]:
                return set()
            return {each.agency or DEFAULTS[each.kind, area] for each in led}
    return set()


@given(facts=holders(), restricted=st.booleans(), day=st.sampled_from(DAYS))
def test_grants_say_the_same_as_the_facts_of_the_day(facts, restricted, day):
    found = grants(
        facts,
        DEFAULTS,
        is_restricted=restricted,
        days_after_exit=lambda _, area: DAYS_AFTER_EXIT[area],
    )
    granted = on(list(found), day)

    assert (
        {each.area for each in granted if each.area and not each.is_for_co_ordinators},
        {each.area for each in granted if each.area and each.is_for_co_ordinators},
        {each.agency for each in granted if each.agency},
        {each.user for each in granted if each.user},
    ) == slow(facts, restricted, day)


def day(number):
    return date(2024, 5, number)


@pytest.mark.parametrize(
    ("viewers", "without"),
    [
        ([], [Period(day(1), day(20))]),
        ([(5, 10)], [Period(day(10), day(20))]),
        ([(5, 10), (12, 15)], [Period(day(10), day(12)), Period(day(15), day(20))]),
        ([(5, 10), (10, 20)], []),
        ([(1, 30)], []),
        ([(25, 30)], []),
    ],
)
def test_days_without_a_list_are_those_after_the_first_list(viewers, without):
    facts = Holders(
        areas=[AreaSpell(1, day(1), day(20), 1)],
        viewers=[NamedSpell(1, day(start), day(end), 21) for start, end in viewers],
    )

    assert days_without_a_list(facts) == without
