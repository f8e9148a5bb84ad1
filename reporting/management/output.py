"""Writes a file whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from django.core.management import CommandError


def write_whole(path: Path, text: str) -> None:
    """Write `text` to `path` under a temporary name beside it, then rename it.

    A link stays, and what it names is written. A device or pipe is refused: it would be replaced.

    Raises:
        CommandError: if it cannot be written; what was there before stays.
    """
    target = Path(os.path.realpath(path))
    if path.exists() and not path.is_file():
        raise CommandError(f"{path} cannot be written: it is no file. Name a file.")
    try:
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}.") from None
    try:
        with open(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, target)
    except OSError as error:
        Path(temporary).unlink(missing_ok=True)
        raise CommandError(f"{path} cannot be written: {error.strerror}.") from None
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
