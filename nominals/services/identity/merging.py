"""Merges two records of one person, and parts them again.

Events never move: the merged record points to its survivor, and every query counts the survivor.
Periods of which there is one at a time come to stand on the survivor, under the merge's act.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from core import audit
from core.refusals import Refusal
from core.refusing import refuse
from core.temporal import TemporalModel
from nominals.choices import Category, PairStatus
from nominals.models import (
    Alias,
    Detention,
    EligibilityPeriod,
    EligibilitySupport,
    ExpectedRelease,
    Flag,
    Hosting,
    LeadAgencyPeriod,
    LevelPeriod,
    Licence,
    Merge,
    NamedViewer,
    Nominal,
    NotificationRequirement,
    PdpPeriod,
    ResponsibleArea,
    RiskLevelPeriod,
    Transfer,
)
from nominals.rules.eligibility import category_3_refusal
from nominals.rules.identity.merging import MERGED, SURVIVOR, Fact, choice_refusal, excluding
from nominals.services.acts import Act, Asked, act, refuse_outdated
from nominals.services.identity.duplicates import decide_pair
from nominals.services.management.consistency import what_stands


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of period: its model, what else must be equal, and how a sentence calls it."""

    model: type[TemporalModel]
    label: str
    group: tuple[str, ...] = ()

    def rows(self, nominal: Nominal) -> list[Any]:
        """What is now known of a record."""
        model: Any = self.model
        return list(model.objects.filter(nominal=nominal).order_by("valid_from", "pk"))

    def fact(self, row: Any) -> Fact:
        """A row as the rules compare it."""
        is_category_3 = self.model is EligibilityPeriod and row.category == Category.THREE
        group = tuple(getattr(row, each) for each in self.group)
        return Fact(row.pk, group, row.period, is_category_3)


KINDS = {
    "areas": Kind(ResponsibleArea, "a responsible area"),
    "requirements": Kind(NotificationRequirement, "notification requirements", ("source",)),
    "eligibility": Kind(EligibilityPeriod, "bases of eligibility", ("basis",)),
    "levels": Kind(LevelPeriod, "a level"),
    "lead_agencies": Kind(LeadAgencyPeriod, "a lead agency"),
    "detentions": Kind(Detention, "a detention"),
    "expected_releases": Kind(ExpectedRelease, "an expected release"),
    "licences": Kind(Licence, "a licence"),
    "risk_levels": Kind(RiskLevelPeriod, "a risk level", ("tool",)),
    "pdp": Kind(PdpPeriod, "spells as potentially dangerous person"),
    "flags": Kind(Flag, "flags", ("kind",)),
    "named_viewers": Kind(NamedViewer, "named viewers", ("user_id",)),
    "hostings": Kind(Hosting, "hosting", ("user_id",)),
}
"""Every kind of period that a record holds; supports go with the eligibility that they carry."""

DEATH = "death"
"""The choice between two days of death."""


def overlaps(survivor: Nominal, merged: Nominal) -> dict[str, list[tuple[Fact, Fact]]]:
    """By kind, the periods of both records that cannot both stand; two queries a kind."""
    found = {}
    for name, kind in KINDS.items():
        mine, theirs = (map(kind.fact, kind.rows(each)) for each in (survivor, merged))
        if pairs := list(excluding(mine, theirs)):
            found[name] = pairs
    return found


def merge_records(
    *,
    survivor: Nominal,
    merged: Nominal,
    choices: Mapping[str, str],
    reason: str,
    asked: Asked,
    merged_version: int | None = None,
) -> Merge:
    """Let `survivor` stand for `merged`, which stays as it is and points to it.

    Periods of the merged record that are in nobody's way are carried onto the survivor. Where both
    have a history of one kind for the same days, `choices` says by kind whose stands, `survivor` or
    `merged`; the other's periods on those days are superseded under this act. The case is
    restricted if either was. The merged record's name becomes an alias.

    `asked.expected_version` is the survivor's, `merged_version` the merged record's; `None` takes
    whatever version stands.

    Raises:
        Outdated: if either is not the version that was read.
        ValidationError: if a choice is missing or no choice, a transfer of the merged record waits,
            either record is merged already, or by V1 and V2 if Category 3 would stand with what it
            cannot.
    """
    refuse([*_refused(survivor, merged, reason), *_no_choices(choices)])
    with act(
        "merge_records",
        survivor,
        merged,
        asked=asked,
        purpose=reason,
        operation=audit.Operation.COMBINATION,
    ) as this:
        refuse_outdated(replace(asked, expected_version=merged_version), version=merged.version)
        found = overlaps(survivor, merged)
        waits = Transfer.objects.filter(nominal=merged, outcome="").exists()
        refuse(
            [
                _waiting_refusal() if waits else None,
                *(
                    choice_refusal(name, KINDS[name].label, pairs)
                    for name, pairs in found.items()
                    if name not in choices
                ),
                _death_refusal(survivor, merged, choices),
            ]
        )
        merge = this.record(
            Merge(survivor=survivor, merged=merged, choices=dict(choices), reason=reason)
        )
        for name, kind in KINDS.items():
            _carry(this, kind, survivor, merged, found.get(name, ()), choices.get(name, ""))
        _refuse_category_3(survivor)
        _add_name(this, survivor, merged)
        died = {each.died_on for each in (survivor, merged)} - {None}
        stands = merged if choices.get(DEATH) == MERGED else survivor
        this.supersede(
            survivor,
            is_restricted=survivor.is_restricted or merged.is_restricted,
            died_on=stands.died_on if len(died) > 1 else next(iter(died), None),
        )
        this.supersede(merged, merged_into=survivor)
        decide_pair(this, survivor, merged, PairStatus.MERGED, reason)
        return merge


