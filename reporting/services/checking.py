"""Gathers what the checks of a compiled return need to know, and makes them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from agencies.models import Area
from nominals.choices import Category, Level
from nominals.models import Finding
from reporting.choices import TableCode
from reporting.export import as_machine_form
from reporting.measures import (
    Scope,
    dated_events,
    managed_in_the_year,
    on_the_snapshot_day,
    returned_for_breach_of_licence,
    returned_for_breach_of_order,
)
from reporting.models import Cell, Compilation
from reporting.rules import checks
from reporting.rules.checks import Facts, Outcome, Status
from reporting.tables.figures import CompiledReturn, CompiledYear

NATIONAL = ""
"""The key of England and Wales beside the codes of areas."""

FAULTS_OF_EVENTS = (
    "D7.no_area",
    "T7a.no_category",
    "T7a.undetermined_level",
    "T7b.undetermined_level",
)

Found = dict[str, list[Any]]
"""What was found, by the code of its area, empty where none."""

Rows = Iterable[tuple[Any, ...]]


def check_compiled(compiled: CompiledYear) -> dict[str, list[Outcome]]:
    """The outcome of every check of every return, by the area's code; empty is the sum.

    Nine queries at most, however many areas and people there are.
    """
    facts = _facts(compiled)
    return {
        each.area_code: checks.run(checks.read(as_machine_form(each)), facts[each.area_code])
        for each in compiled.returns
    }


def as_findings(outcomes: Sequence[Outcome]) -> list[dict[str, Any]]:
    """The outcomes as they are stored with a compilation, passed ones left out."""
    return [
        {
            "check": each.check.identifier,
            "severity": str(each.check.severity.value),
            "status": each.status.value,
            "sentence": each.check.sentence,
            "reason": each.reason,
            "faults": [
                {
                    "sentence": fault.sentence,
                    "cells": list(fault.cells),
                    "records": list(fault.records),
                }
                for fault in each.faults
            ],
        }
        for each in outcomes
        if each.status is not Status.PASSED
    ]


def _facts(compiled: CompiledYear) -> dict[str, Facts]:
    codes = [each.area_code for each in compiled.areas]
    is_all = compiled.england_and_wales is not None
    ids = list(Area.objects.filter(code__in=codes).values_list("pk", flat=True))
    scope = Scope(compiled.year, compiled.as_known_at, areas=None if is_all else ids)
    undetermined, category_3, without_area = _faults_of_people(scope, compiled)
    orders = _orders_without_row(scope, compiled)
    leads = _without_lead_agency(scope)
    beyond = _returned_beyond_year(scope, compiled)
    previous = _previous_figures(compiled)
    local_day = timezone.localdate(compiled.as_known_at)
    is_over = local_day >= compiled.year.period.ends
    facts = {}
    for each in compiled.returns:
        of = [*codes, NATIONAL] if each.area_code == NATIONAL else [each.area_code]
        facts[each.area_code] = Facts(
            undetermined=_of(undetermined, of),
            category_3_at_level_1=_of(category_3, of),
            without_area=_of(without_area, of),
            orders_without_row=_of(orders, of),
            without_lead_agency=_of(leads, of),
            returned_beyond_year=_of(beyond, of),
            is_year_over=is_over,
            previous=previous.get(each.area_code),
        )
    return facts


def _of(found: Found, codes: Sequence[str]) -> tuple[Any, ...]:
    return tuple(each for code in codes for each in found.get(code, ()))


def _faults_of_people(scope: Scope, compiled: CompiledYear) -> tuple[Found, Found, Found]:
    """Who is kept out by an undetermined level or category, Category 3 at Level 1, or no area."""
    undetermined: Found = defaultdict(list)
    category_3: Found = defaultdict(list)
    without_area: Found = defaultdict(list)
    states = (
        on_the_snapshot_day(scope)
        .in_the_community()
        .filter(
            Q(area__isnull=True)
            | Q(level__isnull=True)
            | Q(level=Level.ONE, category=Category.THREE),
            category__isnull=False,
        )
        .order_by("nominal")
    )
    people: Rows = states.values_list("area__code", "nominal__public_id", "level")
    for area, nominal, level in people:
        if area is None:
            without_area[NATIONAL].append(("T1.no_area", str(nominal)))
        elif level is None:
            undetermined[area].append(("T1.undetermined_level", str(nominal)))
        else:
            category_3[area].append(str(nominal))
    printed = [table.rule for table in compiled.edition.tables]
    events = (
        dated_events(scope)
        .filter(table__in=printed, excluded_by__in=FAULTS_OF_EVENTS)
        .order_by("nominal", "pk")
    )
    kept_out: Rows = events.values_list("area__code", "nominal__public_id", "excluded_by")
    for area, nominal, clause in kept_out:
        if area is None:
            without_area[NATIONAL].append((clause, str(nominal)))
        else:
            undetermined[area].append((clause, str(nominal)))
    return undetermined, category_3, without_area


def _orders_without_row(scope: Scope, compiled: CompiledYear) -> Found:
    table = compiled.edition.table(TableCode.ORDERS)
    rows = [] if table is None else [row.key for row in table.rows]
    orders = dated_events(scope).for_table(TableCode.ORDERS).not_excluded()
    found: Found = defaultdict(list)
    for area, nominal, kind, made_on in (
        orders.exclude(detail__in=rows)
        .order_by("nominal", "pk")
        .values_list("area__code", "nominal__public_id", "detail", "counted_on")
    ):
        found[area].append((f"{kind} made on {made_on}", str(nominal)))
    return found


def _without_lead_agency(scope: Scope) -> Found:
    """Who is eligible on the snapshot day and has no lead agency, as finding V36 says."""
    day = scope.year.snapshot_day
    findings = Finding.history.as_known_at(scope.as_known_at).of_rule("V36").on(day)
    states = on_the_snapshot_day(scope).filter(
        area__isnull=False,
        category__isnull=False,
        nominal__in=findings.order_by().values("nominal"),
    )
    found: Found = defaultdict(list)
    for area, nominal in states.order_by("nominal").values_list("area__code", "nominal__public_id"):
        found[area].append(str(nominal))
    return found


def _returned_beyond_year(scope: Scope, compiled: CompiledYear) -> Found:
    """Who was returned to custody in a cell in which T2 does not count him or her, asked only
    where a figure is above T2."""
    found: Found = defaultdict(list)
    if not any(_is_custody_above_year(each) for each in compiled.returns):
        return found
    returned: list[tuple[Any, ...]] = []
    for rule, measure in (
        (TableCode.LICENCE_RETURNS, returned_for_breach_of_licence),
        (TableCode.ORDER_RETURNS, returned_for_breach_of_order),
    ):
        rows: Rows = (
            measure(scope)
            .order_by("nominal")
            .values_list("nominal", "nominal__public_id", "area__code", "row", "column")
        )
        returned += [(str(rule.value), *row) for row in rows]
    chosen = Scope(
        scope.year,
        scope.as_known_at,
        scope.areas,
        nominals={nominal for _, nominal, *_ in returned},
    )
    managed = {
        (area, nominal): (row, column)
        for area, nominal, row, column in managed_in_the_year(chosen).values_list(
            "area__code", "nominal", "row", "column"
        )
    }
    for rule, nominal, public_id, area, row, column in returned:
        cell = managed.get((area, nominal))
        if cell != (row, column):
            found[area].append((f"{rule}:level_{row}:category_{column}", str(public_id)))
        if cell is None:
            found[area].append((f"{rule}:total:total", str(public_id)))
    return found


def _is_custody_above_year(compiled: CompiledReturn) -> bool:
    form = checks.read(as_machine_form(compiled))
    outcomes = checks.run(form)
    return any(
        each.check.identifier == "custody_above_year" and each.status is Status.FAILED
        for each in outcomes
    )


def _previous_figures(compiled: CompiledYear) -> Mapping[str, dict[str, int]]:
    """The figures of the latest stored compilation of the year before, by area and cell."""
    newer = Compilation.objects.filter(
        annual_return=OuterRef("compilation__annual_return"),
        number__gt=OuterRef("compilation__number"),
    )
    cells = Cell.objects.filter(
        compilation__annual_return__year=compiled.year.previous.label, value__isnull=False
    ).filter(~Exists(newer))
    if compiled.england_and_wales is None:
        codes = [each.area_code for each in compiled.areas]
        cells = cells.filter(compilation__annual_return__area__code__in=codes)
    names = {
        (str(table.rule.value), row.key, column.key): table.cell_name(row.key, column.key)
        for table in compiled.edition.tables
        for row in table.rows
        for column in table.columns
    }
    found: dict[str, dict[str, int]] = {}
    for area, table, row, column, value in cells.order_by().values_list(
        "compilation__annual_return__area__code", "table", "row", "column", "value"
    ):
        name = names.get((table, row, column))
        if name is not None and value is not None:
            found.setdefault(area or NATIONAL, {})[name] = value
    return found
