"""How far a meeting has come: for the acts that hang on it, and in a word for whoever reads."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext as _

from mappa.pages.panels.acts import State
from meetings.models import Meeting, Minutes, MinutesDraft


def states_of(meetings: Collection[Meeting], on: date) -> dict[int, State]:
    """The state of each of `meetings` on the day `on`; two queries."""
    keys = [each.pk for each in meetings]
    issued: dict[int, int] = {}
    for meeting, number in Minutes.objects.filter(meeting__in=keys).values_list(
        "meeting", "number"
    ):
        issued[meeting] = max(number, issued.get(meeting, 0))
    drafts: dict[int, MinutesDraft] = {}
    for draft in MinutesDraft.objects.filter(meeting__in=keys).order_by("number"):
        if draft.number > issued.get(draft.meeting_id, 0):
            drafts[draft.meeting_id] = draft
    return {
        each.pk: _state(each, issued.get(each.pk, 0), drafts.get(each.pk), on) for each in meetings
    }


def _state(meeting: Meeting, issued: int, draft: MinutesDraft | None, on: date) -> State:
    stands = meeting.cancelled_on is None
    return State(
        is_planned=stands and meeting.closed_on is None,
        has_begun=on >= meeting.panel.held_on,
        is_writable=stands and (not issued or draft is not None),
        is_closed=meeting.closed_on is not None,
        has_draft=draft is not None,
        is_approved=draft is not None and bool(draft.approved_content),
        is_issued=bool(issued),
    )


def state_word(meeting: Meeting, state: State) -> str:
    """What has become of a meeting."""
    if meeting.cancelled_on is not None:
        return _("cancelled")
    if state.is_issued and state.has_draft:
        return _("minutes under amendment")
    if state.is_issued:
        return _("minutes issued")
    if state.is_approved:
        return _("minutes approved")
    if state.is_closed:
        return _("closed")
    return _("not closed") if state.has_begun else _("to come")
