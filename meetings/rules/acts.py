"""What every act on a referral or a meeting says: why, and on which day."""

from __future__ import annotations

from datetime import date

from core.refusals import Refusal


def reason_refusal(reason: str, doing: str) -> Refusal | None:
    """V48: every decision says why."""
    if reason.strip():
        return None
    return Refusal("V48", "reason", f"Say why you {doing}.")


def day_refusal(on: date, *, today: date, since: date = date.min, what: str = "") -> Refusal | None:
    """Nothing is recorded of a day to come, or of one before `since`, on which `what` happened;
    `what` stands at the start of a sentence."""
    if on > today:
        sentence = f"{on} is still to come: choose today, {today}, or an earlier day."
        return Refusal("day_to_come", "on", sentence)
    if on < since:
        return Refusal("day_before", "on", f"{what} on {since}: choose that day or a later one.")
    return None
