"""Why two records may be one person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from nominals.rules.identity.births import near_days
from nominals.rules.identity.identifiers import IDENTIFIERS, normalised
from nominals.rules.identity.names import are_alike, words_of

IDENTIFIER, SAME_NAME, LIKE_NAME, SAME_BIRTH, NEAR_BIRTH = (
    "identifier",
    "same_name",
    "like_name",
    "same_birth",
    "near_birth",
)
_BOTH_NAMES = 2
"""Words that a name has where family and given name are known."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """One way in which two records are alike, and a sentence that says it."""

    kind: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Identity:
    """What a record says about who somebody is.

    `names` are the name and the aliases as written, the name first; `births` the date of birth and
    those of the aliases; `identifiers` go by field.
    """

    names: Sequence[str]
    births: Sequence[date] = ()
    identifiers: Mapping[str, str] = field(default_factory=dict)


def likeness(one: Identity, other: Identity) -> list[Likeness]:
    """Every way in which two records are alike: identifiers, the best of names, of births."""
    return [*_identifiers(one, other), *_names(one, other), *_births(one, other)]


def is_likely_duplicate(one: Identity, other: Identity) -> bool:
    """Whether somebody should look before there are two records.

    One identifier is enough. Names count together with dates of birth: the same or a like name
    with the same or a near date, and the same full name where a date is unknown.
    """
    kinds = {each.kind for each in likeness(one, other)}
    if IDENTIFIER in kinds:
        return True
    if not kinds & {SAME_NAME, LIKE_NAME}:
        return False
    if kinds & {SAME_BIRTH, NEAR_BIRTH}:
        return True
    is_full = any(len(words_of(each)) >= _BOTH_NAMES for each in one.names)
    return SAME_NAME in kinds and is_full and not (one.births and other.births)


def _identifiers(one: Identity, other: Identity) -> Iterator[Likeness]:
    for kind, label in IDENTIFIERS.items():
        mine, theirs = (normalised(kind, each.identifiers.get(kind, "")) for each in (one, other))
        if mine and mine == theirs:
            yield Likeness(IDENTIFIER, f"The same {label}: {other.identifiers[kind]}.")


def _names(one: Identity, other: Identity) -> Iterator[Likeness]:
    pairs = [(mine, theirs) for mine in one.names for theirs in other.names]
    for mine, theirs in pairs:
        if words_of(mine) and sorted(words_of(mine)) == sorted(words_of(theirs)):
            yield Likeness(SAME_NAME, f"The same name: {theirs}.")
            return
    for mine, theirs in pairs:
        if are_alike(words_of(mine), words_of(theirs)):
            yield Likeness(LIKE_NAME, f"The names {mine} and {theirs} are alike.")
            return


def _births(one: Identity, other: Identity) -> Iterator[Likeness]:
    for day in one.births:
        if day in other.births:
            yield Likeness(SAME_BIRTH, f"Born on the same day, {day.isoformat()}.")
            return
    for day in one.births:
        near = near_days(day)
        for theirs in other.births:
            if theirs in near:
                sentence = f"Dates of birth {day.isoformat()} and {theirs.isoformat()}: "
                yield Likeness(NEAR_BIRTH, f"{sentence}{near[theirs]}.")
                return
