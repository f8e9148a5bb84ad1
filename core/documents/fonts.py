"""The letters of a PDF: which fonts there are, and which characters they can show."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from unicodedata import category

from fontTools.ttLib import TTFont
from typst import Fonts

_FIRST = "Noto Sans"
_LAST = "Noto Emoji"
"""It holds digits and the space too, which are better taken from any other."""

_JOINER = "\N{ZERO WIDTH JOINER}"
_WORD_JOINER = "\N{WORD JOINER}"
_OLD_JOINER = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""The earlier form of `_WORD_JOINER`: typst counts it as a mark, and looks for it in one font."""

_UNSEEN = frozenset(["\n", _JOINER, *map(chr, range(0xFE00, 0xFE10))])
"""What asks for no letter of its own: line ends, and what only shapes its neighbours."""


@cache
def fonts() -> Fonts:
    """The fonts of every PDF, and no others, so that it looks the same on every machine."""
    return Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(files("manimgx_fonts"))],
    )


@cache
def families() -> tuple[str, ...]:
    """The names of the fonts, in the order in which a letter is looked for."""
    return tuple(sorted(fonts().families(), key=lambda name: (name != _FIRST, name == _LAST, name)))


def showable(text: str) -> str:
    """`text` with a code such as `[U+4E2D]` for each character that no font holds.

    A letter and the marks on it must come from one font; marks that its font lacks are codes too.
    """
    held = _held()
    text = text.replace(_OLD_JOINER, _WORD_JOINER)
    if held[0].issuperset(text):
        return text
    return "".join(_shown(cluster, held) for cluster in _clusters(text))


@cache
def _held() -> tuple[frozenset[str], ...]:
    """The characters of each family, in the order of `families`."""
    paths = {
        each.family: each.path
        for each in fonts().fonts()
        if each.style == "normal" and each.path is not None
    }
    return tuple(_characters(paths[family]) | _UNSEEN for family in families())


def _characters(path: str) -> frozenset[str]:
    with TTFont(path, lazy=True) as font:
        return frozenset(map(chr, font["cmap"].getBestCmap()))


def _clusters(text: str) -> Iterator[str]:
    """The letters of `text`, each with the marks that go on it."""
    cluster = ""
    for each in text:
        if cluster and cluster != "\n" and (_goes_on(each) or cluster[-1] == _JOINER):
            cluster += each
            continue
        yield cluster
        cluster = each
    yield cluster


def _goes_on(character: str) -> bool:
    return character == _JOINER or category(character).startswith("M")


def _shown(cluster: str, held: tuple[frozenset[str], ...]) -> str:
    if any(each.issuperset(cluster) for each in held):
        return cluster
    font = next((each for each in held if cluster[0] in each), frozenset[str]())
    return "".join(each if each in font else f"[U+{ord(each):04X}]" for each in cluster)
