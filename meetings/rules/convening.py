"""When a meeting is placed, moved and cancelled, and whom it invites."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time

from core.refusals import Refusal

LAST_MINUTE = 24 * 60 - 1


@dataclass(frozen=True, slots=True)
class Stage:
    """How far a meeting has come: the day it sits, and those on which it was closed and cancelled;
    `number` is the latest version issued, 0 where none is."""

    held_on: date
    closed_on: date | None = None
    cancelled_on: date | None = None
    number: int = 0
    is_amended: bool = False


def panel_refusals(*, held_on: date, on: date, is_emergency: bool, place: str) -> Iterator[Refusal]:
    """A panel is planned for today or a day to come, or was an emergency, and says where."""
    if held_on < on and not is_emergency:
        sentence = (
            f"The panel would have sat on {held_on}, before it is planned: choose {on} or a later "
            "day, or record an emergency meeting."
        )
        yield Refusal("panel_day", "held_on", sentence)
    if not place.strip():
        sentence = "Say where the panel sits, or by which line."
        yield Refusal("panel_place", "place", sentence)


def times_refusal(starts_at: time, ends_at: time) -> Refusal | None:
    """A meeting ends after it starts."""
    if ends_at > starts_at:
        return None
    sentence = f"A meeting from {starts_at:%H:%M} ends after that: give a later end."
    return Refusal("meeting_times", "ends_at", sentence)


def moved(at: time, former: time, new: time) -> time:
    """The time of a meeting at a panel that starts at `new` instead of `former`; past the end of
    the day, the end of the day."""
    minutes = 60 * (new.hour - former.hour) + new.minute - former.minute
    total = 60 * at.hour + at.minute + minutes
    return time(*divmod(max(0, min(total, LAST_MINUTE)), 60))


def planned_refusal(stage: Stage, doing: str) -> Refusal | None:
    """Some things are done only until a meeting is closed or cancelled."""
    if stage.cancelled_on is not None:
        sentence = f"The meeting was cancelled on {stage.cancelled_on}: nobody may {doing}."
        return Refusal("meeting_cancelled", "meeting", sentence)
    if stage.closed_on is not None:
        sentence = (
            f"The meeting was closed on {stage.closed_on} already: nobody may {doing}. What was "
            "wrong is corrected by an amendment of its minutes."
        )
        return Refusal("meeting_closed", "meeting", sentence)
    return None


def record_refusal(stage: Stage, doing: str) -> Refusal | None:
    """V47: the record of a meeting is written until its minutes are issued, and then for an
    amendment only."""
    if stage.cancelled_on is not None:
        return planned_refusal(stage, doing)
    if stage.number and not stage.is_amended:
        sentence = (
            f"Version {stage.number} of the minutes is issued and never changes: begin an "
            f"amendment before you {doing}."
        )
        return Refusal("V47", "meeting", sentence)
    return None


def begun_refusal(stage: Stage, on: date, doing: str) -> Refusal | None:
    """What happens at a meeting is recorded on its day or later."""
    if on >= stage.held_on:
        return None
    sentence = f"The meeting sits on {stage.held_on}: nobody may {doing} before that day."
    return Refusal("meeting_to_come", "on", sentence)
