"""The acts on referrals, panels, meetings and actions that the API offers, each one service.

Over the API they are done as everywhere: the services themselves ask who acts and has which part.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from agencies.choices import Scope
from core.api.caller import Caller
from meetings.api.examples import EXAMPLES
from meetings.api.resources import NAMED
from meetings.services import (
    actions,
    attaching,
    attendance,
    convening,
    deciding,
    inviting,
    minutes,
    panels,
    planning,
    referrals,
)
from nominals.api.acting import Act


def anybody(caller: Caller, target: Any, values: Mapping[str, Any], on: date) -> None:
    """Refuses nobody: who may act is asked by the service, which knows the parts of a meeting."""


def _act(service: Callable[..., Any], target: str, without: tuple[str, ...] = ()) -> Act:
    example = EXAMPLES[service.__name__]
    return Act(service, target, Scope.MEETINGS_WRITE, NAMED, anybody, example, without)


PLAN_PANEL = _act(panels.plan_panel, "")
"""The act on the list of panels."""

ACTS = (
    _act(referrals.draft_referral, "nominal"),
    _act(referrals.change_referral, "referral"),
    _act(referrals.submit_referral, "referral"),
    _act(referrals.ask_information, "referral"),
    _act(referrals.answer_information, "referral"),
    _act(referrals.accept_referral, "referral"),
    _act(referrals.reject_referral, "referral"),
    _act(referrals.withdraw_referral, "referral"),
    _act(panels.move_panel, "panel"),
    _act(panels.cancel_panel, "panel"),
    _act(convening.place_meeting, "panel"),
    _act(convening.appoint, "meeting"),
    _act(convening.cancel_meeting, "meeting"),
    _act(inviting.invite, "meeting"),
    _act(inviting.invite_core, "meeting"),
    _act(inviting.send_invitations, "meeting"),
    _act(inviting.withdraw_invitation, "invitation"),
    _act(attendance.record_attendance, "invitation"),
    _act(attendance.submit_report, "invitation"),
    _act(attendance.acknowledge_confidentiality, "meeting"),
    _act(deciding.decide, "meeting"),
    _act(deciding.close_meeting, "meeting"),
    _act(planning.add_plan_entry, "meeting"),
    _act(planning.end_plan_entry, "meeting"),
    _act(planning.add_trigger, "meeting"),
    _act(actions.give_action, "meeting"),
    _act(actions.replace_action, "meeting"),
    _act(actions.complete_action, "action"),
    _act(actions.cancel_action, "action"),
    _act(minutes.write_passage, "meeting"),
    _act(minutes.approve_minutes, "meeting"),
    _act(minutes.issue_minutes, "meeting"),
    _act(minutes.begin_amendment, "meeting"),
)
"""Every act on one record."""

UPLOADS = (
    _act(attaching.attach_to_referral, "referral", ("name", "content")),
    _act(attaching.attach_to_report, "report", ("name", "content")),
)
"""The acts that bring a file."""
