"""Checking a file: its name, its size, and what must not be in it."""

import hashlib
import io
import random
import zipfile
import zlib

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from core.files import check_file, packages, pdf
from core.files.checking import MEGABYTE
from core.files.kinds import DOCX, KINDS, ODS, PPTX, XLSX
from core.files.names import cleaned, shown
from core.refusals import Refusal
from tests.core.files import samples
from tests.core.files.samples import (
    MICROSOFT,
    SAMPLES,
    object_stream,
    open_document,
    open_xml,
    relation,
    relations,
    stream,
    types,
    zipped,
)

LARGEST = 1 * MEGABYTE
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)
PE = b"MZ" + bytes(58) + b"\x40\0\0\0PE\0\0"


def check(name, content, largest=LARGEST):
    return check_file(name, io.BytesIO(content), largest=largest)


def refusal(name, content, largest=LARGEST):
    """The rule and the sentence by which a file is refused."""
    with pytest.raises(ValidationError) as refused:
        check(name, content, largest)
    [error] = refused.value.error_dict["file"]
    return error.code, error.message


# What is taken


@pytest.mark.parametrize("kind", KINDS, ids=lambda each: each.endings[0])
def test_a_file_that_may_be_kept_is_told_with_its_size_and_digest(kind):
    content = io.BytesIO(SAMPLES[kind])
    content.seek(3)

    checked = check_file(f"Report{kind.endings[0]}", content, largest=LARGEST)

    assert checked.name == f"Report{kind.endings[0]}"
    assert (checked.kind, checked.media_type) == (kind, kind.media_type)
    assert checked.size == len(SAMPLES[kind])
    assert checked.digest == hashlib.sha256(SAMPLES[kind]).hexdigest()
    assert content.tell() == 0


# Size


class Endless(io.RawIOBase):
    """A stream of zeros that counts what was read of it."""

    def __init__(self, size):
        self.size, self.at, self.taken = size, 0, 0

    def seek(self, offset, whence=0):
        self.at = offset
        return offset

    def read(self, size=-1):
        count = min(size if size >= 0 else self.size, self.size - self.at)
        self.at += count
        self.taken += count
        return bytes(count)


def test_a_file_that_is_too_large_is_read_up_to_the_limit_only():
    content = Endless(200 * MEGABYTE)

    with pytest.raises(ValidationError, match=r"“a\.txt” is larger than 2 MB: make it smaller"):
        check_file("a.txt", content, largest=2 * MEGABYTE)

    assert content.taken == 2 * MEGABYTE + 1


@pytest.mark.parametrize(("size", "is_taken"), [(99, True), (100, True), (101, False)])
def test_the_largest_file_is_still_taken(size, is_taken):
    if is_taken:
        assert check("a.txt", b"a" * size, largest=100).size == size
    else:
        assert refusal("a.txt", b"a" * size, largest=100)[0] == "file_too_large"


def test_an_empty_file_is_refused():
    assert refusal("a.txt", b"") == (
        "file_empty",
        "file_empty: “a.txt” is empty: send the file with its content.",
    )


# Names


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("report.pdf", "report.pdf"),
        (r"C:\Users\me\report.pdf", "report.pdf"),
        ("../../etc/report.pdf", "report.pdf"),
        ("a/b\\report.pdf", "report.pdf"),
        ("  report.pdf . ", "report.pdf"),
        ("re\u0301sume\u0301.pdf", "r\u00e9sum\u00e9.pdf"),
        ("a" * 146 + ".pdf", "a" * 146 + ".pdf"),
    ],
)
def test_a_name_is_kept_without_folders_and_in_one_form(given_name, kept):
    assert cleaned(given_name) == kept


