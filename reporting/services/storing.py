"""Stores compiled returns with their cells and everybody counted; compiling again alters none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Case, Count, Max, Value, When

from agencies.models import Area, RuleSetting
from core import audit
from core.periods import ReportingYear
from reporting.choices import TableCode
from reporting.editions import edition_of
from reporting.export import digest
from reporting.measures import Scope
from reporting.models import AnnualReturn, Cell, Compilation, Counted
from reporting.models.stamps import StampedEvent
from reporting.rules.versions import RULE_VERSION
from reporting.services.checking import as_findings, check_compiled
from reporting.services.compiling import ENGLAND_AND_WALES, compile_figures
from reporting.tables.declaration import Shape, Table
from reporting.tables.figures import (
    NOT_SUPPLIED,
    CompiledReturn,
    CompiledYear,
    Edition,
    Figure,
    Filled,
    Residents,
)
from reporting.tabulation import sum_of


def store_compilation(
    *, area: Area | None, year: ReportingYear, as_known_at: datetime, by: str, at: datetime
) -> Compilation:
    """The compilation of an area, or of England and Wales (`None`), under this rule version.

    What is stored by the same key is answered as it is. England and Wales is the sum of the
    compilations of all areas by the same key; those that are missing are compiled and stored.

    Raises:
        ValidationError: if the stored states are stale, or an import ended in the midst of it.
    """
    found = _stored(area, year, as_known_at)
    if found is not None:
        return found
    codes = None if area is None else [area.code]
    compiled = compile_figures(year=year, area_codes=codes, as_known_at=as_known_at)
    findings = {code: as_findings(each) for code, each in check_compiled(compiled).items()}
    settings = _settings_used(as_known_at)
    areas = {each.code: each for each in Area.objects.all()} if area is None else {}
    with transaction.atomic():
        if area is not None:
            return _store(area, compiled.areas[0], compiled, findings[area.code], settings, by, at)
        parts = [
            _stored(areas[each.area_code], year, as_known_at)
            or _store(
                areas[each.area_code],
                each,
                compiled,
                findings[each.area_code],
                settings,
                by,
                at,
            )
            for each in compiled.areas
        ]
        national = sum_of(stored_returns(parts), ENGLAND_AND_WALES)
        return _store(None, national, compiled, findings[""], settings, by, at)


def stored_returns(compilations: Sequence[Compilation]) -> list[CompiledReturn]:
    """The returns as they were compiled, from their stored cells; one query."""
    cells: dict[int, dict[tuple[str, str, str], Figure]] = {}
    rows = Cell.objects.filter(compilation__in=compilations).order_by()
    for compilation, table, row, column, kind, value in rows.values_list(
        "compilation", "table", "row", "column", "kind", "value"
    ):
        figure: Figure = NOT_SUPPLIED if kind == Cell.Kind.NOT_SUPPLIED else value
        cells.setdefault(compilation, {})[table, row, column] = figure
    return [_as_compiled(each, cells[each.pk]) for each in compilations]


def _as_compiled(
    compilation: Compilation, cells: Mapping[tuple[str, str, str], Figure]
) -> CompiledReturn:
    area = compilation.annual_return.area
    year = ReportingYear.parse(compilation.annual_return.year)
    edition = edition_of(year)
    return CompiledReturn(
        area_code="" if area is None else area.code,
        area_name=ENGLAND_AND_WALES if area is None else area.name,
        year=year,
        edition=edition,
        tables=tuple(
            Filled(
                table,
                {
                    (row.key, column.key): cells[table.rule, row.key, column.key]
                    for row in table.rows
                    for column in table.columns
                },
            )
            for table in edition.tables
        ),
        residents=Residents(
            year.first_year, compilation.population, compilation.population_edition
        ),
    )


def _stored(area: Area | None, year: ReportingYear, as_known_at: datetime) -> Compilation | None:
    return (
        Compilation.objects.select_related("annual_return__area")
        .filter(
            annual_return__area=area,
            annual_return__year=year.label,
            rule_version=RULE_VERSION,
            as_known_at=as_known_at,
        )
        .first()
    )


def _store(
    area: Area | None,
    compiled: CompiledReturn,
    whole: CompiledYear,
    findings: list[dict[str, Any]],
    settings: list[dict[str, Any]],
    by: str,
    at: datetime,
) -> Compilation:
    annual_return, _ = AnnualReturn.objects.get_or_create(area=area, year=compiled.year.label)
    # Whoever stores a compilation of this return holds its row, so numbers follow each other.
    AnnualReturn.objects.select_for_update().get(pk=annual_return.pk)
    found = _stored(area, compiled.year, whole.as_known_at)
    if found is not None:
        return found
    last = annual_return.compilations.aggregate(last=Max("number"))["last"] or 0
    compilation = Compilation.objects.create(
        annual_return=annual_return,
        number=last + 1,
        rule_version=RULE_VERSION,
        as_known_at=whole.as_known_at,
        compiled_at=at,
        compiled_by=by,
        edition=compiled.edition.name,
        settings=settings,
        population=compiled.residents.number,
        population_edition=compiled.residents.edition,
        digest=digest(compiled),
        findings=findings,
    )
    cells = Cell.objects.bulk_create(_cells(compilation, compiled))
    if area is not None:
        _store_counted(cells, compiled.edition, Scope(compiled.year, whole.as_known_at, [area.pk]))
        _refuse_torn(compiled.edition, cells)
    audit.record(
        by=by,
        at=at,
        operation=audit.Operation.CONSULTATION,
        act="store_compilation",
        label="reporting.Compilation",
        object_id=str(compilation.pk),
        detail={"area": compiled.area_code or "all", "year": compiled.year.label},
    )
    return compilation


def _cells(compilation: Compilation, compiled: CompiledReturn) -> list[Cell]:
    cells = []
    for table, row, column, figure in compiled.figures():
        if figure is None:
            kind, value = Cell.Kind.DASH, None
        elif isinstance(figure, int):
            kind, value = Cell.Kind.NUMBER, figure
        else:
            kind, value = Cell.Kind.NOT_SUPPLIED, None
        cells.append(
            Cell(
                compilation=compilation,
                table=table.rule,
                row=row,
                column=column,
                kind=kind,
                value=value,
            )
        )
    return cells


def _store_counted(cells: Sequence[Cell], edition: Edition, scope: Scope) -> None:
    """Everybody counted in the cells of an area: one statement a table, in the database."""
    ids = {(cell.table, cell.row, cell.column): cell.pk for cell in cells}
    for table in edition.tables:
        if table.shape is Shape.RATE:
            continue
        counted = _in_cells(table, ids, scope)
        source = "event_id" if counted.model is StampedEvent else "state_id"
        columns = ["cell_id", "nominal_id", source, "counted_on", "state_on"]
        names = ", ".join(connection.ops.quote_name(each) for each in columns)
        select, parameters = counted.query.sql_with_params()
        target = connection.ops.quote_name(Counted._meta.db_table)
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {target} ({names}) {select}", parameters)


def _refuse_torn(edition: Edition, cells: Sequence[Cell]) -> None:
    """Refuse figures that were counted before an import was committed, and people after it.

    An import knows its rows from its beginning on, so that they appear among those known earlier.
    """
    leaves = {
        (table.rule, row.key, column.key)
        for table in edition.tables
        for row, column in table.leaves
    }
    people = dict(
        Counted.objects.filter(cell__in=[each.pk for each in cells])
        .order_by()
        .values_list("cell")
        .annotate(Count("pk"))
    )
    for each in cells:
        is_leaf = (each.table, each.row, each.column) in leaves and each.table != TableCode.RATE
        if is_leaf and each.value != people.get(each.pk, 0):
            raise ValidationError(
                "The caseload changed while the return was compiled: compile it again."
            )


def _in_cells(table: Table, ids: Mapping[tuple[str, str, str], int], scope: Scope) -> Any:
    whens = [
        When(row=row.value, column=column.value, then=Value(ids[table.rule, row.key, column.key]))
        for row, column in table.leaves
    ]
    rows = table.measure(scope).order_by()
    return (
        rows.annotate(cell=Case(*whens))
        .filter(cell__isnull=False)
        .values_list("cell", "nominal_id", "pk", "counted_on", "state_on")
    )


def _settings_used(as_known_at: datetime) -> list[dict[str, Any]]:
    settings = (
        RuleSetting.history.national().as_known_at(as_known_at).order_by("code", "valid_from")
    )
    return [
        {
            "id": each.pk,
            "code": each.code,
            "valid_from": each.valid_from.isoformat(),
            "value": each.value,
        }
        for each in settings
    ]
