"""Who leads a case on a day: as recorded, and by the decision table where nothing is."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from core.periods import age_on
from nominals.choices import Basis, Category, Disposal, Setting
from nominals.models import (
    Detention,
    EligibilityPeriod,
    LeadAgencyPeriod,
    Licence,
    Nominal,
    Sentence,
)
from nominals.rules.lead_agency import Proposal, Situation, proposed_lead
from nominals.rules.states import reporting_category
from nominals.services.acts import Act
from nominals.services.facts import rule_values
from nominals.services.periods import take_over
from nominals.services.records import records_of


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
    return proposed_lead(
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


def let_lead(this: Act, *, nominal: Nominal, on: date) -> None:
    """V36: where nobody leads on `on`, let the agency lead that the decision table proposes.

    It is marked as proposed, and found, until somebody names the lead agency and its manager.
    Where no row of the table fits nobody leads, which is found too.
    """
    if lead_on(nominal, on) is not None:
        return
    proposal = propose_lead(nominal=nominal, on=on)
    if proposal is not None:
        leads = LeadAgencyPeriod.objects.filter(nominal=nominal)
        take_over(this, leads, on, nominal=nominal, kind=proposal.kind, is_proposed=True)
