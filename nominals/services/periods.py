"""Periods that end, and of which one follows another."""

from __future__ import annotations

from datetime import date
from typing import Any, TypeVar

from django.core.exceptions import ValidationError

from core.periods import Period
from core.refusing import refuse
from core.temporal import TemporalModel, TemporalQuerySet
from nominals.rules.periods import ending_refusal
from nominals.services.acts import Act

_T = TypeVar("_T", bound=TemporalModel)


def period_of(start: date, end: date | None, column: str = "valid_to") -> Period:
    """The days from `start` to before `end`, refused as a form refuses them where none is left.

    Raises:
        ValidationError: if no day is left.
    """
    if end is not None and end <= start:
        sentence = f"No day would be left from {start} to {end}: choose other days."
        raise ValidationError({column: ValidationError(sentence, code="ends_after_start")})
    return Period(start, end)


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


def take_over(this: Act, rows: TemporalQuerySet[_T], on: date, **values: Any) -> _T:
    """Let something with `values` hold among `rows` from `on` in place of what holds then, until
    that would have ended; where nothing holds, until the next begins.

    What begins on that very day keeps its key and takes the values.

    Raises:
        ValidationError: if the model refuses them.
    """
    held = rows.on(on).first()
    if held is not None and held.valid_from == on:
        return this.supersede(held, **values)
    if held is not None:
        until = held.valid_to
        this.supersede(held, valid_to=on)
    else:
        later = rows.filter(valid_from__gt=on).order_by("valid_from").first()
        until = None if later is None else later.valid_from
    return this.record(rows.model(valid_from=on, valid_to=until, **values))


def end_fact(this: Act, fact: _T, on: date, *, called: str) -> _T:
    """End `fact`, read again, on `on`, the first day on which it no longer holds.

    `called` names it at the start of a sentence.

    Raises:
        ValidationError: if it does not hold on the day before `on`.
    """
    fact.refresh_from_db()
    refuse([ending_refusal(called, fact.period, on)])
    return this.supersede(fact, valid_to=on)


def end_or_withdraw(this: Act, fact: TemporalModel, on: date) -> None:
    """Let `fact` no longer hold from the day `on`; withdraw it where it would hold on no day."""
    if fact.valid_from < on:
        this.supersede(fact, valid_to=on)
    else:
        this.withdraw(fact)
