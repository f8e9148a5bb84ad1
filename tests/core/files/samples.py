"""Small files of every kind that is taken, built byte by byte, and what spoils them."""

import io
import zipfile
import zlib

from core.files.kinds import DOCX, JPEG, ODS, ODT, PDF, PNG, PPTX, TEXT, XLSX

OPEN_XML = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MICROSOFT = "http://schemas.microsoft.com/office/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
MAIN_PARTS = {DOCX: "word/document.xml", XLSX: "xl/workbook.xml", PPTX: "ppt/presentation.xml"}


def zipped(members, compression=zipfile.ZIP_DEFLATED):
    """A zip of members in their order; one name may stand twice."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return stream.getvalue()


def types(main, *more):
    overrides = "".join(
        f'<Override PartName="/{part}" ContentType="{type_}"/>' for part, type_ in more
    )
    return (
        f'<?xml version="1.0"?><Types xmlns="{TYPES}">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/main.xml" ContentType="{main}"/>{overrides}</Types>'
    )


def relation(kind, target, mode="", base=OPEN_XML):
    as_mode = f' TargetMode="{mode}"' if mode else ""
    return f'<Relationship Id="r" Type="{base}/{kind}" Target="{target}"{as_mode}/>'


def relations(*each):
    return f'<Relationships xmlns="{PACKAGE}">{"".join(each)}</Relationships>'


def open_xml(kind=DOCX, *members, declared=()):
    return zipped(
        [
            ("[Content_Types].xml", types(kind.main, *declared)),
            ("_rels/.rels", relations(relation("officeDocument", MAIN_PARTS[kind]))),
            (MAIN_PARTS[kind], "<document/>"),
            *members,
        ]
    )


def open_document(kind=ODT, *members, body=""):
    office = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
    script = "urn:oasis:names:tc:opendocument:xmlns:script:1.0"
    names = f'xmlns:office="{office}" xmlns:script="{script}" xmlns:xlink="urn:x" xmlns:t="urn:t"'
    return zipped(
        [
            ("mimetype", kind.media_type),
            ("content.xml", f"<office:document-content {names}>{body}</office:document-content>"),
            ("Configurations2/accelerator/current.xml", ""),
            *members,
            ("META-INF/manifest.xml", "<manifest/>"),
        ]
    )


def pdf(*objects):
    """A PDF document of a page; `objects` are bodies of further ones."""
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
        stream(zlib.compress(b"1 0 0 1 72 720 cm BT (Hello) Tj ET"), b"/Filter /FlateDecode"),
        *objects,
    ]
    written = b"".join(
        b"%d 0 obj\n%b\nendobj\n" % (number, body) for number, body in enumerate(bodies, start=1)
    )
    return b"%PDF-1.7\n" + written + b"trailer << /Root 1 0 R >>\n%%EOF\n"


def stream(content, entries=b""):
    return b"<< /Length %d %b >>\nstream\n%b\nendstream" % (len(content), entries, content)


def object_stream(text, entries=b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode"):
    return stream(zlib.compress(b"9 0 " + text), entries)


SAMPLES = {
    PDF: pdf(),
    DOCX: open_xml(DOCX),
    XLSX: open_xml(XLSX),
    PPTX: open_xml(PPTX),
    ODT: open_document(ODT),
    ODS: open_document(ODS),
    PNG: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    JPEG: b"\xff\xd8\xff\xe0\0\x10JFIF\0",
    TEXT: "Minutes:\tnone, café\r\n".encode(),
}
