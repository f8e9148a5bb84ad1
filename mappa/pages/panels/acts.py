"""What may be done about a panel, a meeting, an invitation and an action, in words of the pages."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.api.caller import Caller
from core.api.problems import Problem
from core.wording import spelt
from mappa.pages.nominal.offers import Offer, Word
from mappa.pages.panels.choosing import of_area, of_meeting, of_panel
from meetings.api.acts import ACTS, PLAN_PANEL
from meetings.models import Action, Invitation, Meeting, Panel
from meetings.models.panel import LEVELS
from meetings.rules.parts import CONDUCTING, CONVENING, DECIDING, ISSUING, TAKING_PART, Part
from meetings.services.acts import standing_in
from nominals.api.acting import May

_ACTS = {each.name: each for each in ACTS}

USUAL_LENGTH = timedelta(minutes=45)
"""Of a meeting for which nobody said how long it takes."""


def needing(parts: Collection[Part]) -> May:
    """Lets whoever has one of `parts` in the meeting act."""

    def may(caller: Caller, target: Any, values: Mapping[str, Any], on: date) -> None:
        meeting = target if isinstance(target, Meeting) else target.meeting
        standing = standing_in(meeting, caller.user, on=on)
        owns = isinstance(target, Action) and target.agency_id in standing.agencies
        if not (owns or standing.parts & set(parts)):
            raise Problem("forbidden", "You may read this, and not record this in it.")

    return may


PARTS: dict[May, Collection[Part]] = {
    needing(parts): parts for parts in (CONVENING, CONDUCTING, DECIDING, ISSUING, TAKING_PART)
}
_CONVENES, _CONDUCTS, _DECIDES, _ISSUES, _TAKES_PART = PARTS


def _chairs(caller: Caller, target: Any, values: Mapping[str, Any], on: date) -> None:
    if target.chair_id != caller.user.pk:
        raise Problem("forbidden", "Only the chair of the meeting approves its minutes.")


PARTS[_chairs] = {Part.CHAIR}


@dataclass(frozen=True, slots=True)
class State:
    """How far a meeting has come, as far as acts hang on it."""

    is_planned: bool
    has_begun: bool
    is_writable: bool
    is_closed: bool = False
    has_draft: bool = False
    is_approved: bool = False
    is_issued: bool = False


When = Callable[[State], bool]
"""Whether something may be done at that stage."""


def _planned(state: State) -> bool:
    return state.is_planned


def _sits(state: State) -> bool:
    return state.is_planned and state.has_begun


def _written(state: State) -> bool:
    return state.is_writable and state.has_begun


def _offer(name: str, title: Word, done: Word, may: May | None = None, **more: Any) -> Offer:
    act = _ACTS[name]
    return Offer(replace(act, may=may) if may else act, title, done, **more)


def _begins_after(panel: Panel, on: date) -> dict[str, Any]:
    """The next meeting begins when the last ends."""
    meetings = Meeting.objects.filter(panel=panel, cancelled_on=None)
    last = max(meetings.values_list("ends_at", flat=True), default=panel.starts_at)
    ends = datetime.combine(panel.held_on, last) + USUAL_LENGTH
    return {"starts_at": f"{last:%H:%M}", "ends_at": f"{ends:%H:%M}"}


def _as_it_sits(panel: Panel, on: date) -> dict[str, Any]:
    return {
        "sitting-held_on": spelt(panel.held_on),
        "sitting-starts_at": f"{panel.starts_at:%H:%M}",
        "sitting-place": panel.place,
        "sitting-mode": panel.mode,
    }


def _as_conducted(meeting: Meeting, on: date) -> dict[str, Any]:
    return {
        "conduct-chair": meeting.chair and meeting.chair.username,
        "conduct-chair_grade": meeting.chair_grade,
        "conduct-minute_taker": meeting.minute_taker and meeting.minute_taker.username,
    }


def _as_attended(invitation: Invitation, on: date) -> dict[str, Any]:
    held = invitation.attendances.first()
    if held is None:
        return {}
    said = {True: "yes", False: "no", None: ""}[held.is_senior_enough]
    return {
        "outcome": held.outcome,
        "name": held.name,
        "grade": held.grade,
        "is_senior_enough": said,
    }


_SITTING = {
    "sitting": _("When and where"),
    "sitting-held_on": _("Day"),
    "sitting-starts_at": _("Begins at"),
    "sitting-mode": _("How people come together"),
    "sitting-place": _("Where, or by which line"),
}
_CONDUCT = {"conduct": _("Who conducts it")}
_WHY_CANCELLED = {"on": _("The clock of the review runs on.")}

PLAN = Offer(
    PLAN_PANEL,
    _("Plan a panel"),
    _("The panel is planned. Place the meetings at it."),
    labels=_SITTING | _CONDUCT,
    hints={
        "conduct-chair_grade": _("Who may chair at which level the area has settled (V43)."),
        "is_emergency": _("An emergency panel may have sat already."),
    },
    choices={"level": LEVELS},
    choose=of_area,
    seldom=("is_emergency",),
)

PLACE = _offer(
    "place-meeting",
    _("Place a meeting"),
    _("The meeting is placed."),
    labels={"nominal": _("Whom it is about"), "referral": _("Accepted referral")},
    hints={
        "nominal": _("Those with an accepted referral, a review due or this level."),
        "referral": _("Where a referral led to the meeting."),
    },
    choose=of_panel,
    starts=_begins_after,
)

OF_PANEL = (
    PLACE,
    _offer(
        "move-panel",
        _("Move the panel"),
        _("The panel is moved, and its meetings with it. Mailboxes are told in the next round."),
        labels=_SITTING,
        starts=_as_it_sits,
    ),
    _offer(
        "cancel-panel",
        _("Cancel the panel"),
        _("The panel and its meetings are cancelled."),
        labels={"on": _("Cancelled on")},
        hints=_WHY_CANCELLED,
    ),
)

INVITE_CORE = _offer(
    "invite-core",
    _("Invite the core members"),
    _("The core members are on the list. They learn of it once the invitations are sent."),
    _CONVENES,
)
SEND = _offer(
    "send-invitations",
    _("Send the invitations"),
    _("The invitations are sent: from today these agencies see the case by this meeting."),
    _CONVENES,
    labels={"on": _("Sent on")},
)
ACKNOWLEDGE = _offer(
    "acknowledge-confidentiality",
    _("The statement was acknowledged"),
    _("The confidentiality and diversity statement is recorded as acknowledged."),
    _CONDUCTS,
)
DECIDE = _offer(
    "decide",
    _("Record a decision"),
    _("The decision is recorded."),
    _CONDUCTS,
    labels={
        "kind": _("Question"),
        "disclosing": _("Of a disclosure"),
        "disclosing-what": _("What is disclosed"),
        "disclosing-due_on": _("By when"),
    },
    hints={"reason": _("In a sentence: it stands in the minutes.")},
    seldom=("disclosing",),
)
WRITE = _offer(
    "write-passage",
    _("Write in the minutes"),
    _("The minutes are written."),
    _CONDUCTS,
    hints={"agency": _("Of information from an agency, and of nothing else.")},
    choose=of_meeting,
)
ENTER = _offer(
    "add-plan-entry",
    _("Add to the plan"),
    _("The entry is in the plan."),
    _CONDUCTS,
    labels={"entry": _("Entry"), "entry-text": _("What is done"), "entry-risk": _("Answers to")},
    choose=of_meeting,
    seldom=(),
)
GIVE = _offer(
    "give-action",
    _("Give an action"),
    _("The action is given."),
    _CONDUCTS,
    labels={
        "wanted": _("Action"),
        "wanted-text": _("What is to be done"),
        "wanted-due_on": _("By when"),
    },
    choose=of_meeting,
)

GROUPS: tuple[tuple[Word, tuple[tuple[Offer, When], ...]], ...] = (
    (
        _("Before the day"),
        (
            (INVITE_CORE, _planned),
            (
                _offer(
                    "invite",
                    _("Invite agencies"),
                    _("They are on the list, and learn of it once the invitations are sent."),
                    _CONVENES,
                    choose=of_meeting,
                ),
                _planned,
            ),
            (SEND, _planned),
            (
                _offer(
                    "appoint",
                    _("Name the chair or minute taker"),
                    _("Who conducts the meeting is recorded."),
                    _CONVENES,
                    labels=_CONDUCT,
                    choose=of_meeting,
                    starts=_as_conducted,
                ),
                lambda state: state.is_writable,
            ),
            (
                _offer(
                    "cancel-meeting",
                    _("Cancel the meeting"),
                    _("The meeting is cancelled. Nobody sees the case by it any more."),
                    _CONVENES,
                    labels={"on": _("Cancelled on")},
                    hints=_WHY_CANCELLED,
                ),
                _planned,
            ),
        ),
    ),
    (
        _("Plan and actions"),
        (
            (ENTER, _written),
            (
                _offer(
                    "end-plan-entry",
                    _("Take out of the plan"),
                    _("It is out of the plan from the day of the meeting on."),
                    _CONDUCTS,
                    labels={"entry": _("Entry or trigger")},
                    choose=of_meeting,
                ),
                _written,
            ),
            (
                _offer(
                    "add-trigger",
                    _("Add a trigger"),
                    _("The trigger is in the plan."),
                    _CONDUCTS,
                    choose=of_meeting,
                ),
                _written,
            ),
            (GIVE, _written),
            (
                _offer(
                    "replace-action",
                    _("Replace an open action"),
                    _("The new action stands in the place of the former."),
                    _CONDUCTS,
                    labels=dict(GIVE.labels) | {"action": _("Action that it replaces")},
                    choose=of_meeting,
                ),
                _written,
            ),
        ),
    ),
    (
        _("The record"),
        (
            (WRITE, _written),
            (DECIDE, _written),
            (ACKNOWLEDGE, _sits),
            (
                _offer(
                    "close-meeting",
                    _("Close the meeting"),
                    _("The meeting is closed, and what it decided holds from its day on."),
                    _DECIDES,
                    hints={"next_review_on": _("Empty: the last day that the area allows (V41).")},
                ),
                _sits,
            ),
        ),
    ),
    (
        _("Minutes"),
        (
            (
                _offer(
                    "approve-minutes",
                    _("Approve the minutes"),
                    _("The minutes are approved as they stand."),
                    _chairs,
                ),
                lambda state: state.is_closed and state.has_draft and not state.is_approved,
            ),
            (
                _offer(
                    "issue-minutes",
                    _("Issue the minutes"),
                    _("The minutes are issued. Mailboxes are told in the next round."),
                    _ISSUES,
                    hints={
                        "recipients": _("None ticked: those that attended, and the lead agency.")
                    },
                    choose=of_meeting,
                ),
                lambda state: state.is_approved,
            ),
            (
                _offer(
                    "begin-amendment",
                    _("Amend the minutes"),
                    _("The next version is begun: change what was wrong."),
                    _CONDUCTS,
                    hints={"reason": _("It stands in the next version (V47).")},
                ),
                lambda state: state.is_issued and not state.is_writable,
            ),
        ),
    ),
)
"""What may be done about a meeting, and when, in the order of the menu."""


def by_name(offers: Collection[Offer]) -> dict[str, Offer]:
    """Offers by the last part of their addresses."""
    return {each.act.name: each for each in offers}


OF_MEETING = by_name([offer for _title, offers in GROUPS for offer, _when in offers])
"""By the last part of their addresses."""

OF_INVITATION = (
    _offer(
        "record-attendance",
        _("Record attendance"),
        _("How the agency took part is recorded."),
        _TAKES_PART,
        starts=_as_attended,
    ),
    _offer(
        "submit-report",
        _("Hand in a report"),
        _("The report is in."),
        _TAKES_PART,
        labels={"text": _("What the agency reports"), "on": _("Received on")},
    ),
    _offer(
        "withdraw-invitation",
        _("Withdraw the invitation"),
        _("The invitation is withdrawn: the agency no longer sees the case by it."),
        _CONVENES,
        labels={"on": _("Withdrawn on")},
    ),
)

OF_ACTION = (
    _offer(
        "complete-action",
        _("Complete the action"),
        _("The action is complete."),
        _DECIDES,
        labels={"on": _("Done on")},
    ),
    _offer(
        "cancel-action",
        _("Cancel the action"),
        _("The action is cancelled."),
        _DECIDES,
        labels={"on": _("Cancelled on")},
    ),
)


def menu(parts: Collection[Part], state: State) -> list[tuple[Word, list[Offer]]]:
    """The acts that somebody with `parts` may do about a meeting at this stage, in their groups; a
    group without one is left out."""
    found = [
        (
            title,
            [
                offer
                for offer, when in offers
                if when(state) and set(parts) & set(PARTS[offer.act.may])
            ],
        )
        for title, offers in GROUPS
    ]
    return [(title, offers) for title, offers in found if offers]