def _refused(survivor: Nominal, merged: Nominal, reason: str) -> Iterator[Refusal]:
    if survivor.pk == merged.pk:
        sentence = "A record is not merged into itself: name two records."
        yield Refusal("one_record", "merged", sentence)
    if not reason.strip():
        yield Refusal("no_reason", "reason", "Say why these are one person.")


def _no_choices(choices: Mapping[str, str]) -> Iterator[Refusal]:
    known = {*KINDS, DEATH}
    for name, chosen in choices.items():
        if name not in known:
            sentence = f"There is no history of this kind. Kinds are: {', '.join(sorted(known))}."
            yield Refusal("no_such_kind", name, sentence)
        elif chosen not in (SURVIVOR, MERGED):
            sentence = f"“{chosen}” is no choice: write {SURVIVOR} or {MERGED}."
            yield Refusal("no_such_choice", name, sentence)


def _waiting_refusal() -> Refusal:
    sentence = "A transfer of the merged record waits for its answer: accept or refuse it first."
    return Refusal("transfer_waits", "merged", sentence)


def _death_refusal(
    survivor: Nominal, merged: Nominal, choices: Mapping[str, str]
) -> Refusal | None:
    days = {survivor.died_on, merged.died_on} - {None}
    if len(days) < 2 or DEATH in choices:
        return None
    sentence = (
        f"The records name two days of death, {survivor.died_on} and {merged.died_on}: choose "
        "which stands."
    )
    return Refusal("choose_history", DEATH, sentence)


def _carry(
    this: Act,
    kind: Kind,
    survivor: Nominal,
    merged: Nominal,
    pairs: Collection[tuple[Fact, Fact]],
    choice: str,
) -> None:
    """Make room where the other history was chosen, then give the survivor what is left."""
    gone = {(mine if choice == MERGED else theirs).key for mine, theirs in pairs}
    theirs = kind.rows(merged)
    withdrawn = [each for each in (*kind.rows(survivor), *theirs) if each.pk in gone]
    supports: list[Any] = []
    if kind.model is EligibilityPeriod:
        supports = list(EligibilitySupport.objects.filter(nominal=merged))
        withdrawn += list(_supports_of(withdrawn))
    for row in withdrawn:
        this.withdraw(row)
    withdrawn_keys = {(type(each), each.pk) for each in withdrawn}
    for row in (*theirs, *supports):
        if (type(row), row.pk) not in withdrawn_keys:
            this.supersede(row, nominal=survivor)


def _supports_of(periods: Collection[EligibilityPeriod]) -> Iterator[EligibilitySupport]:
    """What some periods rest on."""
    for period in periods:
        yield from EligibilitySupport.objects.filter(
            nominal=period.nominal_id, basis=period.basis
        ).during(period.period)


def _refuse_category_3(survivor: Nominal) -> None:
    stands = what_stands(survivor)
    refuse(
        refusal
        for each in stands.bases
        for refusal, _ in category_3_refusal(each, stands.bases, stands.levels)
    )


def _add_name(this: Act, survivor: Nominal, merged: Nominal) -> None:
    name = {"family_name": merged.family_name, "given_names": merged.given_names}
    is_same = all(getattr(survivor, field) == value for field, value in name.items())
    born = merged.date_of_birth
    if not (is_same and born in (None, survivor.date_of_birth)):
        known = {**name, "date_of_birth": born}
        if not Alias.objects.filter(nominal=survivor, **known).exists():
            this.record(Alias(nominal=survivor, **known))
