"""Finds stored compilations: the latest of each return of a year, and all as known at once."""

from __future__ import annotations

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
