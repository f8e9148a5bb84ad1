"""Returns: those of a year area by area, and one exactly as printed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from agencies.models import Area
from core.periods import ReportingYear
from mappa.pages.printing import printed
from reporting.choices import Severity
from reporting.models import Compilation
from reporting.rules.checks import Status
from reporting.services.compiling import ENGLAND_AND_WALES
from reporting.services.stored import eligible_totals, latest_compilations
from reporting.services.storing import stored_returns

NATIONAL = "england-and-wales"
"""England and Wales in a path, where an area has its code."""


@dataclass(frozen=True, slots=True)
class YearRow:
    """An area with its latest compilation of a year, `None` where there is none."""

    area: str
    code: str
    compilation: Compilation | None
    eligible: int | None
    errors: int
    warnings: int


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A failed check: how many faults it has and how many records they concern; none is named."""

    severity: str
    identifier: str
    sentence: str
    faults: int
    records: int


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
        return render(
            request,
            "mappa/no_return.html",
            {"section": "returns", "area": found or ENGLAND_AND_WALES, "year": year},
            status=404,
        )
    return redirect("compilation", compilation.pk)


@require_safe
def compiled_return(request: HttpRequest, compilation: int) -> HttpResponse:
    """One compilation as printed, with the rules, the findings and the other compilations."""
    found = Compilation.objects.select_related("annual_return__area").filter(pk=compilation).first()
    if found is None:
        raise Http404("There is no such compilation.")
    (compiled,) = stored_returns([found])
    findings = _findings(found)
    return render(
        request,
        "mappa/return.html",
        {
            "section": "returns",
            "compilation": found,
            "compiled": compiled,
            "tables": printed(compiled),
            "findings": findings,
            "not_made": _not_made(found),
            "errors": _faults(findings, Severity.ERROR),
            "warnings": _faults(findings, Severity.WARNING),
            "others": Compilation.objects.filter(annual_return=found.annual_return)
            .exclude(pk=found.pk)
            .order_by("-number")[:20],
        },
    )


def _years(shown: ReportingYear) -> list[ReportingYear]:
    labels = Compilation.objects.values_list("annual_return__year", flat=True).distinct()
    return sorted({shown, *(ReportingYear.parse(label) for label in labels)}, reverse=True)


def _year_row(
    area: str, code: str, compilation: Compilation | None, totals: Mapping[int, int]
) -> YearRow:
    if compilation is None:
        return YearRow(area, code, None, None, 0, 0)
    findings = _findings(compilation)
    return YearRow(
        area,
        code,
        compilation,
        totals.get(compilation.pk),
        _faults(findings, Severity.ERROR),
        _faults(findings, Severity.WARNING),
    )


def _findings(compilation: Compilation) -> list[FindingRow]:
    """The checks that failed, errors first; of their faults only the number."""
    rows = [
        FindingRow(
            severity=each["severity"],
            identifier=each["check"],
            sentence=each["sentence"],
            faults=len(each["faults"]),
            records=len({record for fault in each["faults"] for record in fault["records"]}),
        )
        for each in compilation.findings
        if each["status"] == Status.FAILED.value
    ]
    return sorted(rows, key=lambda row: (row.severity != Severity.ERROR, row.identifier))


def _not_made(compilation: Compilation) -> list[str]:
    """The checks that could not be made, each with the reason."""
    return [
        f"{each['sentence'].rstrip('.')}: {each['reason']}."
        for each in compilation.findings
        if each["status"] == Status.NOT_MADE.value
    ]


def _faults(findings: list[FindingRow], severity: Severity) -> int:
    return sum(row.faults for row in findings if row.severity == severity)
