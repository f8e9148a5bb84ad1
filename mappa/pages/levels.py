"""The people at Levels 2 and 3: today, and on the last day of each month of a year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agencies.choices import AgencyKind
from core.periods import Period, add_months
from core.wording import spelt
from mappa.pages.listing import Cell, List, Narrowing, list_methods, show_list
from mappa.pages.people import name_cell, person_column
from mappa.pages.reader import Reader
from mappa.pages.sorting import Column, labelled
from mappa.pages.wording import how_far
from nominals.choices import Category, Level, Setting
from nominals.models import LeadAgencyPeriod, StatePeriod
from nominals.querysets.facts import StateQuerySet
from nominals.rules.levels import LEVELS_WITH_MEETINGS

MONTHS = 12
WIDTH, HEIGHT, TOP = 240, 56, 6


@dataclass(frozen=True, slots=True)
class Point:
    """How many were at a level on a day, where the drawing has it, and where the list is."""

    day: date
    count: int
    x: float
    y: float
    url: str


@dataclass(frozen=True, slots=True)
class Trend:
    """A level over the days, the latest last."""

    level: Level
    points: list[Point]

    @property
    def now(self) -> Point:
        """Today."""
        return self.points[-1]

    @property
    def line(self) -> str:
        """The points of the line as a drawing has them."""
        return " ".join(f"{each.x:.1f},{each.y:.1f}" for each in self.points)

    @property
    def sentence(self) -> str:
        """From how many to how many."""
        counts = {"then": self.points[0].count, "now": self.now.count}
        return _("from %(then)s a year ago to %(now)s") % counts


@dataclass(frozen=True, slots=True)
class Caseload:
    """The trend of each level, row by row too, and everybody who is counted."""

    trends: list[Trend]
    people: frozenset[int]

    @property
    def rows(self) -> list[tuple[date, list[Point]]]:
        """Day by day, the latest first."""
        days = zip(*(each.points for each in self.trends), strict=True)
        return [(points[0].day, list(points)) for points in days][::-1]


def days_of_trend(today: date) -> list[date]:
    """Today, and the last days of the months before it, in order."""
    first = today.replace(day=1)
    ends = [add_months(first, -back) - timedelta(days=1) for back in range(MONTHS)]
    return [*reversed(ends), today]


def managed_shown(reader: Reader) -> StateQuerySet[StatePeriod]:
    """The states at Level 2 or 3 of people whose levels the reader is shown today."""
    shown = StatePeriod.objects.visible_to(reader.user, on=reader.on)
    return shown.managed_at(*LEVELS_WITH_MEETINGS)


def caseload(reader: Reader) -> Caseload:
    """How many were at each level on each day, of those whom the reader may see today; one query.

    Who has moved away since is no longer seen, and not counted for the days before either.
    """
    days = days_of_trend(reader.on)
    rows = list(
        managed_shown(reader)
        .during(Period(days[0], days[-1] + timedelta(days=1)))
        .order_by()
        .values_list("nominal", "level", "valid_from", "ends")
    )
    counts = {
        level: [
            sum(at == level and start <= day < ends for _key, at, start, ends in rows)
            for day in days
        ]
        for level in LEVELS_WITH_MEETINGS
    }
    highest = max(max(each) for each in counts.values()) or 1
    url = reverse("admin:caseload")
    trends = [
        Trend(
            level,
            [
                Point(
                    day,
                    count,
                    WIDTH * number / (len(days) - 1),
                    HEIGHT - (HEIGHT - TOP) * count / highest,
                    f"{url}?level={level.value}&on={day.isoformat()}",
                )
                for number, (day, count) in enumerate(zip(days, counts[level], strict=True))
            ],
        )
        for level in LEVELS_WITH_MEETINGS
    ]
    people = {key for key, _at, start, ends in rows if any(start <= day < ends for day in days)}
    return Caseload(trends, frozenset(people))


@list_methods
@transaction.atomic
def people(request: HttpRequest) -> HttpResponse:
    """The people at Levels 2 and 3 on a day, the latest to come to their level first."""
    reader = Reader(request)
    levels = [(each.value, each.label) for each in LEVELS_WITH_MEETINGS]
    level = Narrowing.chosen(request, "level", _("Level"), levels)
    days = [(each.isoformat(), spelt(each)) for each in reversed(days_of_trend(reader.on))]
    day = Narrowing.chosen(request, "on", _("On"), days)
    category = Narrowing.chosen(request, "category", _("Category"), Category.choices)
    on = date.fromisoformat(day.value) if day.value else reader.on
    found = managed_shown(reader).on(on)
    if level.value:
        found = found.filter(level=int(level.value))
    if category.value:
        found = found.filter(category=int(category.value))
    leads: dict[int, str] = {}

    def managed(shown: list[Any]) -> list[int]:
        keys = [each.nominal_id for each in shown]
        held = LeadAgencyPeriod.objects.filter(nominal__in=keys).on(on).order_by()
        leads.update(held.values_list("nominal", "kind"))
        return keys

    return show_list(
        request,
        reader,
        List(
            title=_("Levels 2 and 3 on %(day)s") % {"day": spelt(on)},
            act="list_caseload",
            counted=lambda count: ngettext("%(n)s person", "%(n)s people", count) % {"n": count},
            columns=[
                person_column("nominal"),
                Column(_("Level"), "level", ["level"]),
                Column(_("Category"), "category", ["category"]),
                Column(_("Where"), "where", [labelled("setting", Setting.choices)]),
                _("Led by"),
                Column(_("So since"), "since", ["valid_from"], note=_("How long ago")),
            ],
            empty=_("Nobody whom you may see was at these levels on that day."),
            narrowings=[level, day, category],
            note=_("Of those whom you may see today."),
        ),
        found.select_related("nominal").order_by("-level", "nominal__family_name", "nominal", "pk"),
        lambda each: [
            name_cell(each.nominal),
            Cell(str(each.get_level_display())),
            Cell(str(each.get_category_display())),
            Cell(str(each.get_setting_display() or _("In the community"))),
            Cell(
                str(AgencyKind(leads[each.nominal_id]).label)
                if each.nominal_id in leads
                else _("nobody")
            ),
            Cell(spelt(each.valid_from), note=how_far(each.valid_from, reader.on)),
        ],
        people=managed,
    )
