"""Draws who is met when at five years of panels, in the largest area of a database."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count

from agencies.choices import Role
from agencies.models import Agency, Area, Membership, User
from benchmarks.filling import LOADED_AT
from core.bulk import allocate_ids
from core.periods import OPEN_END
from meetings.models import Meeting, Panel
from nominals.choices import Level
from nominals.models import LevelPeriod, ResponsibleArea

FIRST_DAY, LAST_DAY = date(2019, 7, 1), date(2024, 7, 1)
"""Twenty quarters; the last day is the first that is not among them."""

FILLED_AT = LOADED_AT + timedelta(hours=1)
KINDS = ("police", "probation", "prison", "mental_health", "childrens_services", "housing")
AT_ONCE = {Level.TWO: 28, Level.THREE: 8}
"""About how many people of the area are held at each level at a time."""

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Staff:
    """The area whose panels are invented, its agencies, and who has to do with meetings there."""

    area: Area
    agencies: Sequence[Agency]
    co_ordinator: User
    chair: User
    minute_taker: User
    practitioner: User
    """Of the agency that leads no case and sees by invitations only."""


@dataclass(slots=True)
class Spell:
    """The days on which somebody is of the area and at a level with meetings, and those met."""

    person: int
    level: Level
    start: date
    ends: date
    period: int
    met_on: list[date] = field(default_factory=list)

    @property
    def waits_since(self) -> tuple[date, int]:
        """Who is the longest without a meeting comes first."""
        return (self.met_on[-1] if self.met_on else self.start, self.person)


@dataclass(frozen=True, slots=True)
class Held:
    """A meeting to be written: its key, panel, spell and the day of the person's next."""

    key: int
    panel: int
    place: int
    held_on: date
    spell: Spell
    next_on: date | None


def staff() -> Staff:
    """The largest area of the database, and its people of meetings; made where they are absent."""
    counted = ResponsibleArea.objects.on(LAST_DAY).order_by().values("area")
    largest = counted.annotate(people=Count("pk")).order_by("-people", "area")[0]["area"]
    area = Area.objects.get(pk=largest)
    services = {each.kind: each.agency for each in area.services.filter(is_default=True)}
    users: dict[Role, User] = {}
    for kind, role in (
        ("police", Role.CO_ORDINATOR),
        ("probation", Role.CHAIR),
        ("police", Role.MINUTE_TAKER),
        ("housing", Role.PRACTITIONER),
    ):
        users[role], is_new = User.objects.get_or_create(username=f"benchmarks-{role.value}")
        if is_new:
            Membership.objects.create(
                user=users[role],
                agency=services[kind],
                area=area,
                role=role,
                valid_from=date(2000, 1, 1),
            )
    return Staff(
        area,
        [services[kind] for kind in KINDS],
        users[Role.CO_ORDINATOR],
        users[Role.CHAIR],
        users[Role.MINUTE_TAKER],
        users[Role.PRACTITIONER],
    )


def spells_of(area: Area, chance: random.Random, act: int) -> list[Spell]:
    """Who is at Level 2 or 3 in the area already, and in a drawn order who is raised to it."""
    stays = ResponsibleArea.objects.filter(area=area, ends__gt=FIRST_DAY)
    stay = {each.nominal_id: each for each in stays.select_related("nominal").order_by("pk")}
    periods = list(LevelPeriod.objects.filter(nominal__in=list(stay)).order_by("nominal", "pk"))
    chance.shuffle(periods)
    spells = []
    days = {level: count * (LAST_DAY - FIRST_DAY).days for level, count in AT_ONCE.items()}
    for each in sorted(periods, key=lambda each: each.level == Level.ONE):
        of = stay[each.nominal_id]
        start = max(each.valid_from, of.valid_from, FIRST_DAY)
        ends = min(each.ends, of.ends, of.nominal.died_on or OPEN_END, LAST_DAY)
        level = Level(each.level)
        if level == Level.ONE:
            if (ends - start).days < 120 or max(days.values()) <= 0:
                continue
            level = max(days, key=lambda level: (days[level] / AT_ONCE[level], level))
            begins = start + chance.randrange(1, (ends - start).days - 90) * DAY
            length = 120 + int(chance.expovariate(1 / 400))
            each, start, ends = _raise(each, level, begins, begins + length * DAY, ends, act)
        if start < ends:
            days[level] -= (ends - start).days
            spells.append(Spell(each.nominal_id, level, start, ends, each.pk))
    return spells


def _raise(
    held: LevelPeriod, level: Level, start: date, stop: date, last: date, act: int
) -> tuple[LevelPeriod, date, date]:
    """Cut a spell at `level` out of a period at Level 1."""
    ends = held.valid_to
    stop_on = None if stop >= last else stop
    held.supersede(at=FILLED_AT, act=act, valid_to=start)
    known: dict[str, Any] = {"recorded_from": FILLED_AT, "recorded_in": act}
    raised = LevelPeriod.objects.create(
        nominal_id=held.nominal_id,
        level=level,
        valid_from=start,
        valid_to=stop_on or ends,
        authority_kind="referral",
        **known,
    )
    if stop_on is not None:
        LevelPeriod.objects.create(
            nominal_id=held.nominal_id, level=Level.ONE, valid_from=stop_on, valid_to=ends, **known
        )
    return raised, start, min(stop, last)


def sit(
    spells: Sequence[Spell], chance: random.Random
) -> tuple[list[tuple[int, Level, date]], list[Held]]:
    """Two panels a month, one in four at Level 3, each of six or seven people."""
    drawn: list[tuple[int, Spell, date]] = []
    days = list(_days())
    panels = [
        (key, Level.THREE if number % 4 == 3 else Level.TWO, day)
        for number, (key, day) in enumerate(zip(allocate_ids(Panel, len(days)), days, strict=True))
    ]
    for key, level, day in panels:
        open_now = [
            each for each in spells if each.level == level and each.start <= day < each.ends
        ]
        for each in sorted(open_now, key=lambda each: each.waits_since)[: chance.choice((6, 7))]:
            each.met_on.append(day)
            drawn.append((key, each, day))
    next_on = {}
    following: dict[int, date] = {}
    for number in reversed(range(len(drawn))):
        _, each, day = drawn[number]
        next_on[number] = following.get(each.person)
        following[each.person] = day
    keys = allocate_ids(Meeting, len(drawn))
    return panels, [
        Held(key, panel, number, day, each, next_on[number])
        for number, (key, (panel, each, day)) in enumerate(zip(keys, drawn, strict=True))
    ]


def _days() -> Iterator[date]:
    for month in range(60):
        for day in (9, 23):
            held_on = date(2019 + (month + 6) // 12, (month + 6) % 12 + 1, day)
            yield held_on + max(0, held_on.weekday() - 4) * -DAY
