"""Looks through PDF documents for scripts, programs to start, files within and encryption.

It reads no document, only bytes. Names are looked for in all of them, however they are spelled,
and within object streams, which it unpacks. Names of two or three letters would be found in any
picture by chance; they are looked for outside of the bodies of streams.
"""

from __future__ import annotations

import mmap
import re
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from core.files.faults import FaultError
from core.files.packages import CHUNK, ENCRYPTED, inflated
from core.refusals import Refusal

MOST_UNPACKED = 256 << 20
"""The most bytes that are unpacked to look for names."""

MOST_STREAMS = 100_000
"""The most streams that are looked into."""

_SPACE = rb"\x00\t\n\x0c\r "
_END = rb"(?=[\x00\t\n\x0c\r ()<>\[\]{}/%]|\Z)"


def _named(*names: str) -> bytes:
    """A pattern of names, each letter as it is or by its number in hexadecimal digits."""
    return rb"/(?:" + b"|".join(map(_spelled, names)) + rb")" + _END


def _spelled(name: str) -> bytes:
    pattern = ""
    for letter in name:
        digits = "".join(
            f"[{each}{each.upper()}]" if each.isalpha() else each for each in f"{ord(letter):02x}"
        )
        pattern += f"(?:{letter}|#{digits})"
    return pattern.encode()


_LONG = re.compile(
    rb"(?P<script>" + _named("JavaScript", "Rendition") + rb")"
    rb"|(?P<launch>" + _named("Launch") + rb")"
    rb"|(?P<files>"
    + _named("EmbeddedFile", "EmbeddedFiles", "FileAttachment", "RichMedia", "GoToE")
    + rb")|(?P<encrypted>"
    + _named("Encrypt")
    + rb")"
)
_SHORT = re.compile(rb"(?P<script>" + _named("JS", "XFA") + rb")|(?P<files>" + _named("EF") + rb")")
_OBJECTS = re.compile(_named("ObjStm"))
_PLAIN_OBJECTS = re.compile(
    rb"obj[" + _SPACE + rb"]*<<([^<>()%]{0,2048})>>[" + _SPACE + rb"]*stream[ \t]*(?:\r\n|\n|\r)"
)
_STREAM = re.compile(rb"(?<!end)stream[ \t]*(?:\r\n|\n|\r)?")
_HOLDS_OBJECTS = re.compile(rb"\d[" + _SPACE + rb"]+obj")
_NAME = re.compile(rb"/([^\x00\t\n\x0c\r ()<>\[\]{}/%]*)")
_NUMBERS = re.compile(rb"%|[+-]?\d+(?:\Z|[" + _SPACE + rb"]+(?:\Z|[+-]?(?:\Z|\d)))")
"""How an object stream begins: two numbers, or a comment before them."""

_VISIBLE = re.compile(rb"[^" + _SPACE + rb"]")
_BLANKS = b"\x00\t\n\x0c\r "
_LONGEST_NAME = 64
"""More bytes than the longest name takes in its longest spelling."""

_PEEK = 512

_USUAL = frozenset(
    {b"Type", b"ObjStm", b"N", b"First", b"Length", b"Filter", b"FlateDecode", b"Extends", b"DL"}
)
"""The names in the dictionary of an object stream that can be looked into."""

_SENTENCES = {
    "script": (
        "file_script",
        "holds scripts or a form with scripts: print it to a PDF and send that.",
    ),
    "launch": (
        "file_script",
        "starts another program from within: print it to a PDF and send that.",
    ),
    "files": (
        "file_embedded",
        "holds other files within it: send each by itself, and this one printed to a PDF.",
    ),
    "encrypted": ("file_encrypted", ENCRYPTED),
}


def look_through_pdf(name: str, content: BinaryIO) -> Refusal | None:
    """Why a PDF document is not taken, or `None`. `content` is a file of the operating system."""
    content.flush()
    data = mmap.mmap(content.fileno(), 0, access=mmap.ACCESS_READ)
    try:
        _Looking(data).look()
    except FaultError as fault:
        return fault.refusal(name)
    return None


