"""The people behind a figure of a return: who is counted, as what, by which day and which rule."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from core.periods import ReportingYear
from core.wording import spelt
from mappa.pages.listing import Cell, List, show_list
from mappa.pages.people import name_cell
from mappa.pages.reader import Reader
from mappa.pages.sorting import Column
from nominals.models import Nominal, StatePeriod
from nominals.services.records import survivors_of
from reporting.choices import TableCode
from reporting.editions import edition_of
from reporting.export import figure_as_text, in_words
from reporting.models import Compilation
from reporting.services.opening import MAY_BE_FEWER, counted_in, find_cell, shown_of
from reporting.services.storing import stored_returns
from reporting.tables.declaration import Shape, Table
from reporting.tables.figures import Figure


@dataclass(frozen=True, slots=True)
class Opened:
    """A cell that was opened: its name in the return, what it holds, and the return's own name and
    address."""

    name: str
    table: Table
    row: str
    column: str
    figure: Figure
    year: ReportingYear
    of: str
    url: str

    @property
    def title(self) -> str:
        """The cell as its table prints it: row and column, or the row that stands alone."""
        return as_printed(self.table, self.row, self.column)

    @property
    def heading(self) -> str:
        """The table as it is printed."""
        named = self.table.title.format(day=in_words(self.year.snapshot_day))
        return ": ".join(each for each in (self.table.heading, named) if each)


def found_cell(year: ReportingYear, name: str) -> tuple[Table, str, str]:
    """The table, row and column that a cell's name means in the edition of `year`.

    Raises:
        Http404: if the edition prints no such cell.
    """
    try:
        return find_cell(edition_of(year), name)
    except ValidationError as error:
        raise Http404("The return prints no such cell.") from error


def as_printed(table: Table, row: object, column: object) -> str:
    """The labels of a row and column, each by its key or by the value that is counted in it."""
    lines = [(table.rows, row)]
    if table.shape is Shape.GRID:
        lines.append((table.columns, column))
    return ", ".join(
        each.label
        for printed, wanted in lines
        for each in printed
        if str(wanted) in (each.key, str(each.value))
    )


@require_safe
@transaction.atomic
def people_of_compilation(request: HttpRequest, compilation: int, cell: str) -> HttpResponse:
    """Who was counted in a cell when the return was stored, of those whom the reader may see.

    Raises:
        Http404: if there is no such compilation, or no such cell in it.
    """
    reader = Reader(request)
    found = Compilation.objects.select_related("annual_return__area").filter(pk=compilation).first()
    if found is None:
        raise Http404("There is no such compilation.")
    year = ReportingYear.parse(found.annual_return.year)
    table, row, column = found_cell(year, cell)
    (compiled,) = stored_returns([found])
    opened = Opened(
        name=cell,
        table=table,
        row=row,
        column=column,
        figure=compiled.cells(table.rule)[row, column],
        year=year,
        of=_("%(area)s %(year)s, compilation %(n)s")
        % {"area": compiled.area_name, "year": year, "n": found.number},
        url=reverse("compilation", args=[found.pk]),
    )
    rows = shown_of(counted_in(found, table, row, column), reader.user, on=reader.on)
    return show_counted(
        request,
        reader,
        opened,
        rows.select_related("cell", "state", "event"),
        lambda each: (each.cell.row, each.cell.column, each.state or each.event),
        {"area": compiled.area_code or "all", "compilation": found.pk},
    )


def show_counted(
    request: HttpRequest,
    reader: Reader,
    opened: Opened,
    rows: QuerySet[Any],
    read: Callable[[Any], tuple[object, object, Any]],
    detail: dict[str, Any],
) -> HttpResponse:
    """The page of a cell. `read` answers row, column and source of one of `rows`; `detail` says in
    the log what was opened beside the year and the cell."""
    people: dict[int, Nominal] = {}
    standing: dict[int, int] = {}

    def named(shown: list[Any]) -> set[int]:
        keys = {each.nominal_id for each in shown}
        standing.update(survivors_of(keys))
        people.update(Nominal.objects.in_bulk(set(standing.values())))
        return keys

    def row(each: Any) -> list[Cell]:
        at_row, at_column, source = read(each)
        return [
            name_cell(people[standing[each.nominal_id]]),
            Cell(as_printed(_counting(opened), at_row, at_column)),
            Cell(spelt(each.counted_on)),
            _state(source, each),
        ]

    order = ("nominal__family_name", "nominal__given_names", "nominal_id", "counted_on", "pk")
    return show_list(
        request,
        reader,
        List(
            title=opened.title,
            act="open_return",
            detail={"year": opened.year.label, "cell": opened.name, **detail},
            counted=lambda count: _counted(opened, count),
            columns=[
                Column(_("Person"), note=_("Born")),
                _("Counted as"),
                Column(_("Day counted"), "counted", ["counted_on"]),
                _("State taken"),
            ],
            empty=_("Nobody whom you may see is counted here."),
            note=MAY_BE_FEWER,
            section="returns",
            path=[(_("Returns"), reverse("returns")), (opened.of, opened.url)],
            said=[
                *filter(None, [opened.heading]),
                _("The figure is %(figure)s. Rule %(rule)s: %(sentence)s")
                % {
                    "figure": figure_as_text(opened.figure),
                    "rule": opened.table.rule.value,
                    "sentence": opened.table.sentence,
                },
            ],
        ),
        rows.order_by(*order),
        row,
        people=named,
    )


def _counted(opened: Opened, count: int) -> str:
    if opened.table.rule == TableCode.ORDERS:
        said = ngettext("%(n)s order is shown to you", "%(n)s orders are shown to you", count)
    else:
        said = ngettext("%(n)s person is shown to you", "%(n)s people are shown to you", count)
    return said % {"n": count}


def _counting(opened: Opened) -> Table:
    """The table whose rows and columns people stand in: of the rate, that of its numerator."""
    if opened.table.shape is not Shape.RATE:
        return opened.table
    eligible = edition_of(opened.year).table(TableCode.ELIGIBLE)
    assert eligible is not None  # every edition prints it
    return eligible


def _state(source: Any, counted: Any) -> Cell:
    """The level and category by which somebody is counted, and since when or of which day."""
    held = [source.get_level_display(), source.get_category_display()]
    said = ", ".join(str(each) for each in held if each)
    day = spelt(counted.state_on)
    if isinstance(source, StatePeriod):
        return Cell(said, note=_("so since %(day)s") % {"day": day})
    before = ", ".join(filter(None, source.day_before.split(",")))
    taken = _("on %(day)s; of the day before: %(what)s") if before else _("on %(day)s")
    return Cell(said or _("no level or category"), note=taken % {"day": day, "what": before})
