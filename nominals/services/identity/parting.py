"""Parts two records that were merged: everything stands again as before the merge.

What was recorded on the survivor since stands; restored periods are cut where they would overlap
it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from core.periods import Period, uncovered
from core.refusals import Refusal
from core.refusing import refuse
from nominals.choices import PairStatus
from nominals.models import (
    Alias,
    EligibilitySupport,
    Licence,
    LicenceCondition,
    Merge,
    Nominal,
)
from nominals.services.acts import Act, Asked, act
from nominals.services.identity.duplicates import decide_pair
from nominals.services.identity.merging import KINDS, Kind

_NOT_VALUES = frozenset(
    {"id", "ends", "recorded_from", "recorded_to", "recorded_in", "superseded_in", "version_of"}
)


@dataclass(frozen=True, slots=True)
class _Restoring:
    """An act that restores what the act `of` superseded; `keys` are the new keys of what got one,
    by label and former key."""

    this: Act
    of: int
    keys: dict[tuple[str, int], int] = field(default_factory=dict)


def unmerge_records(*, merge: Merge, reason: str, asked: Asked) -> Merge:
    """Part the records again, and never suggest the pair again.

    Raises:
        ValidationError: if the merge was undone, no reason is given, or a later merge of the
            survivor still stands: that one is undone first.
    """
    survivor, merged = merge.survivor, merge.merged
    merge.refresh_from_db()
    refuse(_refused(merge, reason))
    with act(
        "unmerge_records", survivor, merged, asked=asked, purpose=reason, parting=merged
    ) as this:
        merge.refresh_from_db()
        refuse(_refused(merge, reason))
        restoring = _Restoring(this, merge.recorded_in)
        for kind in KINDS.values():
            _restore(restoring, kind, survivor, merged)
        _restore_supports(restoring, survivor, merged)
        _follow_new_keys(restoring, survivor, merged)
        for alias in Alias.objects.filter(nominal=survivor, recorded_in=restoring.of):
            this.withdraw(alias)
        _restore_person(restoring, survivor)
        this.supersede(merged, merged_into=None)
        decide_pair(this, survivor, merged, PairStatus.DISMISSED, reason)
        this.supersede(merge, undone_at=this.at, undone_reason=reason)
        return merge


def _refused(merge: Merge, reason: str) -> Iterable[Refusal]:
    if not reason.strip():
        yield Refusal("no_reason", "reason", "Say why these are two people.")
    if merge.undone_at is not None:
        yield Refusal("undone", "merge", "This merge was undone already.")
    later = Merge.objects.filter(
        survivor=merge.survivor, undone_at__isnull=True, recorded_from__gt=merge.recorded_from
    )
    for each in later.select_related("merged"):
        sentence = f"{each.merged} was merged into the same record later: undo that merge first."
        yield Refusal("later_merge", "merge", sentence)


def _restore(restoring: _Restoring, kind: Kind, survivor: Nominal, merged: Nominal) -> None:
    """What was carried goes back, then what was withdrawn stands again, where there is room."""
    model: Any = kind.model
    closed = list(_closed(restoring, model, survivor, merged))
    for former in closed:
        if former.version_of_id is not None:
            _give_back(restoring, former)
    for former in closed:
        if former.version_of_id is not None:
            continue
        standing = [kind.fact(each) for each in kind.rows(former.nominal)]
        wanted = kind.fact(former)
        taken = [each.period for each in standing if each.excludes(wanted)]
        for place, period in enumerate(uncovered([former.period], taken)):
            restored = _again(restoring, former, period)
            if place == 0:
                restoring.keys[model._meta.label, former.pk] = restored.pk


def _restore_supports(restoring: _Restoring, survivor: Nominal, merged: Nominal) -> None:
    for former in _closed(restoring, EligibilitySupport, survivor, merged):
        if former.version_of_id is not None:
            _give_back(restoring, former)
            continue
        # What was recorded since may have let the basis rest on the same fact again.
        is_held = EligibilitySupport.objects.filter(
            nominal=former.nominal_id,
            basis=former.basis,
            source_label=former.source_label,
            source_id=former.source_id,
        ).exists()
        if not is_held:
            _again(restoring, former, former.period)


def _closed(restoring: _Restoring, model: Any, survivor: Nominal, merged: Nominal) -> Iterable[Any]:
    rows: Iterable[Any] = (
        model.history.filter(superseded_in=restoring.of, nominal__in=[survivor, merged])
        .select_related("nominal")
        .order_by("valid_from", "pk")
    )
    return rows


def _give_back(restoring: _Restoring, former: Any) -> None:
    """The row under its own key, with the values from before the merge."""
    live = type(former).objects.filter(pk=former.version_of_id).first()
    if live is not None:
        restoring.this.supersede(live, **_values(restoring, former))
    else:
        restored = _again(restoring, former, former.period)
        restoring.keys[former._meta.label, former.version_of_id] = restored.pk


def _again(restoring: _Restoring, former: Any, period: Period) -> Any:
    row = type(former)(**_values(restoring, former))
    row.valid_from, row.valid_to = period.start, period.end
    return restoring.this.record(row)


def _values(restoring: _Restoring, former: Any) -> dict[str, Any]:
    values = {
        each.attname: getattr(former, each.attname)
        for each in former._meta.concrete_fields
        if each.name not in _NOT_VALUES
    }
    if isinstance(former, EligibilitySupport):
        source = former.source_label, former.source_id
        values["source_id"] = restoring.keys.get(source, former.source_id)
    return values


def _follow_new_keys(restoring: _Restoring, survivor: Nominal, merged: Nominal) -> None:
    """Let the other supports, and conditions, point at the rows that got a new key."""
    supports = EligibilitySupport.objects.filter(nominal__in=[survivor, merged])
    for support in supports.exclude(recorded_in=restoring.this.id):
        key = restoring.keys.get((support.source_label, support.source_id))
        if key is not None:
            restoring.this.supersede(support, source_id=key)
    label = Licence._meta.label
    licences = {old: key for (of, old), key in restoring.keys.items() if of == label}
    for condition in LicenceCondition.objects.filter(licence__in=licences):
        restoring.this.supersede(condition, licence_id=licences[condition.licence_id])


def _restore_person(restoring: _Restoring, survivor: Nominal) -> None:
    """Restriction and day of death as before the merge, where it changed them and nobody since."""
    former = Nominal.history.get(version_of=survivor, superseded_in=restoring.of)
    after = (
        Nominal.history.filter(version_of=survivor, recorded_in=restoring.of).first() or survivor
    )
    values = {
        name: getattr(former, name)
        for name in ("is_restricted", "died_on")
        if getattr(survivor, name) == getattr(after, name) != getattr(former, name)
    }
    if values:
        restoring.this.supersede(survivor, **values)
