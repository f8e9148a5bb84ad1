"""Writes one meeting as a calendar file (RFC 5545) that a mail programme puts into a diary."""

from __future__ import annotations

from datetime import UTC, datetime

import icalendar

from core.documents.characters import printable

_WRITER = "-//mappa//documents//EN"


def calendar_file(
    *,
    uid: str,
    summary: str,
    starts_at: datetime,
    ends_at: datetime,
    place: str,
    description: str,
    stamp: datetime,
    sequence: int,
    is_cancelled: bool,
) -> bytes:
    """The meeting as a request, or as word that it is cancelled; always private.

    A later file with the same `uid` and a higher `sequence` takes the place of an earlier one;
    `stamp` is when this one was made. The same arguments give the same bytes.

    Raises:
        ValueError: if an instant is not aware, the meeting does not end after it starts, `uid` is
            blank or `sequence` is negative.
    """
    if any(each.utcoffset() is None for each in (starts_at, ends_at, stamp)):
        raise ValueError("The instants of a calendar file need their time zone.")
    if ends_at <= starts_at:
        raise ValueError("A meeting ends after it starts.")
    if not uid.strip():
        raise ValueError("A calendar file needs a uid; a later one is matched by it.")
    if sequence < 0:
        msg = f"A sequence counts from 0 on: {sequence} is below."
        raise ValueError(msg)
    event = icalendar.Event()
    event.add("uid", printable(uid))
    event.add("dtstamp", stamp.astimezone(UTC))
    event.add("dtstart", starts_at.astimezone(UTC))
    event.add("dtend", ends_at.astimezone(UTC))
    event.add("sequence", sequence)
    event.add("status", "CANCELLED" if is_cancelled else "CONFIRMED")
    event.add("class", "PRIVATE")
    event.add("summary", printable(summary))
    event.add("location", printable(place))
    event.add("description", printable(description))
    calendar = icalendar.Calendar()
    calendar.add("prodid", _WRITER)
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if is_cancelled else "REQUEST")
    calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written
