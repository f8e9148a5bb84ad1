"""Reads zips that nobody vouches for: bounded in members and bytes, whatever they declare."""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import BinaryIO

from core.files.faults import FaultError, damaged

MEGABYTE = 1 << 20
"""A megabyte in bytes, as Windows counts it."""

ZIP = b"PK\x03\x04"
"""How a zip starts, and each member of it."""

CHUNK = 1 << 16
"""How many bytes are read or unpacked at once."""

MOST_MEMBERS = 5_000
"""The most members that a zip may hold."""

MOST_UNPACKED = 256 << 20
"""The most bytes that a zip may unpack to, what is packed within it included."""

MOST_ELEMENTS = 5_000_000
"""The most elements, such as cells and paragraphs, that the XML within a zip may hold."""

_MOST_AT_ONCE = 1 << 20
"""The longest directory of a zip, in bytes: enough for the most members."""

_HEADER = struct.Struct("<4s5H3L2H")
_IS_ENCRYPTED = 0x1 | 0x40 | 0x2000
_IS_UTF_8 = 0x800
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_BROKEN = (
    zipfile.BadZipFile,
    EOFError,
    IndexError,
    NotImplementedError,
    OverflowError,
    ValueError,
    struct.error,
)

ENCRYPTED = "is protected by a password, so nobody can check it: save it without and send that."


class Budget:
    """How many bytes may still be unpacked, and how many elements of XML read."""

    def __init__(self, most: int = MOST_UNPACKED, most_elements: int = MOST_ELEMENTS) -> None:
        self._most = self._left = most
        self._elements_left = most_elements

    def spend(self, count: int) -> None:
        """Take `count` bytes off.

        Raises:
            FaultError: if fewer are left.
        """
        self._left -= count
        if self._left < 0:
            raise FaultError(
                "file_unpacked",
                f"unpacks to more than {self._most // MEGABYTE} MB: make it smaller, for example "
                "with fewer pictures, or send it as a PDF.",
            )

    def count(self, elements: int) -> None:
        """Take elements off.

        Raises:
            FaultError: if fewer are left.
        """
        self._elements_left -= elements
        if self._elements_left < 0:
            raise FaultError(
                "file_unpacked",
                "holds more cells, paragraphs and the like than are looked through: split it, or "
                "send it as a PDF.",
            )


