"""How long to wait after a failure, and after how many to stop: pure."""

from __future__ import annotations

from datetime import timedelta

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=6)

MOST_ATTEMPTS = 16
"""At an event, and failures of a subscription one after the other: some day and a half."""


def wait_after(failures: int, *, jitter: float) -> timedelta:
    """How long to wait after so many failures: twice as long each time, up to `LONGEST_WAIT`, less
    up to half of it, so that not all who failed together come again together.

    `jitter` lies between 0, the shortest wait, and 1, the longest.
    """
    # Behind the longest wait the power of two only grows; a timedelta would overflow.
    doubled: int = 2 ** min(failures - 1, 20)
    whole = min(FIRST_WAIT * doubled, LONGEST_WAIT)
    return whole / 2 + whole / 2 * jitter
