"""Descriptions that would make no document are refused."""

from datetime import datetime

import pytest

from core.documents import Grid, Heading, Paragraph
from core.documents.characters import REPLACEMENT, printable
from tests.core.documents.described import described


def test_a_row_has_as_many_cells_as_the_header():
    with pytest.raises(ValueError, match="Row 2 has 1 cells under 2 columns"):
        Grid("Actions", ("No.", "Action"), (("1", "Visit"), ("2",)))


def test_a_table_needs_a_column():
    with pytest.raises(ValueError, match="needs a column"):
        Grid("Actions", (), ())


@pytest.mark.parametrize("text", ["", " \u2028\x1e"])
def test_a_heading_needs_a_text(text):
    with pytest.raises(ValueError, match="needs a text"):
        Heading(text)


@pytest.mark.parametrize("title", ["", " \n"])
def test_a_document_needs_a_title(title):
    with pytest.raises(ValueError, match="needs a title"):
        described(title=title)


def test_the_instant_of_issue_needs_its_time_zone():
    with pytest.raises(ValueError, match="time zone"):
        described(issued=datetime(2025, 6, 16))  # noqa: DTZ001 - the very fault


def test_the_first_heading_is_of_level_1():
    with pytest.raises(ValueError, match="first heading"):
        described(Paragraph("Before"), Heading("Police", level=2), Heading("Risk"))


@pytest.mark.parametrize(
    ("statement", "paragraphs"),
    [
        ("", ()),
        (" \n\n ", ()),
        ("One.\nStill one.", ("One.\nStill one.",)),
        ("One.\n\nTwo.", ("One.", "Two.")),
        ("One.\r\n \r\n\r\nTwo.\n", ("One.", "Two.")),
    ],
)
def test_blank_lines_part_the_paragraphs_of_a_statement(statement, paragraphs):
    assert described(statement=statement).statements == paragraphs


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("a\r\nb\rc\u2028d\x85e", "a\nb\nc\nd\ne"),
        ("a\tb", "a\tb"),
        ("\x00\x1b[31m", f"{REPLACEMENT}{REPLACEMENT}[31m"),
        ("\ud800\ufffe\U0010ffff", REPLACEMENT * 3),
        ("Ŵ\u200d\U0001f600", "Ŵ\u200d\U0001f600"),
    ],
)
def test_what_no_file_can_hold_is_replaced(text, held):
    assert printable(text) == held
