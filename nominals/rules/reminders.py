"""When a duty is told of by e-mail, and which mailbox is told."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from agencies.choices import AgencyKind
from core.working_days import add_working_days
from nominals.choices import Debtor

Box = tuple[int, int | None]
"""An area, and an agency in it; without one the area's co-ordinator."""


@dataclass(frozen=True, slots=True)
class Holding:
    """Who owes a duty, told from the area and lead of the day; keys throughout.

    `receiving_area` is that of the transfer which waits for an answer, `named_agency` the one that
    owes by name.
    """

    owed_by: str
    area: int | None
    lead_kind: str | None
    lead_agency: int | None
    receiving_area: int | None
    is_restricted: bool
    named_agency: int | None = None


def first_day_not_told(on: date, working_days: int, holidays: Collection[date]) -> date:
    """The first due day of which nobody is told on the working day `on`.

    Told is what leaves at most `working_days` working days after `on` up to the due day, so that
    what falls due at a weekend is told of before it, even with a setting of 0.
    """
    return add_working_days(on, working_days + 1, holidays)


def told(
    holding: Holding, defaults: Mapping[tuple[str, int], int], in_use: Collection[Box]
) -> Box | None:
    """Whose mailbox, of those `in_use`, is told of a duty; `None` where nobody can be.

    `defaults` maps a kind of agency and an area to the default agency. Where the holder has no
    mailbox the co-ordinator of the area is told, so that no duty is passed over. Of a restricted
    case the co-ordinator of the responsible area alone is: a count could tell an agency.
    """
    if holding.area is None:
        return None
    for box in (_holder(holding, holding.area, defaults), (holding.area, None)):
        if box in in_use:
            return box
    return None


def _holder(holding: Holding, area: int, defaults: Mapping[tuple[str, int], int]) -> Box:
    if holding.is_restricted:
        return area, None
    match Debtor(holding.owed_by):
        case Debtor.POLICE:
            return area, defaults.get((AgencyKind.POLICE.value, area))
        case Debtor.LEAD_AGENCY:
            default = defaults.get((holding.lead_kind or "", area))
            return area, holding.lead_agency or default
        case Debtor.RECEIVING_AREA:
            return holding.receiving_area or area, None
        case Debtor.CO_ORDINATOR:
            return area, None
        case Debtor.NAMED_AGENCY:
            return area, holding.named_agency
