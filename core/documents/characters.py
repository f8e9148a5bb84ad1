"""Which characters a file can hold, and what stands for those that none can."""

from __future__ import annotations

import re

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

_LINE_ENDS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")

_UNFIT = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(
        f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000)
    )
    + "]"
)
"""Controls, halves of pairs and the noncharacters of Unicode: XML or PDF refuses them."""


def printable(text: str) -> str:
    r"""`text` with `\n` for each kind of line end, and `REPLACEMENT` for what no file can hold."""
    return _UNFIT.sub(REPLACEMENT, _LINE_ENDS.sub("\n", text))
