"""Where the files of a caseload lie: a folder, or a zip of it."""

from __future__ import annotations

import hashlib
import io
import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Protocol

from core.importing.columns import shown
from core.importing.faults import Faults, UnreadableError

MOST_BYTES = 1 << 30
"""The most that one file may hold, uncompressed: 1 GiB."""

TOO_LARGE = "holds more than 1 GiB uncompressed: split the caseload and import it in parts."


class TooLargeError(Exception):
    """A file turned out to hold more than `MOST_BYTES`."""


class Digested(io.RawIOBase):
    """A stream of bytes that counts and digests (SHA-256) what is read through it.

    Raises:
        TooLargeError: once more than `MOST_BYTES` have been read.
    """

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._digest = hashlib.sha256()
        self.size = 0

    def readable(self) -> bool:
        """It is read, never written."""
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        """Fill `buffer` as far as the stream has bytes."""
        block = self._stream.read(len(buffer))
        buffer[: len(block)] = block
        self._digest.update(block)
        self.size += len(block)
        if self.size > MOST_BYTES:
            raise TooLargeError
        return len(block)

    @property
    def sha256(self) -> str:
        """The digest of what has been read, in hexadecimal digits."""
        return self._digest.hexdigest()


class Source(Protocol):
    """A place with files."""

    def sizes(self) -> dict[str, int]:
        """The files that can be read, with the bytes each says to hold."""

    def refuse_unsafe(self, faults: Faults) -> None:
        """Refuse whatever is there and must not be read."""

    def open(self, name: str) -> IO[bytes]:
        """The bytes of one file."""


@dataclass
class Folder:
    """Files in a folder."""

    path: Path
    _sizes: dict[str, int] = field(default_factory=dict)

    def refuse_unsafe(self, faults: Faults) -> None:
        """Refuse folders, devices, links that lead out, and files above 1 GiB."""
        top = self.path.resolve()
        for each in sorted(self.path.iterdir()):
            name = shown(each.name)
            try:
                facts = each.stat()  # first: of a loop of links it raises what is caught here
                is_outside = not each.resolve().is_relative_to(top)
            except OSError as error:
                faults.add(name, 1, "file", f"Cannot be read ({error.strerror}).")
                continue
            if is_outside:
                faults.add(name, 1, "file", "A link that leads out of the folder is not followed.")
            elif stat.S_ISDIR(facts.st_mode):
                faults.add(name, 1, "file", "A folder has no place here: only the CSV files have.")
            elif not stat.S_ISREG(facts.st_mode):
                faults.add(name, 1, "file", "Not a file: only the CSV files have a place here.")
            elif facts.st_size > MOST_BYTES:
                faults.add(name, 1, "file", f"The file {TOO_LARGE}")
            else:
                self._sizes[each.name] = facts.st_size

    def sizes(self) -> dict[str, int]:
        """The files that can be read, with their bytes."""
        return self._sizes

    def open(self, name: str) -> IO[bytes]:
        """The bytes of one file."""
        return (self.path / name).open("rb")


@dataclass
class Zip:
    """Files in a zip."""

    archive: zipfile.ZipFile
    _sizes: dict[str, int] = field(default_factory=dict)

    def refuse_unsafe(self, faults: Faults) -> None:
        """Refuse paths outside the zip, folders, links, doubles, encryption and what is too big."""
        seen = set()
        for entry in self.archive.infolist():
            name, sentence = entry.filename, None
            if _leads_out(entry.orig_filename) or _leads_out(name):
                sentence = "The path leads out of the zip: put the file at its top."
            elif stat.S_ISLNK(entry.external_attr >> 16):
                sentence = "A link is not followed: put the file itself into the zip."
            elif entry.is_dir() or "/" in name or "\\" in name:
                sentence = "A folder has no place here: put the CSV files at the top of the zip."
            elif name in seen:
                sentence = "The zip holds this file twice: leave one of them."
            elif entry.flag_bits & 0x1:
                sentence = "The file is encrypted: put it into the zip without a password."
            elif entry.file_size > MOST_BYTES:
                sentence = f"The file {TOO_LARGE}"
            seen.add(name)
            if sentence is None:
                self._sizes[name] = entry.file_size
            else:
                faults.add(shown(entry.orig_filename), 1, "file", sentence)

    def sizes(self) -> dict[str, int]:
        """The files that can be read, with the bytes that the zip declares."""
        return self._sizes

    def open(self, name: str) -> IO[bytes]:
        """The bytes of one file."""
        return self.archive.open(name)


@contextmanager
def open_source(path: Path) -> Iterator[Source]:
    """The folder or zip at `path`.

    Raises:
        UnreadableError: if there is neither.
    """
    if path.is_dir():
        yield Folder(path)
        return
    if not path.exists():
        raise UnreadableError(f"{path} does not exist: name a folder of CSV files or a zip of it.")
    if not path.is_file():
        raise UnreadableError(
            f"{path} is neither folder nor file: name a folder of CSV files or a zip of it."
        )
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise UnreadableError(
            f"{path} cannot be read as a zip ({error}): name a folder of CSV files or a zip of it."
        ) from error
    with archive:
        yield Zip(archive)


def _leads_out(name: str) -> bool:
    as_path = PurePosixPath(name.replace("\\", "/"))
    has_drive = len(name) > 1 and name[1] == ":"
    return as_path.is_absolute() or ".." in as_path.parts or has_drive or name.startswith("\\")
