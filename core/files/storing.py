"""Keeps checked files in a folder that is not on the web, each whole or not at all.

The folder is `settings.MAPPA_FILES`, and the files in it are named by chance: who sent them, about
whom and under what name is known to rows only. A file is written before the row that names it, so
a transaction that is rolled back leaves a file without a row; `tidy` removes it. Nothing of
Django's storage is used, because it neither waits for the disk nor declines to follow links.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
import uuid
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from core.files.checking import Checked
from core.files.faults import COLUMN, refusal
from core.files.packages import CHUNK
from core.refusals import Refusal
from core.refusing import refuse

Named = Callable[[Sequence[str]], Collection[str]]
"""Answers which of some keys rows name."""

_KEY = re.compile(r"[0-9a-f]{32}")
_FOLDER = re.compile(r"[0-9a-f]{2}")
_UNFINISHED = re.compile(r"\.[0-9a-f]{32}\.part")
_MOST_ASKED = 500
"""How many keys are asked about at once; SQLite takes no more than some thousand."""

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_OLD = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


def store_file(content: BinaryIO, checked: Checked) -> str:
    """Keep a file and answer its key, for a row to name. `content` is read from its beginning.

    When it returns, the file is on the disk whole; if the machine stops before, there is none.

    Raises:
        ValidationError: if the bytes are not those that were checked.
    """
    key = uuid.uuid4().hex
    unfinished = f".{key}.part"
    content.seek(0)
    with _folder_of(key, make=True) as folder:
        try:
            with os.fdopen(os.open(unfinished, _NEW, 0o600, dir_fd=folder), "wb") as file:
                digest = _copy(content, file, checked.size + 1)
                if digest != checked.digest:
                    refuse(
                        [
                            refusal(
                                "file_changed",
                                checked.name,
                                "is not what was checked any more: send it again.",
                            )
                        ]
                    )
                file.flush()
                os.fsync(file.fileno())
            os.replace(unfinished, key, src_dir_fd=folder, dst_dir_fd=folder)
        except BaseException:
            with suppress(OSError):
                os.unlink(unfinished, dir_fd=folder)
            raise
        os.fsync(folder)
    return key


def open_file(key: str, digest: str) -> BinaryIO:
    """The bytes of a kept file, to read and close. They are compared with `digest` before.

    Raises:
        ValidationError: if `key` is none of ours, there is no such file, or its bytes are others
            than those that were kept.
    """
    if not _KEY.fullmatch(key):
        refuse([Refusal("file_key", COLUMN, "This is no key of a file: use the one it was given.")])
    file = _opened(key)
    if file is None:
        _refuse_kept("file_missing", "is not there any more")
        raise AssertionError(key)  # refuse has raised
    try:
        if _digest(file) != digest:
            _refuse_kept("file_altered", "has been altered since it was kept")
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return file


def tidy(named: Named, *, older_than: timedelta, now: datetime) -> int:
    """Remove the files that no row names, and unfinished ones, and answer how many.

    Only what was last written longer than `older_than` before `now` is removed: a younger file may
    belong to a row that is not committed yet. Whatever else lies in the folder is left.
    """
    before = (now - older_than).timestamp()
    removed = 0
    for folder in _folders():
        with _opened_folder(folder) as opened:
            old = [name for name in os.listdir(opened) if _is_old(name, opened, before)]
            keys = [name for name in old if _KEY.fullmatch(name)]
            kept: set[str] = set()
            for start in range(0, len(keys), _MOST_ASKED):
                kept.update(named(keys[start : start + _MOST_ASKED]))
            for name in old:
                if name not in kept:
                    with suppress(FileNotFoundError):  # another was quicker
                        os.unlink(name, dir_fd=opened)
                        removed += 1
    return removed


def _copy(content: BinaryIO, file: BinaryIO, most: int) -> str:
    """Copy at most so many bytes, and answer their digest."""
    digest, left = hashlib.sha256(), most
    while block := content.read(min(CHUNK, left)):
        file.write(block)
        digest.update(block)
        left -= len(block)
    return digest.hexdigest()


def _digest(file: BinaryIO) -> str:
    digest = hashlib.sha256()
    while block := file.read(CHUNK):
        digest.update(block)
    return digest.hexdigest()


def _opened(key: str) -> BinaryIO | None:
    """The file of a key, if there is one that is neither a link nor anything else."""
    try:
        with _folder_of(key) as folder:
            descriptor = os.open(key, _OLD, dir_fd=folder)
    except OSError:
        return None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        return None
    return os.fdopen(descriptor, "rb")


@contextmanager
def _folder_of(key: str, *, make: bool = False) -> Iterator[int]:
    """The descriptor of the folder in which the file of a key lies."""
    path = _root() / key[:2]
    if make:
        _make(path.parent)
        _make(path)
    with _opened_folder(path) as folder:
        yield folder


@contextmanager
def _opened_folder(path: Path) -> Iterator[int]:
    folder = os.open(path, _DIRECTORY)
    try:
        yield folder
    finally:
        os.close(folder)


def _make(path: Path) -> None:
    """Make a folder for our user only, unless it is there, and wait until it is on the disk."""
    if path.is_dir():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.mkdir(mode=stat.S_IRWXU, exist_ok=True)
    above = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(above)
    finally:
        os.close(above)


def _folders() -> list[Path]:
    root = _root()
    if not root.is_dir():
        return []
    return sorted(
        each
        for each in root.iterdir()
        if _FOLDER.fullmatch(each.name) and each.is_dir() and not each.is_symlink()
    )


def _is_old(name: str, folder: int, before: float) -> bool:
    if not (_KEY.fullmatch(name) or _UNFINISHED.fullmatch(name)):
        return False
    try:
        facts = os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:  # whoever wrote it has just finished or given up
        return False
    return stat.S_ISREG(facts.st_mode) and facts.st_mtime < before


def _root() -> Path:
    root: Path = settings.MAPPA_FILES
    return root


def _refuse_kept(rule: str, says: str) -> None:
    sentence = f"The kept file {says}: restore it from a backup, or ask for it again."
    refuse([Refusal(rule, COLUMN, sentence)])
