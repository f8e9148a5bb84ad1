"""Records how invited agencies took part in a meeting, and takes what they report in writing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from agencies.models import User
from core.refusals import Refusal
from core.refusing import refuse
from meetings.choices import PRESENT, Outcome
from meetings.models import AgencyReport, Attendance, Invitation, Meeting
from meetings.rules import attendance as rules
from meetings.rules.acts import day_refusal
from meetings.rules.convening import begun_refusal, planned_refusal, record_refusal
from meetings.rules.parts import CONDUCTING, TAKING_PART, own_agency_refusal
from meetings.services.acts import meeting_act
from nominals.models import Alias, Nominal
from nominals.services.acts import Asked
from nominals.services.records import records_of


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
                *rules.attendance_refusals(
                    outcome, name, names_of_person=_names_of(sitting.person)
                ),
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


def _names_of(person: Nominal) -> list[str]:
    """Every name under which somebody is known."""
    records = list(records_of([person.pk]))
    rows: Iterable[Nominal | Alias] = [
        *Nominal.objects.filter(pk__in=records),
        *Alias.objects.filter(nominal__in=records),
    ]
    return [f"{each.given_names} {each.family_name}".strip() for each in rows]


def _nobody_left(invitation: Invitation, outcome: Outcome) -> Refusal | None:
    """V42: of a closed meeting somebody attended."""
    meeting = invitation.meeting
    others = Attendance.objects.present().filter(invitation__meeting=meeting)
    if meeting.closed_on is None or outcome in PRESENT:
        return None
    if others.exclude(invitation=invitation).exists():
        return None
    sentence = "The meeting is closed, and no other agency attended: record first who did."
    return Refusal("V42", "outcome", sentence)
