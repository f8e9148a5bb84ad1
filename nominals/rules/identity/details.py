"""What cannot be true of who somebody is."""

from __future__ import annotations

from datetime import date

from core.refusals import Refusal


def birth_refusal(born: date | None, today: date) -> Refusal | None:
    """Nobody is born after today."""
    if born is None or born <= today:
        return None
    return Refusal(
        "born_in_the_future",
        "date_of_birth",
        f"{born} has not come yet: write a day up to {today}.",
    )


def day_of_death_refusal(died: date, born: date | None, today: date) -> Refusal | None:
    """Nobody dies after today, or before birth."""
    if died > today:
        sentence = f"{died} has not come yet: write a day up to {today}."
    elif born is not None and died < born:
        sentence = f"{died} lies before the date of birth, {born}: one of them is wrong."
    else:
        return None
    return Refusal("died_on_no_day_of_life", "died_on", sentence)
