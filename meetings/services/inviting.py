"""Invites agencies to meetings, and records how they took part."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import QuerySet

from agencies.models import Agency, User
from core.refusals import Refusal
from core.refusing import refuse
from meetings.choices import PRESENT, Outcome
from meetings.models import AgencyReport, Attendance, CoreMembership, Invitation, Meeting
from meetings.rules import attendance as rules
from meetings.rules.acts import day_refusal
from meetings.rules.convening import begun_refusal, planned_refusal, record_refusal
from meetings.rules.parts import CONDUCTING, CONVENING, TAKING_PART, own_agency_refusal
from meetings.services.acts import meeting_act
from nominals.models import Alias, Nominal
from nominals.services.acts import Asked
from nominals.services.records import records_of


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


def record_attendance(
    *,
    invitation: Invitation,
    outcome: Outcome,
    user: User,
    asked: Asked,
    name: str = "",
    grade: str = "",
    is_senior_enough: bool | None = None,
) -> Attendance:
    """Record, or correct, how an invited agency took part. Before the day of the meeting only that
    it will not come, sends a report, or is not required.

    An agency writes for itself; whether somebody is senior enough is for those who conduct.

    Raises:
        Outdated: if it is not the version of the meeting that was read.
        ValidationError: if the user may not, the agency is not invited, nobody is named, V52, or
            the minutes are issued (V47).
    """
    meeting = invitation.meeting
    doing = "record attendance"
    with meeting_act(
        "record_attendance", meeting, user=user, asked=asked, needed=TAKING_PART, doing=doing
    ) as sitting:
        invitation.refresh_from_db()
        held = Attendance.objects.filter(invitation=invitation).first()
        conducts = bool(sitting.standing.parts & CONDUCTING)
        refuse(
            [
                own_agency_refusal(sitting.standing, invitation.agency_id, doing),
                None
                if conducts
                else rules.own_outcome_refusal(
                    outcome,
                    has_come=asked.day >= sitting.stage.held_on,
                    is_recorded=held is not None,
                ),
                record_refusal(sitting.stage, doing),
                rules.invited_refusal(
                    is_sent=invitation.sent_on is not None,
                    is_withdrawn=invitation.withdrawn_on is not None,
                ),
                *rules.attendance_refusals(outcome, name, names_of_person=names_of(sitting.person)),
                begun_refusal(sitting.stage, asked.day, "say who came")
                if outcome in PRESENT | {Outcome.NO_SHOW}
                else None,
                _nobody_left(invitation, outcome),
            ]
        )
        values = {
            "outcome": outcome,
            "name": name.strip(),
            "grade": grade.strip(),
            "is_senior_enough": is_senior_enough if conducts else None,
        }
        if held is not None:
            return sitting.this.supersede(held, **values)
        return sitting.this.record(Attendance(invitation=invitation, **values))


def acknowledge_confidentiality(*, meeting: Meeting, user: User, asked: Asked) -> Meeting:
    """Record that the confidentiality and diversity statement was read and acknowledged (form D).

    Raises:
        Outdated: if it is not the version that was read.
        ValidationError: if the user may not, or the meeting was closed, cancelled or is to come.
    """
    doing = "record the statement"
    with meeting_act(
        "acknowledge_confidentiality",
        meeting,
        user=user,
        asked=asked,
        needed=CONDUCTING,
        doing=doing,
    ) as sitting:
        refuse(
            [
                planned_refusal(sitting.stage, doing),
                begun_refusal(sitting.stage, asked.day, doing),
            ]
        )
        return sitting.this.supersede(meeting, is_confidentiality_acknowledged=True)


def submit_report(
    *, invitation: Invitation, author: str, text: str, on: date, user: User, asked: Asked
) -> AgencyReport:
    """Hand in what an invited agency reports to a meeting in writing.

    Raises:
        Outdated: if it is not the version of the meeting that was read.
        ValidationError: if the user may not, the agency is not invited, the report says nothing or
            names no author, or the meeting was closed or cancelled.
    """
    doing = "report to the meeting"
    with meeting_act(
        "submit_report",
        invitation.meeting,
        user=user,
        asked=asked,
        needed=TAKING_PART,
        doing=doing,
    ) as sitting:
        invitation.refresh_from_db()
        refuse(
            [
                own_agency_refusal(sitting.standing, invitation.agency_id, doing),
                planned_refusal(sitting.stage, doing),
                rules.invited_refusal(
                    is_sent=invitation.sent_on is not None,
                    is_withdrawn=invitation.withdrawn_on is not None,
                ),
                *rules.report_refusals(author, text),
                day_refusal(on, today=asked.day),
            ]
        )
        return sitting.this.record(
            AgencyReport(
                invitation=invitation, received_on=on, author=author.strip(), text=text.strip()
            )
        )


def names_of(person: Nominal) -> list[str]:
    """Every name under which somebody is known."""
    records = list(records_of([person.pk]))
    rows: Iterable[Nominal | Alias] = [
        *Nominal.objects.filter(pk__in=records),
        *Alias.objects.filter(nominal__in=records),
    ]
    return [f"{each.given_names} {each.family_name}".strip() for each in rows]


def _standing(meeting: Meeting) -> QuerySet[Invitation]:
    return Invitation.objects.standing().filter(meeting=meeting)


def _no_core(meeting: Meeting) -> Refusal:
    sentence = (
        f"{meeting.panel.area} has no core members at Level {meeting.panel.level} on "
        f"{meeting.panel.held_on}: name them, or invite agencies one by one."
    )
    return Refusal("no_core_members", "meeting", sentence)


def _nobody_left(invitation: Invitation, outcome: Outcome) -> Refusal | None:
    """V42: of a closed meeting somebody attended."""
    meeting = invitation.meeting
    others = Attendance.objects.filter(invitation__meeting=meeting, outcome__in=PRESENT)
    if meeting.closed_on is None or outcome in PRESENT:
        return None
    if others.exclude(invitation=invitation).exists():
        return None
    sentence = "The meeting is closed, and no other agency attended: record first who did."
    return Refusal("V42", "outcome", sentence)


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
