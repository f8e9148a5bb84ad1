"""Keeps the rows by which nominals are found: names, aliases and identifiers, folded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from core.bulk import copy_rows
from nominals.models import Alias, Nominal, SearchIdentifier, SearchName
from nominals.rules.identity.identifiers import IDENTIFIERS, normalised
from nominals.rules.identity.names import folded, sounds_of
from nominals.services.changes import batches
from nominals.services.records import records_of

NAME_COLUMNS = ("name", "sounds", "date_of_birth", "is_alias")
IDENTIFIER_COLUMNS = ("kind", "value")

Row = tuple[Any, ...]
Rows = dict[int, set[Row]]


def make_findable(nominals: Sequence[int]) -> None:
    """Make the rows by which `nominals` are found those that their records give.

    Five queries read, whatever the number; only rows of changed names are written anew. The
    caller holds the transaction.
    """
    names, identifiers = search_rows(nominals)
    _replace(SearchName, NAME_COLUMNS, names)
    _replace(SearchIdentifier, IDENTIFIER_COLUMNS, identifiers)


def differing_in_search(nominals: Sequence[int]) -> set[int]:
    """Those of `nominals` who would not be found by what their records say."""
    names, identifiers = search_rows(nominals)
    stored_names = _stored(SearchName, NAME_COLUMNS, nominals)
    stored_identifiers = _stored(SearchIdentifier, IDENTIFIER_COLUMNS, nominals)
    return {
        pk
        for pk in nominals
        if names[pk] != set(stored_names[pk]) or identifiers[pk] != set(stored_identifiers[pk])
    }


def search_rows(nominals: Collection[int]) -> tuple[Rows, Rows]:
    """The names and the identifiers by which each of `nominals` is found; three queries, and one
    more for each depth of merges.

    A merged record is not found; its survivor is found by whatever it says. An alias without a
    date of birth has that of its record.
    """
    records = records_of(nominals)
    names: Rows = {pk: set() for pk in nominals}
    identifiers: Rows = {pk: set() for pk in nominals}
    births: dict[int, date | None] = {}
    found = Nominal.objects.filter(pk__in=list(records)).order_by()
    for pk, into, family_name, given_names, born, *values in found.values_list(
        "pk", "merged_into", "family_name", "given_names", "date_of_birth", *IDENTIFIERS
    ):
        survivor = records[pk]
        if survivor == pk and into is not None:
            continue
        births[pk] = born
        names[survivor].add(_name_row(family_name, given_names, born, is_alias=survivor != pk))
        for kind, value in zip(IDENTIFIERS, values, strict=True):
            if value and (written := normalised(kind, value)):
                identifiers[survivor].add((kind, written))
    aliases = Alias.objects.filter(nominal__in=list(births)).order_by()
    for pk, family_name, given_names, born in aliases.values_list(
        "nominal_id", "family_name", "given_names", "date_of_birth"
    ):
        row = _name_row(family_name, given_names, born or births[pk], is_alias=True)
        names[records[pk]].add(row)
    return names, identifiers


def _name_row(family_name: str, given_names: str, born: date | None, *, is_alias: bool) -> Row:
    name = folded(family_name, given_names)
    return (name, sounds_of(name.split()), born, is_alias)


def _replace(model: type[Any], columns: Sequence[str], wanted: Mapping[int, set[Row]]) -> None:
    missing = {pk: set(rows) for pk, rows in wanted.items()}
    gone: list[int] = []
    for pk, rows in _stored(model, columns, list(wanted)).items():
        for row, key in rows.items():
            if row in missing[pk]:
                missing[pk].remove(row)
            else:
                gone.append(key)
    for batch in batches(gone):
        model.objects.filter(pk__in=batch).delete()
    copy_rows(
        model,
        ["nominal_id", *columns],
        ((pk, *row) for pk, rows in missing.items() for row in sorted(rows, key=repr)),
    )


def _stored(
    model: type[Any], columns: Sequence[str], nominals: Collection[int]
) -> defaultdict[int, dict[Row, int]]:
    stored: defaultdict[int, dict[Row, int]] = defaultdict(dict)
    rows = model.objects.filter(nominal__in=nominals).order_by()
    for key, pk, *values in rows.values_list("pk", "nominal_id", *columns):
        stored[pk][tuple(values)] = key
    return stored
