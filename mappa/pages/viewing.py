"""The views of a return, between which its pages lead: as stored, as of now, and as charts."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from agencies.models import Area
from core.periods import ReportingYear
from mappa.pages.reader import Reader
from reporting.models import Compilation
from reporting.services.compiling import ENGLAND_AND_WALES
from reporting.services.permitting import may_ask

NATIONAL = "england-and-wales"
"""England and Wales in a path, where an area has its code."""


@dataclass(frozen=True, slots=True)
class Views:
    """Where each view is, empty where the reader has it not; and for which area he or she may ask
    for a compilation, by its code."""

    shown: str
    year: ReportingYear
    stored: str
    live: str
    charts: str
    asks: str


def views_of(
    reader: Reader,
    year: ReportingYear,
    area: Area | None,
    *,
    shown: str,
    stored: Compilation | None,
) -> Views:
    """The views of the return of `area`, or of England and Wales, with `stored` as its latest."""
    code = NATIONAL if area is None else area.code
    has_begun = year.period.start <= reader.on
    asks = has_begun and may_compile(reader, area)
    return Views(
        shown=shown,
        year=year,
        stored="" if stored is None else reverse("compilation", args=[stored.pk]),
        live=reverse("live_return", args=[year, code]) if asks and area is not None else "",
        charts="" if stored is None else reverse("charts", args=[year, code]),
        asks=code if asks else "",
    )


def no_return(
    request: HttpRequest, reader: Reader, year: ReportingYear, area: Area | None
) -> HttpResponse:
    """Says that the return is not compiled, and what the reader may do about it."""
    context = {
        "section": "returns",
        "area": area or ENGLAND_AND_WALES,
        "code": NATIONAL if area is None else area.code,
        "year": year,
        "views": views_of(reader, year, area, shown="", stored=None),
    }
    return render(request, "mappa/no_return.html", context, status=404)


def may_compile(reader: Reader, area: Area | None) -> bool:
    """Whether the reader may ask for the return of an area, and so sees it as of now; only a
    superuser asks for England and Wales."""
    if reader.user.is_superuser or area is None:
        return reader.user.is_superuser
    return may_ask(reader.user, area, reader.on)
