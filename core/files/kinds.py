"""The kinds of file that are taken, and how their content is told from what the name says."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import BinaryIO

from core.files.faults import FaultError, damaged
from core.files.markup import local, read_markup
from core.files.names import ending_of
from core.files.packages import CHUNK, ENCRYPTED, ZIP, Budget, Package
from core.refusals import Refusal


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file. `name` has its article, to stand in a sentence.

    Content is recognised by how it `starts`; an office document, which is a zip, by its `main`:
    of OOXML the content type of the main part, of ODF what the member `mimetype` says. Plain text
    has neither.
    """

    name: str
    endings: tuple[str, ...]
    media_type: str
    starts: bytes = b""
    main: str = ""

    @property
    def is_package(self) -> bool:
        """Whether it is an office document: a zip of parts."""
        return bool(self.main)


_OPEN_XML = "application/vnd.openxmlformats-officedocument."
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."

PDF = FileKind("a PDF document", (".pdf",), "application/pdf", b"%PDF-")
DOCX = FileKind(
    "a Word document (DOCX)",
    (".docx",),
    f"{_OPEN_XML}wordprocessingml.document",
    ZIP,
    f"{_OPEN_XML}wordprocessingml.document.main+xml",
)
XLSX = FileKind(
    "an Excel workbook (XLSX)",
    (".xlsx",),
    f"{_OPEN_XML}spreadsheetml.sheet",
    ZIP,
    f"{_OPEN_XML}spreadsheetml.sheet.main+xml",
)
PPTX = FileKind(
    "a PowerPoint presentation (PPTX)",
    (".pptx",),
    f"{_OPEN_XML}presentationml.presentation",
    ZIP,
    f"{_OPEN_XML}presentationml.presentation.main+xml",
)
ODT = FileKind(
    "an OpenDocument text (ODT)",
    (".odt",),
    f"{_OPEN_DOCUMENT}text",
    ZIP,
    f"{_OPEN_DOCUMENT}text",
)
ODS = FileKind(
    "an OpenDocument spreadsheet (ODS)",
    (".ods",),
    f"{_OPEN_DOCUMENT}spreadsheet",
    ZIP,
    f"{_OPEN_DOCUMENT}spreadsheet",
)
PNG = FileKind("a PNG picture", (".png",), "image/png", b"\x89PNG\r\n\x1a\n")
JPEG = FileKind("a JPEG picture", (".jpg", ".jpeg"), "image/jpeg", b"\xff\xd8\xff")
TEXT = FileKind("plain text", (".txt",), "text/plain; charset=utf-8")

KINDS = (PDF, DOCX, XLSX, PPTX, ODT, ODS, PNG, JPEG, TEXT)
"""Every kind that is taken, in the order in which a sentence names them."""

