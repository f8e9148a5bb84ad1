"""The rate of T8 in whole numbers."""

import pytest

from reporting.rules.rates import per_100_000


@pytest.mark.parametrize(
    ("people", "residents", "rate"),
    [
        (2301, 1_339_059, 172),
        (1188, 819_807, 145),
        (765, 643_589, 119),
        (0, 1, 0),
        # 1.5 and the nearest rates below and above it
        (3, 200_000, 2),
        (3, 200_001, 1),
        (3, 199_999, 2),
        (2 * 10**15 + 1, 2 * 10**11, 10**9),
    ],
)
def test_the_rate_is_rounded_half_up_without_fractions(people, residents, rate):
    assert per_100_000(people, residents) == rate


@pytest.mark.parametrize("residents", [0, -1])
def test_without_residents_there_is_no_rate(residents):
    with pytest.raises(ValueError, match="not supplied"):
        per_100_000(1, residents)
