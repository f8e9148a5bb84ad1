"""V1, V2, V3, V34, V36, V37, V40 and what stands beside them, bound by bound."""

from datetime import date

import pytest

from core.periods import OPEN_END, Period
from nominals.choices import CATEGORY_OF_BASIS, Basis
from nominals.rules.eligibility import (
    AtLevel,
    Eligible,
    category_3_refusal,
    category_4_refusal,
    closed_basis_warning,
    death_warnings,
    lead_agency_warnings,
    level_warnings,
)

START, END = date(2021, 3, 1), date(2021, 6, 1)
CATEGORY_4_START = date(2022, 6, 28)
CLOSED_ON = date(2018, 4, 1)


def eligible(basis, start=START, end=END):
    return Eligible(CATEGORY_OF_BASIS[basis].value, basis.value, Period(start, end))


def refusals(basis, others=(), levels=()):
    return [refusal.rule for refusal, _ in category_3_refusal(basis, others, levels)]


@pytest.mark.parametrize(
    ("start", "end", "refused"),
    [
        pytest.param(date(2021, 1, 1), date(2021, 3, 1), [], id="ends on the day it begins"),
        pytest.param(date(2021, 1, 1), date(2021, 3, 2), ["V2"], id="ends a day later"),
        pytest.param(date(2021, 5, 31), None, ["V2"], id="begins on the last day"),
        pytest.param(date(2021, 6, 1), None, [], id="begins on the day it ends"),
        pytest.param(date(2021, 4, 1), date(2021, 4, 2), ["V2"], id="one day inside"),
    ],
)
@pytest.mark.parametrize(
    "basis", [Basis.SEXUAL_OFFENCE, Basis.VIOLENT_OFFENCE, Basis.TERRORISM_OFFENCE]
)
def test_category_3_is_refused_beside_another_category(basis, start, end, refused):
    other = eligible(basis, start, end)

    assert refusals(eligible(Basis.DECISION), [other]) == refused


def test_category_3_may_stand_beside_itself():
    assert refusals(eligible(Basis.DECISION), [eligible(Basis.DECISION)]) == []


def test_another_category_is_not_what_v2_refuses():
    assert refusals(eligible(Basis.VIOLENT_OFFENCE), [eligible(Basis.SEXUAL_OFFENCE)]) == []


@pytest.mark.parametrize(
    ("level", "start", "end", "refused"),
    [
        pytest.param(1, date(2021, 1, 1), date(2021, 3, 1), [], id="ends on the day it begins"),
        pytest.param(1, date(2021, 1, 1), date(2021, 3, 2), ["V1"], id="ends a day later"),
        pytest.param(1, date(2021, 5, 31), None, ["V1"], id="begins on the last day"),
        pytest.param(1, date(2021, 6, 1), None, [], id="begins on the day it ends"),
        pytest.param(2, START, None, [], id="level 2"),
        pytest.param(3, START, None, [], id="level 3"),
    ],
)
def test_category_3_is_refused_at_level_1(level, start, end, refused):
    at_level = AtLevel(level, Period(start, end))

    assert refusals(eligible(Basis.DECISION), levels=[at_level]) == refused


def test_another_category_may_be_at_level_1():
    at_level = AtLevel(1, Period(START))

    assert refusals(eligible(Basis.VIOLENT_OFFENCE), levels=[at_level]) == []


def test_a_refusal_of_category_3_names_the_other_fact():
    other, level = eligible(Basis.VIOLENT_OFFENCE), AtLevel(1, Period(START))

    found = category_3_refusal(eligible(Basis.DECISION), [other], [level])

    assert [named for _, named in found] == [other, level]


@pytest.mark.parametrize(
    ("basis", "start", "is_refused"),
    [
        (Basis.TERRORISM_OFFENCE, date(2022, 6, 27), True),
        (Basis.TERRORISM_OFFENCE, date(2022, 6, 28), False),
        (Basis.TERRORISM_OFFENCE, date(2022, 6, 29), False),
        (Basis.TERRORIST_RISK_DECISION, date(2022, 6, 27), True),
        (Basis.VIOLENT_OFFENCE, date(2022, 6, 27), False),
    ],
)
def test_category_4_begins_when_it_was_in_force_or_later(basis, start, is_refused):
    refusal = category_4_refusal(eligible(basis, start, None), CATEGORY_4_START)

    assert (refusal is not None) == is_refused
    if refusal is not None:
        assert (refusal.rule, refusal.column) == ("V3", "valid_from")
        assert "2022-06-28" in refusal.sentence


