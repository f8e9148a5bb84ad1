"""What the floor of meetings tells: that there was a referral or a meeting, and what became of it.

Each ends with the opaque id by which commands are told of it. What was said and decided is in the
minutes, which not everybody who sees the person may read.
"""

from __future__ import annotations

from collections.abc import Iterator

from mappa.timeline.entries import Source, Told, told_on
from meetings import models
from meetings.choices import ReferralStatus


def _referral(row: models.Referral) -> Iterator[Told]:
    asked = f"Referral to Level {row.level} by {row.agency}"
    yield from told_on(row.submitted_on, f"{asked} ({row.public_id}).")
    if row.submitted_on is not None:
        became = ReferralStatus(row.status).label.lower()
        level = f" at Level {row.accepted_level}" if row.accepted_level else ""
        yield from told_on(row.decided_on, f"{asked} {became}{level} ({row.public_id}).")


def _meeting(row: models.Meeting) -> Iterator[Told]:
    if row.cancelled_on is not None:
        yield Told(row.cancelled_on, f"{row} cancelled ({row.public_id}).")
    elif row.closed_on is not None:
        kind = "Emergency meeting" if row.panel.is_emergency else "Meeting"
        held = f"{kind} at Level {row.panel.level} held ({row.public_id})."
        yield Told(row.panel.held_on, held)
    else:
        planned = f"Meeting at Level {row.panel.level} planned ({row.public_id})."
        yield Told(row.panel.held_on, planned)


SOURCES = (
    Source(models.Referral, _referral, related=("agency",), is_narrower=True),
    Source(models.Meeting, _meeting, related=("panel",), is_narrower=True),
)
"""In the order in which entries of one day are told."""
