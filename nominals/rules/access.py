"""Who may see a person because of what is recorded about him or her."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from core.periods import OPEN_END, Period, add_days, end_of, uncovered
from core.refusals import Refusal
from nominals.choices import Ground


@dataclass(frozen=True, slots=True)
class AreaSpell:
    """A responsible area: the fact's id, its days (`ends` excluded) and the area's id."""

    source: int
    valid_from: date
    ends: date
    area: int


@dataclass(frozen=True, slots=True)
class LeadSpell:
    """A lead agency: the fact's id, its days, the kind, the agency's id where one is named, and
    whether it is proposed by rule only."""

    source: int
    valid_from: date
    ends: date
    kind: str
    agency: int | None
    is_proposed: bool = False


@dataclass(frozen=True, slots=True)
class NamedSpell:
    """A user who is named: on the list of a restricted case, or as host; the fact's id."""

    source: int
    valid_from: date
    ends: date
    user: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """A transfer that waits, from its request to the day after its decision, or to the day on which
    an accepted one takes effect where that is later: the receiving area."""

    source: int
    valid_from: date
    ends: date
    area: int


@dataclass(slots=True)
class Holders:
    """What is recorded about who has to do with somebody."""

    areas: list[AreaSpell] = field(default_factory=list)
    leads: list[LeadSpell] = field(default_factory=list)
    viewers: list[NamedSpell] = field(default_factory=list)
    hosts: list[NamedSpell] = field(default_factory=list)
    transfers: list[Waiting] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Granted:
    """Days on which an area, an agency or a user may see somebody, and the fact that grounds it."""

    valid_from: date
    ends: date
    ground: str
    source: int
    area: int | None = None
    agency: int | None = None
    user: int | None = None
    is_for_co_ordinators: bool = False


DaysAfterExit = Callable[[date, int], int]
"""For how many days after an exit on a day the agency that led in an area still sees the case."""


def grants(
    holders: Holders,
    defaults: Mapping[tuple[str, int], int],
    *,
    is_restricted: bool,
    days_after_exit: DaysAfterExit,
) -> Iterator[Granted]:
    """Who may see somebody, from when to when and why.

    A restricted person is seen by the named list; on days without a list by the co-ordinators of
    the responsible area. Where no agency is named the lead is the default agency of its kind in
    the area responsible on those days: `defaults` maps kind and area to it. Where a lead ends and
    nobody leads instead, its agency sees the case for `days_after_exit` longer.
    """
    if is_restricted:
        yield from _restricted(holders)
        return
    for spell in holders.areas:
        yield Granted(
            spell.valid_from,
            spell.ends,
            Ground.RESPONSIBLE_AREA.value,
            spell.source,
            area=spell.area,
        )
    for lead in holders.leads:
        yield from _led(lead, holders.areas, defaults)
        yield from _after_exit(lead, holders, defaults, days_after_exit)
    for host in holders.hosts:
        yield _named(host, Ground.HOSTING.value)
    for each in holders.transfers:
        yield Granted(
            each.valid_from,
            each.ends,
            Ground.TRANSFER.value,
            each.source,
            area=each.area,
            is_for_co_ordinators=True,
        )


def days_without_a_list(holders: Holders) -> list[Period]:
    """The days of responsibility on which a restricted case has no named list.

    Days before the first list are left out where there is one: a restriction has no first day of
    its own, and for those days nobody can name a list any more.
    """
    lists = _days_of(holders.viewers)
    first = min((each.start for each in lists), default=date.min)
    return [
        Period(max(gap.start, first), gap.end)
        for gap in uncovered(_days_of(holders.areas), lists)
        if gap.ends > first
    ]


def restriction_refusal(is_restricted: bool, *, wanted: bool) -> Refusal | None:
    """A case is restricted once, and the restriction of one that has it is lifted."""
    if is_restricted != wanted:
        return None
    sentence = (
        "The case is restricted already: change its list."
        if wanted
        else "The case is not restricted: there is nothing to lift."
    )
    return Refusal("restriction", "nominal", sentence)


def list_refusal(*, is_restricted: bool) -> Refusal | None:
    """Only a restricted case has a list of named people."""
    if is_restricted:
        return None
    sentence = "The case is not restricted: restrict it with its list, or host it."
    return Refusal("list_of_a_restricted_case", "nominal", sentence)


def justification_refusal(name: str, justification: str) -> Refusal | None:
    """V54: whoever is named on a list is named for a recorded justification."""
    if justification.strip():
        return None
    return Refusal("V54", "viewers", f"Say why {name} needs to see the case.")


def _restricted(holders: Holders) -> Iterator[Granted]:
    for viewer in holders.viewers:
        yield _named(viewer, Ground.NAMED_VIEWER.value)
    lists = _days_of(holders.viewers)
    for spell in holders.areas:
        for days in uncovered([Period(spell.valid_from, end_of(spell.ends))], lists):
            yield Granted(
                days.start,
                days.ends,
                Ground.RESPONSIBLE_AREA.value,
                spell.source,
                area=spell.area,
                is_for_co_ordinators=True,
            )


def _days_of(spells: Sequence[AreaSpell] | Sequence[NamedSpell]) -> list[Period]:
    return [Period(each.valid_from, end_of(each.ends)) for each in spells]


def _named(spell: NamedSpell, ground: str) -> Granted:
    return Granted(spell.valid_from, spell.ends, ground, spell.source, user=spell.user)


def _led(
    lead: LeadSpell, areas: Sequence[AreaSpell], defaults: Mapping[tuple[str, int], int]
) -> Iterator[Granted]:
    ground = Ground.LEAD_AGENCY.value
    if lead.agency is not None:
        yield Granted(lead.valid_from, lead.ends, ground, lead.source, agency=lead.agency)
        return
    for spell in areas:
        start, end = max(spell.valid_from, lead.valid_from), min(spell.ends, lead.ends)
        agency = defaults.get((lead.kind, spell.area))
        if start < end and agency is not None:
            yield Granted(start, end, ground, lead.source, agency=agency)


def _after_exit(
    lead: LeadSpell,
    holders: Holders,
    defaults: Mapping[tuple[str, int], int],
    days_after_exit: DaysAfterExit,
) -> Iterator[Granted]:
    """The days on which an agency that led sees a case that nobody leads any more, until somebody
    leads it again. It is the agency of the last day, in the area responsible then."""
    day = lead.ends
    if day == OPEN_END or any(each.valid_from <= day < each.ends for each in holders.leads):
        return
    area = next((each.area for each in holders.areas if each.valid_from < day <= each.ends), None)
    if area is None:
        return
    agency = lead.agency if lead.agency is not None else defaults.get((lead.kind, area))
    later = (each.valid_from for each in holders.leads if each.valid_from > day)
    ends = min([add_days(day, days_after_exit(day, area)), *later])
    if agency is not None and day < ends:
        yield Granted(day, ends, Ground.AFTER_EXIT.value, lead.source, agency=agency)
