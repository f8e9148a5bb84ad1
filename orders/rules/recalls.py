"""When somebody recalled comes back to custody (Criminal Justice Act 2003, Part 12)."""

from __future__ import annotations

from datetime import date

from core.refusals import Refusal


def recall_refusal(decided_on: date, returned_on: date | None) -> Refusal | None:
    """V59: nobody returns to custody before the recall is decided."""
    if returned_on is None or returned_on >= decided_on:
        return None
    sentence = f"A return on {returned_on} cannot come before the recall decided on {decided_on}."
    return Refusal("V59", "returned_on", sentence)
