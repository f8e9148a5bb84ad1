"""Merging people across the apps: what would move, and what follows once it is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction

from core import audit
from meetings.services.following import follow_merge
from nominals.models import Merge, Nominal
from nominals.rules.identity.merging import SURVIVOR, choice_refusal
from nominals.services.acts import Asked
from nominals.services.identity.merging import DEATH, KINDS, merge_records, overlaps
from nominals.services.identity.parting import unmerge_records
from orders.services.duties import write_duties
from orders.services.findings import find_warnings
from orders.services.following import rests_on_former_orders, settle_orders
from reporting.services.moving import Moved, counted_places, moved_places, years_of


@dataclass(frozen=True, slots=True)
class Preview:
    """What a merge would do, while nothing of it is stored.

    `held` counts by label what is now known of the merged record; `to_choose` says by kind which
    days both records have a history for; `moved` are the figures that would count otherwise.
    """

    held: Mapping[str, int]
    to_choose: Mapping[str, str]
    moved: tuple[Moved, ...]


class _OnlyLookedError(Exception):
    """Ends the transaction of a preview."""


def preview_merge(
    *, survivor: Nominal, merged: Nominal, choices: Mapping[str, str], on: date, asked: Asked
) -> Preview:
    """What merging would do with `choices`; where nobody chose yet, as if the survivor's stood.

    The look is logged, also where it is refused.

    Raises:
        ValidationError: if the records could not be merged even so.
    """
    audit.record(
        by=asked.by,
        at=asked.at,
        operation=audit.Operation.CONSULTATION,
        act="preview_merge",
        agency=asked.agency,
        label=Nominal._meta.label,
        object_id=str(survivor.pk),
        objects=sorted({survivor.pk, merged.pk}),
    )
    to_choose = {
        name: choice_refusal(name, KINDS[name].label, pairs).sentence
        for name, pairs in overlaps(survivor, merged).items()
    }
    assumed = dict.fromkeys([*to_choose, DEATH], SURVIVOR) | dict(choices)
    moved = _moved(survivor, merged, assumed, on, asked)
    return Preview(_held(merged), to_choose, tuple(moved))


@transaction.atomic
def merge_people(
    *,
    survivor: Nominal,
    merged: Nominal,
    choices: Mapping[str, str],
    reason: str,
    asked: Asked,
    merged_version: int | None = None,
) -> Merge:
    """Merge two records, and let what follows from their orders be the survivor's.

    Raises:
        ValidationError: if `merge_records` refuses.
    """
    merge = merge_records(
        survivor=survivor,
        merged=merged,
        choices=choices,
        reason=reason,
        asked=asked,
        merged_version=merged_version,
    )
    _follow(merge)
    return merge


@transaction.atomic
def unmerge_people(*, merge: Merge, reason: str, asked: Asked) -> Merge:
    """Part two records again, and let each have what follows from its own orders.

    Raises:
        ValidationError: if `unmerge_records` refuses.
    """
    merged_at = merge.recorded_from
    parted = unmerge_records(merge=merge, reason=reason, asked=asked)
    _follow(parted)
    # What was read stands; orders that changed while the records were one are an act of their own.
    since = replace(asked, expected_version=None)
    for nominal in (parted.survivor, parted.merged):
        if rests_on_former_orders(nominal, merged_at):
            settle_orders(nominal=nominal, since=merged_at, asked=since)
    return parted


def _follow(merge: Merge) -> None:
    """Bring what follows from orders and meetings up to date, at the instant of the act."""
    both, at = [merge.survivor_id, merge.merged_id], _instant(merge.survivor)
    find_warnings(nominals=both, at=at)
    write_duties(nominals=both, at=at)
    follow_merge(nominals=both, at=at)


def _instant(nominal: Nominal) -> datetime:
    nominal.refresh_from_db()
    return nominal.changed_at


def _moved(
    survivor: Nominal, merged: Nominal, choices: Mapping[str, str], on: date, asked: Asked
) -> list[Moved]:
    both = [survivor.pk, merged.pk]
    moved: list[Moved] = []
    try:
        with transaction.atomic():
            known = max(asked.at, _instant(survivor), _instant(merged))
            before = counted_places(
                nominals=both, years=(years := years_of(both, on=on)), as_known_at=known
            )
            merge_people(
                survivor=survivor,
                merged=merged,
                choices=choices,
                reason="Preview.",
                asked=Asked(by=asked.by, at=known),
            )
            after = counted_places(nominals=both, years=years, as_known_at=_instant(survivor))
            moved = moved_places(before, after)
            raise _OnlyLookedError
    except _OnlyLookedError:
        for nominal in (survivor, merged):
            nominal.refresh_from_db()
    return moved


def _held(nominal: Nominal) -> dict[str, int]:
    """How many rows of each kind, on any floor, are now known of a record."""
    held: dict[str, int] = {}
    for relation in Nominal._meta.related_objects:
        model = relation.related_model
        if model is Nominal or isinstance(model, str):
            continue
        rows = model._default_manager.filter(**{relation.field.name: nominal})
        if count := rows.count():
            held[model._meta.label] = held.get(model._meta.label, 0) + count
    return dict(sorted(held.items()))
