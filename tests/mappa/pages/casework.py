"""What a co-ordinator of Norfolk has before him or her one morning, and what is hidden from it."""

from datetime import UTC, date, datetime

import time_machine

from agencies.choices import Role
from core.models import AuditEntry
from core.periods import ReportingYear
from meetings.choices import Outcome
from meetings.models import Invitation
from meetings.services.attendance import record_attendance
from nominals.models import Duty, Transfer
from nominals.services.states import restate
from reporting.services.storing import store_compilation
from tests.factories.agencies import MembershipFactory, area
from tests.factories.nominals import RECORDED, managed
from tests.meetings.convening import asked
from tests.meetings.referring import Desk

MORNING = datetime(2024, 7, 8, 8, tzinfo=UTC)
TODAY = date(2024, 7, 8)


def at_work():
    """The clock on that morning."""
    return time_machine.travel(MORNING, tick=False)


def owe(person, kind, due_on, **more):
    """A duty, whatever fact it follows from."""
    given = {"owed_by": "police", "source_label": "test", "source_id": 1, "rule_version": 1}
    return Duty.objects.create(
        nominal=person,
        kind=kind,
        arises_on=date(2024, 1, 1),
        due_on=due_on,
        recorded_from=RECORDED,
        **given | more,
    )


def somebody(level=1, code="norfolk", **nominal):
    """Somebody who is managed in an area, and seen by whoever may."""
    person = managed(level=level, code=code, **nominal)
    restate(nominals=[person.pk], at=RECORDED, act=1)
    return person


class Morning(Desk):
    """A desk with something of everything that Today counts, twice as much of it with `times`."""

    def __init__(self, times=1):
        super().__init__(family_name="Referred")
        self.people = []
        for _ in range(times):
            self.fill()
        year = ReportingYear.parse("2023-24")
        store_compilation(area=area(), year=year, as_known_at=MORNING, by="clerk", at=MORNING)

    def fill(self):
        """One more of each."""
        self.submit(self.draft(nominal=self.case(family_name="Referred")))
        raised = somebody(2, family_name="Raised")
        meeting = self.place(raised, panel=self.plan(date(2024, 7, 9)))
        self.invite(meeting)
        Invitation.objects.filter(meeting=meeting).update(wants_report=True)
        last = meeting.invitations.order_by("pk").last()
        record_attendance(
            invitation=last, outcome=Outcome.APOLOGIES, user=self.co_ordinator, asked=asked()
        )
        past = self.place(somebody(3), panel=self.plan(date(2024, 5, 21), level=3))
        self.invite(past)
        self.close(self.ready(past))
        late = somebody(family_name="Late")
        owe(late, "annual_notification", date(2024, 6, 20))
        owe(late, "level_1_review", date(2024, 7, 10))
        owe(late, "level_before_release", date(2024, 10, 1))
        Transfer.objects.create(
            nominal=late,
            from_area=area(),
            to_area=area("suffolk"),
            requested_on=date(2024, 7, 1),
            reason="Moves to Ipswich.",
            recorded_from=RECORDED,
            recorded_in=1,
        )
        self.people += [raised, late]


def reader_of(client, role=Role.CO_ORDINATOR, **membership):
    """A client of a member of the area's police in a role."""
    joined = MembershipFactory(role=role, **membership)
    client.force_login(joined.user)
    return client


def entry(act):
    """The latest entry of the log of an act."""
    return AuditEntry.objects.filter(act=act).latest("pk")
