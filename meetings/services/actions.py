"""Gives actions, and completes, cancels and replaces them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from agencies.models import Agency, User
from core.refusals import Refusal
from core.refusing import refuse
from meetings.choices import Pillar
from meetings.models import Action, Invitation, Meeting
from meetings.rules import planning as rules
from meetings.rules.acts import day_refusal, reason_refusal
from meetings.rules.convening import begun_refusal, record_refusal
from meetings.rules.parts import CONDUCTING
from meetings.rules.planning import Task
from meetings.services.acts import Sitting, action_act, meeting_act
from meetings.services.unseen import refuse_unseen
from nominals.services.acts import Asked

MEETING_WAS = "The meeting was held"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an action is to bring: what is done and why, by whom and when."""

    text: str
    rationale: str
    pillar: Pillar
    agency: Agency
    owner: str
    due_on: date


def give_action(*, meeting: Meeting, wanted: Wanted, user: User, asked: Asked) -> Action:
    """Give an action at a meeting.

    Raises:
        NeedsReason: by V50, if the agency was not invited.
        Outdated: if it is not the version of the meeting that was read.
        ValidationError: if the user may not, the minutes are issued (V47), V48 or V49.
    """
    doing = "give an action"
    with meeting_act(
        "give_action", meeting, user=user, asked=asked, needed=CONDUCTING, doing=doing
    ) as sitting:
        refuse(
            [
                record_refusal(sitting.stage, doing),
                begun_refusal(sitting.stage, asked.day, doing),
            ]
        )
        return _give(sitting, wanted)


def complete_action(
    *,
    action: Action,
    on: date,
    evidence: str,
    user: User,
    asked: Asked,
) -> Action:
    """Complete an action with what shows that it is done. Its owner's agency, the chair and the
    co-ordinator may; the explanation of a late one is the reason given to V51.

    Raises:
        NeedsReason: by V51, if it is late.
        ValidationError: if the user may not see the action, may not complete it, it ended already,
            nothing shows that it is done, or the day is to come or before the meeting.
    """
    with action_act(
        "complete_action", action, user=user, asked=asked, doing="complete the action"
    ) as sitting:
        refuse([rules.open_refusal(task_of(action), "complete")])
        late = rules.late_warning(action.due_on, on)
        since = sitting.stage.held_on
        refuse(
            [
                rules.evidence_refusal(evidence),
                day_refusal(on, today=asked.day, since=since, what=MEETING_WAS),
            ]
        )
        sitting.this.ask(sitting.person, [late])
        return sitting.this.supersede(
            action,
            completed_on=on,
            evidence=evidence.strip(),
            explanation=asked.reasons["V51"].strip() if late else "",
        )


def cancel_action(*, action: Action, on: date, reason: str, user: User, asked: Asked) -> Action:
    """Cancel an action with the reason, as the chair or the co-ordinator, or its owner's agency.

    Raises:
        ValidationError: if the user may not, it ended already, or no reason is given.
    """
    doing = "cancel the action"
    with action_act(
        "cancel_action", action, user=user, asked=asked, doing=doing, purpose=reason
    ) as sitting:
        refuse([rules.open_refusal(task_of(action), "cancel")])
        since = sitting.stage.held_on
        refuse(
            [
                reason_refusal(reason, doing),
                day_refusal(on, today=asked.day, since=since, what=MEETING_WAS),
            ]
        )
        return sitting.this.supersede(action, cancelled_on=on, cancelled_because=reason.strip())


def replace_action(
    *, action: Action, meeting: Meeting, wanted: Wanted, user: User, asked: Asked
) -> Action:
    """Give an action at a later meeting about the same person in the place of an open one; answers
    the new one.

    Raises:
        NeedsReason: by V50.
        Outdated: if it is not the version of the meeting that was read.
        ValidationError: as `give_action`; if the user may not see the former, it is another
            person's, or ended already.
    """
    doing = "replace an action"
    with meeting_act(
        "replace_action", meeting, user=user, asked=asked, needed=CONDUCTING, doing=doing
    ) as sitting:
        refuse_unseen(action, user, on=asked.day)
        action.refresh_from_db()
        refuse(
            [
                record_refusal(sitting.stage, doing),
                begun_refusal(sitting.stage, asked.day, doing),
                rules.open_refusal(task_of(action), "replace"),
                _of_another(action, sitting),
            ]
        )
        new = _give(sitting, wanted)
        sitting.this.supersede(
            action,
            cancelled_on=sitting.stage.held_on,
            cancelled_because=f"Replaced at the {meeting}.",
            replaced_by=new,
        )
        return new


def _give(sitting: Sitting, wanted: Wanted) -> Action:
    """Record a new action within an act, which the rules have been asked about."""
    meeting = sitting.meeting
    refuse(
        rules.action_refusals(
            text=wanted.text,
            owner=wanted.owner,
            due_on=wanted.due_on,
            held_on=sitting.stage.held_on,
            rationale=wanted.rationale,
        )
    )
    invited = Invitation.objects.sent().filter(meeting=meeting, agency=wanted.agency)
    sitting.this.ask(
        sitting.person,
        [rules.agency_warning(wanted.agency.name, is_invited=invited.exists())],
    )
    return sitting.this.record(
        Action(
            meeting=meeting,
            text=wanted.text.strip(),
            rationale=wanted.rationale.strip(),
            pillar=wanted.pillar,
            agency=wanted.agency,
            owner=wanted.owner.strip(),
            due_on=wanted.due_on,
        )
    )


def task_of(action: Action) -> Task:
    """An action as the rules ask about it."""
    return Task(
        action.due_on,
        action.completed_on,
        action.cancelled_on,
        is_replaced=action.replaced_by_id is not None,
    )


def _of_another(action: Action, sitting: Sitting) -> Refusal | None:
    if action.meeting.person_id != sitting.person.pk:
        sentence = "The action is about somebody else: choose one about the same person."
        return Refusal("action_of_another", "action", sentence)
    if action.meeting.panel.held_on >= sitting.stage.held_on:
        sentence = "An action is replaced at a later meeting than its own: change the draft there."
        return Refusal("action_of_another", "action", sentence)
    return None
