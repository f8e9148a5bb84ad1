"""Returns and their cells: to whom they are shown, and by what they are narrowed."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_filters
from django.core.exceptions import ValidationError
from django.db.models import Case, CharField, F, QuerySet, Value, When
from django.db.models.functions import Concat

from agencies.choices import Scope
from agencies.models import Area
from core.api.caller import Caller
from core.api.resources import Resource
from core.periods import ReportingYear
from nominals.api.resources import stands_for
from reporting.api.serializers import CellSerializer, CountedSerializer, ReturnSerializer
from reporting.choices import TableCode
from reporting.editions import EDITIONS
from reporting.models import Cell, Compilation, Counted
from reporting.services.permitting import is_shown_figures
from reporting.tables.declaration import Shape


def reporting_year(label: str) -> None:
    """Refuse what names no reporting year.

    Raises:
        ValidationError: saying what one looks like.
    """
    try:
        ReportingYear.parse(label)
    except ValueError as error:
        raise ValidationError(str(error)) from None


class ReturnFilter(django_filters.FilterSet):
    """Returns by area and year."""

    area = django_filters.ModelChoiceFilter(
        field_name="annual_return__area", queryset=Area.objects.all(), to_field_name="code"
    )
    is_national = django_filters.BooleanFilter(
        field_name="annual_return__area", lookup_expr="isnull", label="England and Wales, or not."
    )
    year = django_filters.CharFilter(
        field_name="annual_return__year", validators=[reporting_year], label="Such as 2021-22."
    )

    class Meta:
        model = Compilation
        fields: tuple[str, ...] = ()


class CellFilter(django_filters.FilterSet):
    """Cells by table, row and column."""

    table = django_filters.ChoiceFilter(choices=TableCode.choices)
    row = django_filters.CharFilter(max_length=40)
    column = django_filters.CharFilter(max_length=40)

    class Meta:
        model = Cell
        fields: tuple[str, ...] = ()


def tables_of(shape: Shape) -> frozenset[TableCode]:
    """The tables that have `shape`, which is one in all editions."""
    return frozenset(
        table.rule for edition in EDITIONS for table in edition.tables if table.shape is shape
    )


def name_of_cell(at: str = "") -> Case:
    """How the cell at `at` is named: `T1:level_2:category_1`, `T5:SHPO`, `T3`."""
    table, row, column = f"{at}table", f"{at}row", f"{at}column"
    colon = Value(":")
    return Case(
        When(
            **{f"{table}__in": sorted(tables_of(Shape.GRID))},
            then=Concat(table, colon, row, colon, column),
        ),
        When(**{f"{table}__in": sorted(tables_of(Shape.LIST))}, then=Concat(table, colon, row)),
        default=F(table),
        output_field=CharField(),
    )


def _returns(caller: Caller, on: date) -> QuerySet[Any]:
    found: QuerySet[Any] = Compilation.objects.select_related("annual_return__area")
    return found if is_shown_figures(caller.user, on) else found.none()


def cells_of(compilation: Compilation) -> QuerySet[Any]:
    """The cells of a compilation in the order of print, by name."""
    found = Cell.objects.filter(compilation=compilation)
    cells: QuerySet[Any] = found.annotate(name=name_of_cell())
    return cells


def named(counted: QuerySet[Any]) -> QuerySet[Any]:
    """Who was counted, with the name of the cell and the id of whoever stands for the record."""
    found: QuerySet[Any] = counted.annotate(
        name=name_of_cell("cell__"), stands_for=stands_for("nominal")
    )
    return found


def _none(model: Any) -> Any:
    """Nothing: a door that knows the return puts in what is shown of it."""
    return lambda caller, on: model.objects.none()


RETURNS = Resource(
    name="returns",
    model=Compilation,
    serializer=ReturnSerializer,
    seen=_returns,
    scope=Scope.RETURNS_READ,
    key="pk",
    version="number",
    filterset=ReturnFilter,
)
CELLS = Resource(
    name="return-cells",
    model=Cell,
    serializer=CellSerializer,
    seen=_none(Cell),
    scope=Scope.RETURNS_READ,
    key="name",
    filterset=CellFilter,
)
COUNTED = Resource(
    name="people-behind-cells",
    model=Counted,
    serializer=CountedSerializer,
    seen=_none(Counted),
    scope=Scope.RETURNS_READ,
    person="nominal_id",
)
