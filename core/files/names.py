"""The name under which somebody hands over a file: cleaned, shortened, and its ending."""

from __future__ import annotations

import unicodedata
from pathlib import PurePosixPath

from core.refusals import Refusal

MOST_CHARACTERS = 150
"""The longest name that is taken, ending included."""

_MOST_SHOWN = 60

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Categories of characters that are not seen, or change how others are: controls, bidirectional
marks, single surrogates, breaks of lines."""


def cleaned(name: str) -> str | Refusal:
    """The name without folders and outer spaces, in Unicode's form NFC, or why it is none."""
    own = name.replace("\\", "/").rpartition("/")[2]
    own = unicodedata.normalize("NFC", own).strip().rstrip(" .")
    if any(unicodedata.category(each) in _UNSEEN for each in own):
        return _refusal(
            f"The name “{shown(own)}” holds characters that cannot be seen: rename the file with "
            "letters, digits, spaces and hyphens."
        )
    if not own:
        return _refusal("The file has no name: name it, for example report.pdf.")
    if own.startswith("."):
        return _refusal(
            f"The name “{shown(own)}” begins with a dot: put a name before it, for example "
            "report.pdf."
        )
    if len(own) > MOST_CHARACTERS:
        return _refusal(
            f"The name “{shown(own)}” has {len(own)} characters: rename the file with at most "
            f"{MOST_CHARACTERS}."
        )
    return own


def ending_of(name: str) -> str:
    """The ending of a name with its dot, in small letters; empty where there is none."""
    return PurePosixPath(name).suffix.lower()


def shown(name: str) -> str:
    """A name as a sentence quotes it: on one line, at most 60 characters, with its ending."""
    seen = "".join(each if each.isprintable() else "�" for each in name[: MOST_CHARACTERS * 2])
    if len(seen) <= _MOST_SHOWN:
        return seen
    tail = seen[-9:]
    return f"{seen[: _MOST_SHOWN - 1 - len(tail)]}…{tail}"


def _refusal(sentence: str) -> Refusal:
    return Refusal("file_name", "file", sentence)
