"""Whether somebody is a child, which follows from the date of birth and is no flag."""

from __future__ import annotations

from datetime import date

from core.periods import age_on

FULL_AGE = 18


def is_under_18(date_of_birth: date | None, on: date) -> bool | None:
    """Whether somebody is under 18 on the day `on`; `None` where the date of birth is unknown.

    An age is reached at the beginning of the birthday (Family Law Reform Act 1969, section 9);
    whoever was born on 29 February reaches it on 1 March of a common year.
    """
    return None if date_of_birth is None else age_on(date_of_birth, on) < FULL_AGE
