"""Which periods of two records stand in each other's way."""

from datetime import date

import pytest

from core.periods import Period
from nominals.rules.identity.merging import Fact, choice_refusal, excluding

DAY = date(2021, 6, 1)


def fact(start, end=None, *group, key=1, is_category_3=False):
    return Fact(key, group, Period(start, end), is_category_3)


@pytest.mark.parametrize(
    ("one", "other", "excludes"),
    [
        (fact(date(2021, 1, 1), DAY), fact(date(2021, 5, 31)), True),
        (fact(date(2021, 1, 1), DAY), fact(DAY), False),
        (fact(date(2021, 1, 1), DAY), fact(date(2021, 6, 2)), False),
        (fact(DAY), fact(date(2030, 1, 1)), True),
        (fact(DAY, None, "shpo"), fact(DAY, None, "shpo"), True),
        (fact(DAY, None, "shpo"), fact(DAY, None, "sexual_offence"), False),
        (fact(DAY, None, "decision", is_category_3=True), fact(DAY, None, "shpo"), True),
        (fact(DAY, None, "decision", is_category_3=True), fact(date(2021, 1, 1), DAY, "x"), False),
    ],
)
def test_periods_exclude_each_other(one, other, excludes):
    assert one.excludes(other) is excludes
    assert other.excludes(one) is excludes


def test_each_pair_in_the_way_is_named():
    ones = [fact(date(2020, 1, 1), date(2021, 1, 1), key=1), fact(date(2021, 1, 1), key=2)]
    others = [fact(date(2020, 6, 1), date(2021, 2, 1), key=3)]

    pairs = list(excluding(ones, others))

    assert [(one.key, other.key) for one, other in pairs] == [(1, 3), (2, 3)]
    assert str(choice_refusal("levels", "a level", pairs[1:])) == (
        "choose_history: Both records have a level for the same days (from 2021-01-01 on and from "
        "2020-06-01 to 2021-01-31): choose whose history stands."
    )
