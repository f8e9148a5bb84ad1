"""A referral and a meeting with everything that they may bring, made through the services."""

from io import BytesIO

from meetings.models import Attendance, Decision, InformationRequest, Invitation
from meetings.services import attaching, attendance, planning
from tests.factories.agencies import default_agency
from tests.meetings.convening import CORE, HELD, PLACED, Room, asked
from tests.meetings.referring import Desk

TEXT = b"What was seen."
FIRST_DAY = PLACED.date()


class Recorded:
    """What was recorded of one meeting, by the name under which the API lists it."""

    def __init__(self, desk=None, *, invited=CORE, is_issued=True):
        self.desk = desk = desk or Desk()
        self.referral = self.referred()
        self.records = {
            "referrals": self.referral,
            "information-requests": InformationRequest.objects.get(referral=self.referral),
        }
        self.meet(invited, is_issued=is_issued)

    def meet(self, invited, *, held_on=HELD, is_issued=True):
        """A meeting to which the agencies of the kinds `invited` are invited."""
        desk = self.desk
        self.meeting = meeting = desk.place(panel=desk.plan(held_on))
        desk.invite(meeting, *invited)
        self.invitations = {
            each.agency.kind: each for each in Invitation.objects.filter(meeting=meeting)
        }
        reporting = list(self.invitations.values())[-1]
        report = attendance.submit_report(
            invitation=reporting,
            author="Kim Wren",
            text="All is well.",
            on=FIRST_DAY,
            user=desk.co_ordinator,
            asked=asked(),
        )
        self.file = attaching.attach_to_report(
            report=report,
            name="Report.txt",
            content=BytesIO(TEXT),
            user=desk.co_ordinator,
            asked=asked(),
        )
        desk.ready(meeting)
        entry = desk.enter(meeting)
        trigger = planning.add_trigger(
            meeting=meeting,
            sign="Leaves at night.",
            response="Ring the police.",
            agency=default_agency("police"),
            owner="Kim Wren",
            user=desk.chair,
            asked=asked(held_on),
        )
        action = desk.act(meeting, kind=invited[-1])
        desk.close(meeting)
        self.records |= {
            "panels": meeting.panel,
            "meetings": meeting,
            "invitations": reporting,
            "attendances": Attendance.objects.get(invitation=reporting),
            "agency-reports": report,
            "decisions": Decision.objects.get(meeting=meeting, kind="level"),
            "plan-entries": entry,
            "triggers": trigger,
            "actions": action,
            "attachments": self.file,
        }
        if is_issued:
            self.records["minutes"] = desk.issued(meeting)

    def referred(self):
        """An accepted referral, on which was asked, with a file."""
        desk = self.desk
        referral = desk.submitted()
        self.file_of_referral = attaching.attach_to_referral(
            referral=referral,
            name="MAPPA A.txt",
            content=BytesIO(TEXT),
            user=desk.referrer,
            asked=asked(),
        )
        desk.ask(referral)
        desk.answer(referral)
        desk.accept(referral)
        return referral

    def member(self, *which, **more):
        """Somebody of an agency in Norfolk, or where `more` says."""
        return Room.member(self.desk, *which, **more)
