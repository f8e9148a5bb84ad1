"""Invites agencies to meetings."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import QuerySet

from agencies.models import Agency, User
from core.refusals import Refusal
from core.refusing import refuse
from meetings.models import Attendance, CoreMembership, Invitation, Meeting
from meetings.rules.acts import day_refusal
from meetings.rules.convening import planned_refusal
from meetings.rules.parts import CONVENING
from meetings.services.acts import meeting_act
from nominals.services.acts import Asked


def invite(
    *,
    meeting: Meeting,
    agencies: Collection[Agency],
    user: User,
    asked: Asked,
    wants_report: bool = False,
) -> list[Invitation]:
    """Put agencies on the list of a meeting; they learn of it when the invitations are sent.

    Raises:
        Outdated: if it is not the version that was read.
        ValidationError: if the user may not, the meeting was closed or cancelled, or an agency is
            on the list already.
    """
    doing = "invite to the meeting"
    with meeting_act(
        "invite", meeting, user=user, asked=asked, needed=CONVENING, doing=doing
    ) as sitting:
        refuse([planned_refusal(sitting.stage, doing), None if agencies else _nobody()])
        return [
            sitting.this.record(
                Invitation(meeting=meeting, agency=agency, wants_report=wants_report)
            )
            for agency in agencies
        ]


def invite_core(*, meeting: Meeting, user: User, asked: Asked) -> list[Invitation]:
    """Put every core member of the area at the level on the list of a meeting, once.

    Raises:
        Outdated: if it is not the version that was read.
        ValidationError: if the user may not, the meeting was closed or cancelled, the area has no
            core members at the level on its day, or all of them are on the list.
    """
    doing = "invite to the meeting"
    with meeting_act(
        "invite_core", meeting, user=user, asked=asked, needed=CONVENING, doing=doing
    ) as sitting:
        panel = meeting.panel
        core = CoreMembership.objects.on(panel.held_on).filter(area=panel.area, level=panel.level)
        members = {each.agency_id: each.agency for each in core.select_related("agency")}
        listed = set(_standing(meeting).values_list("agency", flat=True))
        missing = [agency for key, agency in members.items() if key not in listed]
        refuse(
            [
                planned_refusal(sitting.stage, doing),
                None if members else _no_core(meeting),
                None if missing or not members else _all_listed(),
            ]
        )
        return [
            sitting.this.record(Invitation(meeting=meeting, agency=agency)) for agency in missing
        ]


def send_invitations(*, meeting: Meeting, on: date, user: User, asked: Asked) -> list[Invitation]:
    """Send the invitations of a meeting that were not sent; from the day `on` the agencies see the
    case. Their mailboxes are told by `meetings.services.notices`.

    Raises:
        Outdated: if it is not the version that was read.
        ValidationError: if the user may not, the meeting was closed or cancelled, or every
            invitation was sent; if the day is still to come or lies before the meeting was placed.
    """
    doing = "send invitations to the meeting"
    with meeting_act(
        "send_invitations", meeting, user=user, asked=asked, needed=CONVENING, doing=doing
    ) as sitting:
        unsent = list(_standing(meeting).filter(sent_on=None).select_related("agency"))
        refuse(
            [
                planned_refusal(sitting.stage, doing),
                _none_to_send(unsent),
                day_refusal(
                    on,
                    today=asked.day,
                    since=min(meeting.placed_on, meeting.held_on),
                    what="The meeting was placed",
                ),
            ]
        )
        return [sitting.this.supersede(each, sent_on=on) for each in unsent]


def withdraw_invitation(
    *, invitation: Invitation, on: date, user: User, asked: Asked
) -> Invitation:
    """Take an agency off the list of a meeting; from the day `on` it no longer sees the case by it.

    Raises:
        Outdated: if it is not the version that was read.
        ValidationError: if the user may not, the meeting was closed or cancelled, or the invitation
            was withdrawn already.
    """
    doing = "withdraw an invitation to the meeting"
    with meeting_act(
        "withdraw_invitation",
        invitation.meeting,
        user=user,
        asked=asked,
        needed=CONVENING,
        doing=doing,
    ) as sitting:
        invitation.refresh_from_db()
        refuse(
            [
                planned_refusal(sitting.stage, doing),
                _withdrawn(invitation),
                _day_has_come(invitation.meeting, asked.day),
                day_refusal(
                    on,
                    today=asked.day,
                    since=invitation.sent_on or date.min,
                    what="The invitation was sent",
                ),
            ]
        )
        for each in Attendance.objects.filter(invitation=invitation):
            sitting.this.withdraw(each)
        return sitting.this.supersede(invitation, withdrawn_on=on)


def _standing(meeting: Meeting) -> QuerySet[Invitation]:
    return Invitation.objects.standing().filter(meeting=meeting)


def _no_core(meeting: Meeting) -> Refusal:
    sentence = (
        f"{meeting.panel.area} has no core members at Level {meeting.panel.level} on "
        f"{meeting.panel.held_on}: name them, or invite agencies one by one."
    )
    return Refusal("no_core_members", "meeting", sentence)


def _nobody() -> Refusal:
    return Refusal("nobody_invited", "agencies", "Name at least one agency to invite.")


def _all_listed() -> Refusal:
    sentence = "Every core member is on the list already: invite others one by one."
    return Refusal("core_listed", "meeting", sentence)


def _none_to_send(unsent: Collection[Invitation]) -> Refusal | None:
    if unsent:
        return None
    sentence = "Every invitation to the meeting was sent already: invite an agency first."
    return Refusal("nothing_to_send", "meeting", sentence)


def _day_has_come(meeting: Meeting, today: date) -> Refusal | None:
    """After the day of the meeting whoever need not have come is recorded as not required."""
    if today <= meeting.held_on:
        return None
    sentence = f"The meeting sat on {meeting.held_on}: record that the agency was not required."
    return Refusal("withdrawn", "invitation", sentence)


def _withdrawn(invitation: Invitation) -> Refusal | None:
    if invitation.withdrawn_on is None:
        return None
    sentence = f"The invitation was withdrawn on {invitation.withdrawn_on} already."
    return Refusal("withdrawn", "invitation", sentence)
