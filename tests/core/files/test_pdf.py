"""PDF documents: what acts or lies within them, wherever it stands, and what cannot be seen."""

import zlib

import pytest

from core.files import pdf
from core.files.packages import MEGABYTE
from tests.core.files import samples
from tests.core.files.samples import object_stream, stream
from tests.core.files.verdicts import check, refusal


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