class _Looking:
    def __init__(self, data: mmap.mmap) -> None:
        self._data = data
        self._left = MOST_UNPACKED
        self._seen: set[int] = set()
        self._scanned = 0

    def look(self) -> None:
        """Look at everything once.

        Raises:
            FaultError: if something is there that is not taken, or cannot be looked into.
        """
        _refuse(_LONG.search(self._data))
        for start, end in self._outside_of_bodies():
            _refuse(_SHORT.search(self._data, start, end))
        for count, found in enumerate(_OBJECTS.finditer(self._data)):
            if count == MOST_STREAMS:
                raise _unseen()
            self._look_into_objects(found.start())
        self._scanned = 0
        for found in _STREAM.finditer(self._data):
            self._look_whether_objects(found.end())

    def _outside_of_bodies(self) -> Iterator[tuple[int, int]]:
        """The stretches outside of bodies of streams, or in one that seems to hold objects."""
        start = end = objects = 0
        for found in _STREAM.finditer(self._data):
            body = found.end()
            if body < start:
                continue
            if end < body:
                end = self._data.find(b"endstream", body)
            if end < 0:
                break
            if objects < body:
                holding = _HOLDS_OBJECTS.search(self._data, body)
                objects = holding.start() if holding else len(self._data)
            if objects >= end:
                yield start, body
                start = end
        yield start, len(self._data)

    def _look_into_objects(self, at: int) -> None:
        """Look into the object stream whose type is named at a place."""
        start = self._data.rfind(b"obj", max(0, at - 2048), at)
        found = _PLAIN_OBJECTS.match(self._data, start) if start >= 0 else None
        if found is None or found.end() < at:
            raise _unseen()
        names = [re.sub(rb"#([0-9A-Fa-f]{2})", _letter, each) for each in _NAME.findall(found[1])]
        is_packed = b"Filter" in names
        if not _USUAL.issuperset(names) or names.count(b"FlateDecode") != is_packed:
            raise _unseen()
        if found.end() in self._seen:
            return
        self._note(found.end())
        if is_packed:
            try:
                self._scan(self._unpacked(found.end()))
            except zlib.error as error:
                raise _unseen() from error
        else:
            self._scan_plain(found.end())

    def _look_whether_objects(self, body: int) -> None:
        """Look into a stream that begins as object streams do, whatever it says to be."""
        if body in self._seen:
            return
        self._note(body)
        unpacked = self._unpacked(body)
        try:
            first = b""
            for block in unpacked:  # blanks before numbers, or a black picture
                first = (first + block).lstrip(_BLANKS)
                if len(first) > _LONGEST_NAME:
                    break
            if _NUMBERS.match(first):
                self._scan(_again(first, unpacked))
        except zlib.error:
            visible = _VISIBLE.search(self._data, body)
            if visible and _NUMBERS.match(self._data[visible.start() : visible.start() + _PEEK]):
                self._scan_plain(body)

    def _note(self, body: int) -> None:
        self._seen.add(body)
        if len(self._seen) > MOST_STREAMS:
            raise _unseen()

    def _unpacked(self, start: int) -> Iterator[bytes]:
        inflater = zlib.decompressobj()
        size = _PEEK  # most streams need no more than a peek
        while start < len(self._data) and not inflater.eof:
            for block in inflated(inflater, self._data[start : start + size], size):
                self._left -= len(block)
                if self._left < 0:
                    raise _unseen()
                yield block
            start += size
            size = CHUNK

    def _scan(self, blocks: Iterator[bytes]) -> None:
        tail = b""
        for block in blocks:
            text = tail + block
            for pattern in (_LONG, _SHORT):
                found = pattern.search(text, 0, len(text))
                # A name at the end may go on in the next block, which sees it again.
                if found is not None and found.end() < len(text):
                    _refuse(found)
            tail = text[-_LONGEST_NAME:]
        _refuse(_LONG.search(tail))
        _refuse(_SHORT.search(tail))

    def _scan_plain(self, start: int) -> None:
        """Look for short names in a body that is not packed; the long ones are found already."""
        if start < self._scanned:
            return
        end = self._data.find(b"endstream", start)
        self._scanned = len(self._data) if end < 0 else end
        _refuse(_SHORT.search(self._data, start, self._scanned))


def _again(first: bytes, others: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from others


def _letter(found: re.Match[bytes]) -> bytes:
    return bytes([int(found[1], 16)])


def _refuse(found: re.Match[bytes] | None) -> None:
    if found is not None and found.lastgroup is not None:
        raise FaultError(*_SENTENCES[found.lastgroup])


def _unseen() -> FaultError:
    return FaultError(
        "file_unseen", "cannot be looked through: print it to a PDF anew and send that."
    )
