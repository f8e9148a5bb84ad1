"""Writes a document as an OpenDocument text, with the styles that a reader of headings needs."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator
from datetime import UTC
from io import BytesIO

from odf import dc, meta, style, table, text
from odf.element import Element
from odf.namespaces import nsdict
from odf.opendocument import OpenDocument, OpenDocumentText

from core.documents.characters import printable
from core.documents.columns import columns, shares
from core.documents.odt_styles import add_columns, add_styles
from core.documents.structure import (
    NO_ROWS,
    Block,
    Document,
    Facts,
    Grid,
    Heading,
    Items,
    Paragraph,
)

# odfpy declares at the head of each part what any document of the process has used so far.
# Once it has used all, the head is always the same.
Element.namespaces.clear()
Element.namespaces.update(nsdict)

_FIRST_TIME = (1980, 1, 1, 0, 0, 0)
"""The time of every part, so that equal documents are equal bytes."""

_PIECE = re.compile("\n|\t|[^ \t\n]+(?: [^ \t\n]+)*| +")
"""A line end, a tab, words with one space between them, or any other spaces."""

_ROOM = 88
"""About how many characters of a table fit beside each other."""

_MOST_LINES = 15
"""A row of about more lines may go on on the next page; one of fewer stays whole."""

_MOST_WHOLE_ROWS = 8
_MOST_WHOLE_LINES = 26
"""A table of no more rows, and of about no more lines, stays on one page."""

_PADDING = 3
"""About how many characters the padding of a cell takes."""


def as_odt(document: Document) -> bytes:
    """The document as an ODT; the same document is always the same bytes."""
    written = OpenDocumentText()
    issued = document.issued.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    written.meta.addElement(dc.Title(text=printable(document.title)))
    written.meta.addElement(dc.Language(text="en-GB"))
    written.meta.addElement(meta.CreationDate(text=issued))
    written.meta.addElement(dc.Date(text=issued))
    page = add_styles(written)
    _add_head_and_foot(page, document)
    for each in _opening(document):
        written.text.addElement(each)
    for number, block in enumerate(document.blocks, start=1):
        for each in _block(written, block, f"Table{number}"):
            written.text.addElement(each)
    packed = BytesIO()
    written.write(packed)
    return _undated(packed)


def _undated(packed: BytesIO) -> bytes:
    """The parts again without the time of their writing, in the order that the format asks for."""
    again = BytesIO()
    with zipfile.ZipFile(packed) as source, zipfile.ZipFile(again, "w") as target:
        for each in source.infolist():
            part = zipfile.ZipInfo(each.filename, _FIRST_TIME)
            part.compress_type = each.compress_type
            part.create_system = 3  # the same on every system
            part.external_attr = 0o644 << 16
            target.writestr(part, source.read(each))
    return again.getvalue()


def _add_head_and_foot(page: Element, document: Document) -> None:
    header, footer = style.Header(), style.Footer()
    header.addElement(_paragraph(document.marking, "Header"))
    line = _paragraph(document.reference, "Footer")
    line.addElement(text.Tab())
    marking = text.Span(stylename="Marking")
    _add(marking, document.marking)
    line.addElement(marking)
    line.addElement(text.Tab())
    line.addText("Page ")
    line.addElement(text.PageNumber(selectpage="current", text="1"))
    line.addText(" of ")
    line.addElement(text.PageCount(text="1"))
    footer.addElement(line)
    page.addElement(header)
    page.addElement(footer)


def _opening(document: Document) -> Iterator[Element]:
    yield _paragraph(document.title, "Title")
    if document.subtitle:
        yield _paragraph(document.subtitle, "Subtitle")
    if document.statements:
        yield _paragraph(document.marking, "Statement_20_Marking")
    for each in document.statements:
        yield _paragraph(each, "Statement")


def _block(written: OpenDocument, block: Block, name: str) -> Iterator[Element]:
    match block:
        case Heading():
            heading = text.H(outlinelevel=block.level, stylename=f"Heading_20_{block.level}")
            _add(heading, block.text)
            yield heading
        case Paragraph():
            yield _paragraph(block.text, "Text_20_body")
        case Facts():
            yield from (_fact(label, value) for label, value in block.rows)
        case Items():
            if block.items:
                yield _list(block.items)
        case Grid():
            yield _paragraph(block.caption, "Caption")
            if block.rows:
                yield _table(written, block, name)
            else:
                yield _paragraph(NO_ROWS, "Text_20_body")


def _fact(label: str, value: str) -> Element:
    fact = text.P(stylename="Fact")
    shown = text.Span(stylename="Label")
    _add(shown, label)
    fact.addElement(shown)
    fact.addElement(text.Tab())
    _add(fact, value)
    return fact


def _list(items: Iterable[str]) -> Element:
    found = text.List(stylename="List_20_1")
    for each in items:
        item = text.ListItem()
        item.addElement(_paragraph(each, "List_20_Bullet"))
        found.addElement(item)
    return found


def _table(written: OpenDocument, grid: Grid, name: str) -> Element:
    count = len(grid.header)
    room = max(count, _ROOM - _PADDING * count)
    widths = shares((grid.header, *grid.rows), room) or [room // count] * count
    lines = [max(map(_lines, each, widths)) for each in grid.rows]
    is_short = len(lines) <= _MOST_WHOLE_ROWS and sum(lines) <= _MOST_WHOLE_LINES
    found = table.Table(name=name, stylename="Whole_20_Grid" if is_short else "Grid")
    for column in add_columns(written, name, [width + _PADDING for width in widths]):
        found.addElement(table.TableColumn(stylename=column))
    header = table.TableHeaderRows()
    header.addElement(_row(table.TableRow(), grid.header, "Heading"))
    found.addElement(header)
    for each, count in zip(grid.rows, lines, strict=True):
        row = table.TableRow(stylename="Whole_20_Row") if count <= _MOST_LINES else table.TableRow()
        found.addElement(_row(row, each, "Contents"))
    return found


def _lines(cell: str, width: int) -> int:
    return sum(1 + columns(line) // width for line in cell.split("\n"))


def _row(row: Element, cells: Iterable[str], kind: str) -> Element:
    for each in cells:
        cell = table.TableCell(stylename=f"Grid_20_{kind}", valuetype="string")
        cell.addElement(_paragraph(each, f"Table_20_{kind}"))
        row.addElement(cell)
    return row


def _paragraph(content: str, style_name: str) -> Element:
    paragraph = text.P(stylename=style_name)
    _add(paragraph, content)
    return paragraph


def _add(element: Element, content: str) -> None:
    """Put `content` into `element`: XML would take line ends, tabs and runs of spaces as one."""
    for piece in _PIECE.findall(printable(content)):
        if piece == "\n":
            element.addElement(text.LineBreak())
        elif piece == "\t":
            element.addElement(text.Tab())
        elif piece.startswith(" "):
            element.addElement(text.S(c=len(piece)))
        else:
            element.addText(piece)
