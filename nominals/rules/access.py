"""Who may see a person because of what is recorded about him or her."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

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
    """A lead agency: the fact's id, its days, the kind, and the agency's id where one is named."""

    source: int
    valid_from: date
    ends: date
    kind: str
    agency: int | None


@dataclass(frozen=True, slots=True)
class Granted:
    """Days on which an area or an agency may see somebody, and the fact that grounds it."""

    valid_from: date
    ends: date
    area: int | None
    agency: int | None
    is_for_co_ordinators: bool
    ground: str
    source: int


def grants(
    areas: Sequence[AreaSpell],
    leads: Sequence[LeadSpell],
    defaults: Mapping[tuple[str, int], int],
    *,
    is_restricted: bool,
) -> Iterator[Granted]:
    """What responsible areas and lead agencies may see.

    A restricted person is seen by the area's co-ordinators only. Where no agency is named the
    lead is the default agency of its kind in the area responsible on those days: `defaults` maps
    kind and area to it.
    """
    for spell in areas:
        yield Granted(
            spell.valid_from,
            spell.ends,
            spell.area,
            None,
            is_restricted,
            Ground.RESPONSIBLE_AREA.value,
            spell.source,
        )
    if is_restricted:
        return
    for lead in leads:
        if lead.agency is not None:
            yield _led(lead, lead.valid_from, lead.ends, lead.agency)
            continue
        for spell in areas:
            start, end = max(spell.valid_from, lead.valid_from), min(spell.ends, lead.ends)
            agency = defaults.get((lead.kind, spell.area))
            if start < end and agency is not None:
                yield _led(lead, start, end, agency)


def _led(lead: LeadSpell, start: date, end: date, agency: int) -> Granted:
    return Granted(start, end, None, agency, False, Ground.LEAD_AGENCY.value, lead.source)