class Package:
    """A zip whose members are read one by one."""

    def __init__(self, content: BinaryIO, budget: Budget) -> None:
        """Read the directory of a zip.

        Raises:
            FaultError: if it is damaged, encrypted, holds too many members, or one whose path
                leads out of it.
        """
        self._content = Narrow(content)
        self.budget = budget
        try:
            self.members = zipfile.ZipFile(self._content).infolist()
        except _BROKEN as error:
            raise damaged("the archive within it is damaged") from error
        self._refuse_unsafe()

    def named(self, name: str) -> zipfile.ZipInfo | None:
        """The member of that very name, or `None`."""
        return next((each for each in self.members if each.filename == name), None)

    def chunks(self, member: zipfile.ZipInfo) -> Iterator[bytes]:
        """The bytes of a member, unpacked and counted as they are, not as they are declared.

        Raises:
            FaultError: if the budget is spent, or they are not what the directory says.
        """
        size = checksum = 0
        for block in self._unpacked(member):
            self.budget.spend(len(block))
            size += len(block)
            checksum = zlib.crc32(block, checksum)
            if size > member.file_size:
                break
            yield block
        if size != member.file_size or checksum != member.CRC:
            raise damaged("a part of it is not what its directory says")

    def _refuse_unsafe(self) -> None:
        if len(self.members) > MOST_MEMBERS:
            raise FaultError(
                "file_unpacked",
                f"holds {len(self.members)} parts, and at most {MOST_MEMBERS} are looked through: "
                "make it smaller, or send it as a PDF.",
            )
        seen = set()
        for each in self.members:
            if _leads_out(each):
                raise FaultError(
                    "file_path",
                    "holds a part whose path leads out of it, as no office program writes it: "
                    "save it anew and send that.",
                )
            if each.flag_bits & _IS_ENCRYPTED:
                raise FaultError("file_encrypted", ENCRYPTED)
            if each.compress_type not in _METHODS:
                raise damaged("a part of it is packed in a way that office programs do not use")
            folded = each.filename.replace("\\", "/").casefold()
            if folded in seen:
                raise damaged("it holds a part twice")
            seen.add(folded)
        if min((each.header_offset for each in self.members), default=0) != 0:
            raise damaged("something stands before the archive within it")

    def _unpacked(self, member: zipfile.ZipInfo) -> Iterator[bytes]:
        if member.compress_type == zipfile.ZIP_STORED:
            yield from self._packed(member)
            return
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        for packed in self._packed(member):
            if inflater.eof:
                raise damaged("a part of it goes on behind its end")
            try:
                yield from inflated(inflater, packed)
            except zlib.error as error:
                raise damaged("a part of it cannot be unpacked") from error
        if not inflater.eof or inflater.unused_data:
            raise damaged("a part of it ends too early or too late")

    def _packed(self, member: zipfile.ZipInfo) -> Iterator[bytes]:
        try:
            self._content.seek(member.header_offset)
            header = _HEADER.unpack(self._content.read(_HEADER.size))
            name = self._content.read(header[9])
            encoding = "utf-8" if member.flag_bits & _IS_UTF_8 else "cp437"
            is_same = name.decode(encoding) == member.orig_filename
            self._content.seek(header[10], 1)
        except _BROKEN as error:
            raise damaged("a part of it is not where its directory says") from error
        if header[0] != ZIP or header[3] != member.compress_type or not is_same:
            raise damaged("a part of it is not what its directory says")
        at, left = self._content.tell(), member.compress_size
        while left:
            self._content.seek(at)  # what another member's reader did in between does not matter
            block = self._content.read(min(CHUNK, left))
            if not block:
                raise damaged("it ends too early")
            at += len(block)
            left -= len(block)
            yield block


def inflated(inflater: zlib._Decompress, packed: bytes, at_once: int = CHUNK) -> Iterator[bytes]:
    """What `packed` adds to a compressed stream, in chunks however much it is.

    Raises:
        zlib.error: if it is no such stream.
    """
    while True:
        block = inflater.decompress(packed, at_once)
        packed = inflater.unconsumed_tail
        if block:
            yield block
        if inflater.eof or (not packed and len(block) < at_once):
            return


class Narrow:
    """A stream that is never read outside its bounds, nor by more than a directory at once.

    `zipfile` reads the whole directory at the length that the zip declares.
    """

    def __init__(self, content: BinaryIO) -> None:
        self._content = content
        self._size = content.seek(0, 2)

    def seekable(self) -> bool:
        """It is."""
        return True

    def tell(self) -> int:
        """Where the next byte is read."""
        return self._content.tell()

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go to a place within the bounds.

        Raises:
            BadZipFile: if it lies outside.
        """
        target = offset + (0, self._content.tell(), self._size)[whence]
        if not 0 <= target <= self._size:
            raise zipfile.BadZipFile("outside the file")
        return self._content.seek(target)

    def read(self, size: int | None = -1) -> bytes:
        """The next bytes.

        Raises:
            BadZipFile: if they are more than a directory at once.
        """
        left = self._size - self._content.tell()
        wanted = left if size is None or size < 0 else min(size, left)
        if wanted > _MOST_AT_ONCE:
            raise zipfile.BadZipFile("the directory is too long")
        return self._content.read(wanted)

    def close(self) -> None:
        """It is its owner's to close."""


def _leads_out(member: zipfile.ZipInfo) -> bool:
    is_link = stat.S_ISLNK(member.external_attr >> 16)
    return is_link or any(map(_is_outside, (member.filename, member.orig_filename)))


def _is_outside(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    return path.is_absolute() or ".." in path.parts or name[1:2] == ":" or "\0" in name
