"""The rows of some owners with what is stored of them, ready for the rules of the apps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from core.importing.comparing import Compared, Stored
from core.importing.faults import Faults
from core.importing.files import File, Row
from core.importing.storing import in_batches
from core.refusals import Refusal


@dataclass
class Batch:
    """What an import does to some owners, by file."""

    faults: Faults
    compared: dict[str, Compared] = field(default_factory=dict)

    def standing(self, file: str) -> Iterable[Row]:
        """All rows of a file as they will stand; line 0 for those that the import leaves alone."""
        found = self.compared.get(file)
        return () if found is None else found.standing()

    def touched(self, file: str) -> Iterable[Row]:
        """The rows of a file that the import adds or changes."""
        found = self.compared.get(file)
        return () if found is None else found.touched()

    def refuse(self, file: str, line: int, column: str, refusal: Refusal | str) -> None:
        """Refuse a row by its line."""
        self.faults.add(file, line, column, str(refusal))


def stored_rows(file: File, owners: Iterable[int]) -> Iterator[Stored]:
    """What is now known of some owners, as rows of the file; one query for thousands of them."""
    owner = next(column.attname for column in file.columns if column.name == file.owner)
    rows: Any = getattr(file.model, "objects")  # noqa: B009 - the stubs know no default manager
    for batch in in_batches(owners):
        wanted = rows.filter(**{f"{owner}__in": batch}).order_by("pk")
        yield from wanted.values_list("pk", *file.attnames)


def translated(rows: list[Row], place: int, keys: Mapping[str, int]) -> tuple[list[Row], list[Row]]:
    """The rows with the primary key of a reference in its place, and those where there is none."""
    found = [
        (*row[:place], keys[row[place]], *row[place + 1 :]) for row in rows if row[place] in keys
    ]
    if len(found) == len(rows):
        return found, []
    return found, [row for row in rows if row[place] not in keys]
