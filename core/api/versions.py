"""Which version of a record a caller read: ETag goes out, If-Match comes back."""

from __future__ import annotations

import re

from core.api.problems import Problem

_TAG = re.compile(r'"(0|[1-9][0-9]{0,17})"')


def tag_of(version: int) -> str:
    """The ETag of a version."""
    return f'"{version}"'


def version_in(text: str) -> int:
    """The version that `If-Match` names.

    Raises:
        Problem: where it names none (428), or not one tag that an answer bore (400).
    """
    if not text.strip():
        sentence = "Read it, and send the ETag of what you read as If-Match."
        raise Problem("version-needed", sentence)
    found = _TAG.fullmatch(text.strip())
    if found is None:
        sentence = 'If-Match is not one ETag that an answer bore, such as "4711".'
        raise Problem("malformed", sentence)
    return int(found[1])
