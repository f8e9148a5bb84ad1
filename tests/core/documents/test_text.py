"""Plain text: narrow, between two markings, and harmless to a terminal."""

from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.documents import Facts, Grid, Heading, Items, Paragraph, as_text
from core.documents.columns import columns, shares
from tests.core.documents.described import described

ANY_TEXT = st.text(st.characters(codec=None), max_size=60)


def body(*blocks):
    """The lines of `blocks`, without what every document has around them."""
    text = as_text(described(*blocks, statement="", subtitle=""))
    return text.removeprefix("OFFICIAL-SENSITIVE\n\nMinutes of the meeting\n\n").removesuffix(
        "\n\nM-7Q3K2, version 2\n\nOFFICIAL-SENSITIVE\n"
    )


def test_a_document_is_readable_from_marking_to_marking():
    assert (
        as_text(described())
        == """\
OFFICIAL-SENSITIVE

Minutes of the meeting
Norfolk, 12 June 2025

| Not to be copied.

| Requests go to the co-ordinator.

Nominal
=======

Name:     Alan Example
Address:  14 Example Street
          Norwich

Information shared
------------------

He asks for a move.
A reply is due by 1 July.

- The level stays 3.
- The next review is in September.

Risk management plan
====================

Actions
  No.  Action
  ---  ---------------
  1    Visit at home
  2    Check the phone

Apologies
  None.

M-7Q3K2, version 2

OFFICIAL-SENSITIVE
"""
    )


def test_lines_have_at_most_100_columns_where_words_allow():
    long = "word " * 60
    blocks = (
        Heading(long),
        Paragraph(long),
        Facts(((long, long),)),
        Items((long,)),
        Grid(long, ("A", "B"), ((long, long),)),
    )
    document = described(*blocks, title=long, subtitle=long, statement=long, reference=long)

    assert max(map(len, as_text(document).splitlines())) in range(95, 101)


def test_a_word_is_never_broken():
    assert "x" * 300 in body(Paragraph("a " + "x" * 300 + " b")).splitlines()


def test_spaces_within_a_line_are_kept():
    assert body(Paragraph("  a   b")) == "  a   b"


def test_a_table_whose_words_do_not_fit_is_written_row_by_row():
    header = tuple(f"representative{number}" for number in range(8))

    assert body(Grid("Wide", header, (tuple("abcdefgh"),))).splitlines()[:4] == [
        "Wide",
        "  1.",
        "    representative0:  a",
        "    representative1:  b",
    ]


@pytest.mark.parametrize("text", ["\x1b[31mred", "a\rb", "\x9b2J", "a\x08b", "\u202egnp.exe"])
def test_nothing_that_moves_the_cursor_reaches_the_terminal(text):
    written = as_text(described(Paragraph(text), Grid(text, (text,), ((text,),)), marking=text))

    assert {each for each in written if category(each) == "Cc"} == {"\n"}
    assert "\u202e" not in written


@given(ANY_TEXT, ANY_TEXT)
def test_any_text_is_harmless(one, other):
    blocks = (
        Heading(f"1 {one}"),
        Paragraph(other),
        Facts(((one, other),)),
        Items((one,)),
        Grid(one, (other, one), ((one, other),)),
    )
    written = as_text(described(*blocks, marking=one, statement=other, reference=other))

    assert {each for each in written if category(each) in ("Cc", "Cs")} == {"\n"}


@pytest.mark.parametrize(
    ("text", "count"), [("abc", 3), ("中文", 4), ("e\u0301", 1), ("", 0), ("Ŵ", 1)]
)
def test_a_wide_letter_takes_two_columns(text, count):
    assert columns(text) == count


@pytest.mark.parametrize(
    ("rows", "room", "found"),
    [
        ([("a", "bb")], 10, [1, 2]),
        ([("a", "b b b b b b")], 8, [1, 7]),
        ([("a a a a a a", "b b b b b b")], 8, [4, 4]),
        ([("aaa", "bbb")], 5, None),
        ([("", "")], 2, [1, 1]),
    ],
)
def test_what_needs_little_gets_it_and_the_rest_is_shared(rows, room, found):
    assert shares(rows, room) == found