@pytest.mark.parametrize(
    ("given_name", "says"),
    [
        ("", "has no name"),
        ("folder/", "has no name"),
        ("..", "has no name"),
        (".pdf", "begins with a dot"),
        (".hidden.pdf", "begins with a dot"),
        ("a" * 147 + ".pdf", "has 151 characters: rename the file with at most 150"),
        ("a\0.pdf", "cannot be seen"),
        ("a\nb.pdf", "cannot be seen"),
        ("annex\u202efdp.exe", "cannot be seen"),
        ("a\u2066b.pdf", "cannot be seen"),
        ("a\u200b.pdf", "cannot be seen"),
        ("a\ud800.pdf", "cannot be seen"),
        ("a\u2028b.pdf", "cannot be seen"),
    ],
)
def test_a_name_that_cannot_be_kept_is_refused(given_name, says):
    found = cleaned(given_name)

    assert isinstance(found, Refusal)
    assert says in found.sentence
    assert found.sentence.isprintable()
    assert refusal(given_name, SAMPLES[KINDS[0]])[0] == "file_name"


def test_a_sentence_shortens_a_name_but_keeps_its_ending():
    assert shown("a" * 56 + ".pdf") == "a" * 56 + ".pdf"
    assert shown("a" * 57 + ".pdf") == "a" * 50 + "…" + "aaaaa.pdf"
    assert len(shown("a" * 100_000)) == 60


# Zips


def test_a_damaged_document_is_refused():
    whole = open_xml()

    assert refusal("a.docx", whole[:-30])[0] == "file_damaged"
    assert "cannot be read: the archive within it is damaged" in refusal("a.docx", whole[:-30])[1]
    assert refusal("a.docx", open_xml(DOCX, ("word/a.xml", "x" * 99))[4:])[0] == "file_kind"


def test_a_part_with_other_bytes_than_its_directory_says_is_refused():
    part = b"\0" * 40 + random.Random(1).randbytes(200)
    content = open_xml(DOCX, ("word/media/a.bin", part))
    at = content.index(b"word/media/a.bin") + 60

    spoilt = content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :]

    assert refusal("a.docx", spoilt)[0] == "file_damaged"


def test_a_part_that_unpacks_to_more_than_it_says_is_refused():
    content = bytearray(open_xml(DOCX, ("word/media/a.bin", b"abc" * 1_000)))
    size = (3_000).to_bytes(4, "little")
    checksum = zlib.crc32(b"abc" * 1_000).to_bytes(4, "little")
    shorter = zlib.crc32(b"abc").to_bytes(4, "little")
    lying = bytes(content).replace(size, (3).to_bytes(4, "little")).replace(checksum, shorter)

    code, sentence = refusal("a.docx", lying)

    assert code == "file_damaged"
    assert "a part of it is not what its directory says" in sentence


@pytest.mark.parametrize("declared", [0, 1, 1_000, 10_000_000])
def test_a_declared_size_is_not_trusted(declared):
    content = open_xml(DOCX, ("word/media/a.bin", b"a" * 5_000_000))
    lying = content.replace((5_000_000).to_bytes(4, "little"), declared.to_bytes(4, "little"))

    assert refusal("a.docx", lying)[0] == "file_damaged"


def test_a_document_that_unpacks_beyond_bounds_is_refused(monkeypatch):
    monkeypatch.setattr(packages.Budget.__init__, "__defaults__", (4 * MEGABYTE, 100))
    bomb = open_xml(DOCX, *((f"word/media/{n}.bin", bytes(MEGABYTE)) for n in range(5)))

    assert len(bomb) < 10_000
    code, sentence = refusal("a.docx", bomb)
    assert code == "file_unpacked"
    assert "“a.docx” unpacks to more than 4 MB: make it smaller" in sentence


def test_what_is_packed_within_a_document_counts_too(monkeypatch):
    monkeypatch.setattr(packages.Budget.__init__, "__defaults__", (4 * MEGABYTE, 100))
    inner = open_xml(XLSX, ("xl/media/a.bin", bytes(3 * MEGABYTE)))
    bomb = open_xml(DOCX, ("word/embeddings/a.xlsx", inner), ("word/embeddings/b.xlsx", inner))

    assert refusal("a.docx", bomb)[0] == "file_unpacked"


