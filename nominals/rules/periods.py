"""When a period may end, and what may be recorded of the dead."""

from __future__ import annotations

from datetime import date

from core.periods import Period
from core.refusals import Refusal


def ending_refusal(what: str, period: Period, on: date) -> Refusal | None:
    """A period ends on a day after its first and not after the end that is known already.

    `on` is the first day on which it no longer holds, `what` names it at the start of a sentence.
    """
    if on <= period.start:
        sentence = (
            f"{what} begins on {period.start}: the first day without it is a later one, not {on}."
        )
        return Refusal("ends_after_start", "on", sentence)
    if on >= period.ends:
        sentence = f"{what} ended on {period.end}: it cannot end on {on} once more."
        return Refusal("ended_already", "on", sentence)
    return None


def death_refusal(what: str, on: date, died_on: date | None) -> Refusal | None:
    """Nothing begins after the day of death; `what` names it at the start of a sentence."""
    if died_on is None or on <= died_on:
        return None
    sentence = f"{what} on {on} comes after the day of death, {died_on}: check both days."
    return Refusal("after_death", "on", sentence)
