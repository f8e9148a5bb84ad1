"""Two panels a month in the home area: planned, looked at again, held, minuted, actions done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time, timedelta

from core.periods import Period
from mappa.rehearsal.playing import Scene, counted
from mappa.rehearsal.scenes import afterwards, meetings
from mappa.rehearsal.stage import Stage
from meetings.choices import MeetingMode
from meetings.models import Meeting, Panel
from meetings.services.panels import Sitting, plan_panel
from nominals.choices import Level
from nominals.models import Nominal, StatePeriod
from nominals.querysets.people import NominalQuerySet

NOTICE = timedelta(days=21)
"""How long before its day a panel is planned."""

AGAIN = timedelta(days=5)
"""How long before its day its list is looked at again."""

LEAST = {Level.TWO: timedelta(weeks=8), Level.THREE: timedelta(weeks=3)}
"""How long after a meeting a person is on the list again."""

MINUTES, ACTIONS, BEHIND = 4, 9, 10
"""After how many working days minutes are issued and actions done, and how many more where late."""

CANCELLED, LATE, FORGOTTEN = 9, 5, 4
"""The panel that is cancelled, every how many of which the minutes come late, and of which number
an action is forgotten until the next meeting."""


def panels(stage: Stage, days: Period) -> Iterator[Scene]:
    """A scene for each panel whose planning, day and minutes lie within `days`: Level 2 on the
    second Tuesday of a month, Level 3 on the fourth, in December on the third."""
    number = 0
    for first in _months(days):
        tuesday = first + timedelta(days=(1 - first.weekday()) % 7)
        last = 2 if first.month == 12 else 3
        for weeks, level in ((1, Level.TWO), (last, Level.THREE)):
            held_on = tuesday + timedelta(weeks=weeks)
            if held_on - NOTICE >= days.start and held_on + timedelta(days=40) < days.ends:
                number += 1
                yield _panel(stage, held_on, level, number)


def _panel(stage: Stage, held_on: date, level: Level, number: int) -> Scene:
    yield held_on - NOTICE, f"A Level {level} panel of {held_on} is planned"
    panel = plan_panel(
        area=stage.home,
        level=level,
        sitting=Sitting(held_on, time(10), "the conference line of the area", MeetingMode.REMOTE),
        conduct=stage.conduct(level),
        user=stage.co_ordinator,
        asked=stage.asked(),
    )
    _fill(stage, panel)
    yield held_on - AGAIN, f"The list of the Level {level} panel of {held_on} is looked at again"
    _thin(stage, panel)
    _fill(stage, panel)
    if number == CANCELLED:
        yield stage.working_day(1), f"The panel of {held_on} is cancelled: the line is down"
        meetings.cancel_panel(stage, panel, "the line is down")
        return
    if _listed(panel):
        yield held_on, f"The Level {level} panel goes through its list"
        _thin(stage, panel)
    listed = _listed(panel)
    if not listed:
        yield held_on, f"The Level {level} panel is cancelled: nobody is on its list"
        meetings.cancel_panel(stage, panel, "nobody is on the list")
        return
    yield held_on, f"The Level {level} panel sits: {counted(len(listed), 'meeting')}"
    for meeting in listed:
        meetings.hold(stage, meeting)
    late = BEHIND if number % LATE == 0 else 0
    yield stage.working_day(MINUTES + late, after=held_on), f"The minutes of {held_on} are issued"
    for meeting in listed:
        afterwards.issue(stage, meeting)
    yield stage.working_day(ACTIONS + late, after=held_on), f"The actions of {held_on} are done"
    for action in afterwards.due_by(listed, stage.today + timedelta(weeks=1)):
        if stage.next_number() % FORGOTTEN:
            afterwards.complete(stage, action)


def _fill(stage: Stage, panel: Panel) -> None:
    """Place a meeting, and invite, for whoever is due and not on the list; one after the other."""
    hour = 10 + Meeting.objects.filter(panel=panel).count()
    for person in _due(stage, panel):
        meetings.place(stage, panel, person, hour)
        hour += 1


def _thin(stage: Stage, panel: Panel) -> None:
    """Cancel the meetings about those who are no longer at the level of the panel in the area."""
    wanted = _at_level(stage, panel.level)
    for meeting in _listed(panel):
        if not wanted.filter(pk=meeting.person_id).exists():
            meetings.cancel(stage, meeting, "no longer managed at the level of the panel")


def _listed(panel: Panel) -> list[Meeting]:
    listed = Meeting.objects.not_cancelled().filter(panel=panel)
    people = listed.select_related("panel__area", "person", "nominal", "chair", "minute_taker")
    return list(people.order_by("starts_at"))


def _at_level(stage: Stage, level: int) -> NominalQuerySet[Nominal]:
    at_level = StatePeriod.objects.on(stage.today).filter(
        area=stage.home, level=level, category__isnull=False
    )
    return Nominal.objects.filter(pk__in=at_level.values("nominal"), merged_into=None, died_on=None)


def _due(stage: Stage, panel: Panel) -> Iterator[Nominal]:
    """Whom the panel meets about besides those on its list: those at its level whose last meeting
    is some weeks ago, or about whom something is on the table."""
    listed = {each.person_id for each in _listed(panel)}
    for person in _at_level(stage, panel.level).order_by("pk"):
        last = Meeting.objects.not_cancelled().filter(person=person).order_by("-panel__held_on")
        former = last.select_related("panel").first()
        is_due = former is None or former.held_on + LEAST[Level(panel.level)] <= panel.held_on
        if person.pk not in listed and (is_due or person.pk in stage.on_the_table):
            yield person


def _months(days: Period) -> Iterator[date]:
    day = days.start.replace(day=1)
    while day < days.ends:
        yield day
        day = (day + timedelta(days=32)).replace(day=1)