def test_a_document_of_too_many_parts_is_refused():
    parts = packages.MOST_MEMBERS - 3
    most = open_xml(DOCX, *((f"word/{n}.xml", "") for n in range(parts)))
    more = open_xml(DOCX, *((f"word/{n}.xml", "") for n in range(parts + 1)))

    assert check("a.docx", most).kind is DOCX
    code, sentence = refusal("a.docx", more)
    assert code == "file_unpacked"
    assert "holds 5001 parts, and at most 5000 are looked through" in sentence


def test_a_directory_that_is_too_long_is_not_read():
    content = open_xml(DOCX, *((f"{n:05}{'x' * 200}", "") for n in range(5_000)))

    assert refusal("a.docx", content, largest=10 * MEGABYTE)[0] == "file_damaged"


@pytest.mark.parametrize(
    "path", ["/etc/passwd", "../a", "word/../../a", "..\\a", "\\\\server\\a", "C:\\a", "C:a"]
)
def test_a_part_whose_path_leads_out_is_refused(path):
    code, sentence = refusal("a.docx", open_xml(DOCX, (path, "a")))

    assert code == "file_path"
    assert "a part whose path leads out of it" in sentence


def test_a_link_within_a_document_is_refused():
    link = zipfile.ZipInfo("word/a")
    link.create_system = 3
    link.external_attr = 0o120777 << 16

    assert refusal("a.docx", open_xml(DOCX, (link, "/etc/passwd")))[0] == "file_path"


def test_a_part_that_stands_twice_is_refused():
    content = open_xml(DOCX, ("word/a.xml", "<a/>"), ("Word/A.xml", "<b/>"))

    assert "it holds a part twice" in refusal("a.docx", content)[1]


def test_an_unusual_way_of_packing_is_refused():
    members = [("[Content_Types].xml", types(DOCX.main))]

    assert refusal("a.docx", zipped(members, zipfile.ZIP_LZMA))[0] == "file_damaged"
    assert refusal("a.docx", zipped(members, zipfile.ZIP_BZIP2))[0] == "file_damaged"
    assert check("a.docx", zipped(members, zipfile.ZIP_STORED)).kind is DOCX


def test_an_archive_before_the_archive_is_refused():
    assert "something stands before" in refusal("a.docx", open_xml() + open_xml())[1]


# Office documents


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


@pytest.mark.parametrize(
    "part",
    [
        '<!DOCTYPE a [<!ENTITY b "c">]><a/>',
        '<!DOCTYPE a SYSTEM "http://a.example/"><a/>',
        "<a>",
        "<a></b>",
        '<?xml version="1.0" encoding="unknown"?><a/>',
        f'<a b="{"c" * 5_000_000}"/>',
        "<a>" * 1_001 + "</a>" * 1_001,
    ],
)
def test_damaged_or_unusual_xml_is_refused(part):
    assert refusal("a.ods", open_document(ODS, ("meta.xml", part)))[0] == "file_damaged"
    assert refusal("a.docx", open_xml(DOCX, ("a.rels", part)))[0] == "file_damaged"


def test_a_formula_that_names_its_type_is_taken():
    formula = '<!DOCTYPE math PUBLIC "-//OpenOffice.org//DTD MathML 1.01//EN" "math.dtd"><math/>'

    assert check("a.ods", open_document(ODS, ("Object 1/content.xml", formula))).kind is ODS


def test_a_document_of_too_many_elements_is_refused(monkeypatch):
    monkeypatch.setattr(packages.Budget.__init__, "__defaults__", (4 * MEGABYTE, 100))

    assert check("a.ods", open_document(ODS, body="<t:a/>" * 98)).kind is ODS
    code, sentence = refusal("a.ods", open_document(ODS, body="<t:a/>" * 99))
    assert code == "file_unpacked"
    assert "holds more cells, paragraphs and the like than are looked through" in sentence


# Encrypted


