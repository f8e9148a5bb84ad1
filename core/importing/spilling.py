"""Spills rows to a temporary file, parted so that the rows of one owner come back together."""

from __future__ import annotations

import pickle
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Self
from zlib import crc32

from core.importing.files import Row

PARTS = 512
"""Parts of a spill. One part of two million rows is some four thousand rows."""

ROWS_IN_MEMORY = 100_000

Rows = dict[str, list[Row]]
"""Rows by file."""


class Spill:
    """Rows on disk. The file has no name from its first moment, so that nothing stays behind.

    Rows are pickled by this process and read by it alone.
    """

    def __init__(self) -> None:
        self._disk = tempfile.TemporaryFile(prefix="mappa-import-")  # noqa: SIM115 - closed on exit
        self._waiting: defaultdict[tuple[int, str], list[Row]] = defaultdict(list)
        self._count = 0
        self._pieces: list[list[tuple[str, int, int]]] = [[] for _ in range(PARTS)]
        self.sizes = [0] * PARTS
        self.owners: list[set[str]] = [set() for _ in range(PARTS)]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._disk.close()

    def add(self, file: str, rows: Iterable[Row], owner: int) -> None:
        """Put rows of one file away; `owner` is where in a row its owner's reference stands."""
        waiting, owners, count = self._waiting, self.owners, 0
        for row in rows:
            part = crc32(row[owner].encode()) % PARTS
            waiting[part, file].append(row)
            owners[part].add(row[owner])
            count += 1
        self._count += count
        if self._count >= ROWS_IN_MEMORY:
            self._put_down()

    def parts(self) -> Iterator[int]:
        """The parts that hold rows."""
        self._put_down()
        return (part for part in range(PARTS) if self._pieces[part])

    def take(self, parts: Iterable[int]) -> Rows:
        """The rows of some parts by file, in the order in which they were put away."""
        rows: Rows = defaultdict(list)
        for part in parts:
            for file, offset, length in self._pieces[part]:
                self._disk.seek(offset)
                rows[file].extend(pickle.loads(self._disk.read(length)))
        return rows

    def _put_down(self) -> None:
        if not self._waiting:
            return
        offset = self._disk.seek(0, 2)
        for (part, file), rows in self._waiting.items():
            piece = pickle.dumps(rows, pickle.HIGHEST_PROTOCOL)
            self._disk.write(piece)
            self._pieces[part].append((file, offset, len(piece)))
            self.sizes[part] += len(rows)
            offset += len(piece)
        self._waiting.clear()
        self._count = 0
