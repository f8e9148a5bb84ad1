"""Names as search compares them: folded, sounded, and told apart by the slips of typing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

from jellyfish import metaphone
from rapidfuzz.distance import OSA, JaroWinkler

SAME, BEGINS, HOLDS, MISTYPED, SOUNDS, INITIAL = 1.0, 0.9, 0.8, 0.75, 0.7, 0.6
"""How well a word that is sought meets a word of a name."""

_UNLIKE_ANY_ACCENT = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"}
)
_DROPPED = re.compile(r"['`.\u2018\u2019\u00b4\u02bc]")
"""Apostrophes in all their forms, and the full stop of an initial."""
_WORD = re.compile(r"[^\W_]+")

_ONE_SLIP, _TWO_SLIPS = 5, 9
"""Letters from which on a word may hold one slip of typing, and two."""

_CLOSE_BY_SOUND = 0.75
"""Similarity, by Jaro and Winkler, below which words of one sound are still different names."""


def words_of(text: str) -> tuple[str, ...]:
    """The words of a name without case, accents and punctuation, in their order.

    An apostrophe joins (O'Brien), a hyphen parts (Smith-Jones).
    """
    plain = unicodedata.normalize("NFKD", _DROPPED.sub("", text))
    bare = "".join(each for each in plain if not unicodedata.combining(each))
    return tuple(_WORD.findall(bare.casefold().translate(_UNLIKE_ANY_ACCENT)))


def folded(*parts: str) -> str:
    """The words of a name as one text."""
    return " ".join(words_of(" ".join(parts)))


@lru_cache(maxsize=50_000)
def sound_of(word: str) -> str:
    """The phonetic code of a word; empty where it has none."""
    return metaphone(word).replace(" ", "")


def sounds_of(words: Sequence[str]) -> str:
    """The phonetic codes of words, each between two spaces, so that a whole one can be sought."""
    codes = [code for code in map(sound_of, words) if code]
    return f" {' '.join(codes)} " if codes else ""


def is_mistyped(one: str, other: str) -> bool:
    """Whether the words lie within typing distance: a letter wrong, missing, added or swapped."""
    longest = max(len(one), len(other))
    slips = 2 if longest >= _TWO_SLIPS else 1 if longest >= _ONE_SLIP else 0
    return 0 < OSA.distance(one, other, score_cutoff=slips) <= slips


def sounds_alike(one: str, other: str) -> bool:
    """Whether the words have one sound and are not too differently written: not John and Jane."""
    return (
        sound_of(one) != ""
        and sound_of(one) == sound_of(other)
        and JaroWinkler.similarity(one, other) >= _CLOSE_BY_SOUND
    )


@lru_cache(maxsize=50_000)
def meets(sought: str, word: str) -> float:
    """How well a sought word meets a word of a name, from 0 to 1."""
    if sought == word:
        return SAME
    if len(sought) == 1:
        return INITIAL if word.startswith(sought) else 0.0
    if word.startswith(sought):
        return BEGINS
    if len(sought) > 2 and sought in word:
        return HOLDS
    if is_mistyped(sought, word):
        return MISTYPED
    return SOUNDS if sounds_alike(sought, word) else 0.0


def match(sought: Sequence[str], name: Sequence[str]) -> tuple[float, ...]:
    """How well each sought word meets a word of its own in the name, in any order.

    Empty where one of them meets none. Written together they meet too: “alhassan” is “Al-Hassan”.
    """
    if sought and "".join(sought) == "".join(name):
        return (SAME,)
    scores: list[float] = []
    left = list(name)
    for word in sorted(sought, key=len, reverse=True):
        by_word = {each: meets(word, each) for each in left}
        best = max(by_word, key=by_word.__getitem__, default="")
        if not by_word.get(best):
            return ()
        scores.append(by_word[best])
        left.remove(best)
    return tuple(scores)


def are_alike(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two names may be one: every word of the shorter has a counterpart in the other."""
    shorter, longer = sorted((one, other), key=len)
    if not shorter:
        return False
    left = list(longer)
    for word in shorter:
        like = next(_counterparts(word, left), None)
        if like is None:
            return "".join(one) == "".join(other)
        left.remove(like)
    return True


def _counterparts(word: str, others: Sequence[str]) -> Iterator[str]:
    for is_like in (str.__eq__, is_mistyped, sounds_alike):
        yield from (each for each in others if is_like(word, each))
