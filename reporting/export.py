"""Writes a compiled return in the machine form, as text and as CSV."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from datetime import date
from textwrap import wrap
from typing import Any

from reporting.rules.sentences import RULES
from reporting.tables.declaration import Line, Shape, Table
from reporting.tables.figures import (
    NOT_SUPPLIED,
    Cells,
    CompiledReturn,
    CompiledYear,
    Figure,
    Filled,
)

WIDTH = 100
"""Characters of a line of text."""

DASH = "-"

CSV_COLUMNS = ("area", "year", "table", "row", "column", "value")


def as_machine_form(compiled: CompiledReturn) -> dict[str, Any]:
    """The machine form of the counting rules' page, its keys in one order."""
    year = compiled.year
    tables: dict[str, Any] = {}
    for each in compiled.tables:
        *above, key = each.table.path
        place = tables
        for name in above:
            place = place.setdefault(name, {})
        place[key] = _figures_of(each)
    return {
        "area": compiled.area_name,
        "year_label": year.label,
        "period": [year.period.start.isoformat(), year.snapshot_day.isoformat()],
        "snapshot_date": year.snapshot_day.isoformat(),
        "printed_heading_date": year.snapshot_day.isoformat(),
        "tables": tables,
        "population": {
            "named_in_print": compiled.residents.named,
            "aged_10_plus": compiled.residents.figure,
        },
    }


def digest(compiled: CompiledReturn) -> str:
    """The SHA-256 of the machine form in its canonical text: keys sorted, no spaces, UTF-8."""
    text = json.dumps(
        as_machine_form(compiled), ensure_ascii=False, separators=(",", ":"), sort_keys=True
    )
    return hashlib.sha256(text.encode()).hexdigest()


def as_json(compiled: CompiledYear) -> str:
    """One return in the machine form; all areas as `areas`, with `england_and_wales`."""
    forms = [as_machine_form(each) for each in compiled.areas]
    if compiled.england_and_wales is None:
        shown: Any = forms[0] if len(forms) == 1 else {"areas": forms}
    else:
        national = as_machine_form(compiled.england_and_wales)
        shown = {"areas": forms, "england_and_wales": national}
    return json.dumps(shown, ensure_ascii=False, indent=2) + "\n"


def as_csv(compiled: CompiledYear) -> str:
    """One row a cell; a dash is `-`, a figure not supplied `not_supplied`."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(CSV_COLUMNS)
    for each in compiled.returns:
        for table, row, column, figure in each.figures():
            shown = DASH if figure is None else figure
            writer.writerow([each.area_name, each.year.label, table.key, row, column, shown])
    return text.getvalue()


def as_text(compiled: CompiledYear) -> str:
    """The tables as a person reads them, with the rule that counts each."""
    return f"\n{'=' * WIDTH}\n\n".join(_text_of(each) for each in compiled.returns)


FORMATS = {"text": as_text, "json": as_json, "csv": as_csv}
"""How each format of the commands is written."""


def _figures_of(filled: Filled) -> Any:
    table, cells = filled.table, filled.cells
    if table.shape is Shape.GRID:
        return {
            row.key: {column.key: cells[row.key, column.key] for column in table.columns}
            for row in table.rows
        }
    column = table.columns[0].key
    if table.shape is Shape.LIST:
        return {row.key: cells[row.key, column] for row in table.rows}
    return cells[table.rows[0].key, column]


def _text_of(compiled: CompiledReturn) -> str:
    first, last = compiled.year.period.start, compiled.snapshot_day
    lines = [
        f"{compiled.area_name}, {compiled.year}",
        f"{in_words(first)} to {in_words(last)}; edition {compiled.edition.name}",
    ]
    if compiled.edition.assumption:
        lines += wrap(compiled.edition.assumption, WIDTH)
    lines += ["", "MAPPA Statistics"]
    heading = ""
    for each in compiled.tables:
        table = each.table
        if table.heading != heading and table.heading:
            lines += ["", table.heading]
        heading = table.heading
        lines += ["", *_heads(table, compiled.snapshot_day)]
        lines += wrap(
            f"{table.rule}: {RULES[table.rule]}",
            WIDTH,
            initial_indent="  ",
            subsequent_indent="  ",
        )
        lines += _grid(table, each.cells) if table.shape is Shape.GRID else _rows(table, each.cells)
        if table.shape is Shape.RATE:
            lines += wrap(_population_note(compiled), WIDTH)
    return "\n".join(lines) + "\n"


def _heads(table: Table, day: date) -> list[str]:
    titles = (table.title.format(day=in_words(day)), table.sub_title)
    return [line for title in titles if title for line in wrap(title, WIDTH)]


def _grid(table: Table, cells: Cells) -> list[str]:
    first = 10
    width = (WIDTH - first) // len(table.columns)
    heads = [wrap(column.label, width - 2) for column in table.columns]
    height = max(len(head) for head in heads)
    lines = [
        " " * first + "".join((head[at] if at < len(head) else "").rjust(width) for head in heads)
        for at in range(height)
    ]
    lines += [
        row.label.ljust(first)
        + "".join(
            figure_as_text(cells[row.key, column.key]).rjust(width) for column in table.columns
        )
        for row in table.rows
    ]
    return [line.rstrip() for line in lines]


def _rows(table: Table, cells: Cells) -> list[str]:
    lines: list[str] = []
    for row in table.rows:
        *above, last = _label(row)
        figure = figure_as_text(cells[row.key, table.columns[0].key])
        lines += [*above, f"{last.ljust(WIDTH - 14)}{figure:>14}"]
    return lines


def _label(row: Line) -> list[str]:
    return wrap(row.label, WIDTH - 16)


def _population_note(compiled: CompiledReturn) -> str:
    residents = compiled.residents
    if not residents.number:
        return f"No population of {residents.named} is recorded for residents aged 10 and over."
    return (
        f"{residents.number} residents aged 10 and over, {residents.named}, Office for National "
        f"Statistics: {residents.edition}."
    )


def figure_as_text(figure: Figure) -> str:
    """A figure as it is printed. A dash, 0 and not supplied are three things."""
    if figure is None:
        return DASH
    return "not supplied" if figure == NOT_SUPPLIED else str(figure)


def in_words(day: date) -> str:
    """A day as the tables print it: 31 March 2022."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
