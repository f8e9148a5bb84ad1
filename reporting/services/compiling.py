"""Compiles the figures of a year; nothing is stored but the stamps of events."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db.models.functions import Coalesce

from agencies.models import Area
from core.periods import ReportingYear
from nominals.services.changes import settle
from nominals.services.states import stale_reason
from reporting.editions import edition_of
from reporting.measures import Scope
from reporting.models import Population
from reporting.services.stamping import stamp
from reporting.tables.figures import CompiledReturn, CompiledYear, Residents
from reporting.tabulation import count, fill, sum_of

ENGLAND_AND_WALES = "England and Wales"


def compile_figures(
    *, year: ReportingYear, area_codes: Collection[str] | None, as_known_at: datetime
) -> CompiledYear:
    """The returns of the areas, all and their sum where `area_codes` is `None`.

    The number of statements depends on neither areas, cells nor people.

    Raises:
        ValidationError: if an area is unknown, or the stored states are stale.
    """
    areas = areas_of(area_codes)
    reason = stale_reason()
    if reason is not None:
        raise ValidationError(reason)
    settle(until=as_known_at)
    stamp(as_known_at=as_known_at)
    edition = edition_of(year)
    ids = None if area_codes is None else [area.pk for area in areas]
    counted = count(edition.tables, Scope(year, as_known_at, areas=ids))
    residents = _residents(year, areas, as_known_at)
    returns = tuple(
        CompiledReturn(
            area_code=area.code,
            area_name=area.name,
            year=year,
            edition=edition,
            tables=fill(
                edition,
                {rule: leaves.get(area.pk, {}) for rule, leaves in counted.items()},
                residents[area.pk],
            ),
            residents=residents[area.pk],
        )
        for area in areas
    )
    national = sum_of(returns, ENGLAND_AND_WALES) if area_codes is None else None
    return CompiledYear(year, as_known_at, edition, returns, national)


def areas_of(codes: Collection[str] | None) -> Sequence[Area]:
    """The areas with these codes, all where `None`, in the order of their codes.

    Raises:
        ValidationError: naming the codes that no area has.
    """
    areas = Area.objects.order_by("code")
    if codes is None:
        return list(areas)
    found = list(areas.filter(code__in=codes))
    unknown = sorted(set(codes).difference(area.code for area in found))
    if unknown:
        raise ValidationError(
            f"No area is called {', '.join(unknown)}: an area's code looks like norfolk or "
            "north-wales."
        )
    return found


def _residents(
    year: ReportingYear, areas: Sequence[Area], as_known_at: datetime
) -> dict[int, Residents]:
    """The population at the middle of the year before the snapshot (T8).

    Of several editions the one recorded last by the instant is used.
    """
    mid_year = year.first_year
    found = {area.pk: Residents(mid_year, None) for area in areas}
    rows = Population.history.as_known_at(as_known_at).filter(mid_year=mid_year)
    for area, number, edition in rows.order_by(
        "recorded_from", Coalesce("version_of", "pk")
    ).values_list("area", "aged_10_and_over", "edition"):
        if area in found:
            found[area] = Residents(mid_year, number, edition)
    return found
