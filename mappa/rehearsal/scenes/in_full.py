"""One meeting in full: a report with a file, a disclosure, a plan that changes, an amendment."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO

from agencies.choices import AgencyKind
from agencies.models import User
from mappa.rehearsal.playing import Scene
from mappa.rehearsal.scenes import afterwards, meetings
from mappa.rehearsal.stage import MANAGERS, Stage
from meetings.choices import Answer, DecisionKind, Pillar, Topic
from meetings.models import Action, Meeting, Minutes, PlanEntry
from meetings.rules.deciding import Disclosing
from meetings.services import attaching, attendance, deciding, minutes, planning
from meetings.services.actions import Wanted
from nominals.models import Nominal

HELD_ON = date(2025, 2, 25)
"""On which day the meeting is."""

PASSAGES = {
    Topic.INTRODUCTIONS: "The chair read the statement, and all acknowledged it.",
    Topic.PREVIOUS: "The visits were made. The place at a hostel is not found yet.",
    Topic.VICTIMS: "Two children live next door. Their school is to know.",
    Topic.DIVERSITY: "Nothing that the plan does not take into account.",
    Topic.RISK: "The risk of serious harm is high, and is likely while there is no routine.",
    Topic.COMMUNITY: "No interest of the press.",
    Topic.RIGHTS: "To tell the school is proportionate: no lesser step protects the children.",
    Topic.DISSENT: "None.",
}
"""What the minutes say besides the summary."""

INFORMATION = {
    AgencyKind.PROBATION: "Comes to every appointment, and says little.",
    AgencyKind.MENTAL_HEALTH: "Is on no list, and is offered an assessment.",
}
"""What the agencies tell."""


def met_in_full(stage: Stage, person: Nominal) -> Scene:
    """Two meetings about somebody at Level 3, the second with all that a meeting may have."""
    name = person.family_name
    stage.besides[person.pk] = _seeks_a_place
    yield date(2025, 2, 19), f"Probation reports on {name} in writing, with a file"
    meeting = Meeting.objects.not_cancelled().get(person=person, panel__held_on=HELD_ON)
    _report(stage, meeting)
    stage.besides[person.pk] = _discloses
    yield date(2025, 3, 5), f"The police and probation open the minutes about {name}"
    for user in (stage.officer, stage.probation_officer):
        _open(stage, meeting, user)
    yield date(2025, 3, 6), f"The minutes about {name} are amended: the school was misnamed"
    _amend(stage, meeting)
    yield date(2025, 3, 7), f"The amended minutes about {name} are approved and issued"
    afterwards.issue(stage, meeting)
    yield date(2025, 3, 10), f"The police open the amended minutes about {name}"
    _open(stage, meeting, stage.officer)


def _seeks_a_place(stage: Stage, meeting: Meeting) -> None:
    """Give probation an action that takes longer than to the next meeting."""
    wanted = Wanted(
        text="Find a place at a hostel",
        rationale="The lodging is next door to a family.",
        pillar=Pillar.INTERVENTIONS,
        agency=stage.agency(AgencyKind.PROBATION),
        owner=MANAGERS[AgencyKind.PROBATION],
        due_on=stage.today + timedelta(weeks=8),
    )
    meetings.give(stage, meeting, wanted)


def _report(stage: Stage, meeting: Meeting) -> None:
    by, agency = stage.probation_officer, stage.agency(AgencyKind.PROBATION)
    report = attendance.submit_report(
        invitation=meeting.invitations.get(agency=agency, withdrawn_on=None),
        author=MANAGERS[AgencyKind.PROBATION],
        text="No appointment missed. The lodging is unsuitable: a family has moved in next door.",
        on=stage.today,
        user=by,
        asked=stage.asked(by),
    )
    attaching.attach_to_report(
        report=report,
        name="appointments.txt",
        content=BytesIO(b"Appointments kept, synthetic.\n"),
        user=by,
        asked=stage.asked(by),
    )


def _discloses(stage: Stage, meeting: Meeting) -> None:
    """Disclose, change the plan, hurry what was to take longer, and minute it all."""
    assert meeting.chair is not None
    deciding.decide(
        meeting=meeting,
        kind=DecisionKind.DISCLOSURE,
        answer=Answer.DISCLOSE,
        reason="Two children live next door and their school does not know.",
        disclosing=Disclosing(
            to_whom="The head teacher of the school",
            what="That contact with pupils is prohibited, and whom to call",
            by_whom=MANAGERS[AgencyKind.POLICE],
            due_on=stage.today + timedelta(days=3),
            is_person_told=True,
            is_agreement_signed=False,
        ),
        user=meeting.chair,
        asked=stage.asked(meeting.chair),
    )
    _visit_more_often(stage, meeting)
    wanted = Wanted(
        text="Take the room that the hostel keeps free",
        rationale="A family has moved in next door.",
        pillar=Pillar.INTERVENTIONS,
        agency=stage.agency(AgencyKind.PROBATION),
        owner=MANAGERS[AgencyKind.PROBATION],
        due_on=stage.today + timedelta(days=10),
    )
    former = Action.objects.get(
        meeting__person=meeting.person_id,
        pillar=Pillar.INTERVENTIONS,
        completed_on=None,
        cancelled_on=None,
    )
    meetings.give(stage, meeting, wanted, instead_of=[former])
    for topic, text in PASSAGES.items():
        afterwards.write(stage, meeting, topic, text)
    for kind, text in INFORMATION.items():
        afterwards.write(stage, meeting, Topic.INFORMATION, text, stage.agency(kind))


def _visit_more_often(stage: Stage, meeting: Meeting) -> None:
    """End the entry on visits, and put another in its place, on the same condition."""
    by = meeting.minute_taker
    assert by is not None
    former = PlanEntry.objects.on(stage.today).get(
        meeting__person=meeting.person_id, pillar=Pillar.MONITORING
    )
    entry = planning.Entry(
        pillar=Pillar.MONITORING,
        text="Unannounced visits every week",
        risk=former.risk,
        agency=former.agency,
        owner=former.owner,
        starts_on=stage.today,
        review_on=stage.today + timedelta(weeks=4),
        order_condition=former.order_condition,
    )
    planning.end_plan_entry(meeting=meeting, entry=former, user=by, asked=stage.asked(by))
    meetings.enter(stage, meeting, entry)


def _open(stage: Stage, meeting: Meeting, user: User) -> None:
    latest = Minutes.objects.filter(meeting=meeting).order_by("number").last()
    assert latest is not None
    minutes.open_minutes(minutes=latest, looking=stage.looking(user))


def _amend(stage: Stage, meeting: Meeting) -> None:
    by = meeting.minute_taker
    assert by is not None
    minutes.begin_amendment(
        meeting=meeting,
        reason="The school is the first school, not the high school.",
        user=by,
        asked=stage.asked(by),
    )
    text = "Two children live next door. Their first school is to know."
    afterwards.write(stage, meeting, Topic.VICTIMS, text)
