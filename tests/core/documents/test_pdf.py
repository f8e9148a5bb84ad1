"""PDF: tagged, told in English, the same every time, and each text as it stands."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.documents import Facts, Grid, Heading, Items, Paragraph, as_pdf
from core.documents.fonts import showable
from tests.core.documents.described import described
from tests.core.documents.reading import elements, kinds, opened, page_texts, pieces

ANY_TEXT = st.text(st.characters(codec=None), max_size=40)
MARKUP = "# *bold* _it_ $x^2$ <label> @ref \\ \" ' `raw` [x] {y} // c /* d */ ~ -- ---"


def test_a_pdf_claims_the_standard_and_tells_its_title_and_language():
    with opened(as_pdf(described(title="Minutes of *the* meeting"))) as pdf:
        with pdf.open_metadata() as metadata:
            told = dict(metadata)
        assert told["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
        assert told["{http://purl.org/dc/elements/1.1/}title"] == "Minutes of *the* meeting"
        assert pdf.Root.Lang == "en-GB"
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.ViewerPreferences.DisplayDocTitle


def test_the_only_date_is_the_instant_of_issue():
    with opened(as_pdf(described())) as pdf:
        dates = {str(value) for key, value in pdf.docinfo.items() if "Date" in key}

    assert dates == {"D:20250616093000Z"}


def test_the_same_document_is_the_same_bytes_in_another_process():
    code = (
        "import sys; from core.documents import as_pdf;"
        "from tests.core.documents.described import described;"
        "sys.stdout.buffer.write(as_pdf(described()))"
    )
    top = Path(__file__).parents[3]
    again = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, cwd=top)

    assert again.stdout == as_pdf(described())


def test_headings_lists_and_tables_are_tagged():
    found = kinds(as_pdf(described()))

    assert [kind for kind in found if kind in ("H1", "H2")] == ["H1", "H2", "H1"]
    assert found.count("L") == 2  # facts, and the list
    assert found.count("LI") == 4
    assert [found.count(kind) for kind in ("Table", "Caption", "TH", "TD")] == [1, 1, 2, 4]


def test_the_header_of_a_column_says_that_it_heads_one():
    found = [about["/Scope"] for kind, about in elements(as_pdf(described())) if kind == "TH"]

    assert found == ["/Column", "/Column"]


def test_marking_reference_and_number_are_on_each_page():
    pages = page_texts(as_pdf(described(Paragraph("word " * 2000), marking="SECRET")))

    assert len(pages) > 1
    for number, page in enumerate(pages, start=1):
        assert page.count("SECRET") == (3 if number == 1 else 2)  # the statement has it too
        assert f"Page{number}of{len(pages)}" in page
        assert "M-7Q3K2,version2" in page


def test_the_statement_is_on_the_first_page_alone():
    pages = page_texts(as_pdf(described(Paragraph("word " * 2000))))

    assert [page.count("Nottobecopied.") for page in pages] == [1, *[0] * (len(pages) - 1)]


def test_a_table_repeats_its_header_on_each_page():
    rows = tuple((f"action-{number}", "Visit at home") for number in range(120))
    pages = page_texts(as_pdf(described(Grid("Actions", ("What", "Responsible"), rows))))

    assert len(pages) > 2
    assert all(page.count("Responsible") == 1 for page in pages)
    printed = "".join(pages)
    assert [each for each, _ in rows if each not in printed] == []


def test_a_row_that_is_taller_than_a_page_is_printed_whole():
    cell = " ".join(f"word{number}." for number in range(3000))
    pages = page_texts(as_pdf(described(Grid("Long", ("A", "B"), ((cell, "b"),)))))
    printed = "".join(pages)

    assert len(pages) > 5  # what ran out of a page would be told of all the same
    assert [word for word in cell.split() if word not in printed] == []


def test_a_row_that_fits_on_a_page_stays_whole():
    rows = tuple((f"<{number}<", "line\n" * 6 + f">{number}>") for number in range(40))
    pages = page_texts(as_pdf(described(Grid("Long", ("A", "B"), rows))))

    assert len(pages) > 2
    for number in range(40):
        assert [f"<{number}<" in page for page in pages] == [
            f">{number}>" in page for page in pages
        ]


@pytest.mark.parametrize(("count", "is_whole"), [(8, True), (9, False)])
def test_a_short_table_stays_on_one_page(count, is_whole):
    rows = tuple((f"<{number}>",) for number in range(count))
    grid = Grid("Decisions", ("What",), rows)
    pages = page_texts(as_pdf(described(Paragraph("line\n" * 40), grid, statement="")))

    assert any("<0>" in page for page in pages[:1]) is not is_whole
    assert f"<{count - 1}>" in pages[1]


@pytest.mark.parametrize("lines", range(36, 50))
def test_no_heading_or_caption_is_left_behind_at_the_foot(lines):
    blocks = (
        Paragraph("line\n" * lines),
        Heading("Plan"),
        Heading("Police", level=2),
        Grid("Actions", ("Owner",), (("somebody",),) * 3),
    )
    pages = page_texts(as_pdf(described(*blocks, statement="")))
    with_heading = next(page for page in pages if "Plan" in page)

    assert all(each in with_heading for each in ("Police", "Actions", "Owner", "somebody"))


def test_a_table_without_rows_says_so():
    pdf = as_pdf(described(Grid("Apologies", ("Name", "Agency"), ())))

    assert "ApologiesNone." in "".join(page_texts(pdf))
    assert "Table" not in kinds(pdf)


def test_line_ends_are_kept():
    def pdf(text):
        blocks = (
            Heading(text),
            Paragraph(text),
            Facts(((text, text),)),
            Items((text,)),
            Grid(text, (text,), ((text,),)),
        )
        return as_pdf(described(*blocks))

    # Heading, paragraph, label, value, item, caption and two cells: each in one piece more.
    assert pieces(pdf("a\nb")) == pieces(pdf("a b")) + 8


@pytest.mark.parametrize(
    "text",
    [MARKUP, '#panic("x")', "#sys.inputs", "\U0001f600", "Ŵyn Łódź Ελληνικά", "&amp; ]]>"],
)
def test_text_comes_out_literally(text):
    blocks = (
        Heading(text),
        Paragraph(text),
        Facts(((text, text),)),
        Items((text,)),
        Grid(text, (text,), ((text,),)),
    )
    document = described(*blocks, title=text, subtitle=text, statement=text, reference=text)
    printed = "".join(page_texts(as_pdf(document)))

    # Title, subtitle, statement, reference, and eight times in the blocks.
    assert printed.count(text.replace(" ", "")) == 12


def test_a_character_that_no_font_holds_is_printed_as_its_code():
    assert "[U+4E2D][U+6587]" in page_texts(as_pdf(described(Paragraph("中文"))))[0]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("e\u0301", "e\u0301"),
        ("a\u0ae2", "a[U+0AE2]"),  # a mark of Gujarati, which only the font of Gujarati holds
        ("\ue000", "[U+E000]"),
        ("\u4e2d\u0301", "[U+4E2D][U+0301]"),
        ("\U0001f468\u200d\U0001f469", "\U0001f468\u200d\U0001f469"),
        ("x\ufeffy", "x\u2060y"),
    ],
)
def test_a_letter_and_its_marks_come_from_one_font(text, shown):
    assert showable(text) == shown


def test_a_word_without_a_space_stays_within_the_page():
    pages = page_texts(as_pdf(described(Paragraph("w" * 10_000), statement="")))

    # A line that ran out of the page would hold them all.
    assert len(pages) > 2
    assert sum(page.count("w") for page in pages) == 10_000


def test_a_long_text_is_printed_whole():
    pages = page_texts(as_pdf(described(Paragraph("seven, " * 7_000))))

    assert sum(page.count("seven,") for page in pages) == 7_000


@settings(deadline=None, max_examples=60)
@given(ANY_TEXT, ANY_TEXT)
def test_any_text_makes_a_pdf(one, other):
    blocks = (
        Heading(one if one.strip() else "x"),
        Paragraph(other),
        Facts(((one, other),)),
        Items((one, other)),
        Grid(other, (one, other), ((other, one),)),
    )
    title = one if one.strip() else "Title"
    document = described(*blocks, title=title, marking=one, statement=other, reference=one)

    assert as_pdf(document).startswith(b"%PDF-")
