"""Verifies the chain: what was changed, removed or slipped in since it was sealed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, Min, OuterRef

from core.chain.digests import digests_of, head_of
from core.chain.sealing import MOST_ENTRIES, last_reach
from core.models import LogBlock, SealedEntry

Sealed = list[tuple[int, bytes]]
"""The keys of a block's entries in order, each with its digest."""


@dataclass(frozen=True, slots=True)
class Tail:
    """What is not sealed yet: how many entries, and the instant of the oldest."""

    entries: int
    since: datetime | None


def faults() -> Iterator[str]:
    """A sentence for each fault, those of the chain first and in its order.

    The chain is read once from its beginning, some thousand entries at a time, so that it takes as
    long as the log is but no more memory. What is sealed meanwhile is left to the next time.
    """
    last = LogBlock.objects.order_by("-number").first()
    number = 0 if last is None else last.number
    yield from _faults_of_chain(number)
    yield from _faults_beyond(number)
    for entry in last_reach().settled().unsealed().order_by("pk").iterator():
        yield f"Entry {entry.pk} ({entry}) was added to what had been sealed."


def tail() -> Tail:
    """What waits to be sealed."""
    found = last_reach().waiting().aggregate(entries=Count("pk"), since=Min("at"))
    return Tail(**found)


def _faults_of_chain(last: int) -> Iterator[str]:
    number, former = 0, ""
    for blocks in _groups(last):
        sealed = _sealed_in(blocks)
        digests = digests_of([key for rows in sealed.values() for key, _ in rows])
        for block in blocks:
            if block.number != number + 1:
                yield _missing(number + 1, block.number - 1)
            elif block.former != former:
                yield f"Block {block.number} does not follow on block {number}."
            yield from _faults_of_block(block, sealed[block.number], digests)
            number, former = block.number, block.head


def _faults_of_block(block: LogBlock, sealed: Sealed, digests: dict[int, bytes]) -> Iterator[str]:
    for key, digest in sealed:
        if key not in digests:
            yield f"Entry {key} of block {block.number} is missing."
        elif digests[key] != digest:
            yield (
                f"Entry {key} of block {block.number} is not what was sealed: it, or the records "
                "that it names, were changed."
            )
    if len(sealed) != block.entries:
        yield f"Block {block.number} sealed {block.entries} entries, and now has {len(sealed)}."
    elif head_of(block, (digest for _, digest in sealed)) != block.head:
        yield f"Block {block.number} or what it says of its entries was changed."


def _faults_beyond(last: int) -> Iterator[str]:
    """Blocks after the last, or of an emptied chain, of which only the sealed entries are left."""
    here = LogBlock.objects.filter(number=OuterRef("block"))
    left = SealedEntry.objects.filter(~Exists(here), block__gt=last)
    for number in left.order_by("block").values_list("block", flat=True).distinct():
        yield _missing(number, number)


def _missing(first: int, last: int) -> str:
    if first == last:
        return f"Block {first} is missing."
    return f"Blocks {first} to {last} are missing."


def _groups(last: int) -> Iterator[list[LogBlock]]:
    """The blocks in order, as many together as hold some thousand entries."""
    group: list[LogBlock] = []
    held = 0
    for block in LogBlock.objects.filter(number__lte=last).order_by("number").iterator():
        if group and held + block.entries > MOST_ENTRIES:
            yield group
            group, held = [], 0
        group.append(block)
        held += block.entries
    if group:
        yield group


def _sealed_in(blocks: list[LogBlock]) -> dict[int, Sealed]:
    sealed: dict[int, Sealed] = {block.number: [] for block in blocks}
    rows = SealedEntry.objects.filter(block__in=list(sealed)).order_by("entry_id")
    for key, number, digest in rows.values_list("entry_id", "block", "digest"):
        sealed[number].append((key, bytes(digest)))
    return sealed
