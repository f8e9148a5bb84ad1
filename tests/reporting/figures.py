"""Records facts in tests, and reads figures and those counted in them."""

from datetime import UTC, datetime

from core.periods import ReportingYear
from nominals.services.states import restate
from reporting.editions import edition_of
from reporting.measures import Scope
from reporting.models import Population
from reporting.services.compiling import compile_figures
from reporting.services.opening import find_cell, in_cell
from tests.factories.agencies import area
from tests.factories.nominals import RECORDED

YEAR = ReportingYear.parse("2021-22")
LATER = datetime(2023, 6, 1, 12, tzinfo=UTC)


def record(*nominals, at=RECORDED):
    """Bring up to date what follows from the facts of the nominals."""
    restate(nominals=[each.pk for each in nominals], at=at, act=1)


def populate(number, *, code="norfolk", mid_year=2021, edition="mid-2021", at=RECORDED):
    return Population.objects.create(
        area=area(code),
        mid_year=mid_year,
        aged_10_and_over=number,
        edition=edition,
        recorded_from=at,
        recorded_in=1,
    )


def compiled(*codes, year="2021-22", at=LATER):
    return compile_figures(
        year=ReportingYear.parse(year), area_codes=codes or ["norfolk"], as_known_at=at
    )


def figure(cell, *, code="norfolk", year="2021-22", at=LATER):
    """The figure of a cell, by its name."""
    (found,) = compiled(code, year=year, at=at).areas
    table, row, column = find_cell(found.edition, cell)
    return found.cells(table.rule)[row, column]


def figures(rule, *, code="norfolk", year="2021-22", at=LATER):
    """The cells of a table above 0 by name, totals left out."""
    (found,) = compiled(code, year=year, at=at).areas
    return {
        table.cell_name(row, column): number
        for table, row, column, number in found.figures()
        if table.rule == rule and number and (row, column) in leaves(table)
    }


def leaves(table):
    return {(row.key, column.key) for row, column in table.leaves}


def counted_in(cell, *, code="norfolk", year="2021-22", at=LATER):
    """Those counted in a cell."""
    compiled(code, year=year, at=at)
    edition = edition_of(ReportingYear.parse(year))
    scope = Scope(ReportingYear.parse(year), at, areas=[area(code).pk])
    return list(in_cell(*find_cell(edition, cell), scope))
