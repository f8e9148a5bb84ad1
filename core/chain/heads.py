"""Keeps the heads of blocks outside the database, where its owner does not rewrite them."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from core.models import LogBlock


def keep_heads(blocks: Iterable[LogBlock], path: Path) -> None:
    """Append a line for each of `blocks` to the file at `path`: number, instant (UTC) and head.

    They are on the disk when this returns. The file is only ever appended to.

    Raises:
        OSError: if it cannot be written; a later head stands for those that it then lacks.
    """
    lines = "".join(f"{block.number} {block.at.isoformat()} {block.head}\n" for block in blocks)
    if not lines:
        return
    with path.open("a", encoding="ascii") as file:
        file.write(lines)
        file.flush()
        os.fsync(file.fileno())
