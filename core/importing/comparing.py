"""Compares the rows of a file with what is stored, by key: added, changed or unchanged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import itemgetter
from typing import Any

from core.importing.faults import Faults
from core.importing.files import File, Row
from core.periods import OPEN_END

Stored = tuple[Any, ...]
"""A primary key, and the values of the row in the order of the file's columns."""


@dataclass
class Compared:
    """What an import does to the rows of one file and of some owners."""

    file: File
    added: list[Row] = field(default_factory=list)
    changed: list[tuple[Stored, Row]] = field(default_factory=list)
    untouched: list[Stored] = field(default_factory=list)
    unchanged: int = 0

    def touched(self) -> Iterator[Row]:
        """The rows as they will stand that the import adds or changes, with their lines."""
        yield from self.added
        for _, row in self.changed:
            yield row

    def standing(self) -> Iterator[Row]:
        """All rows as they will stand after the import; line 0 for those it does not touch."""
        yield from self.touched()
        for stored in self.untouched:
            yield (0, *stored[1:])


def compare(
    file: File,
    rows: list[Row],
    stored: Sequence[Stored],
    present: frozenset[str],
    faults: Faults,
) -> Compared:
    """What becomes of `rows`. Both hold primary keys where the file holds references.

    A column that is not `present` leaves a stored value as it is. Two rows of one key are
    refused; of those the first is taken. Where rows of one key may belong to several owners, the
    caller refuses them, who sees all owners.
    """
    if not rows:
        return Compared(file, untouched=list(stored))
    rows, keys = _without_doubles(file, rows, faults)
    if not stored:
        return Compared(file, added=rows)
    if file.fills:
        return _fill(file, rows, stored, present)
    key_of = _getter(file, file.key)
    by_key = {key_of(each): each for each in reversed(stored)}
    by_part = _by_present_part(file, stored, present)
    absent = [file.at[name] for name in file.names if name not in present]
    compared = Compared(file)
    met = set()
    for row, key in zip(rows, keys, strict=True):
        former = by_key.get(key) or by_part(row)
        if former is None:
            compared.added.append(row)
            continue
        met.add(former[0])
        row = _keeping(absent, former, row)
        if row[1:] == former[1:]:
            compared.unchanged += 1
            compared.untouched.append(former)
        else:
            compared.changed.append((former, row))
    compared.untouched.extend(each for each in stored if each[0] not in met)
    if absent:
        _check_again(compared, faults)
    return compared


def _check_again(compared: Compared, faults: Faults) -> None:
    """Check changed rows with the stored values of absent columns, unknown when they were read."""
    file = compared.file
    rows = [row for _, row in compared.changed]
    chunk = {name: [row[place] for row in rows] for name, place in file.at.items()}
    for check in file.checks:
        for place, column, sentence in check(chunk):
            faults.add(file.name, rows[place][0], column, sentence)


def refuse_overlaps(compared: Compared, faults: Faults) -> None:
    """Refuse periods that would overlap once the import is made and that it adds or changes."""
    file = compared.file
    if file.one_at_a_time is None or not (compared.added or compared.changed):
        return
    group_of = _getter(file, (file.owner, *file.one_at_a_time))
    start_at, end_at = file.at["valid_from"], file.at["valid_to"]
    periods = sorted(
        (group_of(row), row[start_at], row[end_at] or OPEN_END, row[0])
        for row in compared.standing()
    )
    group: Any = None
    last = (OPEN_END, OPEN_END, 0)
    for found, start, end, line in periods:
        if found != group:
            group, last = found, (start, end, line)
            continue
        if start < last[1]:
            if line:
                sentence = f"Overlaps the period {_in_words(*last)}: end that one by {start}, or"
                faults.add(file.name, line, "valid_from", f"{sentence} choose other days.")
            elif last[2]:
                sentence = f"Overlaps the period {_in_words(start, end, line)}: end this one by"
                faults.add(file.name, last[2], "valid_to", f"{sentence} {start}.")
        if end > last[1]:
            last = (start, end, line)


def _in_words(start: date, end: date, line: int) -> str:
    until = "still open" if end == OPEN_END else f"valid_to {end}"
    return f"from {start}, {until} ({f'line {line}' if line else 'stored'})"


def _getter(file: File, names: Sequence[str]) -> Callable[[Sequence[Any]], Any]:
    return itemgetter(*(file.at[name] for name in names))


def _without_doubles(file: File, rows: list[Row], faults: Faults) -> tuple[list[Row], list[Any]]:
    key_of = _getter(file, file.key)
    keys = list(map(key_of, rows))
    if len(set(keys)) == len(keys):
        return rows, keys
    first: dict[Any, Row] = {}
    for row, key in zip(rows, keys, strict=True):
        if key not in first:
            first[key] = row
        elif not file.is_keyed_by_own_reference:
            sentence = (
                f"A second row of one key ({', '.join(file.key)}): the first is on line "
                f"{first[key][0]}; leave one of them."
            )
            faults.add(file.name, row[0], file.key[0], sentence)
    return list(first.values()), list(first)


def _by_present_part(
    file: File, stored: Sequence[Stored], present: frozenset[str]
) -> Callable[[Row], Stored | None]:
    """Finds the one stored row that a row means whose key lies partly in absent columns."""
    names = [name for name in file.key if name in present]
    if len(names) == len(file.key):
        return lambda row: None
    part_of = _getter(file, names)
    candidates: defaultdict[Any, list[Stored]] = defaultdict(list)
    for each in stored:
        candidates[part_of(each)].append(each)

    def find(row: Row) -> Stored | None:
        found = candidates.get(part_of(row), ())
        return found[0] if len(found) == 1 else None

    return find


def _fill(
    file: File, rows: Iterable[Row], stored: Sequence[Stored], present: frozenset[str]
) -> Compared:
    """Rows that equal a stored one change nothing; dates empty in exactly one stored row are
    filled; every other row is new. Which rows could be meant does not hang on the rows before."""
    compared = Compared(file)
    absent = [file.at[name] for name in file.names if name not in present]
    fills = [file.at[name] for name in file.fills if name in present]
    fixed = _getter(file, [n for n in file.names if n in present and n not in file.fills])
    by_part = _by_present_part(file, stored, present)
    by_value: defaultdict[Any, list[Stored]] = defaultdict(list)
    by_fixed: defaultdict[Any, list[Stored]] = defaultdict(list)
    for each in stored:
        by_value[each[1:]].append(each)
        by_fixed[fixed(each)].append(each)
    met: set[int] = set()
    left = []
    for row in rows:
        meant = by_part(row)
        equal = by_value.get(row[1:]) or ([meant] if meant else [])
        met.update(each[0] for each in equal)
        if equal:
            compared.unchanged += 1
        else:
            left.append(row)
    filled: dict[int, tuple[Stored, Row]] = {}
    for row in left:
        candidates = [
            each
            for each in by_fixed[fixed(row)]
            if each[0] not in met
            and all(each[place] is None or each[place] == row[place] for place in fills)
        ]
        if len(candidates) == 1 and candidates[0][0] not in filled:
            filled[candidates[0][0]] = (candidates[0], _keeping(absent, candidates[0], row))
        else:
            compared.added.append(row)
    compared.changed = list(filled.values())
    compared.untouched = [each for each in stored if each[0] not in filled]
    return compared


def _keeping(absent: Sequence[int], former: Stored, row: Row) -> Row:
    """The row with the stored values in the columns that the file has not."""
    if not absent:
        return row
    kept = list(row)
    for place in absent:
        kept[place] = former[place]
    return tuple(kept)
