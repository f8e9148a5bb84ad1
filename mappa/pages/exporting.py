"""A list as a CSV file, marked, for a spreadsheet that runs nothing of it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date

from django.http import HttpResponse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from core.wording import spelt

MARKING = "OFFICIAL-SENSITIVE"
MOST_ROWS = 5_000
"""Rows of one file."""
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
"""What a spreadsheet may take for the beginning of a formula."""


def too_long(rows: int) -> str:
    """Why so many rows are not exported; empty where they are."""
    if rows <= MOST_ROWS:
        return ""
    counts = {"rows": f"{rows:,}", "most": f"{MOST_ROWS:,}"}
    return _("%(rows)s rows are too many for one file: narrow the list to %(most)s.") % counts


def csv_file(
    title: str, on: date, columns: Sequence[str], rows: Iterable[Sequence[str]]
) -> HttpResponse:
    """The rows under their columns; the marking stands in the first line and in the name."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow([MARKING])
    writer.writerow([harmless(title), spelt(on)])
    writer.writerow([harmless(each) for each in columns])
    writer.writerows([harmless(each) for each in row] for row in rows)
    # Spreadsheets tell UTF-8 by its mark alone.
    response = HttpResponse(text.getvalue().encode("utf-8-sig"), content_type="text/csv")
    name = f"{MARKING}-{slugify(title)[:80]}-{on.isoformat()}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def harmless(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula: an apostrophe goes before it."""
    return f"'{text}" if text.lstrip(" \ufeff\u200b").startswith(FORMULA) else text
