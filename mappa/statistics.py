"""Asking for an export of national statistics, and writing one whole or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

from django.db.models import F

from core import audit
from core.periods import ReportingYear
from mappa.models import StatisticsExport
from reporting.services.requests import start_of

MANIFEST = "manifest.json"


def day_due(*, on: date, month_and_day: tuple[int, int], installed_at: datetime) -> date | None:
    """The latest day of the setting up to `on`; `None` where the product was installed later,
    because nothing was known then."""
    day = date(on.year, *month_and_day)
    if day > on:
        day = date(on.year - 1, *month_and_day)
    return day if start_of(day) >= installed_at else None


def request_export(
    *, on: date, month_and_day: tuple[int, int], at: datetime
) -> StatisticsExport | None:
    """Leave the work of the latest day due, once; `None` where none is due."""
    installed_at = audit.installed_at()
    if installed_at is None:
        return None
    day = day_due(on=on, month_and_day=month_and_day, installed_at=installed_at)
    if day is None:
        return None
    return StatisticsExport.objects.get_or_create(day=day, defaults={"requested_at": at})[0]


def year_of(export: StatisticsExport) -> ReportingYear:
    """The reporting year that had just ended on the day of the export."""
    return ReportingYear.containing(export.day).previous


def folder_name(export: StatisticsExport) -> str:
    """The name of the folder that the files of an export stand in."""
    return f"statistics-{year_of(export)}-as-known-{export.day}"


def write_whole(*, into: Path, name: str, files: Mapping[str, bytes]) -> str:
    """Write `files` and a manifest of their digests to the folder `name` in `into`, and answer the
    SHA-256 of the manifest. The folder appears whole or not at all, and where it stands already
    with the same content nothing is written.

    Raises:
        FileExistsError: if the folder stands there with other content. It is left as it is.
        OSError: if the files cannot be written.
    """
    whole = {**files, MANIFEST: _manifest(name, files)}
    target = into / name
    into.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=f".{name}-", dir=into))
    try:
        for each, content in whole.items():
            with (temporary / each).open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        temporary.chmod(0o750)
        try:
            # A folder that is not empty is never replaced by this.
            temporary.rename(target)
        except OSError as error:
            if not target.exists():
                raise
            if not _holds(target, whole):
                msg = f"{target} holds other statistics. Move it away to have them written again."
                raise FileExistsError(msg) from error
        _sync(into)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise
    # What a killed writer left beside it goes too.
    for left in into.glob(f".{name}-*"):
        shutil.rmtree(left, ignore_errors=True)
    return hashlib.sha256(whole[MANIFEST]).hexdigest()


def finish(*, export: StatisticsExport, digest: str, at: datetime) -> None:
    """Close an export whose files stand there whole."""
    StatisticsExport.objects.filter(pk=export.pk).update(finished_at=at, digest=digest, failure="")


def note_failure(*, export: StatisticsExport, error: Exception) -> None:
    """Count an attempt that failed, and keep the class of the error."""
    StatisticsExport.objects.filter(pk=export.pk).update(
        attempts=F("attempts") + 1,
        failure=f"{type(error).__name__}: The log of the worker has the rest.",
    )


def _manifest(name: str, files: Mapping[str, bytes]) -> bytes:
    manifest = {
        "name": name,
        "files": [
            {
                "name": each,
                "bytes": len(content),
                "sha256": hashlib.sha256(content).hexdigest(),
            }
            for each, content in sorted(files.items())
        ],
    }
    return json.dumps(manifest, indent=1).encode() + b"\n"


def _holds(folder: Path, files: Mapping[str, bytes]) -> bool:
    """Whether `folder` holds these files with this content and no others."""
    if not folder.is_dir():
        return False
    found = {path.name: path for path in folder.iterdir()}
    return found.keys() == files.keys() and all(
        found[name].read_bytes() == content for name, content in files.items()
    )


def _sync(folder: Path) -> None:
    """Have the name of what was renamed in `folder` survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
