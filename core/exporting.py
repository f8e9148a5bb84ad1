"""Writes caseloads: rows as text in a fixed order, to a folder or zip, whole or not at all."""

from __future__ import annotations

import os
import re
import shutil
import stat
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import IO, Protocol

from core.importing.comparing import Stored
from core.importing.files import File

_TO_QUOTE = re.compile(r'[,"\r\n]')

_FIRST_TIME = (1980, 1, 1, 0, 0, 0)
"""The time of every file in a zip, so that equal caseloads are equal bytes."""

_FILE_MODE = stat.S_IFREG | 0o644


class ExportError(Exception):
    """The place of an export cannot be used; the sentence says why and what would be right."""


class Place(Protocol):
    """Where files are written, one after the other."""

    def open(self, name: str) -> IO[bytes]:
        """A new file to write to; it is closed before the next is opened."""


class _Folder:
    def __init__(self, path: Path) -> None:
        self._path = path

    def open(self, name: str) -> IO[bytes]:
        return (self._path / name).open("xb")


class _Zip:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive

    def open(self, name: str) -> IO[bytes]:
        entry = zipfile.ZipInfo(name, _FIRST_TIME)
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.create_system = 3  # the same on every system that exports
        entry.external_attr = _FILE_MODE << 16
        return self._archive.open(entry, "w", force_zip64=True)


@contextmanager
def new_place(path: Path) -> Iterator[Place]:
    """A folder, or a zip where `path` ends in .zip, that takes its name when all is written.

    It holds personal data, so nobody but the user who writes it may open it.

    Raises:
        ExportError: if a folder of that name holds anything, or there is no folder to put it in.
    """
    is_zip = path.suffix.lower() == ".zip"
    if path.is_dir() and (is_zip or any(path.iterdir())):
        raise ExportError(f"{path} is a folder that is in use: name a new or an empty one.")
    if path.exists() and not path.is_dir() and not is_zip:
        raise ExportError(f"{path} is a file: name a folder, or a file that ends in .zip.")
    if not path.absolute().parent.is_dir():
        raise ExportError(f"There is no folder {path.absolute().parent}: make it first.")
    hidden = Path(tempfile.mkdtemp(prefix=".mappa-export-", dir=path.absolute().parent))
    try:
        if is_zip:
            made = hidden / path.name
            with zipfile.ZipFile(made, "x", allowZip64=True) as archive:
                yield _Zip(archive)
        else:
            made = hidden / "files"
            made.mkdir()
            yield _Folder(made)
        made.chmod(stat.S_IRWXU if made.is_dir() else stat.S_IRUSR | stat.S_IWUSR)
        os.replace(made, path)
    finally:
        shutil.rmtree(hidden, ignore_errors=True)


def text_rows(
    file: File, stored: Iterable[Stored], names: Mapping[str, Mapping[int, str]]
) -> list[tuple[str, ...]]:
    """Stored rows as text, in order of their key; of several with one key the first.

    `names` are the references, by column and primary key.
    """
    writers = [
        names[column.name].__getitem__ if column.name in names else column.kind.write
        for column in file.columns
    ]
    rows = [
        tuple(
            "" if value is None else write(value)
            for write, value in zip(writers, each[1:], strict=True)
        )
        for each in stored
    ]
    key = itemgetter(*(file.at[name] - 1 for name in file.key))
    rows.sort(key=key)
    return [next(same) for _, same in groupby(rows, key)]


def write_rows(file: File, rows: Iterable[tuple[str, ...]], place: Place) -> int:
    """Write a file with its header, and answer its rows; without rows no file comes to be."""
    count = 0
    stream: IO[bytes] | None = None
    try:
        for row in rows:
            if stream is None:
                stream = place.open(file.name)
                stream.write(f"{','.join(file.names)}\n".encode())
            stream.write(f"{','.join(map(_field, row))}\n".encode())
            count += 1
    finally:
        if stream is not None:
            stream.close()
    return count


def _field(text: str) -> str:
    if _TO_QUOTE.search(text):
        doubled = text.replace('"', '""')
        return f'"{doubled}"'
    return text
