"""ODT: real headings, lists and headers of tables, and each text as it stands."""

import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.documents import Facts, Grid, Heading, Items, Paragraph, as_odt
from core.documents.characters import printable
from tests.core.documents.described import described

NAMES = {
    prefix: f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"
    for prefix, name in {
        "fo": "xsl-fo-compatible",
        "meta": "meta",
        "office": "office",
        "style": "style",
        "table": "table",
        "text": "text",
    }.items()
} | {"dc": "http://purl.org/dc/elements/1.1/"}
ANY_TEXT = st.text(st.characters(codec=None) | st.sampled_from(" \t\n\r"), max_size=60)


def part(odt, name):
    with zipfile.ZipFile(BytesIO(odt)) as archive:
        return ElementTree.fromstring(archive.read(name))


def content(odt):
    return part(odt, "content.xml").find("office:body/office:text", NAMES)


def attribute(element, name):
    prefix, _, local = name.partition(":")
    return element.get(f"{{{NAMES[prefix]}}}{local}")


def shown(element):
    """The text of an element as a reader sees it: XML takes runs of white space as one space."""
    written = "".join(_pieces(element))
    assert "  " not in written.replace("\x00", "")
    assert written == written.strip(" ")
    return written.replace("\x00", " ")


def _pieces(element):
    yield element.text or ""
    for each in element:
        match each.tag.rpartition("}")[2]:
            case "s":
                yield "\x00" * int(attribute(each, "text:c"))
            case "tab":
                yield "\t"
            case "line-break":
                yield "\n"
            case _:
                yield from _pieces(each)
        yield each.tail or ""


