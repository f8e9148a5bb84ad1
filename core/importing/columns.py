"""What may stand in a field of a file: each kind reads its text and writes it back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Final

from core.periods import FIRST_YEAR, LAST_YEAR

LONGEST_REFERENCE = 64
"""Characters of a sender's reference."""

DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Wrong:
    """Stands in the place of a value that could not be read; `sentence` says what is right."""

    sentence: str


class Kind:
    """How the fields of one column are read and written. `empty` is the value of an empty field."""

    empty: Any = ""

    def read(self, text: str) -> Any:
        """The value of a field that is not empty, or `Wrong`."""
        raise NotImplementedError

    def write(self, value: Any) -> str:
        """The field of a value; `read` of it gives the value again."""
        return "" if value is None else str(value)

    def reader(self) -> Callable[[Sequence[str]], list[Any]]:
        """What reads many fields at once, remembering what it has read."""
        remembered = _Remembered(self)
        recall = remembered.__getitem__
        return lambda texts: list(map(recall, texts))


class _Remembered(dict[str, Any]):
    """Values by text, each read once: a caseload has few different days and codes."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        super().__init__({"": kind.empty})

    def __missing__(self, text: str) -> Any:
        value = self.kind.read(text)
        if len(self) < 100_000:
            self[text] = value
        return value


@dataclass(frozen=True)
class Text(Kind):
    """Text as it stands, spaces and line breaks included; `longest` in characters."""

    longest: int | None = None

    def read(self, text: str) -> Any:
        """The text itself, or `Wrong` where it is too long."""
        if self.longest is not None and len(text) > self.longest:
            return Wrong(
                f"{len(text)} characters are too many: write at most {self.longest} characters."
            )
        return text

    def reader(self) -> Callable[[Sequence[str]], list[Any]]:
        """What reads many fields at once; texts differ, so none is remembered."""

        def read_all(texts: Sequence[str]) -> list[Any]:
            if self.longest is None or max(map(len, texts), default=0) <= self.longest:
                return list(texts)
            return list(map(self.read, texts))

        return read_all


@dataclass(frozen=True)
class Reference(Kind):
    """A sender's reference of a record: printable, at most 64 characters."""

    empty: Any = ""

    def read(self, text: str) -> Any:
        """The reference itself, or `Wrong`."""
        if len(text) > LONGEST_REFERENCE or not text.isprintable():
            return Wrong(
                f"No reference: write at most {LONGEST_REFERENCE} printable characters, "
                "without a line break or tab."
            )
        return text

    def reader(self) -> Callable[[Sequence[str]], list[Any]]:
        """What reads many fields at once; references differ, so none is remembered."""

        def read_all(texts: Sequence[str]) -> list[Any]:
            longest = max(map(len, texts), default=0)
            if longest > LONGEST_REFERENCE or not all(map(str.isprintable, texts)):
                return [self.read(text) if text else self.empty for text in texts]
            return list(texts) if self.empty == "" else [text or self.empty for text in texts]

        return read_all


@dataclass(frozen=True)
class Day(Kind):
    """A day as ISO 8601 writes it. `latest` is the last day that is possible, if any."""

    latest: date | None = None
    empty: Any = None

    def read(self, text: str) -> Any:
        """The day, or `Wrong`."""
        if not DAY.fullmatch(text):
            return Wrong(f"“{shown(text)}” is no day: write year-month-day like 2022-03-31.")
        try:
            day = date.fromisoformat(text)
        except ValueError:
            return Wrong(f"“{text}” is no day of the calendar: write one that exists.")
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            return Wrong(
                f"“{text}” lies outside the years {FIRST_YEAR} to {LAST_YEAR}: write a day in "
                "them, or leave the field empty where it is unknown or open."
            )
        if self.latest is not None and day > self.latest:
            return Wrong(f"“{text}” lies in the future: write a day up to {self.latest}.")
        return day

    def write(self, value: Any) -> str:
        """The day as ISO 8601 writes it, empty for none."""
        return "" if value is None else str(value.isoformat())


@dataclass(frozen=True)
class Code(Kind):
    """One of a set of codes, each with the value that is stored for it."""

    values: Mapping[str, Any]
    what: str
    empty: Any = ""

    def read(self, text: str) -> Any:
        """The value of the code, or `Wrong` naming the codes there are."""
        if text in self.values:
            return self.values[text]
        known = ", ".join(self.values)
        if len(known) > 400:
            known = f"{known[:400].rpartition(',')[0]} and so on"
        return Wrong(f"“{shown(text)}” is no {self.what}: write one of {known}.")

    def write(self, value: Any) -> str:
        """The code of a stored value."""
        return "" if value == self.empty else self._codes[value]

    @cached_property
    def _codes(self) -> Mapping[Any, str]:
        return {value: text for text, value in self.values.items()}


def codes_of(values: Iterable[Any], what: str) -> Code:
    """The codes of an enumeration, stored as its values."""
    return Code({str(each): getattr(each, "value", each) for each in values}, what)


@dataclass(frozen=True)
class Truth(Kind):
    """`true` or `false`; empty is false."""

    empty: Any = False

    def read(self, text: str) -> Any:
        """The truth value, or `Wrong`."""
        if text not in ("true", "false"):
            return Wrong(f"“{shown(text)}” is neither true nor false: write one of the two.")
        return text == "true"

    def write(self, value: Any) -> str:
        """`true` or `false`."""
        return "true" if value else "false"


@dataclass(frozen=True)
class Number(Kind):
    """A whole number without sign, between two bounds, both included."""

    least: int
    most: int
    what: str
    empty: Any = None

    def read(self, text: str) -> Any:
        """The number, or `Wrong`."""
        is_number = text.isascii() and text.isdecimal() and len(text) <= len(str(self.most))
        if not is_number or not self.least <= int(text) <= self.most or str(int(text)) != text:
            return Wrong(
                f"“{shown(text)}” is no {self.what}: write a whole number from {self.least} to "
                f"{self.most}."
            )
        return int(text)


def shown(text: str) -> str:
    """A field as a message quotes it: on one line and not too long."""
    one_line = "".join(each if each.isprintable() else repr(each)[1:-1] for each in text[:61])
    return f"{one_line[:60]}…" if len(one_line) > 60 else one_line
