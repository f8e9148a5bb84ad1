"""Writes a caseload as a folder of the exchange, to be imported."""

from __future__ import annotations

import csv
from pathlib import Path

from tests.oracle.facts import COLUMNS, Caseload


def write(caseload: Caseload, folder: Path) -> Path:
    """Every file that has rows, with every column, so that an empty field clears what was stored.

    Returns the folder, which is made where it does not exist.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for file, columns in COLUMNS.items():
        rows = caseload.get(file, [])
        if not rows:
            continue
        with (folder / f"{file}.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, columns, restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    return folder