def encrypted_zip():
    """A zip that says of each part that it is encrypted."""
    content = bytearray(open_xml())
    for start, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(start)
        while at >= 0:
            content[at + flags] |= 1
            at = content.find(start, at + 1)
    return bytes(content)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.docx", OLE + "EncryptedPackage".encode("utf-16-le") + bytes(99)),
        ("a.xlsx", OLE + bytes(65_530) + "EncryptedPackage".encode("utf-16-le")),
        ("a.docx", encrypted_zip()),
        (
            "a.ods",
            zipped(
                [
                    ("mimetype", ODS.media_type),
                    ("content.xml", b"\x8a\x01\xff"),
                    ("META-INF/manifest.xml", "<m><encryption-data/></m>"),
                ]
            ),
        ),
        ("a.pdf", samples.pdf(b"<< /Encrypt 9 0 R >>")),
        ("a.pdf", samples.pdf(b"<< /#45ncr#79pt 9 0 R >>")),
    ],
)
def test_an_encrypted_document_is_refused(name, content):
    code, sentence = refusal(name, content)

    assert code == "file_encrypted"
    assert "is protected by a password, so nobody can check it" in sentence


# PDF


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"<< /S /JavaScript /JS (app.alert) >>", "file_script"),
        (b"<< /S /J#61vaScript >>", "file_script"),
        (b"<< /S/#4a#61#76#61#53#63#72#69#70#74>>", "file_script"),
        (b"<< /JS 9 0 R >>", "file_script"),
        (b"<< /J#53 9 0 R >>", "file_script"),
        (b"<< /S /Rendition /OP 4 >>", "file_script"),
        (b"<< /XFA [1 0 R] >>", "file_script"),
        (b"<< /S /Launch /F (cmd.exe) >>", "file_script"),
        (b"<< /S /#4caunch >>", "file_script"),
        (b"<< /Names << /EmbeddedFiles 9 0 R >> >>", "file_embedded"),
        (b"<< /Type /EmbeddedFile >>", "file_embedded"),
        (b"<< /Subtype /FileAttachment >>", "file_embedded"),
        (b"<< /Type /Filespec /EF << /F 9 0 R >> >>", "file_embedded"),
        (b"<< /Subtype /RichMedia >>", "file_embedded"),
        (b"<< /S /GoToE >>", "file_embedded"),
    ],
)
def test_what_acts_or_lies_within_a_pdf_is_refused_wherever_it_stands(body, code):
    typed = b"/Type /ObjStm /N 1 /First 4"
    spelled = b"/Type /#4fbj#53tm /N 1 /First 4 /Filter [/Fl#61teDecode]"
    other = b"/Type /Other /Filter /FlateDecode"
    late = b"<< /A (" + b"a" * 70_000 + b") >> " + body

    assert refusal("a.pdf", samples.pdf(body))[0] == code
    assert refusal("a.pdf", samples.pdf(object_stream(body)))[0] == code
    assert refusal("a.pdf", samples.pdf(object_stream(body, spelled)))[0] == code
    assert refusal("a.pdf", samples.pdf(object_stream(body, other)))[0] == code
    assert refusal("a.pdf", samples.pdf(object_stream(late)))[0] == code
    assert refusal("a.pdf", samples.pdf(stream(b"9 0 " + body, typed)))[0] == code
    assert refusal("a.pdf", samples.pdf(stream(b"9 0 " + body)))[0] == code
    hidden = stream(b"x\n9 0 obj\n" + body + b"\nendobj\n")
    assert refusal("a.pdf", samples.pdf(hidden))[0] == code


@pytest.mark.parametrize(
    ("code", "says"),
    [
        (b"/JavaScript", "holds scripts or a form with scripts: print it to a PDF"),
        (b"/Launch", "starts another program from within: print it to a PDF"),
        (b"/EmbeddedFiles", "holds other files within it: send each by itself"),
    ],
)
def test_the_sentence_says_what_to_do_with_a_pdf(code, says):
    assert says in refusal("a.pdf", samples.pdf(b"<< " + code + b" >>"))[1]


