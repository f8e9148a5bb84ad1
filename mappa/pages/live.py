"""The return of an area as of now: compiled for the look, not stored, beside what was stored."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agencies.models import Area
from core.periods import ReportingYear
from mappa.pages.comparing import legend
from mappa.pages.counted import Opened, found_cell, show_counted
from mappa.pages.findings import people_behind, shown_findings
from mappa.pages.printing import printed
from mappa.pages.reader import Reader
from mappa.pages.returns import beside
from mappa.pages.viewing import may_compile, views_of
from reporting.measures import Scope
from reporting.services.checking import as_findings, check_compiled
from reporting.services.compiling import compile_figures
from reporting.services.opening import in_cell, shown_of
from reporting.services.stored import latest_of
from reporting.services.storing import stored_returns
from reporting.tables.figures import CompiledYear


@require_safe
def live_return(request: HttpRequest, year: ReportingYear, area: str) -> HttpResponse:
    """The return as it would be compiled now, beside the latest stored and that of last year.

    Raises:
        Http404: if there is no such area, or the year has not begun.
        PermissionDenied: if the reader may not ask for the return of the area.
    """
    reader = Reader(request)
    found = _area_to_ask(reader, year, area)
    try:
        whole = _compiled(found, year, reader.at)
    except ValidationError as error:
        refused = {"section": "returns", "area": found, "year": year, "reasons": error.messages}
        return render(request, "mappa/no_live.html", refused, status=409)
    (compiled,) = whole.areas
    stored, last_year = latest_of(found.pk, year), latest_of(found.pk, year.previous)
    kept = [each for each in (stored, last_year) if each is not None]
    others = [
        beside(each, figures, is_of_year=each is stored)
        for each, figures in zip(kept, stored_returns(kept), strict=True)
    ]
    findings = as_findings(check_compiled(whole)[found.code])
    with transaction.atomic():
        people = people_behind(findings, reader)
        reader.log(
            "list_findings",
            (each.pk for each in people.values()),
            area=found.code,
            year=year.label,
        )
    return render(
        request,
        "mappa/return.html",
        {
            "section": "returns",
            "compiled": compiled,
            "as_known_at": reader.at,
            "views": views_of(reader, year, found, shown="live", stored=stored),
            "tables": printed(
                compiled,
                door=lambda cell: reverse("people_of_live_return", args=[year, found.code, cell]),
                beside=others,
            ),
            "legend": legend(compiled, others),
            **shown_findings(findings, people),
        },
    )


@require_safe
def people_of_live_return(
    request: HttpRequest, year: ReportingYear, area: str, cell: str
) -> HttpResponse:
    """Who is counted in a cell as of now, of those whom the reader may see.

    Raises:
        Http404: if there is no such area or cell, or the year has not begun.
        PermissionDenied: if the reader may not ask for the return of the area.
    """
    reader = Reader(request)
    found = _area_to_ask(reader, year, area)
    table, row, column = found_cell(year, cell)
    try:
        (compiled,) = _compiled(found, year, reader.at).areas
    except ValidationError as error:
        raise Http404("The return cannot be compiled now.") from error
    opened = Opened(
        name=cell,
        table=table,
        row=row,
        column=column,
        figure=compiled.cells(table.rule)[row, column],
        year=year,
        of=_("%(area)s %(year)s, as of now") % {"area": found, "year": year},
        url=reverse("live_return", args=[year, found.code]),
    )
    rows = in_cell(table, row, column, Scope(year, reader.at, areas=[found.pk]))
    with transaction.atomic():
        return show_counted(
            request,
            reader,
            opened,
            shown_of(rows, reader.user, on=reader.on),
            lambda each: (each.row, each.column, each),
            {"area": found.code},
        )


def _area_to_ask(reader: Reader, year: ReportingYear, code: str) -> Area:
    found = get_object_or_404(Area, code=code)
    if year.period.start > reader.on:
        raise Http404("The year has not begun.")
    if not may_compile(reader, found):
        raise PermissionDenied("Whoever may ask for the return of an area sees it as of now.")
    return found


def _compiled(area: Area, year: ReportingYear, at: datetime) -> CompiledYear:
    return compile_figures(year=year, area_codes=[area.code], as_known_at=at)
