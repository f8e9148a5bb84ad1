"""Looks through office documents: macros, embedded programs, what they fetch when opened."""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from typing import BinaryIO
from urllib.parse import unquote

from core.files.faults import FaultError
from core.files.kinds import MACROS, OLE, PROGRAMS, content_types, package_kind
from core.files.markup import local, read_markup
from core.files.packages import ENCRYPTED, ZIP, Budget, Package
from core.refusals import Refusal

DEEPEST = 2
"""How deep documents may be packed within a document, such as the figures behind a chart."""

_MANIFEST = "META-INF/manifest.xml"
_PROGRAMS = tuple(start for start, _ in PROGRAMS if len(start) > 2)  # two bytes can be chance
_WINDOWS = re.compile(rb"MZ.{58}", re.DOTALL)

_MACRO_RELATIONS = frozenset({"vbaproject", "wordvbadata", "xlmacrosheet", "xlintlmacrosheet"})
_EMBEDDING_RELATIONS = frozenset({"oleobject", "control", "activexcontrolbinary", "afchunk"})
_FOLLOWED_BY_HAND = frozenset({"hyperlink", "externallinkpath", "xlpathmissing"})
"""What a program asks about before it goes there."""

_ACTIVE_ELEMENTS = frozenset(
    {"applet", "dde-connection", "dde-connection-decl", "dde-source", "floating-frame", "plugin"}
)
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
_MACRO_ADDRESS = re.compile(r"\s*(?:macro|vnd\.sun\.star\.(?:script|expand)|javascript):", re.I)

_EMBEDDED = (
    "holds a file or a program within it that cannot be looked through: take it out, or save the "
    "document as a PDF, and send that."
)
_ACTIVE = (
    "holds something that another program carries out when it is opened: take it out, or save "
    "the document as a PDF, and send that."
)
_REMOTE = (
    "fetches {what} from elsewhere when it is opened: take the link out, or save the document as "
    "a PDF, and send that."
)


def look_through_office(name: str, content: BinaryIO) -> Refusal | None:
    """Why an office document is not taken, or `None`. Every part of it is unpacked, in chunks."""
    try:
        _look_through(content, Budget(), depth=0)
    except FaultError as fault:
        return fault.refusal(name)
    return None


def _look_through(content: BinaryIO, budget: Budget, *, depth: int) -> None:
    package = Package(content, budget)
    kind = package_kind(package)
    if kind is None:
        raise FaultError("file_embedded", _EMBEDDED)
    is_open_document = kind.main == kind.media_type
    if not is_open_document:
        for declared, type_ in content_types(package):
            if declared == "override" and ("activex" in type_ or "oleobject" in type_):
                raise FaultError("file_embedded", _EMBEDDED)
    # First the manifest: parts that it says are encrypted would only seem damaged.
    for member in sorted(package.members, key=lambda each: each.filename != _MANIFEST):
        path = member.filename.replace("\\", "/").casefold()
        if is_open_document:
            _refuse_path_of_open_document(path)
        else:
            _refuse_path_of_open_xml(path)
        chunks = _Peeked(package, member)
        _refuse_start(chunks.first)
        if chunks.first.startswith(ZIP):
            _look_within(chunks, budget, depth=depth)
        elif is_open_document and path.endswith(".xml"):
            read_markup(chunks, _refuse_element_of_open_document, budget)
        elif not is_open_document and path.endswith(".rels"):
            read_markup(chunks, _refuse_relation, budget)
        elif not is_open_document and "/externallinks/" in path:
            read_markup(chunks, _refuse_data_exchange, budget)
        elif "/embeddings/" in path and not is_open_document:
            raise FaultError("file_embedded", _EMBEDDED)
        else:
            for _ in chunks:  # counted and compared with what the directory says
                pass


class _Peeked:
    """The chunks of a member, the first of which can be looked at before."""

    def __init__(self, package: Package, member: zipfile.ZipInfo) -> None:
        self._chunks = package.chunks(member)
        self.first = next(self._chunks, b"")

    def __iter__(self) -> Iterator[bytes]:
        if self.first:
            yield self.first
        yield from self._chunks


def _look_within(chunks: Iterable[bytes], budget: Budget, *, depth: int) -> None:
    if depth == DEEPEST:
        raise FaultError("file_embedded", _EMBEDDED)
    with tempfile.TemporaryFile() as within:
        for block in chunks:
            within.write(block)
        _look_through(within, budget, depth=depth + 1)


def _refuse_path_of_open_xml(path: str) -> None:
    own = path.rpartition("/")[2]
    if "vbaproject" in own or "vbadata" in own:
        raise FaultError("file_macros", MACROS)
    if "/activex/" in f"/{path}":
        raise FaultError("file_embedded", _EMBEDDED)


def _refuse_path_of_open_document(path: str) -> None:
    if path.startswith(("basic/", "scripts/")) and not path.endswith("/"):
        raise FaultError("file_macros", MACROS)


def _refuse_start(first: bytes) -> None:
    is_windows = _WINDOWS.match(first) is not None and b"PE\0\0" in first[:4096]
    if is_windows or first.startswith((OLE, *_PROGRAMS)):
        raise FaultError("file_embedded", _EMBEDDED)


def _refuse_relation(element: str, attributes: dict[str, str]) -> None:
    if local(element) != "Relationship":
        return
    kind = attributes.get("Type", "").strip().rpartition("/")[2]
    folded = kind.casefold()
    if folded in _MACRO_RELATIONS:
        raise FaultError("file_macros", MACROS)
    if folded in _EMBEDDING_RELATIONS:
        raise FaultError("file_embedded", _EMBEDDED)
    is_external = attributes.get("TargetMode", "").strip().casefold() == "external"
    if is_external and folded not in _FOLLOWED_BY_HAND and _is_remote(attributes.get("Target", "")):
        what = "its template" if folded == "attachedtemplate" else "a part of it"
        raise FaultError("file_remote", _REMOTE.format(what=what))


def _is_remote(target: str) -> bool:
    """Whether a target lies on another machine: any but a path, a drive or a part of a mail."""
    address = re.sub(r"[\x00-\x20]", "", unquote(target)).replace("\\", "/").casefold()
    scheme, colon, rest = address.partition(":")
    if not colon or "/" in scheme:
        return address.startswith("//")
    if len(scheme) == 1 or scheme == "cid":  # a drive; a picture that came with a mail
        return False
    if scheme != "file":
        return True
    path = re.sub(r"^//(?:localhost(?=/))?", "", rest)
    return path.startswith("//") or (rest.startswith("//") and not re.match(r"/|[a-z]:", path))


def _refuse_data_exchange(element: str, _: dict[str, str]) -> None:
    if local(element) == "ddeLink":
        raise FaultError("file_active", _ACTIVE)


def _refuse_element_of_open_document(element: str, attributes: dict[str, str]) -> None:
    own = local(element)
    if own == "encryption-data":
        raise FaultError("file_encrypted", ENCRYPTED)
    if own == "event-listener" or element == f"{_OFFICE} script":
        raise FaultError("file_macros", MACROS)
    if own in _ACTIVE_ELEMENTS:
        raise FaultError("file_active", _ACTIVE)
    for name, value in attributes.items():
        if local(name) == "href" and _MACRO_ADDRESS.match(value):
            raise FaultError("file_macros", MACROS)
