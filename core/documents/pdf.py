"""Writes a document as a tagged PDF that keeps to PDF/UA-1, the standard of accessibility."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import typst

from core.documents.characters import printable
from core.documents.fonts import families, fonts, showable
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

_TEMPLATE = Path(__file__).with_name("document.typ")


def as_pdf(document: Document) -> bytes:
    """The document as a PDF; the same document is always the same bytes."""
    # The document is handed over as data: text that is pasted into a template is code to it.
    data = {
        "families": families(),
        "metadata": {"title": printable(document.title)},
        "title": _text(document.title),
        "subtitle": _text(document.subtitle),
        "marking": _text(document.marking),
        "statements": [_text(each) for each in document.statements],
        "reference": _text(document.reference),
        "no_rows": NO_ROWS,
        "blocks": [_block(each) for each in document.blocks],
    }
    return typst.compile(
        _TEMPLATE,
        root=_TEMPLATE.parent,
        font_paths=fonts(),
        ignore_system_fonts=True,
        sys_inputs={"document": json.dumps(data)},
        pdf_standards="ua-1",
        timestamp=int(document.issued.timestamp()),
    )


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Heading():
            return {"kind": "heading", "text": _text(block.text), "level": block.level}
        case Paragraph():
            return {"kind": "paragraph", "text": _text(block.text)}
        case Facts():
            return {"kind": "facts", "rows": _rows(block.rows)}
        case Items():
            return {"kind": "items", "items": [_text(each) for each in block.items]}
        case Grid():
            return {
                "kind": "grid",
                "caption": _text(block.caption),
                "header": [_text(each) for each in block.header],
                "rows": _rows(block.rows),
            }


def _rows(rows: tuple[tuple[str, ...], ...]) -> list[list[str]]:
    return [[_text(cell) for cell in row] for row in rows]


def _text(text: str) -> str:
    return showable(printable(text).replace("\t", "    "))