@pytest.mark.parametrize(
    "body",
    [
        b"<< /JSmith /JavaScripts /EFG /Launcher /EncryptMetadata >>",
        b"<< /S /URI /URI (https://www.gov.uk/) >>",
        b"<< /OpenAction [3 0 R /Fit] >>",
        object_stream(b"<< /Type /Outlines /First 3 0 R >>"),
        stream(b"\xff\xd8\xff /JS /EF \0", b"/Filter /DCTDecode"),
        stream(bytes(3_000) + b"\xff/JS ", b"/Subtype /Image"),
        stream(zlib.compress(bytes(2_000_000) + b"\xff /JS "), b"/Filter /FlateDecode"),
        stream(zlib.compress(b"q /JS gs Q"), b"/Filter /FlateDecode"),
    ],
)
def test_a_pdf_without_any_of_it_is_taken(body):
    assert check("a.pdf", samples.pdf(body)).media_type == "application/pdf"


@pytest.mark.parametrize(
    "body",
    [
        stream(b"9 0 <<>>", b"/Type /ObjStm /Filter /FlateDecode"),
        stream(b"9 0 <<>>", b"/Type /ObjStm /Filter /LZWDecode"),
        stream(b"9 0 <<>>", b"/Type /ObjStm /Filter [/FlateDecode /FlateDecode]"),
        stream(b"9 0 <<>>", b"/Type /ObjStm /Filter 8 0 R"),
        object_stream(b"<<>>", b"/Type /ObjStm /Filter /FlateDecode /DecodeParms << >>"),
        object_stream(b"<<>>", b"/Type /ObjStm /A (stream\n) /Filter /FlateDecode"),
        b"<< /Type /ObjStm >>",
    ],
)
def test_an_object_stream_that_cannot_be_looked_into_is_refused(body):
    code, sentence = refusal("a.pdf", samples.pdf(body))

    assert code == "file_unseen"
    assert "cannot be looked through: print it to a PDF anew" in sentence


def test_a_pdf_that_unpacks_beyond_bounds_is_refused(monkeypatch):
    monkeypatch.setattr(pdf, "MOST_UNPACKED", 4 * MEGABYTE)
    bomb = zlib.compress(b"9 0 " + b" " * (5 * MEGABYTE))
    named = b"/Type /ObjStm /Filter /FlateDecode"

    assert refusal("a.pdf", samples.pdf(stream(bomb, named)))[0] == "file_unseen"
    assert refusal("a.pdf", samples.pdf(stream(bomb)))[0] == "file_unseen"


def test_a_pdf_of_too_many_streams_is_refused(monkeypatch):
    monkeypatch.setattr(pdf, "MOST_STREAMS", 10)

    assert check("a.pdf", samples.pdf(*[stream(b"a")] * 9)).size
    assert refusal("a.pdf", samples.pdf(*[stream(b"a")] * 10))[0] == "file_unseen"
    assert refusal("a.pdf", samples.pdf(*[b"/ObjStm"] * 11))[0] == "file_unseen"


# Anything


NAMES = st.sampled_from([f"a{each}" for kind in KINDS for each in kind.endings]) | st.text()
STARTS = st.sampled_from([b"", *(kind.starts for kind in KINDS)])
LARGER = [
    open_xml(DOCX, ("word/media/a.bin", b"abc" * 50)),
    open_document(ODS, ("meta.xml", "<a><b/></a>")),
    samples.pdf(object_stream(b"<< /A /B >>")),
]


def answered(name, content):
    """Check a file, which is taken or refused."""
    try:
        checked = check(name, content)
    except ValidationError:
        return
    assert checked.digest == hashlib.sha256(content).hexdigest()


@given(NAMES, STARTS, st.binary(max_size=500))
def test_random_bytes_are_taken_or_refused(name, start, content):
    answered(name, start + content)


@given(
    st.sampled_from([*zip(["a.docx", "a.ods", "a.pdf"], LARGER, strict=True)]),
    st.lists(st.tuples(st.integers(0, 5_000), st.binary(min_size=1, max_size=4)), max_size=6),
    st.integers(0, 200),
)
def test_a_file_with_some_bytes_changed_is_taken_or_refused(whole, changes, missing):
    name, content = whole[0], bytearray(whole[1])
    for at, with_what in changes:
        start = at % len(content)
        content[start : start + len(with_what)] = with_what
    answered(name, bytes(content[: len(content) - missing]))
