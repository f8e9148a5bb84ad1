"""Keeps the zips of caseload jobs in a folder of their own, each whole or not at all."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Collection
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from django.conf import settings

SUFFIX = ".zip"


def folder() -> Path:
    """The folder of the zips, which only our user may open; made where it is not there."""
    place: Path = settings.MAPPA_FILES / "caseloads"
    place.mkdir(mode=stat.S_IRWXU, parents=True, exist_ok=True)
    return place


def path_of(job: UUID) -> Path:
    """Where the zip of a job lies, if there is one."""
    return folder() / f"{job.hex}{SUFFIX}"


def keep(content: BinaryIO, job: UUID) -> None:
    """Keep `content`, read from its beginning, as the zip of a job; when it returns, the file is on
    the disk whole."""
    path = path_of(job)
    unfinished = path.with_suffix(".part")
    content.seek(0)
    try:
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            shutil.copyfileobj(content, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(unfinished, path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


def remove(job: UUID) -> None:
    """Take the zip of a job away, if there is one."""
    path_of(job).unlink(missing_ok=True)


def tidy(*, wanted: Collection[UUID], older_than: timedelta, now: datetime) -> int:
    """Take away what belongs to no job of `wanted` and was last written longer than `older_than`
    before `now`; answers how many. A younger file may belong to a row that is not committed yet."""
    kept = {f"{job.hex}{SUFFIX}" for job in wanted}
    before = (now - older_than).timestamp()
    removed = 0
    for each in folder().iterdir():
        with suppress(FileNotFoundError):  # another was quicker
            if each.name not in kept and each.lstat().st_mtime < before:
                if each.is_dir():
                    shutil.rmtree(each)  # of an export that was killed
                else:
                    each.unlink()
                removed += 1
    return removed
