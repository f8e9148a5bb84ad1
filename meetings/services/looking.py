"""Looks at meetings: named by opaque id, for those who may, and logged, in vain too."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from core.refusing import Unseen, refuse
from meetings.models import Meeting
from nominals.services.consulting import Looking, record_look


def meeting_called(text: str) -> Meeting | None:
    """The meeting that `text` names by opaque id; `None` where there is none."""
    try:
        found = Meeting.objects.filter(public_id=UUID(text))
    except ValueError:
        return None
    return found.select_related("panel__area", "person").first()


def look_at(
    did: str, meeting: Meeting | None, looking: Looking, *, may: bool, what: str, **detail: Any
) -> Meeting:
    """Log the look `did` at `what` belongs to a meeting, which whoever looks `may` see or not.

    Raises:
        ValidationError: with the same words where there is no such meeting and where it is not to
            be seen; by V54 if the case is restricted and no purpose is given.
    """
    refusal = record_look(
        did,
        None if meeting is None else meeting.person,
        looking,
        found=meeting is not None and may,
        meeting="" if meeting is None else str(meeting.public_id),
        **detail,
    )
    if meeting is None or not may:
        raise Unseen(f"There is no such {what}.", row=meeting)
    refuse([refusal])
    return meeting


def conducts(meeting: Meeting, looking: Looking) -> bool:
    """Whether whoever looks sees the record of a meeting before it is issued."""
    if looking.user is None:
        return True
    conducted = Meeting.objects.conducted_by(looking.user, on=looking.on)
    return conducted.filter(pk=meeting.pk).exists()
