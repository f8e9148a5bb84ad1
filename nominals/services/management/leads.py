"""Sets which agency leads."""

from __future__ import annotations

from datetime import date

from agencies.choices import AgencyKind
from agencies.models import Agency
from core.refusals import Refusal
from core.refusing import refuse
from nominals.models import LeadAgencyPeriod, Nominal
from nominals.rules import lead_agency as rules
from nominals.rules.periods import death_refusal
from nominals.services.acts import Act, Asked, act
from nominals.services.facts import rule_values
from nominals.services.leading import lead_on
from nominals.services.management.consistency import consistently
from nominals.services.periods import take_over


def set_lead_agency(
    *,
    nominal: Nominal,
    kind: AgencyKind,
    on: date,
    manager: str,
    asked: Asked,
    agency: Agency | None = None,
) -> LeadAgencyPeriod:
    """Let an agency of `kind` lead from the day `on` to the next change known, under `manager`.

    Where no `agency` is named, the default one of that kind in the responsible area leads.

    Raises:
        NeedsReason: by V37, for a kind of agency that never leads.
        ValidationError: by V36 without a manager, or if nothing would change; if the agency is of
            another kind; if the person died before.
    """
    with act("set_lead_agency", nominal, asked=asked) as this, consistently(nominal):
        refuse([death_refusal("A lead agency", on, nominal.died_on)])
        return place_lead(this, nominal=nominal, kind=kind, on=on, manager=manager, agency=agency)


def place_lead(
    this: Act,
    *,
    nominal: Nominal,
    kind: AgencyKind,
    on: date,
    manager: str,
    agency: Agency | None = None,
) -> LeadAgencyPeriod:
    """Write who leads from `on` within an act, whose caller refuses what then contradicts.

    Raises:
        NeedsReason: by V37.
        ValidationError: by V36 without a manager, or if nothing would change; if the agency is of
            another kind.
    """
    held = lead_on(nominal, on)
    refuse(
        [
            rules.manager_refusal(manager),
            _kind_refusal(kind, agency),
            _same_lead_refusal(held, kind, agency, manager),
        ]
    )
    this.ask(nominal, [rules.never_leads_warning(kind, rule_values().never_lead)])
    return take_over(
        this,
        LeadAgencyPeriod.objects.filter(nominal=nominal),
        on,
        nominal=nominal,
        kind=kind,
        agency=agency,
        manager=manager,
        is_proposed=False,
    )


def _kind_refusal(kind: AgencyKind, agency: Agency | None) -> Refusal | None:
    if agency is None or agency.kind == kind:
        return None
    sentence = f"{agency} is of kind {agency.kind}, not {kind}: name one of the two kinds."
    return Refusal("kind_of_agency", "agency", sentence)


def _same_lead_refusal(
    held: LeadAgencyPeriod | None, kind: AgencyKind, agency: Agency | None, manager: str
) -> Refusal | None:
    if held is None or (held.kind, held.agency, held.manager) != (kind, agency, manager):
        return None
    sentence = "This agency and manager lead on that day already: name another, or another day."
    return Refusal("same_lead", "kind", sentence)
