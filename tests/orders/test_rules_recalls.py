"""V59: the day before, the day, the day after."""

from datetime import date

import pytest

from orders.rules.recalls import recall_refusal


@pytest.mark.parametrize(
    ("returned_on", "refused"),
    [
        (date(2021, 4, 30), True),
        (date(2021, 5, 1), False),
        (date(2021, 5, 2), False),
        (None, False),
    ],
)
def test_nobody_returns_before_the_recall(returned_on, refused):
    refusal = recall_refusal(date(2021, 5, 1), returned_on)

    assert (refusal is not None) == refused
    if refusal is not None:
        assert (refusal.rule, refusal.column) == ("V59", "returned_on")
