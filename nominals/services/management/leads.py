"""Sets which agency leads, and proposes one."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from agencies.choices import AgencyKind
from agencies.models import Agency
from core.periods import age_on
from core.refusals import Refusal
from core.refusing import refuse
from nominals.choices import Basis, Category, Disposal, Setting
from nominals.models import (
    Detention,
    EligibilityPeriod,
    LeadAgencyPeriod,
    Licence,
    Nominal,
    Sentence,
)
from nominals.rules import lead_agency as rules
from nominals.rules.lead_agency import Proposal, Situation
from nominals.rules.periods import death_refusal
from nominals.rules.states import reporting_category
from nominals.services.acts import Act, Asked, act
from nominals.services.facts import rule_values
from nominals.services.management.consistency import consistently
from nominals.services.periods import take_over
from nominals.services.records import records_of


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
        return place_lead(
            act=this, nominal=nominal, kind=kind, on=on, manager=manager, agency=agency
        )


def place_lead(
    *,
    act: Act,
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
    act.ask(nominal, [rules.never_leads_warning(kind, rule_values().never_lead)])
    return take_over(
        act,
        LeadAgencyPeriod.objects.filter(nominal=nominal),
        on,
        nominal=nominal,
        kind=kind,
        agency=agency,
        manager=manager,
    )


def lead_on(nominal: Nominal, day: date) -> LeadAgencyPeriod | None:
    """Who leads on `day`."""
    return LeadAgencyPeriod.objects.filter(nominal=nominal).on(day).first()


def propose_lead(*, nominal: Nominal, on: date) -> Proposal | None:
    """Who leads on the day `on` by the decision table; `None` where no row fits."""
    bases = EligibilityPeriod.objects.filter(nominal=nominal).on(on)
    categories = [each.category for each in bases]
    detention = Detention.objects.filter(nominal=nominal).on(on).first()
    orders = Sentence.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=on),
        conviction__nominal__in=records_of([nominal.pk]),
        disposal__in=(Disposal.COMMUNITY, Disposal.SUSPENDED),
        imposed_on__lte=on,
    )
    return rules.proposed_lead(
        Situation(
            category=reporting_category(categories, on, rule_values().precedence),
            age=age_on(nominal.date_of_birth, on) if nominal.date_of_birth else None,
            is_supervised=Licence.objects.filter(nominal=nominal).on(on).exists()
            or orders.exists(),
            is_patient=any(each.basis == Basis.HOSPITAL_ORDER for each in bases)
            or (detention is not None and detention.setting == Setting.HOSPITAL),
            is_in_custody=detention is not None and detention.setting == Setting.PRISON,
            is_in_category_4=Category.FOUR in categories,
        )
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
