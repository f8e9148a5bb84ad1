"""The zip that a document is: damaged, lying, beyond bounds, or with paths that lead out."""

import random
import zipfile
import zlib

import pytest

from core.files import packages
from core.files.kinds import DOCX, XLSX
from core.files.packages import MEGABYTE
from tests.core.files.samples import open_xml, types, zipped
from tests.core.files.verdicts import check, refusal


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
