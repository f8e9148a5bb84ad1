"""Returns: those of a year area by area, and one exactly as printed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agencies.models import Area
from core.periods import ReportingYear
from mappa.pages.comparing import Beside, legend
from mappa.pages.findings import has_failed, people_behind, shown_findings
from mappa.pages.printing import printed
from mappa.pages.reader import Reader
from mappa.pages.viewing import NATIONAL, no_return, views_of
from reporting.choices import Severity
from reporting.models import Compilation
from reporting.services.compiling import ENGLAND_AND_WALES
from reporting.services.stored import before, eligible_totals, latest_compilations, latest_of
from reporting.services.storing import stored_returns
from reporting.tables.figures import CompiledReturn


@dataclass(frozen=True, slots=True)
class YearRow:
    """An area with its latest compilation of a year, `None` where there is none, and whether checks
    of it failed as errors and as warnings."""

    area: str
    code: str
    compilation: Compilation | None
    eligible: int | None
    errors: bool
    warnings: bool


@require_safe
def returns_of_latest_year(request: HttpRequest) -> HttpResponse:
    """The returns of the latest year compiled, or of the year just ended."""
    latest = Compilation.objects.order_by("-annual_return__year").first()
    just_ended = ReportingYear.containing(timezone.localdate()).previous
    year = ReportingYear.parse(latest.annual_return.year) if latest else just_ended
    return redirect("returns_of_year", year)


@require_safe
def returns_of_year(request: HttpRequest, year: ReportingYear) -> HttpResponse:
    """Every area with its latest compilation of `year`."""
    found = latest_compilations(year=year)
    totals = eligible_totals(year=year)
    areas = [
        _year_row(area.name, area.code, found.get(area.pk), totals)
        for area in Area.objects.order_by("name")
    ]
    national = _year_row(ENGLAND_AND_WALES, NATIONAL, found.get(None), totals)
    compiled = sum(row.compilation is not None for row in areas)
    return render(
        request,
        "mappa/returns.html",
        {
            "section": "returns",
            "year": year,
            "years": _years(year),
            "areas": areas,
            "national": national,
            "compiled": compiled,
        },
    )


@require_safe
def latest_return(request: HttpRequest, year: ReportingYear, area: str) -> HttpResponse:
    """The latest compilation of an area's return, or of that of England and Wales."""
    found = None if area == NATIONAL else get_object_or_404(Area, code=area)
    compilation = latest_compilations(year=year).get(None if found is None else found.pk)
    if compilation is None:
        return no_return(request, Reader(request), year, found)
    return redirect("compilation", compilation.pk)


@require_safe
@transaction.atomic
def compiled_return(request: HttpRequest, compilation: int) -> HttpResponse:
    """One compilation as printed, with the rules, the findings and the other compilations. The look
    is logged with whoever is named among the findings."""
    reader = Reader(request)
    found = Compilation.objects.select_related("annual_return__area").filter(pk=compilation).first()
    if found is None:
        raise Http404("There is no such compilation.")
    compiled, others = with_others(found)
    people = people_behind(found.findings, reader)
    reader.log("list_findings", (each.pk for each in people.values()), compilation=found.pk)
    return render(
        request,
        "mappa/return.html",
        {
            "section": "returns",
            "compilation": found,
            "compiled": compiled,
            "as_known_at": found.as_known_at,
            "views": views_of(
                reader, compiled.year, found.annual_return.area, shown="stored", stored=found
            ),
            "tables": printed(
                compiled,
                door=lambda cell: reverse("people_of_compilation", args=[found.pk, cell]),
                beside=others,
            ),
            "legend": legend(compiled, others),
            **shown_findings(found.findings, people),
            "stored": Compilation.objects.filter(annual_return=found.annual_return)
            .exclude(pk=found.pk)
            .order_by("-number")[:20],
        },
    )


def with_others(compilation: Compilation) -> tuple[CompiledReturn, list[Beside]]:
    """A return as it was compiled, with what stands beside it: the compilation before, where it
    differs, and the latest of the year before; three queries."""
    year = ReportingYear.parse(compilation.annual_return.year)
    former = before(compilation)
    last_year = latest_of(compilation.annual_return.area_id, year.previous)
    stored = [each for each in (compilation, former, last_year) if each is not None]
    compiled, *others = stored_returns(stored)
    return compiled, [
        beside(each, figures, is_of_year=each is former)
        for each, figures in zip(stored[1:], others, strict=True)
    ]


def beside(compilation: Compilation, compiled: CompiledReturn, *, is_of_year: bool) -> Beside:
    """How a stored return stands beside another: of the same year only where it differs."""
    if is_of_year:
        name = _("no. %(n)s") % {"n": compilation.number}
        return Beside.of(name, compiled, only_where_different=True)
    return Beside.of(compiled.year.label, compiled)


def _years(shown: ReportingYear) -> list[ReportingYear]:
    labels = Compilation.objects.values_list("annual_return__year", flat=True).distinct()
    return sorted({shown, *(ReportingYear.parse(label) for label in labels)}, reverse=True)


def _year_row(
    area: str, code: str, compilation: Compilation | None, totals: Mapping[int, int]
) -> YearRow:
    if compilation is None:
        return YearRow(area, code, None, None, False, False)
    return YearRow(
        area,
        code,
        compilation,
        totals.get(compilation.pk),
        has_failed(compilation.findings, Severity.ERROR),
        has_failed(compilation.findings, Severity.WARNING),
    )
