"""Checks a file that somebody hands over, before anything of it is kept."""

from __future__ import annotations

import hashlib
import tempfile
from dataclasses import dataclass
from typing import BinaryIO, TypeVar

from core.files.faults import refusal
from core.files.kinds import PDF, FileKind, kind_of
from core.files.names import cleaned
from core.files.office import look_through_office
from core.files.packages import CHUNK, MEGABYTE
from core.files.pdf import look_through_pdf
from core.refusals import Refusal
from core.refusing import refuse

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that may be kept. `size` is in bytes, `digest` the SHA-256 in hexadecimal digits."""

    name: str
    kind: FileKind
    media_type: str
    size: int
    digest: str


def check_file(name: str, content: BinaryIO, *, largest: int) -> Checked:
    """What a file is, if it may be kept. It is not searched for viruses.

    `name` is as the sender gave it, `largest` the most bytes it may hold; no more than one byte
    above is read. The bytes are copied to a file without a name, and only the copy is looked at.
    `content` must be able to seek; it is read from its beginning and left there.

    Raises:
        ValidationError: if the name cannot be kept, the file is empty or too large, is of a kind
            that is not taken or of another than its name says, is damaged, encrypted or packed
            beyond bounds, or holds something that acts when it is opened.
    """
    name = _found(cleaned(name))
    content.seek(0)
    with tempfile.TemporaryFile() as copy:
        size, digest = _copy(content, copy, largest)
        content.seek(0)
        refuse([_refuse_size(name, size, largest)])
        kind = _found(kind_of(name, copy))
        if kind.is_package:
            refuse([look_through_office(name, copy)])
        elif kind is PDF:
            refuse([look_through_pdf(name, copy)])
    return Checked(name, kind, kind.media_type, size, digest)


def _copy(content: BinaryIO, copy: BinaryIO, largest: int) -> tuple[int, str]:
    """The bytes and digest of what was copied: all, or one byte more than the largest."""
    size, digest = 0, hashlib.sha256()
    while block := content.read(min(CHUNK, largest + 1 - size)):
        copy.write(block)
        digest.update(block)
        size += len(block)
    return size, digest.hexdigest()


def _refuse_size(name: str, size: int, largest: int) -> Refusal | None:
    if size == 0:
        return refusal("file_empty", name, "is empty: send the file with its content.")
    if size > largest:
        return refusal(
            "file_too_large",
            name,
            f"is larger than {largest / MEGABYTE:.4g} MB: make it smaller, or send it in parts.",
        )
    return None


def _found(found: Found | Refusal) -> Found:
    if isinstance(found, Refusal):
        refuse([found])
        raise AssertionError(found)  # refuse has raised
    return found
