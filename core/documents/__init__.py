"""Turns the plain description of a document into PDF, ODT, text and calendar files."""

from core.documents.calendar import calendar_file
from core.documents.odt import as_odt
from core.documents.pdf import as_pdf
from core.documents.structure import (
    Block,
    Document,
    Facts,
    Grid,
    Heading,
    Items,
    Paragraph,
)
from core.documents.text import as_text

__all__ = [
    "Block",
    "Document",
    "Facts",
    "Grid",
    "Heading",
    "Items",
    "Paragraph",
    "as_odt",
    "as_pdf",
    "as_text",
    "calendar_file",
]