def test_the_parts_are_those_that_a_reader_asks_for():
    with zipfile.ZipFile(BytesIO(as_odt(described()))) as archive:
        first = archive.infolist()[0]
        assert first.filename == "mimetype"
        assert first.compress_type == zipfile.ZIP_STORED
        assert archive.read(first) == b"application/vnd.oasis.opendocument.text"
        assert "META-INF/manifest.xml" in archive.namelist()
        assert {each.date_time for each in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_headings_have_their_level_and_style():
    headings = content(as_odt(described())).findall("text:h", NAMES)

    assert [
        (shown(each), attribute(each, "text:outline-level"), attribute(each, "text:style-name"))
        for each in headings
    ] == [
        ("Nominal", "1", "Heading_20_1"),
        ("Information shared", "2", "Heading_20_2"),
        ("Risk management plan", "1", "Heading_20_1"),
    ]


def test_every_style_that_is_used_is_there():
    odt = as_odt(described())
    there = {
        attribute(each, "style:name")
        for name in ("styles.xml", "content.xml")
        for each in part(odt, name).iter()
    }
    used = {
        each.get(name)
        for each in part(odt, "content.xml").iter()
        for name in each.attrib
        if name.endswith("}style-name")
    }

    assert "Heading_20_1" in used
    assert used - there == set()


def test_a_list_is_a_list():
    items = content(as_odt(described())).findall("text:list/text:list-item/text:p", NAMES)

    assert [shown(each) for each in items] == [
        "The level stays 3.",
        "The next review is in September.",
    ]


def test_a_table_has_a_header_that_is_repeated():
    table = content(as_odt(described())).find("table:table", NAMES)
    header = table.findall("table:table-header-rows/table:table-row/table:table-cell", NAMES)
    cells = table.findall("table:table-row/table:table-cell", NAMES)

    assert [shown(each) for each in header] == ["No.", "Action"]
    assert [shown(each) for each in cells] == ["1", "Visit at home", "2", "Check the phone"]


def test_a_table_without_rows_says_so():
    body = content(as_odt(described(Grid("Apologies", ("Name",), ()))))

    assert body.find("table:table", NAMES) is None
    assert [shown(each) for each in body.findall("text:p", NAMES)][-2:] == ["Apologies", "None."]


def test_the_language_is_british_english():
    default = part(as_odt(described()), "styles.xml").find(
        "office:styles/style:default-style/style:text-properties", NAMES
    )

    assert (attribute(default, "fo:language"), attribute(default, "fo:country")) == ("en", "GB")


def test_title_and_instant_of_issue_are_in_the_metadata():
    found = part(as_odt(described()), "meta.xml").find("office:meta", NAMES)

    assert found.findtext("dc:title", None, NAMES) == "Minutes of the meeting"
    assert found.findtext("dc:language", None, NAMES) == "en-GB"
    assert found.findtext("dc:date", None, NAMES) == "2025-06-16T09:30:00Z"
    assert found.findtext("meta:creation-date", None, NAMES) == "2025-06-16T09:30:00Z"


def test_each_page_has_marking_reference_and_number():
    page = part(as_odt(described()), "styles.xml").find("office:master-styles/*", NAMES)
    header, footer = page.find("style:header", NAMES), page.find("style:footer", NAMES)

    assert shown(header) == "OFFICIAL-SENSITIVE"
    assert shown(footer) == "M-7Q3K2, version 2\tOFFICIAL-SENSITIVE\tPage 1 of 1"
    assert footer.find(".//text:page-number", NAMES) is not None
    assert footer.find(".//text:page-count", NAMES) is not None


def test_the_statement_stands_in_a_box():
    odt = as_odt(described())
    marking, *statements = content(odt).findall("text:p", NAMES)[2:5]
    box = part(odt, "styles.xml").find(
        ".//style:style[@style:name='Statement']/style:paragraph-properties", NAMES
    )

    assert attribute(marking, "text:style-name") == "Statement_20_Marking"
    assert [shown(each) for each in statements] == [
        "Not to be copied.",
        "Requests go to the co-ordinator.",
    ]
    assert {attribute(each, "text:style-name") for each in statements} == {"Statement"}
    assert "solid" in attribute(box, "fo:border")


def test_a_row_that_fits_on_a_page_stays_whole():
    rows = (("a", "short"), ("b", "word " * 2000), ("c", "line\n" * 40))
    found = content(as_odt(described(Grid("Long", ("A", "B"), rows))))

    assert [
        attribute(each, "table:style-name")
        for each in found.findall("table:table/table:table-row", NAMES)
    ] == ["Whole_20_Row", None, None]


@pytest.mark.parametrize(
    ("rows", "style"),
    [
        ((("a",),) * 8, "Whole_20_Grid"),
        ((("a",),) * 9, "Grid"),
        ((("line\n" * 12 + "end",),) * 2, "Whole_20_Grid"),
        ((("line\n" * 13 + "end",),) * 2, "Grid"),
    ],
)
def test_a_short_table_stays_on_one_page(rows, style):
    odt = as_odt(described(Grid("Decisions", ("What was decided",), rows)))
    found = part(odt, "content.xml")
    properties = found.find(f".//style:style[@style:name='{style}']/style:table-properties", NAMES)

    assert attribute(content(odt).find("table:table", NAMES), "table:style-name") == style
    assert attribute(properties, "style:may-break-between-rows") == (
        "false" if style == "Whole_20_Grid" else None
    )


def test_a_table_with_more_columns_than_there_is_room_for_is_written():
    header = tuple(f"column {number}" for number in range(60))
    found = content(as_odt(described(Grid("Wide", header, (header,)))))

    assert len(found.findall("table:table/table:table-row/table:table-cell", NAMES)) == 60


def test_the_same_document_is_the_same_bytes_in_another_process():
    code = (
        "import sys; from core.documents import as_odt;"
        "from tests.core.documents.described import described;"
        "sys.stdout.buffer.write(as_odt(described()))"
    )
    top = Path(__file__).parents[3]
    again = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, cwd=top)

    assert again.stdout == as_odt(described())


@pytest.mark.parametrize("text", ["<b>&amp;", "]]>", " a  b ", "a\n\nb", "x" * 50_000, "\u200d😀"])
def test_text_comes_out_literally(text):
    assert shown(content(as_odt(described(Paragraph(text)))).findall("text:p", NAMES)[-1]) == text


@settings(deadline=None, max_examples=100)
@given(ANY_TEXT, ANY_TEXT)
def test_any_text_comes_back(one, other):
    blocks = (
        Heading(f"1 {one}"),
        Paragraph(other),
        Facts(((one, other),)),
        Items((other,)),
        Grid(one, (other,), ((one,),)),
    )
    body = content(as_odt(described(*blocks, statement="", subtitle="")))
    first, second = printable(one), printable(other)
    cells = [shown(each) for each in body.iter(f"{{{NAMES['table']}}}table-cell")]

    assert shown(body.find("text:h", NAMES)) == f"1 {first}"
    assert [shown(each) for each in body.findall("text:p", NAMES)] == [
        "Minutes of the meeting",
        second,
        f"{first}\t{second}",
        first,
    ]
    assert shown(body.find("text:list/text:list-item", NAMES)) == second
    assert cells == [second, first]
