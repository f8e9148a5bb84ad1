"""A case at Level 2, its area's people, and meetings about it, made through the services."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from agencies.choices import Role
from meetings.choices import Answer, DecisionKind, MeetingMode, Outcome, Pillar, Topic
from meetings.services import (
    actions,
    attendance,
    convening,
    deciding,
    inviting,
    minutes,
    panels,
    planning,
)
from meetings.services.panels import Conduct, Sitting
from nominals.services.acts import Asked
from nominals.services.states import restate
from tests.factories.agencies import MembershipFactory, UserFactory, area, default_agency
from tests.factories.nominals import RECORDED, managed

PLACED = datetime(2024, 5, 1, 10, tzinfo=UTC)
HELD = date(2024, 5, 21)
CORE = ("police", "probation", "housing")
REASONS = {
    DecisionKind.LEVEL: (Answer.LEVEL_2, "The plan needs several agencies."),
    DecisionKind.CATEGORY: (Answer.CATEGORY_RIGHT, "The order is in force."),
    DecisionKind.DISCLOSURE: (Answer.NOT_NOW, "Nobody is at risk who does not know."),
    DecisionKind.VISOR: (Answer.VISOR_UPDATED, "Updated by the police at the meeting."),
    DecisionKind.TELLING: (Answer.IS_TOLD, "Told by the offender manager."),
}


def asked(on=PLACED, **reasons):
    """As it is asked for on a day or at an instant."""
    at = on if isinstance(on, datetime) else datetime.combine(on, time(12), tzinfo=UTC)
    return Asked(by="ann", at=at, reasons=reasons)


class Room:
    """A panel at Level 2 in Norfolk, and whoever has to do with it."""

    def __init__(self, level=2, held_on=HELD, **person):
        self.level, self.held_on = level, held_on
        self.co_ordinator = self.member("police", Role.CO_ORDINATOR)
        self.chair = self.member("probation", Role.CHAIR)
        self.minute_taker = self.member("police", Role.MINUTE_TAKER)
        self.person = self.case(level=level, **person)
        self.panel = self.plan(held_on)

    def member(self, kind, role=Role.PRACTITIONER, code="norfolk"):
        return MembershipFactory(
            user=UserFactory(), agency=default_agency(kind, code), area=area(code), role=role
        ).user

    def case(self, **person):
        someone = managed(**{"level": self.level, **person})
        restate(nominals=[someone.pk], at=RECORDED + timedelta(minutes=1), act=1)
        someone.refresh_from_db()
        return someone

    def plan(self, held_on, level=None, **more):
        return panels.plan_panel(
            area=area(),
            level=level or self.level,
            sitting=Sitting(held_on, time(10), "the line of the area", MeetingMode.REMOTE),
            conduct=Conduct(self.chair, "Superintendent", self.minute_taker),
            user=self.co_ordinator,
            asked=more.pop("asked", asked()),
            **more,
        )

    def place(self, person=None, panel=None, at=10, on=PLACED):
        return convening.place_meeting(
            panel=panel or self.panel,
            nominal=person or self.person,
            starts_at=time(at),
            ends_at=time(at, 45),
            user=self.co_ordinator,
            asked=asked(on),
        )

    def invite(self, meeting, *kinds, on=PLACED):
        """Invite the default agencies of `kinds` and send the invitations."""
        made = inviting.invite(
            meeting=meeting,
            agencies=[default_agency(kind) for kind in kinds or CORE],
            user=self.co_ordinator,
            asked=asked(on),
        )
        inviting.send_invitations(
            meeting=meeting, on=asked(on).day, user=self.co_ordinator, asked=asked(on)
        )
        return made

    def attend(self, meeting, outcome=Outcome.ATTENDED, *, on=None, **more):
        """Record one outcome for every invited agency."""
        for number, each in enumerate(meeting.invitations.filter(withdrawn_on=None)):
            came = outcome in (Outcome.ATTENDED, Outcome.DEPUTY)
            attendance.record_attendance(
                invitation=each,
                outcome=outcome,
                name=f"Attendee {number}" if came else "",
                grade="Superintendent" if came else "",
                is_senior_enough=True if came else None,
                user=self.chair,
                asked=asked(on or meeting.panel.held_on),
                **more,
            )

    def decide(self, meeting, on=None, **answers):
        """Decide every question as usual, but for `answers` by kind."""
        for kind, (answer, reason) in REASONS.items():
            deciding.decide(
                meeting=meeting,
                kind=kind,
                answer=answers.get(kind.value, answer),
                reason=reason,
                user=self.chair,
                asked=asked(on or meeting.panel.held_on),
            )

    def close(self, meeting, on=None, **more):
        reasons = more.pop("reasons", {})
        return deciding.close_meeting(
            meeting=meeting,
            user=self.chair,
            asked=asked(on or meeting.panel.held_on, **reasons),
            **more,
        )

    def ready(self, meeting=None, **answers):
        """A meeting that could be closed."""
        meeting = meeting or self.place()
        if not meeting.invitations.exists():
            self.invite(meeting)
        self.attend(meeting)
        attendance.acknowledge_confidentiality(
            meeting=meeting, user=self.chair, asked=asked(meeting.panel.held_on)
        )
        self.decide(meeting, **answers)
        return meeting

    def held(self, meeting=None, **answers):
        """A meeting that was closed."""
        return self.close(self.ready(meeting, **answers))

    def write(self, meeting, *, text="It was said.", topic=Topic.SUMMARY, on=None, user=None):
        return minutes.write_passage(
            meeting=meeting,
            topic=topic,
            text=text,
            user=user or self.minute_taker,
            asked=asked(on or meeting.panel.held_on),
        )

    def approve(self, meeting, on=None):
        return minutes.approve_minutes(
            meeting=meeting, user=self.chair, asked=asked(on or meeting.panel.held_on)
        )

    def issue(self, meeting, on=None, **more):
        return minutes.issue_minutes(
            meeting=meeting,
            user=self.co_ordinator,
            asked=asked(on or meeting.panel.held_on),
            **more,
        )

    def issued(self, meeting=None, on=None):
        """The first version of the minutes of a closed meeting."""
        meeting = meeting or self.held()
        self.write(meeting, on=on)
        self.approve(meeting, on=on)
        return self.issue(meeting, on=on)

    def act(self, meeting, *, kind="housing", due_on=None, on=None, **more):
        """Give an action at a meeting."""
        wanted = actions.Wanted(
            text="Find a room",
            rationale="Without one the plan fails.",
            pillar=Pillar.SUPERVISION,
            agency=default_agency(kind),
            owner="Pat Rook",
            due_on=due_on or meeting.panel.held_on + timedelta(days=14),
        )
        return actions.give_action(
            meeting=meeting,
            wanted=replace(wanted, **more),
            user=self.minute_taker,
            asked=asked(on or meeting.panel.held_on),
        )

    def enter(self, meeting, pillar=Pillar.SUPERVISION, **more):
        """Put an entry into the plan."""
        entry = planning.Entry(
            pillar=pillar,
            text="Weekly visits",
            agency=default_agency("probation"),
            owner="Kim Wren",
            starts_on=meeting.panel.held_on,
            review_on=meeting.panel.held_on + timedelta(days=56),
        )
        return planning.add_plan_entry(
            meeting=meeting,
            entry=replace(entry, **more),
            user=self.minute_taker,
            asked=asked(meeting.panel.held_on),
        )
