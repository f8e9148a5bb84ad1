"""Periods of which one follows another."""

from __future__ import annotations

from datetime import date
from typing import TypeVar

from core.temporal import TemporalModel, TemporalQuerySet
from nominals.services.acts import Act

_T = TypeVar("_T", bound=TemporalModel)


def succeed(this: Act, rows: TemporalQuerySet[_T], fact: _T) -> _T:
    """Record `fact` among `rows`, of which one holds at a time, until the next of them begins.

    The one that holds on its first day ends then; one that begins on that very day gives way.

    Raises:
        ValidationError: if the model refuses `fact`.
    """
    later = rows.filter(valid_from__gt=fact.valid_from).order_by("valid_from").first()
    if later is not None:
        fact.valid_to = later.valid_from
    former = rows.on(fact.valid_from).first()
    if former is not None:
        end_or_withdraw(this, former, fact.valid_from)
    return this.record(fact)


def end_or_withdraw(this: Act, fact: TemporalModel, on: date) -> None:
    """Let `fact` no longer hold from the day `on`; withdraw it where it would hold on no day."""
    if fact.valid_from < on:
        this.supersede(fact, valid_to=on)
    else:
        this.withdraw(fact)
