"""Reads the facts of many nominals at once, as they were known at an instant."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

from django.db import models

from agencies.choices import RuleCode
from agencies.rules.settings import Settings
from agencies.services.settings import rule_settings
from core.periods import OPEN_END, Period, add_days, end_of
from core.temporal import KnownQuerySet
from nominals.models import (
    Detention,
    EligibilityPeriod,
    ExpectedRelease,
    Hosting,
    LeadAgencyPeriod,
    LevelPeriod,
    NamedViewer,
    Nominal,
    ResponsibleArea,
    Transfer,
)
from nominals.rules.access import AreaSpell, Holders, LeadSpell, NamedSpell, Waiting
from nominals.rules.eligibility import Eligible
from nominals.rules.levels import LevelSpell, Releases, releases
from nominals.rules.states import Facts, Precedence

_M = TypeVar("_M", bound=models.Model)


@dataclass(frozen=True, slots=True)
class RuleValues:
    """The dated and unverified figures that rules about people are handed."""

    precedence: tuple[Precedence, ...]
    category_4_start: date
    disqualification_closed_on: date
    never_lead: frozenset[str]
    settings: Settings


def rule_values(as_known_at: datetime | None = None) -> RuleValues:
    """The settings as known at `as_known_at`, two queries.

    Raises:
        LookupError: if a setting is missing.
    """
    settings = rule_settings(as_known_at)
    missing = [code.value for code in RuleCode if not settings.national(code)]
    if missing:
        msg = f"Rule settings are missing: {', '.join(missing)}. Run the migrations."
        raise LookupError(msg)
    return RuleValues(
        precedence=tuple(
            Precedence(each.valid_from, tuple(each.value))
            for each in settings.national(RuleCode.CATEGORY_PRECEDENCE)
        ),
        category_4_start=date.fromisoformat(settings.latest(RuleCode.CATEGORY_4_START)),
        disqualification_closed_on=date.fromisoformat(
            settings.latest(RuleCode.DISQUALIFICATION_BASIS_CLOSED)
        ),
        never_lead=frozenset(settings.latest(RuleCode.AGENCIES_THAT_NEVER_LEAD)),
        settings=settings,
    )


@dataclass(slots=True)
class Person:
    """All facts of one nominal that decide states, grants and findings."""

    is_restricted: bool = False
    is_merged: bool = False
    facts: Facts = field(default_factory=Facts)
    holders: Holders = field(default_factory=Holders)
    bases: list[Eligible] = field(default_factory=list)
    levels: list[LevelSpell] = field(default_factory=list)
    expected: list[tuple[date, date, date]] = field(default_factory=list)
    """From which day to which, excluded, release was expected on the third."""

    @property
    def releases(self) -> Releases:
        """When detentions ended, and which releases were expected when."""
        inside = (Period(start, end_of(ends)) for start, ends, _ in self.facts.detentions)
        return releases(inside, self.expected)


def people(nominals: Collection[int], as_known_at: datetime | None = None) -> dict[int, Person]:
    """The facts of `nominals` as known at `as_known_at`; ten queries, and eleven of an instant.

    Callers hand over a batch of at most some thousand ids.
    """
    found: dict[int, Person] = {}
    versions = Nominal.history.as_known_at(as_known_at)
    rows_of_people = [versions.filter(version_of=None, pk__in=nominals)]
    if as_known_at is not None:
        rows_of_people.append(versions.filter(version_of__in=nominals))
    for rows in rows_of_people:
        for pk, version_of, died_on, restricted, survivor in rows.order_by().values_list(
            "pk", "version_of", "died_on", "is_restricted", "merged_into"
        ):
            person = Person(is_restricted=restricted, is_merged=survivor is not None)
            person.facts.died_on = died_on
            found[version_of or pk] = person

    for nominal, start, ends, category, basis in _known(
        EligibilityPeriod.history.all(), found, as_known_at
    ).values_list("nominal", "valid_from", "ends", "category", "basis"):
        found[nominal].bases.append(Eligible(category, basis, Period(start, end_of(ends))))
        found[nominal].facts.bases.append((start, ends, category))
    for nominal, start, ends, level, authority in _known(
        LevelPeriod.history.all(), found, as_known_at
    ).values_list("nominal", "valid_from", "ends", "level", "authority_kind"):
        found[nominal].facts.levels.append((start, ends, level))
        found[nominal].levels.append(LevelSpell(start, ends, level, bool(authority)))
    for nominal, start, ends, setting in _known(
        Detention.history.all(), found, as_known_at
    ).values_list("nominal", "valid_from", "ends", "setting"):
        found[nominal].facts.detentions.append((start, ends, setting))
    for nominal, start, ends, expected_on in _known(
        ExpectedRelease.history.all(), found, as_known_at
    ).values_list("nominal", "valid_from", "ends", "expected_on"):
        found[nominal].expected.append((start, ends, expected_on))
    _read_holders(found, as_known_at)
    return found


def _read_holders(found: dict[int, Person], as_known_at: datetime | None) -> None:
    for nominal, pk, start, ends, area in _known(
        ResponsibleArea.history.all(), found, as_known_at
    ).values_list("nominal", "pk", "valid_from", "ends", "area"):
        found[nominal].holders.areas.append(AreaSpell(pk, start, ends, area))
        found[nominal].facts.areas.append((start, ends, area))
    for nominal, pk, start, ends, kind, agency, is_proposed in _known(
        LeadAgencyPeriod.history.all(), found, as_known_at
    ).values_list("nominal", "pk", "valid_from", "ends", "kind", "agency", "is_proposed"):
        found[nominal].holders.leads.append(LeadSpell(pk, start, ends, kind, agency, is_proposed))
    for nominal, pk, start, ends, user in _known(
        NamedViewer.history.all(), found, as_known_at
    ).values_list("nominal", "pk", "valid_from", "ends", "user"):
        found[nominal].holders.viewers.append(NamedSpell(pk, start, ends, user))
    for nominal, pk, start, ends, user in _known(
        Hosting.history.all(), found, as_known_at
    ).values_list("nominal", "pk", "valid_from", "ends", "user"):
        found[nominal].holders.hosts.append(NamedSpell(pk, start, ends, user))
    for nominal, pk, requested_on, decided_on, effective_on, area in _known(
        Transfer.history.all(), found, as_known_at
    ).values_list("nominal", "pk", "requested_on", "decided_on", "effective_on", "to_area"):
        ends = OPEN_END
        if decided_on is not None:
            ends = max(add_days(decided_on, 1), effective_on or decided_on)
        found[nominal].holders.transfers.append(Waiting(pk, requested_on, ends, area))


def _known(
    rows: KnownQuerySet[_M], nominals: Collection[int], as_known_at: datetime | None
) -> KnownQuerySet[_M]:
    return rows.as_known_at(as_known_at).filter(nominal__in=list(nominals)).order_by()
