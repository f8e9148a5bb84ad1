"""Attendance by agency: the rates of a quarter, and the meetings behind each of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from agencies.choices import Fact
from agencies.models import Area
from core.periods import Quarter
from core.wording import spelt_with_weekday
from mappa.pages.listing import Cell, List, Narrowing, list_methods, show_list
from mappa.pages.people import name_cell
from mappa.pages.reader import Reader
from mappa.pages.sorting import Column
from meetings.models import Meeting
from reporting.rules.indicators import ATTENDANCE, Row
from reporting.services.indicators import Indicators, count_indicators

QUARTERS = 8
CODES = [code for code, *_rest in ATTENDANCE]
CAME = [("yes", gettext_lazy("came")), ("no", gettext_lazy("did not come"))]


@dataclass(frozen=True, slots=True)
class Rate:
    """How many invitations an agency followed at a level; each count leads to its meetings."""

    agency: str
    level: int
    met: int
    counted: int
    percent: int | None
    is_below: bool
    threshold: int
    met_url: str
    missed_url: str

    @property
    def missed(self) -> int:
        """How many it did not follow."""
        return self.counted - self.met


@dataclass(frozen=True, slots=True)
class Attended:
    """The rates of an area in a quarter, and who was counted."""

    area: Area
    quarter: Quarter
    rates: list[Rate]
    people: frozenset[int]


def quarter_ended(reader: Reader) -> Quarter:
    """The last whole quarter."""
    return Quarter.containing(Quarter.containing(reader.on).period.start - timedelta(days=1))


def attended(reader: Reader) -> list[Attended]:
    """The rates of each of the reader's areas in the last whole quarter, of the agencies that were
    invited; a number of queries for each area that hangs on nothing else."""
    quarter = quarter_ended(reader)
    found = []
    for area in reader.areas(Fact.FIGURES):
        counted = count_indicators(area=area, quarter=quarter, on=reader.on, user=reader.user)
        rows = [row for row in counted.rows if row.indicator in CODES and row.counted]
        rates = [_rate(row, area, quarter) for row in rows]
        people = _people(counted, rows)
        found.append(Attended(area, quarter, rates, people))
    return found


def _people(counted: Indicators, rows: Iterable[Row]) -> frozenset[int]:
    """Everybody counted, where anybody is."""
    return counted.people if any(row.counted for row in rows) else frozenset()


def _rate(row: Row, area: Area, quarter: Quarter) -> Rate:
    assert row.agency is not None
    asked = {
        "area": area.code,
        "quarter": quarter.label,
        "agency": row.agency.key,
        "indicator": row.indicator,
    }
    url = reverse("admin:attendance")
    return Rate(
        agency=row.agency.name,
        level=row.level,
        met=row.met,
        counted=row.counted,
        percent=row.percent,
        is_below=row.is_reached is False,
        threshold=row.threshold,
        met_url=f"{url}?{urlencode(asked | {'came': 'yes'})}",
        missed_url=f"{url}?{urlencode(asked | {'came': 'no'})}",
    )


@list_methods
@transaction.atomic
def attendance(request: HttpRequest) -> HttpResponse:
    """The meetings to which agencies were invited in a quarter, and whether each came: of those
    meetings that the reader may see, and not only count."""
    reader = Reader(request)
    areas = {each.code: each for each in reader.areas(Fact.FIGURES)}
    latest = quarter_ended(reader)
    quarters = [latest]
    while len(quarters) < QUARTERS:
        quarters.append(Quarter.containing(quarters[-1].period.start - timedelta(days=1)))
    area = Narrowing.chosen(request, "area", _("Area"), [(k, v.name) for k, v in areas.items()])
    quarter = Narrowing.chosen(
        request, "quarter", _("Quarter"), [(q.label, q.label) for q in quarters]
    )
    chosen = Quarter.parse(quarter.value) if quarter.value else latest
    wanted = [areas[area.value]] if area.value else list(areas.values())
    counted = [
        (each, count_indicators(area=each, quarter=chosen, on=reader.on, user=reader.user))
        for each in wanted
    ]
    rows = [
        row
        for _each, indicators in counted
        for row in indicators.rows
        if row.indicator in CODES and row.counted and row.agency is not None
    ]
    agencies = {str(row.agency.key): row.agency.name for row in rows if row.agency is not None}
    agency = Narrowing.chosen(request, "agency", _("Agency"), agencies.items())
    indicator = Narrowing.chosen(request, "indicator", _("Indicator"), [(c, c) for c in CODES])
    came = Narrowing.chosen(request, "came", _("Whether it came"), CAME)
    shown = frozenset().union(*(indicators.shown for _each, indicators in counted))
    entries = [
        (key, row.agency.name, row.indicator, is_met)
        for row in rows
        if row.agency is not None
        and agency.value in ("", str(row.agency.key))
        and indicator.value in ("", row.indicator)
        for is_met, keys in ((True, row.met_by), (False, row.missed_by))
        if came.value in ("", "yes" if is_met else "no")
        for key in keys
        if key in shown
    ]
    seen = Meeting.objects.visible_to(reader.user, on=reader.on).filter(
        public_id__in={key for key, *_rest in entries}
    )
    meetings = {each.public_id: each for each in seen.select_related("panel", "person").order_by()}
    return show_list(
        request,
        reader,
        List(
            title=_("Attendance in %(quarter)s") % {"quarter": chosen.label},
            act="list_indicators",
            counted=lambda count: (
                ngettext("%(n)s invitation", "%(n)s invitations", count) % {"n": count}
            ),
            columns=[
                Column(
                    _("Sat"), "sat", lambda each: meetings[each[0]].panel.held_on, note=_("Level")
                ),
                Column(
                    _("Person"),
                    "person",
                    lambda each: str(meetings[each[0]].person),
                    note=_("Born"),
                ),
                Column(_("Agency"), "agency", lambda each: each[1]),
                Column(_("Indicator"), "indicator", lambda each: each[2]),
                Column(_("Whether it came"), "came", lambda each: not each[3]),
            ],
            empty=_(
                "No closed meeting of the quarter to which an agency was invited is shown to you."
            ),
            narrowings=[area, quarter, agency, indicator, came],
            note=_("Of closed meetings; you may see fewer meetings here than the rates count."),
        ),
        entries,
        lambda each: _row(meetings[each[0]], *each[1:]),
        people=lambda shown: (meetings[each[0]].person_id for each in shown),
    )


def _row(meeting: Meeting, agency: str, indicator: str, is_met: bool) -> list[Cell]:
    return [
        Cell(
            spelt_with_weekday(meeting.panel.held_on), note=str(meeting.panel.get_level_display())
        ),
        name_cell(meeting.person),
        Cell(agency),
        Cell(indicator),
        Cell(_("came") if is_met else _("did not come"), is_late=not is_met),
    ]
