"""What every text of the product says in the same words: its marking, and days."""

from __future__ import annotations

from datetime import date

MARKING = "OFFICIAL-SENSITIVE"
"""The marking of everything that leaves the product (Government Security Classifications)."""


def spelt(day: date) -> str:
    """A day in words: “1 May 2024”."""
    return f"{day.day} {day:%B %Y}"


def spelt_with_weekday(day: date) -> str:
    """A day in words with that of the week: “Wednesday 1 May 2024”."""
    return f"{day:%A} {spelt(day)}"
