"""Reads what stands about one person, and refuses what must not come to stand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from core.periods import OPEN_END
from core.refusing import refuse
from nominals.models import (
    EligibilityPeriod,
    LeadAgencyPeriod,
    LevelPeriod,
    Nominal,
    PdpPeriod,
)
from nominals.rules.eligibility import AtLevel, Eligible
from nominals.rules.standing import Standing, contradictions
from nominals.services.facts import rule_values


def what_stands(nominal: Nominal) -> Standing:
    """The bases, levels, lead agencies and spells as potentially dangerous person now known."""
    return Standing(
        bases=[
            Eligible(each.category, each.basis, each.period)
            for each in EligibilityPeriod.objects.filter(nominal=nominal)
        ],
        levels=[
            AtLevel(each.level, each.period) for each in LevelPeriod.objects.filter(nominal=nominal)
        ],
        leads=[each.period for each in LeadAgencyPeriod.objects.filter(nominal=nominal)],
        pdp=[each.period for each in PdpPeriod.objects.filter(nominal=nominal)],
        until=nominal.died_on or OPEN_END,
    )


@contextmanager
def consistently(nominal: Nominal) -> Iterator[Standing]:
    """Hands out what stands, and refuses what the block brings about against the rules.

    Raises:
        ValidationError: by V1, V2, V3, V36, V40 or V73.
    """
    before = what_stands(nominal)
    yield before
    start = rule_values().category_4_start
    refuse(contradictions(before, what_stands(nominal), category_4_start=start))
