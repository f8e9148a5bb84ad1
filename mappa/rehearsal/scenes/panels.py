"""Two panels a month in the home area: planned, held, minuted, and their actions done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, time, timedelta

from core.periods import Period
from mappa.rehearsal.playing import Scene
from mappa.rehearsal.stage import Stage
from meetings.choices import MeetingMode, Outcome, Topic
from meetings.models import Action, Meeting, Panel
from meetings.services import actions, convening, inviting, minutes
from meetings.services.convening import Conduct, Sitting
from nominals.choices import Level
from nominals.models import Nominal, StatePeriod

NOTICE = timedelta(days=21)
"""How long before its day a panel is planned."""

LEAST = {Level.TWO: timedelta(weeks=8), Level.THREE: timedelta(weeks=4)}
"""How long after a meeting a person is on the list again."""

CANCELLED, LATE, FORGOTTEN = 9, 5, 4
"""The panel that is cancelled, every how many of which the minutes come late, and of which number
an action is forgotten until the next meeting."""

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


def panels(stage: Stage, days: Period) -> Iterator[Scene]:
    """A scene for each panel whose planning, day and minutes lie within `days`: Level 2 on the
    second Tuesday of a month, Level 3 on the fourth."""
    number = 0
    for first in _months(days):
        tuesday = first + timedelta(days=(1 - first.weekday()) % 7)
        for weeks, level in ((1, Level.TWO), (3, Level.THREE)):
            held_on = tuesday + timedelta(weeks=weeks)
            if held_on - NOTICE >= days.start and held_on + timedelta(days=40) < days.ends:
                number += 1
                yield _panel(stage, held_on, level, number)


def _panel(stage: Stage, held_on: date, level: Level, number: int) -> Scene:
    yield held_on - NOTICE, f"A Level {level} panel of {held_on} is planned"
    conduct = stage.conduct(level)
    panel = convening.plan_panel(
        area=stage.home,
        level=level,
        sitting=Sitting(held_on, time(10), "the conference line of the area", MeetingMode.REMOTE),
        conduct=conduct,
        user=stage.co_ordinator,
        asked=stage.asked(),
    )
    meetings = [
        _place(stage, panel, person, hour)
        for hour, person in enumerate(_due(stage, level, held_on), start=10)
    ]
    if number == CANCELLED:
        yield held_on - timedelta(days=2), f"The panel of {held_on} is cancelled: the line is down"
        convening.cancel_panel(
            panel=panel,
            on=stage.today,
            reason="the line is down",
            user=stage.co_ordinator,
            asked=stage.asked(),
        )
        return
    if not meetings:
        return
    yield held_on, f"The Level {level} panel sits: {len(meetings)} meetings"
    meetings = [each for each in meetings if _is_wanted(stage, each)]
    for meeting in meetings:
        hold(stage, meeting, conduct)
    late = 14 if number % LATE == 0 else 0
    yield held_on + timedelta(days=4 + late), f"The minutes of {held_on} are issued"
    for meeting in meetings:
        issue(stage, meeting, conduct)
    yield held_on + timedelta(days=12 + late), f"The actions of {held_on} are done"
    for action in Action.objects.filter(meeting__in=meetings).order_by("pk"):
        if stage.next_number() % FORGOTTEN:
            complete(stage, action)


def hold(stage: Stage, meeting: Meeting, conduct: Conduct) -> None:
    """Hold a meeting today: who came, what was decided and given, and close it."""
    assert conduct.chair is not None
    assert conduct.minute_taker is not None
    for invitation in meeting.invitations.filter(withdrawn_on=None).order_by("pk"):
        number = stage.next_number()
        outcome = OUTCOMES[number % len(OUTCOMES)]
        came = outcome in {Outcome.ATTENDED, Outcome.DEPUTY}
        inviting.record_attendance(
            invitation=invitation,
            outcome=outcome,
            name=f"Practitioner {number}" if came else "",
            grade="Team manager" if came else "",
            is_senior_enough=outcome == Outcome.ATTENDED if came else None,
            user=conduct.minute_taker,
            asked=stage.asked(conduct.minute_taker),
        )
    inviting.acknowledge_confidentiality(
        meeting=meeting, user=conduct.chair, asked=stage.asked(conduct.chair)
    )
    stage.decide(meeting, conduct.chair)
    stage.plan(meeting, conduct.minute_taker)
    stage.give_action(meeting, conduct.minute_taker)
    stage.close(meeting, conduct.chair)
    minutes.write_passage(
        meeting=meeting,
        topic=Topic.SUMMARY,
        text=f"{meeting.person} was considered. Every agency said what it knows.",
        user=conduct.minute_taker,
        asked=stage.asked(conduct.minute_taker),
    )


def issue(stage: Stage, meeting: Meeting, conduct: Conduct) -> None:
    """Have the minutes approved and issue them today."""
    assert conduct.chair is not None
    minutes.approve_minutes(meeting=meeting, user=conduct.chair, asked=stage.asked(conduct.chair))
    minutes.issue_minutes(meeting=meeting, user=stage.co_ordinator, asked=stage.asked())


def complete(stage: Stage, action: Action) -> None:
    """Let the owner's agency complete an action today, late perhaps; of a restricted case, which
    the agency does not see, the chair."""
    restricted = Nominal.objects.get(pk=action.meeting.person_id).is_restricted
    by = stage.senior_chair if restricted else stage.officer
    actions.complete_action(
        action=action,
        on=stage.today,
        evidence="Seen and noted.",
        user=by,
        asked=stage.asked(by, V51="The owner was away."),
    )


def _place(stage: Stage, panel: Panel, person: Nominal, hour: int) -> Meeting:
    meeting = convening.place_meeting(
        panel=panel,
        nominal=person,
        starts_at=time(hour),
        ends_at=time(hour, 45),
        user=stage.co_ordinator,
        asked=stage.asked(),
    )
    inviting.invite_core(meeting=meeting, user=stage.co_ordinator, asked=stage.asked())
    inviting.send_invitations(
        meeting=meeting, on=stage.today, user=stage.co_ordinator, asked=stage.asked()
    )
    return meeting


def _is_wanted(stage: Stage, meeting: Meeting) -> bool:
    """Whether the person is still in a category today; otherwise the meeting is cancelled."""
    if StatePeriod.objects.on(stage.today).filter(
        nominal=meeting.person_id, category__isnull=False
    ):
        return True
    convening.cancel_meeting(
        meeting=meeting,
        on=stage.today,
        reason="has left MAPPA",
        user=stage.co_ordinator,
        asked=stage.asked(),
    )
    return False


def _due(stage: Stage, level: Level, held_on: date) -> Sequence[Nominal]:
    """Whom the panel meets about: those at its level whose last meeting is some weeks ago, or about
    whom something is on the table."""
    at_level = StatePeriod.objects.on(stage.today).filter(area=stage.home, level=level)
    people = Nominal.objects.filter(
        pk__in=at_level.values("nominal"), merged_into=None, died_on=None
    )
    waiting = []
    for person in people.order_by("pk"):
        last = Meeting.objects.not_cancelled().filter(person=person).order_by("-panel__held_on")
        former = last.select_related("panel").first()
        is_due = former is None or former.held_on + LEAST[level] <= held_on
        if is_due or person.pk in stage.on_the_table:
            waiting.append(person)
    return waiting


def _months(days: Period) -> Iterator[date]:
    day = days.start.replace(day=1)
    while day < days.ends:
        yield day
        day = (day + timedelta(days=32)).replace(day=1)
