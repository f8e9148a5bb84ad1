"""Reads the rows of one file strictly: UTF-8, RFC 4180, known columns, fields of their kind."""

from __future__ import annotations

import csv
import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import IO, Any

from core.importing.columns import Wrong, shown
from core.importing.faults import Faults
from core.importing.files import Column, File, Row
from core.importing.sources import TOO_LARGE, Digested, TooLargeError

ROWS_AT_ONCE = 4096

LONGEST_LINE = 1 << 20
"""Bytes of a line that can be meant."""

UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    NotImplementedError,
    UnicodeDecodeError,
)
"""What opening or reading a file raises that is broken, or packed in a way not known here."""

_SHORTEN = "shorten it, or close the quotation mark that makes one field of many lines."

_QUOTED = re.compile(r'(?:"(?:[^"]|"")*"|[^",\r\n]*)(?:,(?:"(?:[^"]|"")*"|[^",\r\n]*))*(?:\r?\n)?')


ColumnReader = tuple[Column, Callable[[Sequence[str]], list[Any]], int]
"""A column, what reads its fields, and where they stand in a record."""


class _UnreadLinesError(Exception):
    """The rest of the file cannot be read; the sentence says why."""


class Reading:
    """One file being read: its digest, its rows, and what is wrong with them.

    `rows` yields chunks of rows that agree with their columns; whatever does not is refused.
    `refused` holds the first field of each refused row, so that rows of other files that speak of
    it are not refused for that alone; nor are they where the file `is_whole` not, because its
    header is refused or its reading broke off.
    """

    def __init__(self, file: File, stream: IO[bytes], faults: Faults) -> None:
        self.file = file
        self.digested = Digested(stream)
        self.count = 0
        self.present: frozenset[str] = frozenset()
        self.refused: set[str] = set()
        self.is_whole = False
        self._faults = faults
        self._bytes = io.BufferedReader(self.digested, 1 << 20)  # type: ignore[type-var]
        self._line = 0
        self._spoilt: list[tuple[str, str]] = []
        self._raw: list[str] = []
        self._header: list[str] = []

    def rows(self) -> Iterator[list[Row]]:
        """The rows in chunks.

        A file that cannot be read further is refused where it breaks off.
        """
        try:
            yield from self._rows()
            self._read_rest()
        except TooLargeError:
            self._refuse(1, "file", f"The file {TOO_LARGE}")
        except UNREADABLE as error:
            self._refuse(self._line + 1, "file", cannot_be_read(error))

    def _rows(self) -> Iterator[list[Row]]:
        records = self._records()
        before = self._faults.count
        first = next(records, None)
        if self._faults.count > before:
            return
        if first is None or not first[1]:
            self._refuse(1, self.file.names[0], f"No header: begin with {self._expected()}.")
            return
        if not self._is_header(first[1]):
            return
        readers = [
            (column, column.kind.reader(), self._header.index(column.name))
            for column in self.file.columns
            if column.name in self.present
        ]
        width = len(self._header)
        lines: list[int] = []
        fields: list[list[str]] = []
        for line, record in records:
            self.count += 1
            if len(record) != width:
                self._refuse_width(line, record, width)
                continue
            lines.append(line)
            fields.append(record)
            if len(lines) == ROWS_AT_ONCE:
                yield self._typed(lines, fields, readers)
                lines, fields = [], []
        if lines:
            yield self._typed(lines, fields, readers)

    def _is_header(self, header: list[str]) -> bool:
        self._header = header
        before = self._faults.count
        known = set(self.file.names)
        for place, name in enumerate(header):
            if name not in known:
                sentence = f"No column of {self.file.name}: the columns are {self._expected()}."
                self._refuse(1, shown(name) or f"column {place + 1}", sentence)
            elif name in header[:place]:
                self._refuse(1, name, "The header names this column twice: leave one of them.")
        for column in self.file.columns:
            if column.needed and column.name not in header:
                self._refuse(1, column.name, "The column is missing: it is needed in this file.")
        self.present = frozenset(header)
        return self._faults.count == before

    def _typed(
        self, lines: list[int], fields: list[list[str]], readers: Sequence[ColumnReader]
    ) -> list[Row]:
        texts = list(zip(*fields, strict=True))
        chunk: dict[str, Sequence[Any]] = {
            column.name: read(texts[place]) for column, read, place in readers
        }
        wrong: dict[int, None] = {}
        for column, _, place in readers:
            values = chunk[column.name]
            if Wrong in set(map(type, values)):
                for at, value in enumerate(values):
                    if type(value) is Wrong:
                        self._refuse(lines[at], column.name, value.sentence)
                        wrong[at] = None
            if column.needed and "" in texts[place]:
                for at, text in enumerate(texts[place]):
                    if not text:
                        self._refuse(lines[at], column.name, "The field is empty: it is needed.")
                        wrong[at] = None
        for column in self.file.columns:
            if column.name not in self.present:
                chunk[column.name] = [column.kind.empty] * len(lines)
        ordered = {name: chunk[name] for name in self.file.names}
        lines, ordered = self._leave_out(wrong, lines, fields, ordered)
        failed: dict[int, None] = {}
        for check in self.file.checks:
            for at, name, sentence in check(ordered):
                self._refuse(lines[at], name, sentence)
                failed[at] = None
        lines, ordered = self._leave_out(failed, lines, (), ordered)
        return list(zip(lines, *ordered.values(), strict=True))

    def _leave_out(
        self,
        wrong: Collection[int],
        lines: list[int],
        fields: Sequence[list[str]],
        chunk: dict[str, Sequence[Any]],
    ) -> tuple[list[int], dict[str, Sequence[Any]]]:
        if not wrong:
            return lines, chunk
        own = self._header.index(self.file.names[0])
        self.refused.update(fields[at][own] for at in wrong if fields)
        sound = [at for at in range(len(lines)) if at not in wrong]
        kept: dict[str, Sequence[Any]] = {
            name: [values[at] for at in sound] for name, values in chunk.items()
        }
        return [lines[at] for at in sound], kept

    def _refuse_width(self, line: int, record: list[str], width: int) -> None:
        if len(record) < width:
            column = self._header[len(record)] if record else self._header[0]
            found = "the line is empty" if not record else f"the row has {len(record)} fields"
        else:
            column, found = self._header[-1], f"the row has {len(record)} fields"
        if record:
            self.refused.update(record)
        self._refuse(line, column, f"The header has {width} columns, {found}: make them agree.")

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        """Each record with the line on which it begins.

        One that is badly written is refused; without a header nothing after it is read.
        """
        reader = csv.reader(self._lines(), strict=True)
        while self._header or not self._line:
            self._raw.clear()
            self._spoilt.clear()
            start = self._line + 1
            try:
                record = next(reader)
            except StopIteration:
                self.is_whole = True
                return
            except (csv.Error, _UnreadLinesError) as error:
                if isinstance(error, _UnreadLinesError) or "limit" in str(error):
                    self._refuse_record(start, f"Too long ({error}): {_SHORTEN}")
                    self._refuse(start, "file", "The lines after this row were not read.")
                    return
                self._refuse_quoting(start, _in_plain_words(str(error)))
                continue
            if self._spoilt:
                text_before, sentence = self._spoilt[0]
                self._refuse(start, self._column_after(text_before), sentence)
                self.count += start > 1
                self.refused.update(record)
                continue
            if len(self._raw) > 1 or '"' in self._raw[0]:
                raw = "".join(self._raw)
                if '"' in raw and not _QUOTED.fullmatch(raw):
                    self._refuse_quoting(start, "a quotation mark inside an unquoted field")
                    self.refused.update(record)
                    continue
            yield start, record

    def _lines(self) -> Iterator[str]:
        readline, raw = self._bytes.readline, self._raw
        while line := readline(LONGEST_LINE + 1):
            self._line += 1
            if len(line) > LONGEST_LINE:
                raw.append(line.decode(errors="replace"))
                raise _UnreadLinesError("a line of more than 1 MiB")
            if self._line == 1 and line.startswith(b"\xef\xbb\xbf"):
                line = line[3:]
            try:
                text = line.decode()
            except UnicodeDecodeError as error:
                text = line.decode(errors="replace")
                self._spoil(line[: error.start].decode(), "Not UTF-8: save the file as UTF-8.")
            if "\0" in text:
                self._spoil(text.partition("\0")[0], "A NUL byte: remove it.")
                text = text.replace("\0", "")
            raw.append(text)
            yield text

    def _spoil(self, text: str, sentence: str) -> None:
        self._spoilt.append(("".join(self._raw) + text, sentence))

    def _refuse_quoting(self, start: int, reason: str) -> None:
        sentence = (
            f"Not written as RFC 4180 asks ({reason}): put a field with a comma, a quotation mark "
            "or a line break into quotation marks, and double those inside it."
        )
        self._refuse_record(start, sentence)

    def _refuse_record(self, start: int, sentence: str) -> None:
        self.count += start > 1
        self._refuse(start, self._column_after("".join(self._raw)), sentence)

    def _column_after(self, text: str) -> str:
        """The column in which the text of a record breaks off, as far as that can be told."""
        if not self._header:
            return self.file.names[0]
        text = text[: csv.field_size_limit()]
        try:
            fields = next(csv.reader(io.StringIO(text, newline="")), [])
        except csv.Error:
            fields = []
        return self._header[min(max(len(fields), 1), len(self._header)) - 1]

    def _read_rest(self) -> None:
        """What a refused header left unread, so that the digest is that of the file."""
        while self._bytes.read(1 << 20):
            pass

    def _refuse(self, line: int, column: str, message: str) -> None:
        self._faults.add(self.file.name, line, column, message)

    def _expected(self) -> str:
        return ",".join(self.file.names)


def cannot_be_read(error: BaseException) -> str:
    """What a refusal says of one of the `UNREADABLE` errors."""
    return f"The file cannot be read ({error}): send it again, packed by deflate if in a zip."


def _in_plain_words(error: str) -> str:
    """What the csv module says, where it speaks of its own options."""
    if error.startswith("new-line character"):
        return "a carriage return without a line feed"
    if error.startswith("unexpected end of data"):
        return "a quotation mark that is never closed"
    return error
