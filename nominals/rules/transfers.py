"""When a case moves from one area to another, and what becomes of its lead agency (V77)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from core.periods import Period
from core.refusals import Refusal


def request_refusal(sending: int, receiving: int) -> Refusal | None:
    """A case is sent to another area than the one that is responsible for it."""
    if sending != receiving:
        return None
    sentence = "This area is responsible for the case already: name another area."
    return Refusal("transfer_to_another_area", "to_area", sentence)


def decision_refusal(outcome: str, requested_on: date, on: date) -> Refusal | None:
    """A transfer is decided once, and not before it was requested."""
    if outcome:
        sentence = f"The transfer was {outcome} already: request it anew."
        return Refusal("transfer_decided_once", "on", sentence)
    if on < requested_on:
        sentence = f"The transfer was requested on {requested_on}: it is decided then or later."
        return Refusal("transfer_decided_after_request", "on", sentence)
    return None


def acceptance_refusal(accepted_on: date, effective_on: date) -> Refusal | None:
    """V77: a transfer takes effect on the day of its acceptance or later, never before."""
    if effective_on >= accepted_on:
        return None
    sentence = (
        f"A transfer accepted on {accepted_on} takes effect on that day or later, not on "
        f"{effective_on}: until acceptance the sending area keeps the case."
    )
    return Refusal("V77", "effective_on", sentence)


def succession_refusal(sending: Period, effective_on: date) -> Refusal | None:
    """Responsibility passes on while the sending area has it, without a day between.

    `sending` is the sending area's responsibility on the eve of `effective_on`.
    """
    if effective_on < sending.ends:
        return None
    sentence = (
        f"The sending area's responsibility ends on {sending.end}: take effect before that day."
    )
    return Refusal("transfer_in_succession", "effective_on", sentence)


def leads_anew(
    agency: int | None,
    *,
    has_manager: bool,
    serving_old: Collection[int],
    serving_new: Collection[int],
) -> bool:
    """Whether a lead is named anew when the area changes.

    An agency of the old area does not lead in the new one unless it serves that too (Guidance,
    chapter 17: where the lead agency is does not fix the area). Where no agency is named the
    default agency of the area leads, which changes with it; a manager belongs to the agency.
    """
    if agency is None:
        return has_manager
    return agency in serving_old and agency not in serving_new
