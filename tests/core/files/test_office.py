"""Office documents: macros, files and programs within them, and what they fetch when opened."""

import pytest

from core.files.kinds import DOCX, ODS, PPTX, XLSX
from tests.core.files.samples import (
    MICROSOFT,
    open_document,
    open_xml,
    relation,
    relations,
    types,
    zipped,
)
from tests.core.files.verdicts import OLE, check, refusal

PE = b"MZ" + bytes(58) + b"\x40\0\0\0PE\0\0"


@pytest.mark.parametrize(
    "content",
    [
        open_xml(DOCX, ("word/vbaProject.bin", b"a")),
        open_xml(DOCX, ("word/VBAPROJECT.BIN", b"a")),
        open_xml(DOCX, ("word/vbaData.xml", b"<a/>")),
        open_xml(DOCX, ("word/other/vbaProjectSignature.bin", b"a")),
        open_xml(DOCX, declared=[("a.bin", "application/vnd.ms-office.vbaProject")]),
        open_xml(DOCX, declared=[("a", "application/vnd.ms-excel.macrosheet+xml")]),
        open_xml(
            DOCX,
            ("word/_rels/document.xml.rels", relations(relation("vbaProject", "a", "", MICROSOFT))),
        ),
        zipped(
            [
                (
                    "[Content_Types].xml",
                    types("application/vnd.ms-word.document.macroEnabled.main+xml"),
                )
            ]
        ),
    ],
)
def test_macros_of_office_are_refused(content):
    code, sentence = refusal("a.docx", content)

    assert code == "file_macros"
    assert "holds macros, which are programs: save it without them" in sentence


@pytest.mark.parametrize(
    "content",
    [
        open_document(ODS, ("Basic/Standard/Module1.xml", "<a/>")),
        open_document(ODS, ("basic/script-lc.xml", "<a/>")),
        open_document(ODS, ("Scripts/python/a.py", "import os")),
        open_document(ODS, body="<script:event-listener script:language='ooo:script'/>"),
        open_document(ODS, body="<office:scripts><office:script/></office:scripts>"),
        open_document(ODS, body="<t:a xlink:href='vnd.sun.star.script:a?language=Basic'/>"),
        open_document(ODS, ("Object 1/content.xml", "<a xmlns:b='b'><b:event-listener/></a>")),
    ],
)
def test_macros_of_open_document_are_refused(content):
    assert refusal("a.ods", content)[0] == "file_macros"


@pytest.mark.parametrize(
    "content",
    [
        open_xml(DOCX, ("word/embeddings/oleObject1.bin", OLE)),
        open_xml(DOCX, ("word/embeddings/a.bin", b"anything")),
        open_xml(DOCX, ("word/activeX/activeX1.xml", "<a/>")),
        open_xml(DOCX, ("word/media/image1.png", OLE)),
        open_xml(DOCX, ("word/media/image1.png", PE)),
        open_xml(DOCX, ("word/media/image1.png", b"\x7fELF")),
        open_xml(DOCX, ("word/a.png", zipped([("a.txt", "a")]))),
        open_xml(DOCX, declared=[("a.bin", "application/vnd.ms-office.activeX")]),
        open_xml(
            DOCX,
            (
                "word/_rels/document.xml.rels",
                relations(relation("oleObject", "mhtml:http://a.example/", "External")),
            ),
        ),
        open_xml(DOCX, ("word/_rels/a.rels", relations(relation("aFChunk", "a.rtf")))),
    ],
)
def test_files_and_programs_within_an_office_document_are_refused(content):
    code, sentence = refusal("a.docx", content)

    assert code == "file_embedded"
    assert "holds a file or a program within it that cannot be looked through" in sentence


def test_an_object_of_another_program_within_open_document_is_refused():
    assert refusal("a.ods", open_document(ODS, ("Object 1", OLE)))[0] == "file_embedded"


def test_the_workbook_behind_a_chart_is_looked_through():
    clean, spoilt = open_xml(XLSX), open_xml(XLSX, ("xl/vbaProject.bin", b"a"))

    assert check("a.pptx", open_xml(PPTX, ("ppt/embeddings/a.xlsx", clean))).kind is PPTX
    assert refusal("a.pptx", open_xml(PPTX, ("ppt/embeddings/a.xlsx", spoilt)))[0] == "file_macros"


def test_documents_are_packed_within_each_other_twice_at_most():
    once = open_xml(DOCX, ("word/embeddings/a.xlsx", open_xml(XLSX)))
    twice = open_xml(DOCX, ("word/embeddings/a.docx", once))
    thrice = open_xml(DOCX, ("word/embeddings/a.docx", twice))

    assert check("a.docx", twice).kind is DOCX
    assert refusal("a.docx", thrice)[0] == "file_embedded"


def related(kind, target, mode="External"):
    part = relations(relation(kind, target, mode))
    return open_xml(DOCX, ("word/_rels/settings.xml.rels", part))


@pytest.mark.parametrize(
    "target",
    [
        "http://a.example/t.dotm",
        "HTTPS://a.example/t.dotm",
        "ftp://a.example/t.dotm",
        r"\\server\share\t.dotm",
        "//server/share/t.dotm",
        r"file:///\\server\share\t.dotm",
        "file:////server/share/t.dotm",
        "file://server/share/t.dotm",
        "file:///%5C%5Cserver%5Cshare",
        "file://localhost//server/t.dotm",
        " ht\ttp://a.example/",
    ],
)
def test_a_template_from_another_machine_is_refused(target):
    code, sentence = refusal("a.docx", related("attachedTemplate", target))

    assert code == "file_remote"
    assert "fetches its template from elsewhere when it is opened" in sentence


@pytest.mark.parametrize(
    ("kind", "target", "mode"),
    [
        ("attachedTemplate", r"file:///C:\Users\me\Normal.dotm", "External"),
        ("attachedTemplate", r"C:\Users\me\Normal.dotm", "External"),
        ("attachedTemplate", "file:///Users/me/Normal.dotm", "External"),
        ("attachedTemplate", "file://localhost/Users/me/Normal.dotm", "External"),
        ("attachedTemplate", "Normal.dotm", "External"),
        ("image", "cid:image001.png@01D9", "External"),
        ("hyperlink", "https://www.gov.uk/", "External"),
        ("hyperlink", "mailto:a@police.example", "External"),
        ("image", "media/image1.png", ""),
    ],
)
def test_what_lies_here_or_is_followed_by_hand_is_taken(kind, target, mode):
    assert check("a.docx", related(kind, target, mode)).kind is DOCX


@pytest.mark.parametrize("kind", ["image", "frame", "subDocument", "anything"])
def test_a_part_from_another_machine_is_refused(kind):
    code, sentence = refusal("a.docx", related(kind, "https://a.example/x"))

    assert code == "file_remote"
    assert "fetches a part of it from elsewhere" in sentence


def test_data_of_another_program_are_refused():
    link = ("xl/externalLinks/externalLink1.xml", '<a><ddeLink ddeService="cmd"/></a>')
    ods = open_document(ODS, body="<office:dde-source/>")

    assert refusal("a.xlsx", open_xml(XLSX, link))[0] == "file_active"
    assert refusal("a.ods", ods)[0] == "file_active"
    assert "another program carries out when it is opened" in refusal("a.ods", ods)[1]
