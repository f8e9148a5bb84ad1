"""Looks at a zip that somebody sends before it is kept: what it declares, and nothing unpacked."""

from __future__ import annotations

import zipfile
from typing import Any, BinaryIO

from core.files.packages import MEGABYTE, Narrow
from core.importing.columns import shown
from core.importing.faults import Faults
from core.importing.sources import Zip
from mappa.exchange.files import files

MOST_TIMES = 20
"""How many times the largest zip a caseload may unpack to: ten times is usual for its text."""


def zip_faults(content: BinaryIO, *, largest: int) -> Faults:
    """What is wrong with a zip of which `largest` bytes are taken: it is none or damaged, holds
    something else than the files of a caseload at its top, or too much of them."""
    known = files()
    faults = Faults([(name, file.names) for name, file in known.items()])
    content.seek(0)
    try:
        narrow: Any = Narrow(content)
        archive = zipfile.ZipFile(narrow)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError):
        sentence = "This is no zip that can be read: send a zip of the CSV files of a caseload."
        faults.add("zip", 1, "file", sentence)
        return faults
    source = Zip(archive)
    source.refuse_unsafe(faults)
    sizes = source.sizes()
    for name in sorted(sizes):
        if name not in known:
            sentence = f"No file of a caseload: the files are {', '.join(known)}."
            faults.add(shown(name), 1, "file", sentence)
    most = largest * MOST_TIMES
    if sum(sizes.values()) > most:
        sentence = (
            f"The zip unpacks to more than {most // MEGABYTE} MB: split the caseload and send it "
            "in parts."
        )
        faults.add("zip", 1, "file", sentence)
    return faults
