"""Counts the performance indicators of the meetings of an area in a quarter; writes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Q, Value

from agencies.choices import Fact, RuleCode
from agencies.models import Area, AreaService, User
from agencies.rules.settings import Settings
from agencies.services.settings import rule_settings
from core.periods import Period, Quarter
from core.working_days import add_working_days
from meetings.choices import Answer, DecisionKind
from meetings.models import Attendance, Decision, Invitation, Meeting, Minutes, PlanEntry
from meetings.querysets import Sight
from meetings.rules.deciding import latest_review
from nominals.choices import GROUNDS_OF_WHOLE_CASE
from nominals.models import LevelPeriod
from nominals.rules.levels import LEVELS_WITH_MEETINGS
from reporting.rules.indicators import (
    Body,
    Counts,
    Course,
    Held,
    Invited,
    Row,
    are_minutes_in_time,
    is_reviewed_in_time,
    pillars_in_force,
    rows_of,
)


@dataclass(frozen=True, slots=True)
class Indicators:
    """The rows, the people whose meetings are behind them, and which of these meetings whoever
    looks may see, and not only count."""

    rows: tuple[Row, ...]
    people: frozenset[int]
    shown: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class _Sat:
    """A meeting that is not cancelled; `of_seen_case` where all meetings about the person count for
    whoever looks, `is_shown` where he or she may see it."""

    pk: int
    key: UUID
    person: int
    died_on: date | None
    held_on: date
    level: int
    closed_on: date | None
    of_seen_case: bool
    is_shown: bool


def count_indicators(
    *,
    area: Area,
    quarter: Quarter,
    on: date,
    user: User | None = None,
    looked_on: date | None = None,
) -> Indicators:
    """The indicators of the meetings of `area` in `quarter`, as it stood at the end of the day
    `on`: of those that count for `user` by the access of the day `looked_on`, or of `on`, or of
    all. Who is shown figures only counts what he or she may not see.

    A number of queries that depends neither on meetings nor on people.
    """
    settings, period = rule_settings(), quarter.period
    sat = _meetings(area, period, user, looked_on or on)
    of_quarter = [each for each in sat if each.held_on in period]
    closed = [each for each in sat if each.closed_on is not None and each.closed_on <= on]
    bodies, held = _held([each for each in closed if each.held_on in period])
    counts = Counts(
        held=held,
        minutes=list(_minutes(of_quarter, area, settings, on)),
        reviews=list(_reviews(closed, area, period, settings, on)),
    )
    thresholds = settings.value(RuleCode.INDICATOR_THRESHOLDS, on=period.start, area=area.pk)
    rows = rows_of(counts, bodies.union(_serving(area)), thresholds)
    behind = {key for row in rows for key in (*row.met_by, *row.missed_by)}
    counted = [each for each in sat if each.key in behind]
    return Indicators(
        tuple(rows),
        frozenset(each.person for each in counted),
        frozenset(each.key for each in counted if each.is_shown),
    )


def _meetings(area: Area, period: Period, user: User | None, looked_on: date) -> list[_Sat]:
    """The meetings of the area before the end of the period that are not cancelled."""
    found = Meeting.objects.all()
    sees: Any = Value(True, output_field=BooleanField())
    shows = sees
    if user is not None:
        sees = shows = Q()
        for each in user.sights:
            figures = Sight(each, on=looked_on, fact=Fact.FIGURES)
            found = found.filter(figures.meeting())
            sees &= Q(figures.person("person", GROUNDS_OF_WHOLE_CASE))
            shows &= Q(Sight(each, on=looked_on).meeting())
    rows = (
        found.not_cancelled()
        .filter(panel__area=area, panel__held_on__lt=period.ends)
        .annotate(of_seen_case=sees, is_shown=shows)
        .order_by("panel__held_on", "starts_at", "pk")
    )
    return [
        _Sat(*row)
        for row in rows.values_list(
            "pk",
            "public_id",
            "person",
            "person__died_on",
            "panel__held_on",
            "panel__level",
            "closed_on",
            "of_seen_case",
            "is_shown",
        )
    ]


def _serving(area: Area) -> list[Body]:
    services = AreaService.objects.filter(area=area).order_by()
    return [Body(*row) for row in services.values_list("agency", "agency__name", "agency__kind")]


def _held(meetings: Collection[_Sat]) -> tuple[set[Body], list[Held]]:
    """The agencies invited, and what is recorded of closed meetings; four queries."""
    keys = [each.pk for each in meetings]
    came = {
        pk: (outcome, is_senior)
        for pk, outcome, is_senior in Attendance.objects.filter(invitation__meeting__in=keys)
        .order_by()
        .values_list("invitation", "outcome", "is_senior_enough")
    }
    bodies: set[Body] = set()
    invited: defaultdict[int, list[Invited]] = defaultdict(list)
    sent = Invitation.objects.sent().filter(meeting__in=keys)
    for pk, meeting, agency, name, kind in sent.order_by("pk").values_list(
        "pk", "meeting", "agency", "agency__name", "agency__kind"
    ):
        bodies.add(Body(agency, name, kind))
        invited[meeting].append(Invited(agency, *came.get(pk, ("", None))))
    reasoned, updated = _decided(keys)
    entries: defaultdict[int, list[tuple[int, str, date, date]]] = defaultdict(list)
    plans = PlanEntry.objects.filter(meeting__person__in={each.person for each in meetings})
    for person, meeting, pillar, start, ends in plans.order_by().values_list(
        "meeting__person", "meeting", "pillar", "valid_from", "ends"
    ):
        entries[person].append((meeting, pillar, start, ends))
    return bodies, [
        Held(
            each.key,
            each.person,
            each.level,
            invited[each.pk],
            each.pk in reasoned,
            each.pk in updated,
            pillars_in_force(entries[each.person], each.pk, each.held_on),
        )
        for each in meetings
    ]


def _decided(keys: Collection[int]) -> tuple[set[int], set[int]]:
    """The meetings that decided on disclosure with a reason, and that ViSOR is updated."""
    reasoned, updated = set(), set()
    decisions = Decision.objects.filter(
        meeting__in=keys, kind__in=(DecisionKind.DISCLOSURE, DecisionKind.VISOR)
    )
    for meeting, kind, answer, reason in decisions.order_by().values_list(
        "meeting", "kind", "answer", "reason"
    ):
        if kind == DecisionKind.DISCLOSURE and reason.strip():
            reasoned.add(meeting)
        if answer == Answer.VISOR_UPDATED:
            updated.add(meeting)
    return reasoned, updated


def _minutes(
    meetings: Collection[_Sat], area: Area, settings: Settings, on: date
) -> Iterable[tuple[int, UUID, bool]]:
    first = Minutes.objects.filter(meeting__in=[each.pk for each in meetings], number=1)
    issued = dict(first.order_by().values_list("meeting", "issued_on"))
    for each in meetings:
        days = settings.value(RuleCode.MINUTES_WORKING_DAYS, on=each.held_on, area=area.pk)
        due_on = add_working_days(each.held_on, days[f"level_{each.level}"], settings.holidays)
        is_in_time = are_minutes_in_time(due_on, issued.get(each.pk), on=on)
        if is_in_time is not None:
            yield each.level, each.key, is_in_time


def _reviews(
    closed: Collection[_Sat], area: Area, period: Period, settings: Settings, on: date
) -> Iterable[tuple[int, UUID, bool]]:
    """Of meetings about people whose whole case is seen: to others another meeting about the
    person, and what became of the level, does not exist."""
    due: dict[int, dict[int, date]] = {}
    for each in closed:
        weeks = settings.value(RuleCode.MEETING_REVIEW_WEEKS, on=each.held_on, area=area.pk)
        days: dict[int, date] = {
            level: latest_review(each.held_on, weeks[f"level_{level}"])
            for level in LEVELS_WITH_MEETINGS
        }
        if each.of_seen_case and any(day in period for day in days.values()):
            due[each.pk] = days
    made = [each for each in closed if each.pk in due]
    courses = _courses(made, on)
    for each in made:
        course = courses[each.person]
        level = course.level_on(each.held_on)
        if level is None or due[each.pk][level] not in period:
            continue
        is_in_time = is_reviewed_in_time(each.held_on, due[each.pk][level], course, on=on)
        if is_in_time is not None:
            yield level, each.key, is_in_time


def _courses(meetings: Collection[_Sat], on: date) -> dict[int, Course]:
    """Levels 2 and 3 and the meetings closed by `on`, of any area, of the people of `meetings`; two
    queries."""
    died = {each.person: each.died_on for each in meetings}
    levels: defaultdict[int, list[tuple[Period, int]]] = defaultdict(list)
    spells = LevelPeriod.objects.filter(nominal__in=list(died), level__in=LEVELS_WITH_MEETINGS)
    for person, level, start, end in spells.order_by().values_list(
        "nominal", "level", "valid_from", "valid_to"
    ):
        levels[person].append((Period(start, end), level))
    met_on: defaultdict[int, list[date]] = defaultdict(list)
    held = Meeting.objects.closed().filter(person__in=list(died), closed_on__lte=on)
    for person, day in held.order_by().values_list("person", "panel__held_on"):
        met_on[person].append(day)
    return {
        person: Course(levels[person], died_on, met_on[person]) for person, died_on in died.items()
    }
