"""Writes a caseload as the CSV files of the exchange, the same bytes every time."""

import csv
from pathlib import Path

from mappa.synthetic.format import FILES, Caseload


def write(caseload: Caseload, folder: Path) -> None:
    """Write each file that has rows into `folder`, which is made where it is missing.

    UTF-8 without a mark, LF lines, minimal quoting, columns in the order of the page, rows by key.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, file in FILES.items():
        rows = caseload.of(name)
        if not rows:
            continue
        with (folder / name).open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, file.columns, lineterminator="\n")
            writer.writeheader()
            writer.writerows(sorted(rows, key=file.key_of))
