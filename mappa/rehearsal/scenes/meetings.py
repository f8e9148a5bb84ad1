"""What is done at every meeting, from its placing to its closing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import time, timedelta

from agencies.choices import AgencyKind
from mappa.rehearsal.scenes import afterwards
from mappa.rehearsal.stage import MANAGERS, Stage
from meetings.choices import PRESENT, Answer, DecisionKind, MeetingMode, Outcome, Pillar, Topic
from meetings.models import Action, AgencyReport, Decision, Meeting, Panel, PlanEntry
from meetings.services import actions, attendance, convening, deciding, inviting, panels, planning
from meetings.services.actions import Wanted
from meetings.services.content import earlier_actions
from meetings.services.panels import Sitting
from nominals.choices import Level
from nominals.models import LicenceCondition, Nominal
from nominals.services.management.levels import level_on
from orders.models import Condition, Recall

LENGTH = 45
"""How many minutes a meeting lasts."""

OUTCOMES = (
    Outcome.ATTENDED,
    Outcome.ATTENDED,
    Outcome.DEPUTY,
    Outcome.ATTENDED,
    Outcome.REPORT_ONLY,
    Outcome.ATTENDED,
    Outcome.APOLOGIES,
    Outcome.ATTENDED,
    Outcome.NO_SHOW,
    Outcome.ATTENDED,
    Outcome.NOT_REQUIRED,
)
"""How agencies take part, one after the other."""

DECIDED = {
    DecisionKind.CATEGORY: (Answer.CATEGORY_RIGHT, "The ground of the category stands."),
    DecisionKind.DISCLOSURE: (Answer.NOT_NOW, "Nobody is at risk who does not know."),
    DecisionKind.VISOR: (Answer.VISOR_UPDATED, "The police update it on the same day."),
    DecisionKind.TELLING: (Answer.IS_TOLD, "The manager tells within a week."),
}
"""What the panels decide besides the level."""

AT_LARGE = Answer.IS_NOT_TOLD, "Unlawfully at large: to tell would help to stay away."

KEPT = {Level.ONE: Answer.LEVEL_1, Level.TWO: Answer.LEVEL_2, Level.THREE: Answer.LEVEL_3}

PLANNED = {
    Pillar.SUPERVISION: (AgencyKind.PROBATION, "Appointments every week", "Loses touch"),
    Pillar.MONITORING: (AgencyKind.POLICE, "Unannounced visits twice a month", "Acts unseen"),
    Pillar.INTERVENTIONS: (AgencyKind.PROBATION, "Course on relationships", "Anger at partners"),
    Pillar.VICTIM_SAFETY: (AgencyKind.POLICE, "Alarm at the victim's home", "Seeks the victim out"),
}
"""The entry of each pillar, whose it is, and the risk it answers to."""


def place(stage: Stage, panel: Panel, person: Nominal, hour: int) -> Meeting:
    """Place a meeting at a panel, and send the invitations of the core members."""
    meeting = _place(stage, panel, person, hour)
    inviting.invite_core(meeting=meeting, user=stage.co_ordinator, asked=stage.asked())
    _send(stage, meeting)
    return meeting


def emergency_meeting(stage: Stage, person: Nominal) -> Meeting:
    """Hold an emergency meeting at Level 3 about somebody today, and issue its minutes."""
    panel = panels.plan_panel(
        area=stage.home,
        level=Level.THREE,
        sitting=Sitting(stage.today, time(16), "by telephone", MeetingMode.REMOTE),
        conduct=stage.conduct(Level.THREE),
        user=stage.co_ordinator,
        asked=stage.asked(),
        is_emergency=True,
    )
    meeting = _place(stage, panel, person, 16)
    inviting.invite(
        meeting=meeting,
        agencies=[stage.agency(AgencyKind.POLICE), stage.agency(AgencyKind.PROBATION)],
        user=stage.co_ordinator,
        asked=stage.asked(),
    )
    _send(stage, meeting)
    hold(stage, meeting)
    afterwards.issue(stage, meeting)
    return meeting


def cancel(stage: Stage, meeting: Meeting, reason: str) -> None:
    """Cancel a meeting today."""
    convening.cancel_meeting(
        meeting=meeting,
        on=stage.today,
        reason=reason,
        user=stage.co_ordinator,
        asked=stage.asked(),
    )
    stage.has_post = True


def cancel_panel(stage: Stage, panel: Panel, reason: str) -> None:
    """Cancel a panel, and what is left on its list, today."""
    panels.cancel_panel(
        panel=panel, on=stage.today, reason=reason, user=stage.co_ordinator, asked=stage.asked()
    )
    stage.has_post = True


def hold(stage: Stage, meeting: Meeting) -> None:
    """Hold a meeting today: who came, what was decided, planned and given, and close it."""
    assert meeting.chair is not None
    take_attendance(stage, meeting)
    attendance.acknowledge_confidentiality(
        meeting=meeting, user=meeting.chair, asked=stage.asked(meeting.chair)
    )
    if besides := stage.besides.pop(meeting.person_id, None):
        besides(stage, meeting)
    decide(stage, meeting)
    plan(stage, meeting)
    give_action(stage, meeting)
    close(stage, meeting)
    summary = f"{meeting.person} was considered, and the plan gone through."
    afterwards.write(stage, meeting, Topic.SUMMARY, summary)


def take_attendance(stage: Stage, meeting: Meeting) -> None:
    """Record how each agency took part; one that reported came."""
    assert meeting.minute_taker is not None
    reported = set(
        AgencyReport.objects.filter(invitation__meeting=meeting).values_list(
            "invitation", flat=True
        )
    )
    for invitation in meeting.invitations.filter(withdrawn_on=None).order_by("pk"):
        number = stage.next_number()
        outcome = OUTCOMES[number % len(OUTCOMES)]
        if invitation.pk in reported:
            outcome = Outcome.ATTENDED
        came = outcome in PRESENT
        attendance.record_attendance(
            invitation=invitation,
            outcome=outcome,
            name=f"Practitioner {number}" if came else "",
            grade="Team manager" if came else "",
            is_senior_enough=outcome == Outcome.ATTENDED if came else None,
            user=meeting.minute_taker,
            asked=stage.asked(meeting.minute_taker),
        )


def decide(stage: Stage, meeting: Meeting) -> None:
    """Decide what is on the table about the level, or that it stays, and all that is undecided."""
    assert meeting.chair is not None
    held = level_on(meeting.person, stage.today)
    kept = KEPT[Level(held.level)] if held is not None else Answer.LEVEL_2
    level = stage.on_the_table.pop(meeting.person_id, (kept, "Several agencies must act."))
    questions = {DecisionKind.LEVEL: level, **DECIDED}
    away = Recall.objects.filter(nominal=meeting.person, returned_on=None, rescinded_on=None)
    if away.exists():
        questions[DecisionKind.TELLING] = AT_LARGE
    decided = set(Decision.objects.filter(meeting=meeting).values_list("kind", flat=True))
    for kind, (answer, reason) in questions.items():
        if kind not in decided:
            deciding.decide(
                meeting=meeting,
                kind=kind,
                answer=answer,
                reason=reason,
                user=meeting.chair,
                asked=stage.asked(meeting.chair),
            )


def plan(stage: Stage, meeting: Meeting) -> None:
    """Put an entry for each pillar, and a trigger, into the plan of somebody who has none."""
    if PlanEntry.objects.filter(meeting__person=meeting.person_id).exists():
        return
    licence = LicenceCondition.objects.filter(licence__nominal=meeting.person).on(stage.today)
    order = Condition.objects.filter(order__nominal=meeting.person).binding_on(stage.today)
    for pillar, (kind, text, risk) in PLANNED.items():
        enter(
            stage,
            meeting,
            planning.Entry(
                pillar=pillar,
                text=text,
                risk=risk,
                agency=stage.agency(kind),
                owner=MANAGERS[kind],
                starts_on=stage.today,
                review_on=stage.today + timedelta(weeks=8),
                licence_condition=licence.first() if pillar == Pillar.SUPERVISION else None,
                order_condition=order.first() if pillar == Pillar.MONITORING else None,
            ),
        )
    assert meeting.minute_taker is not None
    planning.add_trigger(
        meeting=meeting,
        sign="An appointment is missed, or the victim reports contact.",
        response="The police visit on the same day, and recall is considered.",
        agency=stage.agency(AgencyKind.POLICE),
        owner=MANAGERS[AgencyKind.POLICE],
        user=meeting.minute_taker,
        asked=stage.asked(meeting.minute_taker),
    )


def enter(stage: Stage, meeting: Meeting, entry: planning.Entry) -> None:
    """Put an entry into the plan."""
    assert meeting.minute_taker is not None
    planning.add_plan_entry(
        meeting=meeting,
        entry=entry,
        user=meeting.minute_taker,
        asked=stage.asked(meeting.minute_taker),
    )


def give_action(stage: Stage, meeting: Meeting) -> None:
    """Give the police an action, due in a fortnight, in the place of what is overdue."""
    wanted = Wanted(
        text="Visit unannounced",
        rationale="The address is to be confirmed.",
        pillar=Pillar.MONITORING,
        agency=stage.agency(AgencyKind.POLICE),
        owner=MANAGERS[AgencyKind.POLICE],
        due_on=stage.today + timedelta(days=14),
    )
    open_ = earlier_actions(meeting).filter(completed_on=None, cancelled_on=None)
    give(stage, meeting, wanted, instead_of=list(open_.filter(due_on__lt=stage.today)))


def give(
    stage: Stage, meeting: Meeting, wanted: Wanted, *, instead_of: Iterable[Action] = ()
) -> None:
    """Give an action, in the place of others where there are any."""
    by = meeting.minute_taker
    assert by is not None
    former = list(instead_of)
    for action in former:
        actions.replace_action(
            action=action, meeting=meeting, wanted=wanted, user=by, asked=stage.asked(by)
        )
    if not former:
        actions.give_action(meeting=meeting, wanted=wanted, user=by, asked=stage.asked(by))


def close(stage: Stage, meeting: Meeting) -> None:
    """Close a meeting today, with a reason for all that asks one."""
    assert meeting.chair is not None
    asked_for = ("V38", "V43", "V78", "level_lowered_near_release")
    reasons = dict.fromkeys(asked_for, "As the meeting discussed.")
    deciding.close_meeting(
        meeting=meeting, user=meeting.chair, asked=stage.asked(meeting.chair, **reasons)
    )


def _place(stage: Stage, panel: Panel, person: Nominal, hour: int) -> Meeting:
    return convening.place_meeting(
        panel=panel,
        nominal=person,
        starts_at=time(hour),
        ends_at=time(hour, LENGTH),
        user=stage.co_ordinator,
        asked=stage.asked(),
    )


def _send(stage: Stage, meeting: Meeting) -> None:
    inviting.send_invitations(
        meeting=meeting, on=stage.today, user=stage.co_ordinator, asked=stage.asked()
    )
    stage.has_post = True
