"""Identifiers of a person as search compares them, however they were written."""

from __future__ import annotations

import re

IDENTIFIERS = {
    "pnc_id": "PNC ID",
    "cro_number": "CRO number",
    "crn": "CRN",
    "prison_number": "prison number",
    "visor_reference": "ViSOR reference",
}
"""The identifiers that a record may hold, by field."""

FEWEST = 3
"""Letters and digits of an identifier from which on its beginning is sought."""

_SEPARATORS = re.compile(r"[^0-9A-Za-z]+")
_PNC = re.compile(r"(?:\d\d)?(\d\d)(\d{7})([A-Z])")


def normalised(kind: str, text: str) -> str:
    """An identifier in capitals, its parts without leading zeros and with one stroke between.

    The year of a PNC ID has two digits and its number no leading zeros, whether it was written
    with a stroke or in one: 2001/0171310W, 01/171310W and 20010171310W are one. Other identifiers
    written with other separators are one too; of those without, spaces do not part them.
    """
    parts = [each for each in _SEPARATORS.split(text.upper()) if each]
    if kind == "pnc_id":
        whole = _PNC.fullmatch("".join(parts))
        if whole:
            year, number, letter = whole.groups()
            return f"{year}/{number.lstrip('0')}{letter}"
        if len(parts) > 1:
            parts[0] = parts[0][-2:]
            return "/".join([parts[0], "".join(parts[1:]).lstrip("0")])
    elif kind == "cro_number":
        return "/".join(each.lstrip("0") or "0" for each in parts)
    return "".join(parts).lstrip("0")


def readings(text: str) -> frozenset[str]:
    """What `text` may mean as an identifier of any kind; nothing where it is too short or has no
    digit."""
    if len(_SEPARATORS.sub("", text)) < FEWEST or not any(each.isdigit() for each in text):
        return frozenset()
    return frozenset(filter(None, (normalised(kind, text) for kind in IDENTIFIERS)))
