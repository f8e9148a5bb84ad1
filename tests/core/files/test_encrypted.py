"""Documents protected by a password, of every kind that can be."""

import pytest

from core.files.kinds import ODS
from tests.core.files import samples
from tests.core.files.samples import open_xml, zipped
from tests.core.files.verdicts import OLE, refusal


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
