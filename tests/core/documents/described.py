"""One description of a document with every kind of block."""

from datetime import UTC, datetime

from core.documents import Document, Facts, Grid, Heading, Items, Paragraph

ISSUED = datetime(2025, 6, 16, 9, 30, tzinfo=UTC)

BLOCKS = (
    Heading("Nominal"),
    Facts((("Name", "Alan Example"), ("Address", "14 Example Street\nNorwich"))),
    Heading("Information shared", level=2),
    Paragraph("He asks for a move.\nA reply is due by 1 July."),
    Items(("The level stays 3.", "The next review is in September.")),
    Heading("Risk management plan"),
    Grid("Actions", ("No.", "Action"), (("1", "Visit at home"), ("2", "Check the phone"))),
    Grid("Apologies", ("Name", "Agency"), ()),
)


def described(*blocks, **more):
    """A document of `blocks`, or of `BLOCKS` where there are none."""
    given = {
        "title": "Minutes of the meeting",
        "subtitle": "Norfolk, 12 June 2025",
        "marking": "OFFICIAL-SENSITIVE",
        "statement": "Not to be copied.\n\nRequests go to the co-ordinator.",
        "reference": "M-7Q3K2, version 2",
        "issued": ISSUED,
        "blocks": blocks or BLOCKS,
    }
    return Document(**(given | more))
