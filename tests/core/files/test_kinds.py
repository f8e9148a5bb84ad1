"""The kind of a file: by its ending, and by content that agrees with it."""

import io

import pytest

from core.files.kinds import KINDS, kind_of
from core.refusals import Refusal
from tests.core.files.samples import SAMPLES, open_xml, types, zipped


def asked(name, content):
    return kind_of(name, io.BytesIO(content))


def test_there_is_a_sample_of_every_kind():
    assert list(SAMPLES) == list(KINDS)


@pytest.mark.parametrize("kind", KINDS, ids=lambda each: each.endings[0])
def test_content_that_is_what_the_ending_says_is_of_that_kind(kind):
    for ending in kind.endings:
        assert asked(f"Report{ending}", SAMPLES[kind]) is kind
        assert asked(f"Report{ending.upper()}", SAMPLES[kind]) is kind


@pytest.mark.parametrize("kind", KINDS, ids=lambda each: each.endings[0])
@pytest.mark.parametrize("other", KINDS, ids=lambda each: each.endings[0])
def test_content_of_another_kind_is_refused_by_its_name(kind, other):
    if kind is other:
        return

    found = asked(f"a{kind.endings[0]}", SAMPLES[other])

    assert isinstance(found, Refusal)
    assert (found.rule, found.column) == ("file_kind", "file")
    assert f"“a{kind.endings[0]}” ends in {kind.endings[0]}, but is {other.name}:" in found.sentence


@pytest.mark.parametrize(
    ("ending", "content"),
    [
        ("doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        ("xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        ("docm", open_xml()),
        ("html", b"<html>"),
        ("svg", b"<svg>"),
        ("rtf", b"{\\rtf1"),
        ("zip", zipped([("a.txt", "a")])),
        ("eml", b"From: a"),
        ("msg", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        ("exe", b"MZ"),
    ],
)
def test_an_ending_that_is_not_taken_is_refused_with_those_that_are(ending, content):
    found = asked(f"report.pdf.{ending}", content)

    assert found.rule == "file_ending"
    assert f"ends in .{ending}, which is not taken: send one of pdf, docx, xlsx" in found.sentence
    assert found.sentence.endswith("odt, ods, png, jpg, jpeg, txt.")


def test_a_name_without_an_ending_is_refused():
    assert "“report” has no ending: send one of" in asked("report", SAMPLES[KINDS[0]]).sentence


@pytest.mark.parametrize(
    ("start", "what"),
    [
        (b"MZ\x90\0", "a program for Windows"),
        (b"\x7fELF\x02", "a program for Linux"),
        (b"\xcf\xfa\xed\xfe\x07", "a program for macOS"),
        (b"\xfe\xed\xfa\xce\x07", "a program for macOS"),
        (b"\xca\xfe\xba\xbe\0", "a program for macOS or Java"),
        (b"#!/bin/sh\n", "a script"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0", "a document of the former Office or a mail"),
        (b"<!DOCTYPE html><p>", "a web page or other markup"),
        (b"\xef\xbb\xbf\n <svg>", "a web page or other markup"),
        (b"{\\rtf1 ", "a document in RTF"),
        (b"GIF89a\0", "a GIF picture"),
        (zipped([("readme.txt", "a")]), "a ZIP archive"),
    ],
)
@pytest.mark.parametrize("kind", KINDS, ids=lambda each: each.endings[0])
def test_something_else_under_another_name_is_told_as_what_it_is(kind, start, what):
    found = asked(f"a{kind.endings[0]}", start)

    assert found.rule == "file_kind"
    assert f"but is {what}" in found.sentence


@pytest.mark.parametrize("ending", ["pdf", "docx", "png", "jpg"])
def test_what_cannot_be_told_is_refused_as_not_of_its_kind(ending):
    found = asked(f"a.{ending}", b"\0\xff\0")

    assert found.rule == "file_kind"
    assert f"ends in .{ending}, but is not a" in found.sentence


@pytest.mark.parametrize(
    "content",
    [
        b"a\0b",
        b"a\x1b[31mb",
        b"a\x0cb",
        b"a\x7fb",
        "a\x85b".encode(),
        "a".encode("utf-16"),
        b"caf\xe9",
        b"a" * 65_535 + "é".encode()[:1],
    ],
)
def test_text_that_is_not_plain_utf_8_is_refused(content):
    found = asked("a.txt", content)

    assert found.rule == "file_kind"
    assert "no plain text in UTF-8 without control characters: save it as such" in found.sentence


@pytest.mark.parametrize(
    "content",
    ["\ufeffa".encode(), b"\t\r\n", b"MZ, a note", b"a" * 65_535 + "é".encode(), "שלום".encode()],
)
def test_plain_text_in_any_script_is_taken(content):
    assert asked("a.txt", content).endings == (".txt",)


def test_a_package_that_says_to_be_of_two_kinds_is_refused():
    docx, xlsx = (each for each in KINDS if each.endings[0] in (".docx", ".xlsx"))
    declared = types(docx.main, ("two.xml", xlsx.main))
    twice = zipped([("[Content_Types].xml", declared)])
    both = open_xml(docx, ("mimetype", "application/vnd.oasis.opendocument.text"))

    assert asked("a.docx", twice).rule == asked("a.docx", both).rule == "file_damaged"
    assert "several kinds at once" in asked("a.docx", twice).sentence
