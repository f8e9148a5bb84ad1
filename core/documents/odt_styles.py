"""The look of every ODT: its styles, its page and its list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from odf import style, text
from odf.element import Element
from odf.opendocument import OpenDocument

_ACCENT = "#1f3d5c"
_QUIET = "#4a5763"
_LINE = "#c9d1d9"
_TINT = "#f2f5f8"
_TEXT_WIDTH_IN_MM = 160
_SCALE = 100
"""LibreOffice reads shares below 23 as 23."""

_MIDDLE, _RIGHT = f"{_TEXT_WIDTH_IN_MM // 2}mm", f"{_TEXT_WIDTH_IN_MM}mm"

Properties = dict[str, Any]


def add_styles(document: OpenDocument) -> Element:
    """Give `document` all styles, and answer the page, which awaits its header and footer."""
    document.fontfacedecls.addElement(
        style.FontFace(name="Sans", fontfamily="Arial", fontfamilygeneric="swiss")
    )
    default = style.DefaultStyle(family="paragraph")
    default.addElement(
        style.TextProperties(fontname="Sans", fontsize="10.5pt", language="en", country="GB")
    )
    document.styles.addElement(default)
    for name, parent, paragraph, letters in _PARAGRAPHS:
        document.styles.addElement(_paragraph_style(name, parent, paragraph, letters))
    for name, letters in _SPANS:
        span = style.Style(name=name, family="text")
        span.addElement(style.TextProperties(**letters))
        document.styles.addElement(span)
    document.styles.addElement(_list_style())
    _add_grid(document)
    return _page(document)


def add_columns(document: OpenDocument, table_name: str, shares: Sequence[int]) -> list[str]:
    """The names of new styles for the columns of a table, each as wide as its share."""
    names = []
    for number, share in enumerate(shares, start=1):
        name = f"{table_name}.{number}"
        column = style.Style(name=name, family="table-column")
        width = _TEXT_WIDTH_IN_MM * share / sum(shares)
        column.addElement(
            style.TableColumnProperties(
                columnwidth=f"{width:.2f}mm", relcolumnwidth=f"{share * _SCALE}*"
            )
        )
        document.automaticstyles.addElement(column)
        names.append(name)
    return names


def _bold(colour: str = _ACCENT, **more: str) -> Properties:
    return {"fontweight": "bold", "color": colour, **more}


_BOX: Properties = {
    "backgroundcolor": _TINT,
    "border": f"0.5pt solid {_LINE}",
    "borderleft": f"2.5pt solid {_ACCENT}",
    "padding": "3mm",
}

_PARAGRAPHS: tuple[tuple[str, str | None, Properties, Properties], ...] = (
    ("Standard", None, {}, {}),
    ("Text body", "Standard", {"marginbottom": "3mm", "lineheight": "130%"}, {}),
    ("Title", "Standard", {"marginbottom": "2mm"}, _bold(fontsize="22pt")),
    ("Subtitle", "Standard", {"marginbottom": "6mm"}, {"color": _QUIET, "fontsize": "12pt"}),
    (
        "Heading",
        "Standard",
        {"keepwithnext": "always", "margintop": "7mm", "marginbottom": "3mm"},
        _bold(fontsize="15pt"),
    ),
    ("Heading 1", "Heading", {}, {}),
    ("Heading 2", "Heading", {"margintop": "5mm", "marginbottom": "2mm"}, {"fontsize": "12pt"}),
    ("Statement", "Standard", {**_BOX, "marginbottom": "2mm"}, {"fontsize": "9.5pt"}),
    ("Statement Marking", "Statement", {"keepwithnext": "always"}, _bold()),
    (
        "Fact",
        "Standard",
        {"marginleft": "46mm", "textindent": "-46mm", "marginbottom": "2mm", "lineheight": "120%"},
        {},
    ),
    ("List Bullet", "Text body", {"marginbottom": "2mm"}, {}),
    (
        "Caption",
        "Standard",
        {"keepwithnext": "always", "margintop": "4mm", "marginbottom": "2mm"},
        _bold(_QUIET),
    ),
    ("Table Contents", "Standard", {"lineheight": "120%"}, {"fontsize": "9.5pt"}),
    ("Table Heading", "Table Contents", {"keepwithnext": "always"}, _bold(fontsize="9pt")),
    ("Header", "Standard", {"textalign": "center"}, _bold("#000000", fontsize="9pt")),
    (
        "Footer",
        "Standard",
        {"bordertop": f"0.5pt solid {_LINE}", "paddingtop": "2mm"},
        {
            "color": _QUIET,
            "fontsize": "8.5pt",
        },
    ),
)

_SPANS: tuple[tuple[str, Properties], ...] = (
    ("Label", _bold(_QUIET)),
    ("Marking", _bold("#000000", fontsize="9pt")),
)


def _paragraph_style(
    name: str, parent: str | None, paragraph: Properties, letters: Properties
) -> Element:
    about: Properties = {
        "name": _encoded(name),
        "displayname": name,
        "family": "paragraph",
        "class": "text",
    }
    if parent is not None:
        about["parentstylename"] = _encoded(parent)
    if name in ("Heading 1", "Heading 2"):
        about["defaultoutlinelevel"] = name[-1]
        about["nextstylename"] = _encoded("Text body")
    made = style.Style(**about)
    properties = style.ParagraphProperties(**paragraph)
    if name == "Footer":
        stops = style.TabStops()
        stops.addElement(style.TabStop(position=_MIDDLE, type="center"))
        stops.addElement(style.TabStop(position=_RIGHT, type="right"))
        properties.addElement(stops)
    made.addElement(properties)
    made.addElement(style.TextProperties(**letters))
    return made


def _encoded(name: str) -> str:
    """The name of a style as a file holds it."""
    return name.replace(" ", "_20_")


def _list_style() -> Element:
    made = text.ListStyle(name="List_20_1", displayname="List 1")
    level = text.ListLevelStyleBullet(level=1, bulletchar="•", stylename="Label")
    properties = style.ListLevelProperties(listlevelpositionandspacemode="label-alignment")
    properties.addElement(
        style.ListLevelLabelAlignment(
            labelfollowedby="listtab",
            listtabstopposition="6mm",
            marginleft="6mm",
            textindent="-4mm",
        )
    )
    level.addElement(properties)
    made.addElement(level)
    return made


def _add_grid(document: OpenDocument) -> None:
    for name, more in (("Grid", {}), ("Whole_20_Grid", {"maybreakbetweenrows": "false"})):
        grid = style.Style(name=name, family="table")
        grid.addElement(
            style.TableProperties(
                width=_RIGHT, align="margins", marginbottom="5mm", bordermodel="collapsing", **more
            )
        )
        document.automaticstyles.addElement(grid)
    head = style.Style(name="Grid_20_Heading", family="table-cell")
    head.addElement(
        style.TableCellProperties(
            backgroundcolor=_TINT,
            bordertop=f"0.8pt solid {_ACCENT}",
            borderbottom=f"0.8pt solid {_ACCENT}",
            padding="1.5mm",
        )
    )
    cell = style.Style(name="Grid_20_Contents", family="table-cell")
    cell.addElement(style.TableCellProperties(borderbottom=f"0.5pt solid {_LINE}", padding="1.5mm"))
    row = style.Style(name="Whole_20_Row", family="table-row")
    row.addElement(style.TableRowProperties(keeptogether="always"))
    for each in (head, cell, row):
        document.automaticstyles.addElement(each)


def _page(document: OpenDocument) -> Element:
    layout = style.PageLayout(name="Page")
    layout.addElement(
        style.PageLayoutProperties(
            pagewidth="210mm",
            pageheight="297mm",
            printorientation="portrait",
            margintop="14mm",
            marginbottom="14mm",
            marginleft="25mm",
            marginright="25mm",
        )
    )
    for part, gap in ((style.HeaderStyle(), "marginbottom"), (style.FooterStyle(), "margintop")):
        part.addElement(style.HeaderFooterProperties(minheight="8mm", **{gap: "7mm"}))
        layout.addElement(part)
    document.automaticstyles.addElement(layout)
    page = style.MasterPage(name="Standard", pagelayoutname="Page")
    document.masterstyles.addElement(page)
    return page
