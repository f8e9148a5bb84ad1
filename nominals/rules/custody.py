"""When a release may be expected, and until when a licence and its conditions hold."""

from __future__ import annotations

from datetime import date

from core.periods import Period
from core.refusals import Refusal


def expectation_refusal(expected_on: date, on: date, *, is_detained: bool) -> Refusal | None:
    """A release is expected of who is detained on the day `on`, and for no day before that."""
    if not is_detained:
        sentence = f"The person is not detained on {on}: record the detention first."
        return Refusal("expected_release_of_the_detained", "on", sentence)
    if expected_on < on:
        sentence = (
            f"On {on} no release can be expected for {expected_on}, a day that is past: record the "
            "release itself, or the day that is now expected."
        )
        return Refusal("expected_release_lies_ahead", "expected_on", sentence)
    return None


def condition_refusal(licence: Period, on: date) -> Refusal | None:
    """A condition of a licence begins while the licence holds."""
    if on in licence:
        return None
    until = "without end" if licence.last_day is None else f"until {licence.last_day}"
    sentence = f"The licence holds from {licence.start} {until}: a condition begins within it."
    return Refusal("condition_within_licence", "on", sentence)


def moved_end(condition: Period, former_end: date | None, new_end: date | None) -> date | None:
    """When a condition ends once its licence ends on `new_end` instead of `former_end`.

    One that ended with the licence still does; another keeps its own end unless the licence ends
    before.
    """
    if condition.end == former_end or condition.end is None:
        return new_end
    return condition.end if new_end is None else min(condition.end, new_end)
