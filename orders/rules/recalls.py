"""Recall: its length, for whom a fixed term is suitable, and who is at large (Criminal Justice Act
2003, Part 12)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.periods import Period
from core.refusals import Refusal

LONG_SENTENCE_MONTHS = 12
"""From this length of sentence on a fixed-term recall is the longer one."""


@dataclass(frozen=True, slots=True)
class Recalled:
    """A recall from its decision on; empty days have not come."""

    decided_on: date
    returned_on: date | None
    rescinded_on: date | None
    released_on: date | None


@dataclass(frozen=True, slots=True)
class Person:
    """What the suitability of a fixed-term recall asks, as it was known at the decision.

    `None` is unknown; of an unknown age somebody counts as adult.
    """

    sentence_months: int | None
    levels: Collection[int]
    categories: Collection[int]
    age: int | None


def suitability_warning(person: Person, limits: Mapping[str, Any] | None) -> Refusal | None:
    """V57: for whom no fixed-term recall is suitable.

    `limits` is the rule setting of the day of the decision, `None` where it has no limit then
    (SI 2024/408: limits from 2 April 2024).
    """
    if limits is None:
        return None
    against = list(_against(person, limits))
    if not against:
        return None
    sentence = f"A fixed-term recall is not suitable: {'; '.join(against)}. Recall as standard."
    return Refusal("V57", "kind", sentence)


def _against(person: Person, limits: Mapping[str, Any]) -> Iterator[str]:
    most = limits["under_months"]
    if person.sentence_months is not None and person.sentence_months >= most:
        yield f"the sentence is {person.sentence_months} months, and must be under {most}"
    for level in sorted(set(person.levels) & set(limits["levels"])):
        yield f"the person was known to be at Level {level}"
    for category in sorted(set(person.categories) & set(limits["categories"])):
        yield f"the person was known to be in Category {category}"
    least = limits["least_age"]
    if person.age is not None and person.age < least:
        yield f"the person is {person.age}, and must be {least}"


def fixed_term_days(sentence_months: int | None, days: Mapping[str, int]) -> int | None:
    """The length of a fixed-term recall by the rule setting; `None`: the sentence is unknown."""
    if sentence_months is None:
        return None
    is_long = sentence_months >= LONG_SENTENCE_MONTHS
    return days["from_12_months" if is_long else "under_12_months"]


def length_warning(days: int | None, should_be: int | None) -> Refusal | None:
    """V58: a fixed-term recall of another length than the rule setting gives."""
    if should_be is None:
        sentence = "The length of the sentence is unknown, and with it that of the recall: say why."
        return Refusal("V58", "sentence_months", sentence)
    if days == should_be:
        return None
    sentence = f"This fixed-term recall should be of {should_be} days, and is of {days}: say why."
    return Refusal("V58", "days", sentence)


def recall_refusal(decided_on: date, returned_on: date | None) -> Refusal | None:
    """V59: nobody returns to custody before the recall is decided."""
    if returned_on is None or returned_on >= decided_on:
        return None
    sentence = f"A return on {returned_on} cannot come before the recall decided on {decided_on}."
    return Refusal("V59", "returned_on", sentence)


def return_refusals(recall: Recalled, on: date) -> Iterator[Refusal]:
    """V59, and that one returns once, and not after the recall was rescinded."""
    early = recall_refusal(recall.decided_on, on)
    if early is not None:
        yield early
    if recall.returned_on is not None:
        sentence = f"The return on {recall.returned_on} is recorded already."
        yield Refusal("recall", "returned_on", sentence)
    if recall.rescinded_on is not None:
        sentence = f"The recall was rescinded on {recall.rescinded_on}: nobody returns under it."
        yield Refusal("recall", "returned_on", sentence)


def rescission_refusals(recall: Recalled, on: date) -> Iterator[Refusal]:
    """A recall is rescinded once, not before its decision and not after a re-release."""
    if on < recall.decided_on:
        sentence = f"A recall decided on {recall.decided_on} is not rescinded before that day."
        yield Refusal("recall", "rescinded_on", sentence)
    if recall.rescinded_on is not None:
        sentence = f"The recall was rescinded on {recall.rescinded_on} already."
        yield Refusal("recall", "rescinded_on", sentence)
    if recall.released_on is not None:
        sentence = f"The recall ended with the release on {recall.released_on}."
        yield Refusal("recall", "rescinded_on", sentence)


def release_refusals(recall: Recalled, on: date) -> Iterator[Refusal]:
    """One is released once, after a return."""
    if recall.returned_on is None:
        sentence = "Record the return to custody first: nobody is released who did not return."
        yield Refusal("recall", "released_on", sentence)
    elif on < recall.returned_on:
        sentence = f"A release on {on} cannot come before the return on {recall.returned_on}."
        yield Refusal("recall", "released_on", sentence)
    if recall.released_on is not None:
        sentence = f"The release on {recall.released_on} is recorded already."
        yield Refusal("recall", "released_on", sentence)


def at_large(recall: Recalled) -> Period | None:
    """The days on which somebody recalled is unlawfully at large: from the decision to the return,
    or to a rescission; `None` where that is the same day."""
    until = min((day for day in (recall.returned_on, recall.rescinded_on) if day), default=None)
    if until is not None and until <= recall.decided_on:
        return None
    return Period(recall.decided_on, until)
