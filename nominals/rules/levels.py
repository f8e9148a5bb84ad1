"""On whose authority a level is set, and when a lower one asks why (MAPPA Guidance, chapter 7)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from core.periods import Period, add_days, union
from core.refusals import Refusal, Warned
from nominals.choices import AuthorityKind, Level

LEVELS_WITH_MEETINGS = (Level.TWO, Level.THREE)
"""The levels that formal meetings decide."""

LOWERED_NEAR_RELEASE = "level_lowered_near_release"
"""Inspectors (July 2022) found levels lowered soon after release and offences soon after that."""


@dataclass(frozen=True, slots=True)
class Authority:
    """Who set a level and why. `reference` names the meeting or the referral. V39 says when all of
    it is needed."""

    kind: AuthorityKind
    reference: str = ""
    decider: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class LevelSpell:
    """A level, its days (`ends` excluded), and whether it was decided here, not imported."""

    start: date
    ends: date
    level: int
    is_decided_here: bool


@dataclass(frozen=True, slots=True)
class Releases:
    """The days on which detentions ended, and those expected as known from day to day."""

    ended_on: tuple[date, ...] = ()
    expected: tuple[tuple[date, date, date], ...] = ()
    """From which day to which, excluded, release was expected on the third."""


def releases(detentions: Iterable[Period], expected: Iterable[tuple[date, date, date]]) -> Releases:
    """When detentions ended without another that follows at once, and what was expected."""
    ended = (each.end for each in union(detentions))
    return Releases(tuple(day for day in ended if day is not None), tuple(sorted(expected)))


def level_refusals(level: int, former: int | None, authority: Authority) -> Iterator[Refusal]:
    """V39, and the same level again. `former` is the level that held; `None` where none did."""
    if level == former:
        sentence = f"Level {level} holds on that day already: set another level or another day."
        yield Refusal("same_level", "level", sentence)
    if level in LEVELS_WITH_MEETINGS or former in LEVELS_WITH_MEETINGS:
        named = {
            "a reason": authority.reason,
            "who decided": authority.decider,
            "the meeting or referral": authority.reference,
        }
        missing = [what for what, value in named.items() if not value.strip()]
        if missing:
            sentence = (
                "A change to or from Level 2 or 3 needs a reason, who decided, and the meeting or "
                f"referral: give {', '.join(missing)}."
            )
            yield Refusal("V39", "authority", sentence)


def entry_warning(
    level: int, former: int | None, authority: Authority, *, is_category_3: bool
) -> Refusal | None:
    """V38: Level 2 or 3 begins with an accepted referral or with adoption into Category 3."""
    if level not in LEVELS_WITH_MEETINGS or former in LEVELS_WITH_MEETINGS:
        return None
    if authority.kind == AuthorityKind.REFERRAL:
        return None
    if authority.kind == AuthorityKind.ADOPTION and is_category_3:
        return None
    sentence = (
        f"Level {level} begins with an accepted referral, or with adoption into Category 3: name "
        "one of them, or say why there is none."
    )
    return Refusal("V38", "authority", sentence)


def near_release(on: date, releases: Releases, weeks: int) -> date | None:
    """A release at most `weeks` before the day `on`, or expected on that day at most as long
    after it; `None` where there is none."""
    days = 7 * weeks
    for released in releases.ended_on:
        if released <= on <= add_days(released, days):
            return released
    for start, ends, expected in releases.expected:
        if start <= on < ends and on <= expected <= add_days(on, days):
            return expected
    return None


def lowered_near_release_sentence(level: int, release: date, weeks: int) -> str:
    """What the alert says of a level lowered to `level` near `release`."""
    return (
        f"The level falls to {level} within {weeks} weeks of release on {release}: say why that "
        "is safe, or keep the level until then."
    )


def lowered_near_release(
    spells: Iterable[LevelSpell], releases: Releases, weeks_on: dict[date, int]
) -> Iterator[Warned]:
    """Each fall of a level, decided here, near a release. `weeks_on` holds the weeks by day."""
    for former, level in falls(spells):
        weeks = weeks_on[level.start]
        release = near_release(level.start, releases, weeks)
        if release is not None:
            yield Warned(
                LOWERED_NEAR_RELEASE,
                level.start,
                add_days(level.start, 1),
                f"Lowered from Level {former.level}. "
                + lowered_near_release_sentence(level.level, release, weeks),
            )


def falls(spells: Iterable[LevelSpell]) -> Iterator[tuple[LevelSpell, LevelSpell]]:
    """Each spell decided here at a lower level than the one that it follows without a gap."""
    for former, level in pairwise(sorted(spells, key=lambda each: each.start)):
        if level.is_decided_here and former.ends == level.start and level.level < former.level:
            yield former, level