@pytest.mark.parametrize(
    ("basis", "start", "is_warned"),
    [
        (Basis.DISQUALIFIED_FROM_WORKING_WITH_CHILDREN, date(2018, 3, 31), False),
        (Basis.DISQUALIFIED_FROM_WORKING_WITH_CHILDREN, date(2018, 4, 1), True),
        (Basis.DISQUALIFIED_FROM_WORKING_WITH_CHILDREN, date(2018, 4, 2), True),
        (Basis.VIOLENT_OFFENCE, date(2018, 4, 2), False),
    ],
)
def test_disqualification_opens_no_category_2_from_the_day_on(basis, start, is_warned):
    warned = closed_basis_warning(eligible(basis, start, None), CLOSED_ON)

    assert (warned is not None and warned.rule == "V34") == is_warned


@pytest.mark.parametrize(
    ("leads", "until", "gaps"),
    [
        pytest.param([Period(START, END)], OPEN_END, [], id="led throughout"),
        pytest.param([], OPEN_END, [(START, END)], id="never led"),
        pytest.param(
            [Period(date(2021, 3, 2), END)], OPEN_END, [(START, date(2021, 3, 2))], id="a day late"
        ),
        pytest.param([], date(2021, 4, 1), [(START, date(2021, 4, 1))], id="until death"),
        pytest.param([], START, [], id="dead before"),
    ],
)
def test_somebody_eligible_has_a_lead_agency(leads, until, gaps):
    found = lead_agency_warnings(
        [Period(START, END)], [("police", each) for each in leads], frozenset(), until
    )

    assert [(each.rule, each.valid_from, each.valid_to) for each in found] == [
        ("V36", *gap) for gap in gaps
    ]


@pytest.mark.parametrize(("kind", "rules"), [("dwp", ["V37"]), ("police", [])])
def test_some_kinds_of_agency_never_lead(kind, rules):
    period = Period(START, END)

    found = lead_agency_warnings([period], [(kind, period)], frozenset({"dwp"}), OPEN_END)

    assert [each.rule for each in found] == rules


@pytest.mark.parametrize(
    ("levels", "found"),
    [
        pytest.param([Period(START, END)], [], id="throughout"),
        pytest.param([], [("undetermined_level", START, END)], id="none at all"),
        pytest.param(
            [Period(START, date(2021, 4, 1)), Period(date(2021, 4, 2), END)],
            [("V40", date(2021, 4, 1), date(2021, 4, 2))],
            id="a gap of one day",
        ),
        pytest.param(
            [Period(START, date(2021, 4, 1)), Period(date(2021, 4, 1), END)], [], id="touching"
        ),
        pytest.param(
            [Period(date(2021, 3, 2), END)],
            [("undetermined_level", START, date(2021, 3, 2))],
            id="before the first",
        ),
        pytest.param(
            [Period(START, date(2021, 5, 31))],
            [("undetermined_level", date(2021, 5, 31), END)],
            id="after the last",
        ),
    ],
)
def test_somebody_eligible_has_a_level(levels, found):
    warned = level_warnings([Period(START, END)], levels, OPEN_END)

    assert [(each.rule, each.valid_from, each.valid_to) for each in warned] == found


@pytest.mark.parametrize(
    ("start", "end", "from_day"),
    [
        pytest.param(date(2021, 3, 1), date(2021, 5, 1), None, id="ends on the day of death"),
        pytest.param(date(2021, 3, 1), date(2021, 5, 2), None, id="holds on the day of death"),
        pytest.param(date(2021, 3, 1), date(2021, 5, 3), date(2021, 5, 2), id="a day longer"),
        pytest.param(date(2021, 3, 1), None, date(2021, 5, 2), id="still open"),
        pytest.param(date(2021, 6, 1), None, date(2021, 6, 1), id="begins later"),
    ],
)
def test_no_period_goes_on_after_the_day_of_death(start, end, from_day):
    warned = list(death_warnings(date(2021, 5, 1), [("A level", Period(start, end))]))

    found = [(each.rule, each.valid_from, each.valid_to) for each in warned]
    assert found == ([("period_after_death", from_day, end)] if from_day else [])


def test_the_living_have_no_period_after_death():
    assert list(death_warnings(None, [("A level", Period(START))])) == []
