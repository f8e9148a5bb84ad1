"""Corrects a period that was recorded wrongly; what was believed before stays known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError

from core.periods import Period
from core.temporal import TemporalModel
from nominals.choices import Basis
from nominals.models import (
    Detention,
    EligibilityPeriod,
    ExpectedRelease,
    LeadAgencyPeriod,
    LevelPeriod,
    Licence,
    PdpPeriod,
    ResponsibleArea,
    RiskLevelPeriod,
)
from nominals.rules.support import Held, Support, in_safe_order
from nominals.services.acts import Act, Asked, act
from nominals.services.eligibility import settle_basis
from nominals.services.management.consistency import consistently
from nominals.services.periods import period_of

CORRECTABLE = (
    Detention,
    EligibilityPeriod,
    ExpectedRelease,
    LeadAgencyPeriod,
    LevelPeriod,
    Licence,
    PdpPeriod,
    ResponsibleArea,
    RiskLevelPeriod,
)
"""What is corrected here. Notification requirements and orders follow rules of their own."""

WITHOUT_GAPS = (LeadAgencyPeriod, LevelPeriod, ResponsibleArea)
"""Periods that follow each other: one that is moved takes along the end that it touches."""


def correct_period(
    *, fact: TemporalModel, reason: str, asked: Asked, **values: Any
) -> TemporalModel:
    """Give a period the values that are right, known from now on.

    Where a level, lead agency or area is moved, the period before or after it that it touches is
    moved with it. The days of a basis are those of what it rests on by itself.

    Raises:
        ValidationError: by V1, V2, V3, V36, V40 or V73; if the model refuses it; if the basis rests
            on an order, a requirement or a sentence; if the fact is corrected elsewhere.
    """
    if not isinstance(fact, CORRECTABLE):
        sentence = f"A {fact._meta.verbose_name} is corrected by an act of its own."
        raise ValidationError(sentence, code="corrected_elsewhere")
    nominal = fact.nominal
    with (
        act("correct_period", nominal, asked=asked, purpose=reason) as this,
        consistently(nominal),
    ):
        fact.refresh_from_db()
        if isinstance(fact, EligibilityPeriod):
            _correct_basis(this, fact, **values)
        elif isinstance(fact, WITHOUT_GAPS):
            _correct_with_neighbours(this, fact, **values)
        else:
            this.supersede(fact, **values)
    fact.refresh_from_db()
    return fact


def _correct_basis(this: Act, fact: EligibilityPeriod, **values: Any) -> None:
    words = {name: values.pop(name) for name in ("offence", "sentence") if name in values}
    if not values.keys() <= {"valid_from", "valid_to"}:
        raise ValidationError("A basis and its category stay: end it and enter the right one.")

    def moved(found: Iterable[Support]) -> list[Support]:
        supports = list(found)
        own = next((each for each in supports if each.is_itself(fact.period)), None)
        if own is None:
            sentence = f"{fact} rests on another fact: correct the days of that one."
            raise ValidationError(sentence, code="supported_otherwise")
        days = _days(own.period, values)
        return [replace(own, period=days) if each is own else each for each in supports]

    if values:
        settle_basis(this, nominal=fact.nominal, basis=Basis(fact.basis), change=moved)
        fact.refresh_from_db()
    if words:
        this.supersede(fact, **words)


def _correct_with_neighbours(
    this: Act, fact: LeadAgencyPeriod | LevelPeriod | ResponsibleArea, **values: Any
) -> None:
    old, new = fact.period, _days(fact.period, values)
    rows = {each.pk: each for each in type(fact).objects.filter(nominal=fact.nominal)}
    changes = [(Held(fact.pk, old), new)]
    for row in rows.values():
        touched = row.period
        if touched.end == old.start and new.start != old.start:
            changes.append((Held(row.pk, touched), period_of(touched.start, new.start)))
        elif touched.start == old.end and new.end is not None and new.end != old.end:
            changes.append((Held(row.pk, touched), period_of(new.end, touched.end)))
    others = {name: value for name, value in values.items() if not name.startswith("valid_")}
    for each in in_safe_order(changes):
        days = {"valid_from": each.period.start, "valid_to": each.period.end}
        this.supersede(rows[each.key], **days, **(others if each.key == fact.pk else {}))


def _days(period: Period, values: dict[str, Any]) -> Period:
    return period_of(values.get("valid_from", period.start), values.get("valid_to", period.end))
