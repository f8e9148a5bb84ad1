"""Meetings that are about to sit: their panels' days, papers that are missing, and apologies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.periods import Period
from core.wording import spelt_with_weekday
from mappa.pages.listing import Cell, List, Narrowing, list_methods, show_list
from mappa.pages.owed import SOON
from mappa.pages.people import name_cell, person_column
from mappa.pages.reader import Reader
from mappa.pages.sorting import Column
from mappa.pages.wording import how_far
from meetings.choices import Outcome
from meetings.models import AgencyReport, Attendance, Invitation, Meeting
from meetings.querysets import MeetingQuerySet
from nominals.rules.levels import LEVELS_WITH_MEETINGS


@dataclass(slots=True)
class Papers:
    """What invited agencies were asked for in writing, what came, and who will not be there."""

    asked: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    apologies: list[str] = field(default_factory=list)

    @property
    def sentence(self) -> str:
        """How many papers are in, and from whom there are apologies."""
        said = []
        if self.asked:
            counts = {"in": len(self.asked) - len(self.missing), "asked": len(self.asked)}
            said.append(_("papers %(in)s of %(asked)s") % counts)
        if self.apologies:
            agencies = "; ".join(dict.fromkeys(self.apologies))
            said.append(_("apologies from %(agencies)s") % {"agencies": agencies})
        return ", ".join(said)


@dataclass(slots=True)
class Sitting:
    """The meetings of one level on one day that the reader may see."""

    held_on: date
    starts_at: time
    level: int
    far: str
    url: str
    meetings: int = 0
    papers: Papers = field(default_factory=Papers)


@dataclass(frozen=True, slots=True)
class Sittings:
    """What sits soon, and about whom."""

    days: list[Sitting]
    people: frozenset[int]


def coming(reader: Reader) -> Period:
    """The days to which the first page looks ahead."""
    return Period(reader.on, reader.on + SOON + timedelta(days=1))


def meetings_shown(reader: Reader) -> MeetingQuerySet[Meeting]:
    """The meetings that the reader may see and that were not cancelled."""
    return Meeting.objects.visible_to(reader.user, on=reader.on).not_cancelled()


def papers_of(reader: Reader, meetings: Iterable[int]) -> dict[int, Papers]:
    """By meeting, the papers asked for and the apologies that the reader may see; two queries."""
    keys = list(meetings)
    found: defaultdict[int, Papers] = defaultdict(Papers)
    reports = AgencyReport.objects.visible_to(reader.user, on=reader.on)
    asked = (
        Invitation.objects.visible_to(reader.user, on=reader.on)
        .sent()
        .filter(meeting__in=keys, wants_report=True)
        .annotate(is_in=Exists(reports.filter(invitation=OuterRef("pk")).order_by()))
        .order_by("agency__name", "pk")
    )
    for meeting, agency, is_in in asked.values_list("meeting", "agency__name", "is_in"):
        found[meeting].asked.append(agency)
        if not is_in:
            found[meeting].missing.append(agency)
    absent = Attendance.objects.visible_to(reader.user, on=reader.on).filter(
        invitation__meeting__in=keys, outcome=Outcome.APOLOGIES
    )
    for meeting, agency in absent.order_by("invitation__agency__name").values_list(
        "invitation__meeting", "invitation__agency__name"
    ):
        found[meeting].apologies.append(agency)
    return found


def sittings(reader: Reader) -> Sittings:
    """What sits within the days ahead, by day and level; three queries."""
    found = list(
        meetings_shown(reader)
        .sitting_in(coming(reader))
        .order_by("panel__held_on", "starts_at", "pk")
        .values_list("pk", "person", "panel__held_on", "starts_at", "panel__level")
    )
    papers = papers_of(reader, (pk for pk, *_rest in found))
    days: dict[tuple[date, int], Sitting] = {}
    for pk, _person, held_on, starts_at, level in found:
        sitting = days.get((held_on, level))
        if sitting is None:
            url = f"{reverse('admin:sittings')}?on={held_on.isoformat()}&level={level}"
            far = how_far(held_on, reader.on)
            sitting = days[held_on, level] = Sitting(held_on, starts_at, level, far, url)
        sitting.meetings += 1
        if pk in papers:
            sitting.papers.asked += papers[pk].asked
            sitting.papers.missing += papers[pk].missing
            sitting.papers.apologies += papers[pk].apologies
    return Sittings(list(days.values()), frozenset(person for _pk, person, *_rest in found))


@list_methods
@transaction.atomic
def meetings(request: HttpRequest) -> HttpResponse:
    """The meetings that sit within the days ahead and that the reader may see."""
    reader = Reader(request)
    period = coming(reader)
    ahead = [
        period.start + timedelta(days=days) for days in range((period.ends - period.start).days)
    ]
    day = Narrowing.chosen(
        request, "on", _("Day"), [(each.isoformat(), spelt_with_weekday(each)) for each in ahead]
    )
    levels = [(each.value, each.label) for each in LEVELS_WITH_MEETINGS]
    level = Narrowing.chosen(request, "level", _("Level"), levels)
    found = meetings_shown(reader).sitting_in(period)
    if day.value:
        found = found.filter(panel__held_on=date.fromisoformat(day.value))
    if level.value:
        found = found.filter(panel__level=int(level.value))
    found = found.select_related("panel", "person", "chair").order_by(
        "panel__held_on", "starts_at", "pk"
    )
    papers: dict[int, Papers] = {}

    def people(shown: list[Any]) -> list[int]:
        papers.update(papers_of(reader, [each.pk for each in shown]))
        return [each.person_id for each in shown]

    return show_list(
        request,
        reader,
        List(
            title=_("Meetings of the next seven days"),
            act="list_meetings",
            counted=lambda count: ngettext("%(n)s meeting", "%(n)s meetings", count) % {"n": count},
            columns=[
                Column(_("Sits"), "sits", ["panel__held_on", "starts_at"], note=_("How far")),
                Column(_("Level"), "level", ["panel__level"]),
                person_column("person"),
                _("Papers missing"),
                _("Apologies"),
            ],
            empty=_(
                "No meeting sits on these days. A panel is planned, and meetings placed at it."
            ),
            narrowings=[day, level],
        ),
        found,
        lambda each: _row(each, papers.get(each.pk, Papers()), reader.on),
        people=people,
    )


def _row(meeting: Meeting, papers: Papers, today: date) -> list[Cell]:
    held_on = meeting.panel.held_on
    none_missing = _("none") if papers.asked else _("none asked for")
    return [
        Cell(
            f"{spelt_with_weekday(held_on)}, {meeting.starts_at:%H:%M}",
            reverse("admin:meeting", args=[meeting.public_id]),
            note=how_far(held_on, today),
        ),
        Cell(str(meeting.panel.get_level_display())),
        name_cell(meeting.person),
        Cell("; ".join(papers.missing) or none_missing, is_late=bool(papers.missing)),
        Cell("; ".join(papers.apologies) or _("none")),
    ]
