"""The head of a person's page: who this is, and the sentences somebody came for."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agencies.choices import Fact
from core.periods import age_on, day_before
from core.wording import spelt
from mappa.pages.nominal.parts import Parts
from mappa.pages.reader import Reader
from mappa.pages.wording import spelt_with_distance
from nominals.models import (
    Detention,
    EligibilityPeriod,
    Flag,
    LeadAgencyPeriod,
    LevelPeriod,
    Nominal,
    ResponsibleArea,
)
from nominals.rules.identity.identifiers import IDENTIFIERS

ADULT = 18


@dataclass(frozen=True, slots=True)
class Head:
    """Who somebody is, what every reader must know before acting, and how he or she is managed."""

    born: str
    identifiers: list[tuple[str, str]]
    flags: list[tuple[str, str]]
    sentences: list[str]


def head_of(
    nominal: Nominal,
    records: Collection[int],
    facts: Collection[Fact],
    reader: Reader,
    parts: Parts,
) -> Head:
    """The head of `nominal` as the reader is shown it."""
    return Head(
        born=_born(nominal, reader),
        identifiers=[
            (str(label), getattr(nominal, kind))
            for kind, label in IDENTIFIERS.items()
            if getattr(nominal, kind)
        ],
        flags=list(flags_of(nominal, records, reader)),
        sentences=[
            *_of_life(nominal),
            *(managed(records, reader) if Fact.LEVELS in facts else []),
            *_of_parts(parts, reader),
        ],
    )


def _born(nominal: Nominal, reader: Reader) -> str:
    born = nominal.date_of_birth
    if born is None:
        return _("date of birth not known")
    age = age_on(born, nominal.died_on or reader.on)
    return _("born %(day)s (%(age)s)") % {"day": spelt(born), "age": age}


def flags_of(
    nominal: Nominal, records: Collection[int], reader: Reader
) -> Iterator[tuple[str, str]]:
    """What every reader must know of somebody before acting, and why."""
    if nominal.is_restricted:
        yield _("Restricted"), _("Only those on its list see the case.")
    born = nominal.date_of_birth
    if born is not None and age_on(born, reader.on) < ADULT:
        yield _("Under 18"), ""
    for each in Flag.objects.filter(nominal__in=records).on(reader.on):
        yield str(each.get_kind_display()), each.reason


def _of_life(nominal: Nominal) -> Iterator[str]:
    if nominal.died_on is not None:
        yield _("Died on %(day)s.") % {"day": spelt(nominal.died_on)}


def managed(records: Collection[int], reader: Reader) -> Iterator[str]:
    """Level, categories, lead agency, place and area of the day; five queries."""

    def held(model: Any, *related: str) -> list[Any]:
        found = model.objects.filter(nominal__in=records).on(reader.on)
        return list(found.select_related(*related).order_by("valid_from", "pk"))

    for each in held(LevelPeriod):
        since = {"level": each.get_level_display(), "day": spelt(each.valid_from)}
        yield _("%(level)s since %(day)s.") % since
    grounds: dict[str, list[str]] = {}
    for each in held(EligibilityPeriod):
        grounds.setdefault(str(each.get_category_display()), []).append(each.get_basis_display())
    if not grounds:
        yield _("In no category today.")
    for category, bases in sorted(grounds.items()):
        yield f"{category} ({'; '.join(dict.fromkeys(bases))})."
    yield from _led(held(LeadAgencyPeriod, "agency"))
    detained = held(Detention)
    for each in detained:
        where = each.establishment or each.get_setting_display()
        since = {"where": where, "day": spelt(each.valid_from)}
        yield _("Detained at %(where)s since %(day)s.") % since
    if not detained:
        yield _("In the community.")
    for each in held(ResponsibleArea, "area"):
        yield _("%(area)s is responsible.") % {"area": each.area}


def _led(periods: list[LeadAgencyPeriod]) -> Iterator[str]:
    if not periods:
        yield _("No agency leads.")
    for each in periods:
        lead = str(each.agency or each.get_kind_display())
        manager = f": {each.manager}" if each.manager else ""
        proposed = _(", proposed and not confirmed") if each.is_proposed else ""
        yield _("Led by %(lead)s.") % {"lead": f"{lead}{manager}{proposed}"}


def _of_parts(parts: Parts, reader: Reader) -> Iterator[str]:
    for recall in parts.at_large or []:
        day = spelt(recall.decided_on)
        yield _("Recalled on %(day)s and not returned: unlawfully at large.") % {"day": day}
    coming = parts.next_meeting(reader.on)
    if coming is not None:
        day = spelt_with_distance(coming.panel.held_on, reader.on)
        yield _("Next meeting %(day)s.") % {"day": day}
    if parts.duties is not None:
        count = parts.overdue
        yield ngettext("%(n)s duty overdue.", "%(n)s duties overdue.", count) % {"n": count}
    for each in parts.orders or []:
        order = each.order
        kind = order.get_kind_display()
        if order.ends_on is None:
            yield _("%(kind)s until further order.") % {"kind": kind}
        else:
            last = spelt_with_distance(day_before(order.ends_on), reader.on)
            yield _("%(kind)s until %(day)s.") % {"kind": kind, "day": last}
