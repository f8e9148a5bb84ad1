"""Reads the XML within office documents, bounded and without definitions of types or entities."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from xml.parsers import expat

from core.files.faults import damaged
from core.files.packages import Budget

Element = Callable[[str, dict[str, str]], None]
"""Told of an element: its name, and its attributes; names as namespace, space, local name."""

_MOST_AT_ONCE = 4 << 20
"""The longest single piece, such as a tag, in bytes: the parser holds it in memory."""

_DEEPEST = 1_000
"""How deep elements may stand within each other: the parser holds their names in memory."""


def read_markup(chunks: Iterable[bytes], element: Element, budget: Budget) -> None:
    """Tell `element` of every element of an XML document, in order; of none where it is empty.

    Raises:
        FaultError: if it is no XML, defines types or entities, or goes beyond bounds.
    """
    reading = _Reading(element)
    try:
        for chunk in chunks:
            reading.feed(chunk)
            budget.count(reading.counted())
        reading.end()
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise damaged("its XML is damaged") from error


def local(name: str) -> str:
    """A name without its namespace."""
    return name.rpartition(" ")[2]


class _Reading:
    def __init__(self, element: Element) -> None:
        self._element = element
        self._fed = self._depth = self._count = 0
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartElementHandler = self._started
        self._parser.EndElementHandler = self._ended
        self._parser.StartDoctypeDeclHandler = _refuse_definitions

    def feed(self, chunk: bytes) -> None:
        self._parser.Parse(chunk, False)
        self._fed += len(chunk)
        if self._fed - self._parser.CurrentByteIndex > _MOST_AT_ONCE:
            raise damaged("a piece of its XML is too long")

    def end(self) -> None:
        if self._fed:
            self._parser.Parse(b"", True)

    def counted(self) -> int:
        """How many elements began since this was last asked."""
        count, self._count = self._count, 0
        return count

    def _started(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        self._depth += 1
        if self._depth > _DEEPEST:
            raise damaged("its XML is too deep")
        self._element(name, attributes)

    def _ended(self, _: str) -> None:
        self._depth -= 1


def _refuse_definitions(_: str, system: str | None, __: str | None, has_own: int) -> None:
    """A name of a type without an address, as formulas of former office programs have it, stays;
    nothing is fetched for it."""
    if has_own or "/" in (system or ""):
        raise damaged("its XML defines types, as no office program writes it")
