"""The four charts of a return, from figures that others have counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _

from core.periods import Quarter, ReportingYear
from core.wording import spelt
from mappa.pages.charts.drawing import (
    Bar,
    Rate,
    bars_across,
    line_over_years,
    rates_across,
    up_and_down,
)
from mappa.pages.charts.shapes import Chart
from nominals.choices import Category, Level
from reporting.choices import TableCode
from reporting.export import figure_as_text
from reporting.rules.flows import Flow
from reporting.rules.indicators import ATTENDANCE, TITLES, Row
from reporting.tables.declaration import CATEGORIES, TOTAL
from reporting.tables.figures import CompiledReturn, Figure

PATTERNS = {Category.TWO: "hatch", Category.FOUR: "dots"}
"""What is laid over the colour of a category."""

OF_CATEGORY = {line.key: category for category, line in CATEGORIES.items()}


def snapshot_chart(compiled: CompiledReturn) -> Chart:
    """Who is managed on the snapshot day: a picture for each level, a bar for each category."""
    table = compiled.tables[0].table
    cells = compiled.cells(TableCode.ELIGIBLE)
    levels = [row for row in table.rows if row.key != TOTAL]
    columns = [column for column in table.columns if column.key in OF_CATEGORY]
    return Chart(
        key="snapshot",
        title=_("By category and level on %(day)s") % {"day": spelt(compiled.snapshot_day)},
        note=_("Each level is drawn to a scale of its own. A dash: nobody can be counted there."),
        pictures=[
            bars_across(
                row.label,
                [_bar(OF_CATEGORY[column.key], cells[row.key, column.key]) for column in columns],
            )
            for row in levels
        ],
        heads=[column.label for column in table.columns],
        rows=[
            (row.label, [figure_as_text(cells[row.key, column.key]) for column in table.columns])
            for row in table.rows
        ],
    )


def _bar(category: Category, figure: Figure) -> Bar:
    return Bar(
        name=str(category.label),
        value=figure if isinstance(figure, int) else None,
        text=figure_as_text(figure),
        look=f"category-{category.value}",
        pattern=PATTERNS.get(category, ""),
    )


def trend_chart(years: Sequence[tuple[ReportingYear, CompiledReturn | None]]) -> Chart:
    """The snapshots of the years, the latest last: a picture for each category and Levels 2, 3."""
    lines = [
        (line.label, TOTAL, line.key, f"category-{category.value}")
        for category, line in CATEGORIES.items()
        if any(_figure(each, TOTAL, line.key) is not None for _year, each in years)
    ]
    lines += [
        (str(level.label), f"level_{level.value}", TOTAL, f"level-{level.value}")
        for level in (Level.TWO, Level.THREE)
    ]
    points = {
        label: [(year.label, _figure(each, row, column)) for year, each in years]
        for label, row, column, _look in lines
    }
    return Chart(
        key="trend",
        title=_("Managed on 31 March, over five years"),
        note=_("Each line is drawn to a scale of its own, from nought. None: no return is stored."),
        pictures=[line_over_years(label, points[label], look) for label, *_keys, look in lines],
        heads=[year.label for year, _each in years],
        rows=[
            (label, [_("none") if value is None else str(value) for _year, value in values])
            for label, values in points.items()
        ],
    )


def _figure(compiled: CompiledReturn | None, row: str, column: str) -> int | None:
    figure = None if compiled is None else compiled.cells(TableCode.ELIGIBLE).get((row, column))
    return figure if isinstance(figure, int) else None


def flow_chart(year: ReportingYear, flows: Mapping[Level, Sequence[Flow]]) -> Chart:
    """Who came to Levels 2 and 3 and who left them, quarter by quarter."""
    names = [
        f"Q{Quarter.containing(each.period.start).number}" for each in next(iter(flows.values()))
    ]
    rows: list[tuple[str, list[str]]] = []
    for level, of_level in flows.items():
        said = {"level": level.label}
        rows += [
            (_("%(level)s: came") % said, [str(each.came) for each in of_level]),
            (_("%(level)s: left") % said, [str(each.left) for each in of_level]),
            (_("%(level)s: at the end of it") % said, [str(each.at_end) for each in of_level]),
        ]
    return Chart(
        key="flow",
        title=_("Levels 2 and 3 in %(year)s, in and out") % {"year": year},
        note=_(
            "Who changes between the levels leaves one and comes to the other. Q1 is April to "
            "June; a quarter that is not over counts what is known of it."
        ),
        pictures=[
            up_and_down(
                str(level.label),
                [(name, each.came, each.left) for name, each in zip(names, of_level, strict=True)],
                f"level-{level.value}",
            )
            for level, of_level in flows.items()
        ],
        heads=names,
        rows=rows,
    )


def rate_chart(quarter: Quarter, rows: Iterable[Row]) -> Chart:
    """How agencies attend in a quarter: a picture for each indicator, a bar for each agency that
    was invited."""
    attended = [each for each in rows if each.indicator in {code for code, *_rest in ATTENDANCE}]
    pictures = []
    for code, level, _is_authority in ATTENDANCE:
        rates = [_rate(each) for each in attended if each.indicator == code and each.counted]
        if rates:
            title = f"{code}: {TITLES[code]}, {Level(level).label}"
            pictures.append(rates_across(title, rates))
    return Chart(
        key="rates",
        title=_("Attendance by agency in %(quarter)s") % {"quarter": quarter},
        note=_(
            "Of invitations to closed meetings that count for you. The mark is the least asked."
        ),
        pictures=pictures,
        heads=[_("Indicator"), _("Came"), _("Invited"), _("Rate"), _("At least")],
        rows=[
            (
                "" if each.agency is None else each.agency.name,
                [
                    each.indicator,
                    str(each.met),
                    str(each.counted),
                    _("n/a") if each.percent is None else f"{each.percent} %",
                    f"{each.threshold} %",
                ],
            )
            for each in attended
            if each.counted
        ],
        empty=_("No closed meeting of the quarter to which an agency was invited counts for you."),
    )


def _rate(row: Row) -> Rate:
    assert row.agency is not None
    assert row.percent is not None
    said = {"rate": row.percent, "least": row.threshold}
    text = _("%(rate)s %%") if row.is_reached else _("%(rate)s %%, below %(least)s")
    return Rate(row.agency.name, row.percent, text % said, row.threshold, f"level-{row.level}")
