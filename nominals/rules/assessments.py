"""What may be reviewed at which level."""

from __future__ import annotations

from datetime import date

from core.refusals import Refusal
from nominals.choices import Level


def level_1_review_refusal(level: int | None, on: date) -> Refusal | None:
    """A review at Level 1 is of a case at Level 1 on that day (MAPPA Guidance, chapter 7)."""
    if level == Level.ONE:
        return None
    held = "no level" if level is None else f"Level {level}"
    sentence = (
        f"The person is at {held} on {on}: at Level 2 or 3 a meeting reviews the case, and "
        "without a level nothing is managed."
    )
    return Refusal("review_at_level_1", "on", sentence)
