"""Finds stored compilations: the latest of each return of a year, and all as known at once."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db.models import OuterRef, Subquery

from core.periods import ReportingYear
from reporting.choices import TableCode
from reporting.models import Cell, Compilation
from reporting.services.storing import stored_returns
from reporting.tables.declaration import TOTAL
from reporting.tables.figures import CompiledYear


def latest_compilations(*, year: ReportingYear) -> dict[int | None, Compilation]:
    """The latest compilation of each return of `year` by the id of its area, `None` for England
    and Wales; one query."""
    newest = Compilation.objects.filter(annual_return=OuterRef("annual_return")).order_by("-number")
    latest = Compilation.objects.select_related("annual_return__area").filter(
        annual_return__year=year.label, number=Subquery(newest.values("number")[:1])
    )
    return {each.annual_return.area_id: each for each in latest}


def latest_of_areas(areas: Collection[int]) -> list[Compilation]:
    """The latest compilation of the latest year of each of `areas`, where there is one; one
    query."""
    newest = Compilation.objects.filter(
        annual_return__area=OuterRef("annual_return__area")
    ).order_by("-annual_return__year", "-number")
    latest = Compilation.objects.select_related("annual_return__area").filter(
        annual_return__area__in=areas, pk=Subquery(newest.values("pk")[:1])
    )
    return list(latest.order_by("annual_return__area__name"))


def latest_of(area: int | None, year: ReportingYear) -> Compilation | None:
    """The latest compilation of the return of an area by id, or of England and Wales; one query."""
    found = Compilation.objects.select_related("annual_return__area").filter(
        annual_return__area=area, annual_return__year=year.label
    )
    return found.order_by("-number").first()


def latest_of_years(
    area: int | None, years: Collection[ReportingYear]
) -> dict[ReportingYear, Compilation]:
    """The latest compilation of an area's return of each of `years` that has one, or of those of
    England and Wales; one query."""
    newest = Compilation.objects.filter(annual_return=OuterRef("annual_return")).order_by("-number")
    latest = Compilation.objects.select_related("annual_return__area").filter(
        annual_return__area=area,
        annual_return__year__in=[each.label for each in years],
        number=Subquery(newest.values("number")[:1]),
    )
    return {ReportingYear.parse(each.annual_return.year): each for each in latest}


def before(compilation: Compilation) -> Compilation | None:
    """The compilation of the same return that was stored before; one query."""
    found = Compilation.objects.select_related("annual_return__area").filter(
        annual_return=compilation.annual_return_id, number__lt=compilation.number
    )
    return found.order_by("-number").first()


def eligible_totals(*, year: ReportingYear) -> dict[int, int]:
    """The grand total of T1, in persons, by the id of each compilation of `year`; one query."""
    cells = Cell.objects.filter(
        compilation__annual_return__year=year.label,
        table=TableCode.ELIGIBLE,
        row=TOTAL,
        column=TOTAL,
        value__isnull=False,
    )
    return {
        compilation: value
        for compilation, value in cells.order_by().values_list("compilation", "value")
        if value is not None
    }


def stored_year(*, year: ReportingYear, rule_version: int, as_known_at: datetime) -> CompiledYear:
    """Every area's return and their sum as they were stored under one key; two queries.

    Raises:
        ValidationError: if England and Wales is not stored under it.
    """
    compilations = list(
        Compilation.objects.select_related("annual_return__area")
        .filter(annual_return__year=year.label, rule_version=rule_version, as_known_at=as_known_at)
        .order_by("annual_return__area__code")
    )
    areas = [each for each in compilations if each.annual_return.area_id is not None]
    national = [each for each in compilations if each.annual_return.area_id is None]
    if not national:
        raise ValidationError(
            f"England and Wales is not compiled for {year} as known at {as_known_at}. Compile "
            "all areas first."
        )
    *returns, whole = stored_returns([*areas, *national])
    return CompiledYear(year, as_known_at, whole.edition, tuple(returns), whole)
