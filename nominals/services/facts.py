"""Reads the facts of many nominals at once, as they were known at an instant."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

from django.db import models

from agencies.choices import RuleCode
from agencies.models import RuleSetting
from core.periods import Period, end_of
from core.temporal import TemporalQuerySet
from nominals.models import (
    Detention,
    EligibilityPeriod,
    LeadAgencyPeriod,
    LevelPeriod,
    Nominal,
    ResponsibleArea,
)
from nominals.rules.access import AreaSpell, LeadSpell
from nominals.rules.eligibility import Eligible
from nominals.rules.states import Facts, Precedence

_M = TypeVar("_M", bound=models.Model)


@dataclass(frozen=True, slots=True)
class RuleValues:
    """The dated and unverified figures that rules about people are handed."""

    precedence: tuple[Precedence, ...]
    category_4_start: date
    disqualification_closed_on: date
    never_lead: frozenset[str]


def rule_values(as_known_at: datetime | None = None) -> RuleValues:
    """The national settings as known at `as_known_at`, one query.

    Raises:
        LookupError: if a setting is missing.
    """
    found: dict[str, list[RuleSetting]] = {}
    for each in RuleSetting.history.national().as_known_at(as_known_at).order_by("valid_from"):
        found.setdefault(each.code, []).append(each)
    missing = [code.value for code in RuleCode if code not in found]
    if missing:
        msg = f"Rule settings are missing: {', '.join(missing)}. Run the migrations."
        raise LookupError(msg)
    return RuleValues(
        precedence=tuple(
            Precedence(each.valid_from, tuple(each.value))
            for each in found[RuleCode.CATEGORY_PRECEDENCE]
        ),
        category_4_start=date.fromisoformat(found[RuleCode.CATEGORY_4_START][-1].value),
        disqualification_closed_on=date.fromisoformat(
            found[RuleCode.DISQUALIFICATION_BASIS_CLOSED][-1].value
        ),
        never_lead=frozenset(found[RuleCode.AGENCIES_THAT_NEVER_LEAD][-1].value),
    )


@dataclass(slots=True)
class Person:
    """All facts of one nominal that decide states, grants and findings."""

    is_restricted: bool = False
    facts: Facts = field(default_factory=Facts)
    areas: list[AreaSpell] = field(default_factory=list)
    leads: list[LeadSpell] = field(default_factory=list)
    bases: list[Eligible] = field(default_factory=list)


def people(nominals: Collection[int], as_known_at: datetime | None = None) -> dict[int, Person]:
    """The facts of `nominals` as known at `as_known_at`; six queries, and seven of an instant.

    Callers hand over a batch of at most some thousand ids.
    """
    found: dict[int, Person] = {}
    versions = Nominal.history.as_known_at(as_known_at)
    rows_of_people = [versions.filter(version_of=None, pk__in=nominals)]
    if as_known_at is not None:
        rows_of_people.append(versions.filter(version_of__in=nominals))
    for rows in rows_of_people:
        for pk, version_of, died_on, restricted in rows.order_by().values_list(
            "pk", "version_of", "died_on", "is_restricted"
        ):
            person = Person(is_restricted=restricted)
            person.facts.died_on = died_on
            found[version_of or pk] = person

    for nominal, pk, start, ends, area in _known(
        ResponsibleArea.history.all(), found, as_known_at
    ).values_list("nominal", "pk", "valid_from", "ends", "area"):
        found[nominal].areas.append(AreaSpell(pk, start, ends, area))
        found[nominal].facts.areas.append((start, ends, area))
    for nominal, start, ends, category, basis in _known(
        EligibilityPeriod.history.all(), found, as_known_at
    ).values_list("nominal", "valid_from", "ends", "category", "basis"):
        found[nominal].bases.append(Eligible(category, basis, Period(start, end_of(ends))))
        found[nominal].facts.bases.append((start, ends, category))
    for nominal, start, ends, level in _known(
        LevelPeriod.history.all(), found, as_known_at
    ).values_list("nominal", "valid_from", "ends", "level"):
        found[nominal].facts.levels.append((start, ends, level))
    for nominal, start, ends, setting in _known(
        Detention.history.all(), found, as_known_at
    ).values_list("nominal", "valid_from", "ends", "setting"):
        found[nominal].facts.detentions.append((start, ends, setting))
    for nominal, pk, start, ends, kind, agency in _known(
        LeadAgencyPeriod.history.all(), found, as_known_at
    ).values_list("nominal", "pk", "valid_from", "ends", "kind", "agency"):
        found[nominal].leads.append(LeadSpell(pk, start, ends, kind, agency))
    return found


def _known(
    rows: TemporalQuerySet[_M], nominals: Collection[int], as_known_at: datetime | None
) -> TemporalQuerySet[_M]:
    return rows.as_known_at(as_known_at).filter(nominal__in=list(nominals)).order_by()
