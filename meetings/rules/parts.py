"""Who may do what about a meeting."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from agencies.choices import AREA_ROLES, Role
from core.refusals import Refusal


class Part(StrEnum):
    """What somebody has to do with a meeting, as a refusal names it."""

    CO_ORDINATOR = "the co-ordinator"
    CHAIR = "the chair"
    MINUTE_TAKER = "the minute taker"
    INVITED = "an invited agency"


CONVENING = frozenset({Part.CO_ORDINATOR})
"""Those who plan, place and invite."""

ISSUING = frozenset({Part.CO_ORDINATOR, Part.MINUTE_TAKER})
"""Those who issue minutes."""

CONDUCTING = frozenset({Part.CO_ORDINATOR, Part.CHAIR, Part.MINUTE_TAKER})
"""Those who keep the record of a meeting."""

TAKING_PART = CONDUCTING | {Part.INVITED}
"""Those who say what an agency brings to a meeting."""

DECIDING = frozenset({Part.CO_ORDINATOR, Part.CHAIR})
"""Those who close a meeting and its actions."""

WRITES_NOTHING = frozenset({Role.LAY_ADVISER, Role.AUDITOR, Role.STATISTICIAN, Role.BOARD_MEMBER})
"""The roles that never write on a case (V53)."""


@dataclass(frozen=True, slots=True)
class Held:
    """A membership: the role, the area and the agency, by their keys."""

    role: str
    area: int
    agency: int


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody has to do with a meeting, and for which agencies he or she writes."""

    parts: frozenset[Part]
    agencies: frozenset[int] = field(default_factory=frozenset)


def standing_of(
    held: Iterable[Held],
    *,
    areas: Collection[int],
    invited: Collection[int],
    chairs: bool,
    takes_minutes: bool,
) -> Standing:
    """The parts that memberships `held` on a day give in a meeting of `areas`, those of the panel
    and of the case, to which the agencies `invited` are invited. Co-ordinators and administrators
    of an area act for it.

    V53: whoever holds nothing but a role that never writes has no part.
    """
    writing = [each for each in held if each.role not in WRITES_NOTHING]
    parts = set()
    if any(each.area in areas and each.role in AREA_ROLES for each in writing):
        parts.add(Part.CO_ORDINATOR)
    agencies = frozenset(each.agency for each in writing)
    if agencies & frozenset(invited):
        parts.add(Part.INVITED)
    if writing and chairs:
        parts.add(Part.CHAIR)
    if writing and takes_minutes:
        parts.add(Part.MINUTE_TAKER)
    return Standing(frozenset(parts), agencies)


def part_refusal(standing: Standing, needed: Collection[Part], doing: str) -> Refusal | None:
    """Only those who have one of the parts `needed` may do what `doing` says."""
    if standing.parts & frozenset(needed):
        return None
    who = " or ".join(each for each in Part if each in needed)
    return Refusal("part", "user", f"Only {who} may {doing}: ask one of them.")


def own_agency_refusal(standing: Standing, agency: int, doing: str) -> Refusal | None:
    """An agency writes for itself; chair, minute taker and co-ordinator write for any."""
    if standing.parts & CONDUCTING or agency in standing.agencies:
        return None
    return Refusal("part", "user", f"Nobody may {doing} for another agency: ask that agency.")
