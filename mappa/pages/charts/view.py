"""The page of charts: what a board looks at, from the latest stored returns of five years."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agencies.choices import Fact
from agencies.models import Area
from core.periods import Quarter, ReportingYear
from mappa.pages.charts.figures import flow_chart, rate_chart, snapshot_chart, trend_chart
from mappa.pages.charts.shapes import Chart
from mappa.pages.listing import Narrowing
from mappa.pages.reader import Reader
from mappa.pages.viewing import NATIONAL, no_return, views_of
from reporting.models import Compilation
from reporting.services.compiling import ENGLAND_AND_WALES
from reporting.services.flows import level_flows
from reporting.services.indicators import count_indicators
from reporting.services.permitting import is_shown_figures
from reporting.services.stored import latest_of_years
from reporting.services.storing import stored_returns

YEARS = 5


@require_safe
@transaction.atomic
def charts(request: HttpRequest, year: ReportingYear, area: str) -> HttpResponse:
    """The charts of a return. Those of returns are for whoever is signed in, who came and left for
    whoever is shown figures, attendance for whoever is shown those of the area."""
    reader = Reader(request)
    found = None if area == NATIONAL else get_object_or_404(Area, code=area)
    years = [ReportingYear(year.first_year - back) for back in range(YEARS)][::-1]
    stored = latest_of_years(None if found is None else found.pk, years)
    latest = stored.get(year)
    if latest is None:
        return no_return(request, reader, year, found)
    quarter = _quarter(request, reader, year)
    return render(
        request,
        "mappa/charts.html",
        {
            "section": "returns",
            "name": found or ENGLAND_AND_WALES,
            "year": year,
            "compilation": latest,
            "views": views_of(reader, year, found, shown="charts", stored=latest),
            "charts": list(_charts(reader, found, stored, years, latest, quarter)),
            "quarter": quarter,
        },
    )


def _charts(
    reader: Reader,
    area: Area | None,
    stored: dict[ReportingYear, Compilation],
    years: list[ReportingYear],
    latest: Compilation,
    quarter: Narrowing,
) -> Iterator[Chart]:
    returns = dict(zip(stored, stored_returns(list(stored.values())), strict=True))
    year = years[-1]
    yield snapshot_chart(returns[year])
    yield trend_chart([(each, returns.get(each)) for each in years])
    if is_shown_figures(reader.user, reader.on):
        key = None if area is None else area.pk
        yield flow_chart(year, level_flows(area=key, year=year, as_known_at=latest.as_known_at))
    if area in reader.areas(Fact.FIGURES) and area is not None:
        chosen = Quarter.parse(quarter.value)
        counted = count_indicators(area=area, quarter=chosen, on=reader.on, user=reader.user)
        reader.log("list_indicators", counted.people, area=area.code, quarter=chosen.label)
        yield rate_chart(chosen, counted.rows)


def _quarter(request: HttpRequest, reader: Reader, year: ReportingYear) -> Narrowing:
    """The quarter of the year whose attendance is shown: the last one that is over, if none is
    chosen."""
    quarters = [Quarter(year, number) for number in (1, 2, 3, 4)]
    begun = [each for each in quarters if each.period.start <= reader.on] or quarters[:1]
    chosen = Narrowing.chosen(
        request, "quarter", _("Quarter of attendance"), [(each.label, each.label) for each in begun]
    )
    over = [each for each in begun if each.period.ends <= reader.on] or begun[:1]
    return Narrowing(chosen.name, chosen.label, chosen.choices, chosen.value or over[-1].label)
