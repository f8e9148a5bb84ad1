"""Which records are one person: those merged into a survivor, however often, count as it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from nominals.models import Merge, Nominal


def records_of(nominals: Collection[int], as_known_at: datetime | None = None) -> dict[int, int]:
    """Every record of the people `nominals`, with the survivor it stands behind.

    Each of `nominals` is its own survivor; the records merged into it, and into those, name it.
    As known at `as_known_at`, or as is now known. One query, and one more for each depth of
    merges into merges. Callers hand over a batch of at most some thousand ids.
    """
    survivors = {pk: pk for pk in nominals}
    merges = Merge.history.as_known_at(as_known_at).filter(undone_at__isnull=True).order_by()
    waiting: Collection[int] = nominals
    while waiting:
        found = merges.filter(survivor__in=waiting).values_list("merged", "survivor")
        waiting = []
        for merged, survivor in found:
            survivors[merged] = survivors[survivor]
            waiting.append(merged)
    return survivors


def survivors_of(records: Collection[int], as_known_at: datetime | None = None) -> dict[int, int]:
    """The survivor of each of `records`: itself, or whom it was merged into in the end.

    As known at `as_known_at`, or as is now known. One query for each depth of merges, and one.
    Callers hand over a batch of at most some thousand ids.
    """
    standing = {pk: pk for pk in records}
    merges = Merge.history.as_known_at(as_known_at).filter(undone_at__isnull=True).order_by()
    waiting = set(standing.values())
    while waiting:
        into = dict(merges.filter(merged__in=waiting).values_list("merged", "survivor"))
        standing = {pk: into.get(at, at) for pk, at in standing.items()}
        waiting = set(into.values())
    return standing


def person_of(record: Nominal) -> Nominal:
    """The record that stands for the person of `record`: itself, or what it was merged into.

    Events stay with the record on which they were recorded; acts on them are acts on this one.
    """
    return Nominal.objects.get(pk=survivors_of([record.pk])[record.pk])