PROGRAMS = (
    (b"MZ", "a program for Windows"),
    (b"\x7fELF", "a program for Linux"),
    (b"\xfe\xed\xfa\xce", "a program for macOS"),
    (b"\xfe\xed\xfa\xcf", "a program for macOS"),
    (b"\xce\xfa\xed\xfe", "a program for macOS"),
    (b"\xcf\xfa\xed\xfe", "a program for macOS"),
    (b"\xca\xfe\xba\xbe", "a program for macOS or Java"),
    (b"#!", "a script"),
)
"""How programs start."""

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How documents of the former Office start, and whatever is embedded or encrypted their way."""

_OTHERS = (
    *PROGRAMS,
    (OLE, "a document of the former Office or a mail of Outlook"),
    (b"{\\rtf", "a document in RTF"),
    (ZIP, "a ZIP archive"),
    (b"Rar!", "an archive"),
    (b"7z\xbc\xaf\x27\x1c", "an archive"),
    (b"\x1f\x8b", "an archive"),
    (b"GIF8", "a GIF picture"),
)
_MARKUP = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|head|body|script|svg|\?xml)", re.IGNORECASE
)
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_TYPES = "[Content_Types].xml"
_MACROS = ("macroenabled", "vbaproject", "vbadata", "macrosheet")

MACROS = (
    "holds macros, which are programs: save it without them, for example as a PDF, and send that."
)


def kind_of(name: str, content: BinaryIO) -> FileKind | Refusal:
    """The kind of a file, or why it is not taken: its ending, or another content than that says.

    Plain text is read to its end, of the others only what tells their kind. `content` is left
    anywhere.
    """
    try:
        kind = _by_ending(name)
        _refuse_another(kind, ending_of(name), content)
    except FaultError as fault:
        return fault.refusal(name)
    return kind


def package_kind(package: Package) -> FileKind | None:
    """The kind of an office document; `None` where it is a zip of anything else.

    Raises:
        FaultError: if it is damaged, or declares macros.
    """
    if member := package.named("mimetype"):
        if package.named(_TYPES):
            raise _several()
        first = next(package.chunks(member), b"").strip()
        return next((each for each in KINDS if each.main.encode() == first and first), None)
    types = {type_ for _, type_ in content_types(package)}
    found = [each for each in KINDS if each.main in types]
    if len(found) > 1:
        raise _several()
    return found[0] if found else None


def content_types(package: Package) -> list[tuple[str, str]]:
    """What an OOXML document declares of its parts, in small letters: whether one part
    (`override`) or an ending (`default`), and the content type.

    Raises:
        FaultError: if the declaration is damaged, or one is of macros.
    """
    found: list[tuple[str, str]] = []

    def declared(element: str, attributes: dict[str, str]) -> None:
        if type_ := attributes.get("ContentType"):
            found.append((local(element).lower(), type_.strip().lower()))

    if member := package.named(_TYPES):
        read_markup(package.chunks(member), declared, package.budget)
    if any(each in type_ for _, type_ in found for each in _MACROS):
        raise FaultError("file_macros", MACROS)
    return found


def _several() -> FaultError:
    return damaged("it says to be of several kinds at once")


def _by_ending(name: str) -> FileKind:
    ending = ending_of(name)
    for kind in KINDS:
        if ending in kind.endings:
            return kind
    taken = [each[1:] for kind in KINDS for each in kind.endings]
    said = f"ends in {ending}, which is not taken" if ending else "has no ending"
    raise FaultError("file_ending", f"{said}: send one of {', '.join(taken)}.")


def _refuse_another(kind: FileKind, ending: str, content: BinaryIO) -> None:
    content.seek(0)
    first = content.read(CHUNK)
    if kind is TEXT:
        is_that = _is_text(content) and not first.startswith(b"#!") and not _is_markup(first)
    else:
        is_that = first.startswith(kind.starts)
        if is_that and kind.is_package:
            is_that = package_kind(Package(content, Budget())) is kind
    if is_that:
        return
    if kind.is_package and first.startswith(OLE) and _holds(content, _ENCRYPTED_PACKAGE):
        raise FaultError("file_encrypted", ENCRYPTED)
    what = _what_is(first, content)
    if what is None and kind is TEXT:
        says = "is no plain text in UTF-8 without control characters: save it as such"
    else:
        says = f"is {what or f'not {kind.name}'}: send the document itself under its own ending"
    raise FaultError("file_kind", f"ends in {ending}, but {says}.")


def _what_is(first: bytes, content: BinaryIO) -> str | None:
    """What content is in words, as far as it can be told."""
    if first.startswith(ZIP):
        found = package_kind(Package(content, Budget()))
        if found is not None:
            return found.name
    for kind in KINDS:
        if kind.starts and not kind.is_package and first.startswith(kind.starts):
            return kind.name
    for start, name in _OTHERS:
        if first.startswith(start):
            return name
    if _is_markup(first):
        return "a web page or other markup"
    return TEXT.name if _is_text(content) else None


def _is_markup(first: bytes) -> bool:
    return _MARKUP.match(first) is not None or first.startswith(b"{\\rtf")


def _is_text(content: BinaryIO) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    content.seek(0)
    try:
        while block := content.read(CHUNK):
            if _UNSEEN.search(decoder.decode(block)):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _holds(content: BinaryIO, needle: bytes) -> bool:
    content.seek(0)
    tail = b""
    while block := content.read(CHUNK):
        if needle in tail + block:
            return True
        tail = block[-len(needle) :]
    return False
