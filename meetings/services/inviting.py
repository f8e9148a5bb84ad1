"""Invites agencies to meetings, and records how they took part."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from agencies.models import Agency, User
from core.refusals import Refusal
from core.refusing import refuse
from meetings.choices import PRESENT, Outcome, Part
from meetings.models import AgencyReport, Attendance, CoreMembership, Invitation, Meeting
from meetings.rules import attendance as rules
from meetings.rules.convening import begun_refusal, planned_refusal, record_refusal
from meetings.rules.parts import CONDUCTING, own_agency_refusal
from meetings.services.acts import meeting_act
from nominals.models import Alias, Nominal
from nominals.services.acts import Asked
from nominals.services.records import records_of

INVITING = frozenset({Part.CO_ORDINATOR})
ATTENDING = CONDUCTING | {Part.INVITED}


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
        "invite", meeting, user=user, asked=asked, needed=INVITING, doing=doing
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
        "invite_core", meeting, user=user, asked=asked, needed=INVITING, doing=doing
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
            sitting.this.record(Invitation(meeting=meeting, agency=agency, is_core=True))
            for agency in missing
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
        "send_invitations", meeting, user=user, asked=asked, needed=INVITING, doing=doing
    ) as sitting:
        unsent = list(_standing(meeting).filter(sent_on=None).select_related("agency"))
        refuse(
            [
                planned_refusal(sitting.stage, doing),
                _none_to_send(unsent),
                _day(on, meeting, asked),
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
        needed=INVITING,
        doing=doing,
    ) as sitting:
        invitation.refresh_from_db()
        refuse(
            [
                planned_refusal(sitting.stage, doing),
                _withdrawn(invitation),
                _sent_later(invitation, on),
                _to_come(on, asked),
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
        "record_attendance", meeting, user=user, asked=asked, needed=ATTENDING, doing=doing
    ) as sitting:
        invitation.refresh_from_db()
        refuse(
            [
                own_agency_refusal(sitting.standing, invitation.agency_id, doing),
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
        held = Attendance.objects.filter(invitation=invitation).first()
        if not sitting.standing.parts & CONDUCTING:
            # What was judged of somebody stands as long as it is that person.
            is_same = held is not None and held.name == name.strip()
            is_senior_enough = held.is_senior_enough if held is not None and is_same else None
        values = {
            "outcome": outcome,
            "name": name.strip(),
            "grade": grade.strip(),
            "is_senior_enough": is_senior_enough,
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
        needed=ATTENDING,
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
                _to_come(on, asked),
            ]
        )
        return sitting.this.record(
            AgencyReport(
                invitation=invitation, received_on=on, author=author.strip(), text=text.strip()
            )
        )


def invitation_of(meeting: Meeting, agency: Agency, user: User, *, on: date) -> Invitation:
    """The invitation of an agency to a meeting that `user` may see on the day `on`.

    Raises:
        ValidationError: if there is none, with the same words as where there is no meeting.
    """
    seen = Meeting.objects.visible_to(user, on=on).filter(pk=meeting.pk).exists()
    found = _standing(meeting).filter(agency=agency).first() if seen else None
    if found is None:
        raise ValidationError("There is no such meeting.", code="unseen")
    return found


def names_of(person: Nominal) -> list[str]:
    """Every name under which somebody is known."""
    records = list(records_of([person.pk]))
    rows: Iterable[Nominal | Alias] = [
        *Nominal.objects.filter(pk__in=records),
        *Alias.objects.filter(nominal__in=records),
    ]
    return [f"{each.given_names} {each.family_name}".strip() for each in rows]


def _standing(meeting: Meeting) -> QuerySet[Invitation]:
    return Invitation.objects.filter(meeting=meeting, withdrawn_on=None)


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


def _to_come(on: date, asked: Asked) -> Refusal | None:
    if on <= asked.day:
        return None
    sentence = f"{on} is still to come: choose today, {asked.day}, or an earlier day."
    return Refusal("day_to_come", "on", sentence)


def _none_to_send(unsent: Collection[Invitation]) -> Refusal | None:
    if unsent:
        return None
    sentence = "Every invitation to the meeting was sent already: invite an agency first."
    return Refusal("nothing_to_send", "meeting", sentence)


def _day(on: date, meeting: Meeting, asked: Asked) -> Refusal | None:
    first = min(meeting.placed_on, meeting.panel.held_on)
    if first <= on <= asked.day:
        return None
    return Refusal("sent_on", "on", f"Choose a day from {first} to today, {asked.day}.")


def _withdrawn(invitation: Invitation) -> Refusal | None:
    if invitation.withdrawn_on is None:
        return None
    sentence = f"The invitation was withdrawn on {invitation.withdrawn_on} already."
    return Refusal("withdrawn", "invitation", sentence)


def _sent_later(invitation: Invitation, on: date) -> Refusal | None:
    if invitation.sent_on is None or on >= invitation.sent_on:
        return None
    return Refusal("withdrawn", "on", f"It was sent on {invitation.sent_on}: choose a later day.")
