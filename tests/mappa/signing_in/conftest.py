"""The clock of these tests stands still, at the beginning of a period of codes."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock():
    """`clock.shift(seconds)` moves it."""
    with time_machine.travel(NOON, tick=False) as found:
        yield found


@pytest.fixture
def later(clock):
    """Moves the clock on by so many minutes and seconds."""

    def move(minutes=0, seconds=0):
        clock.shift(timedelta(minutes=minutes, seconds=seconds))

    return move
