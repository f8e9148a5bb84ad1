"""What follows a meeting: its minutes, and its actions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from agencies.choices import AgencyKind
from agencies.models import Agency
from mappa.rehearsal.stage import Stage
from meetings.choices import Topic
from meetings.models import Action, Meeting
from meetings.services import actions, minutes
from nominals.models import Nominal


def write(
    stage: Stage, meeting: Meeting, topic: Topic, text: str, agency: Agency | None = None
) -> None:
    """Write a passage of the minutes."""
    assert meeting.minute_taker is not None
    minutes.write_passage(
        meeting=meeting,
        topic=topic,
        text=text,
        agency=agency,
        user=meeting.minute_taker,
        asked=stage.asked(meeting.minute_taker),
    )


def approve(stage: Stage, meeting: Meeting) -> None:
    """Have the chair approve the minutes today."""
    assert meeting.chair is not None
    minutes.approve_minutes(meeting=meeting, user=meeting.chair, asked=stage.asked(meeting.chair))


def issue(stage: Stage, meeting: Meeting) -> None:
    """Have the minutes approved, and issue them today."""
    approve(stage, meeting)
    minutes.issue_minutes(meeting=meeting, user=stage.co_ordinator, asked=stage.asked())
    stage.has_post = True


def complete(stage: Stage, action: Action) -> None:
    """Let the owner's agency complete an action today, late perhaps; of a restricted case, which
    the agency does not see, the chair."""
    by = stage.officer
    if Nominal.objects.get(pk=action.meeting.person_id).is_restricted:
        by = stage.senior_chair
    elif action.agency.kind == AgencyKind.PROBATION:
        by = stage.probation_officer
    actions.complete_action(
        action=action,
        on=stage.today,
        evidence="Seen and noted.",
        user=by,
        asked=stage.asked(by, V51="The owner was away."),
    )


def due_by(meetings: Iterable[Meeting], day: date) -> list[Action]:
    """The actions of meetings that are open and due on a day or before."""
    given = Action.objects.filter(meeting__in=list(meetings), due_on__lte=day)
    open_ = given.filter(completed_on=None, cancelled_on=None)
    return list(open_.select_related("agency", "meeting").order_by("pk"))


def done(stage: Stage, listed: Iterable[Meeting]) -> None:
    """Let the actions of meetings be completed today."""
    for action in due_by(listed, date.max):
        complete(stage, action)
