"""How long to wait after a failure."""

from datetime import timedelta

import pytest

from mappa.events.backing_off import LONGEST_WAIT, MOST_ATTEMPTS, wait_after

HOUR = 3600


@pytest.mark.parametrize(
    ("failures", "jitter", "seconds"),
    [
        (1, 0, 15),
        (1, 0.5, 22.5),
        (1, 1, 30),
        (2, 0, 30),
        (2, 1, 60),
        (3, 1, 120),
        (10, 1, 15360),
        (11, 0, 3 * HOUR),
        (11, 1, 6 * HOUR),
        (16, 1, 6 * HOUR),
        (10_000, 1, 6 * HOUR),
    ],
)
def test_waits_double_up_to_the_longest_less_up_to_half(failures, jitter, seconds):
    assert wait_after(failures, jitter=jitter) == timedelta(seconds=seconds)


def test_all_attempts_together_take_a_day_and_a_half_at_most():
    waits = [wait_after(number, jitter=1) for number in range(1, MOST_ATTEMPTS)]

    assert timedelta(hours=36) < sum(waits, timedelta()) < timedelta(hours=40)
    assert waits == sorted(waits)
    assert waits[-1] == LONGEST_WAIT
