"""Decides that somebody is not eligible, and begins and ends a spell as potentially dangerous."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError

from core.refusing import refuse
from nominals.models import Nominal, NotEligibleDecision, PdpPeriod
from nominals.rules import screening as rules
from nominals.rules.periods import death_refusal
from nominals.services.acts import Asked, act
from nominals.services.management.consistency import what_stands
from nominals.services.periods import end_fact


def decide_not_eligible(
    *, nominal: Nominal, on: date, decider: str, reason: str, asked: Asked
) -> NotEligibleDecision:
    """Record that the person was considered and found in no category.

    Raises:
        ValidationError: if a basis holds on that day.
    """
    with act("decide_not_eligible", nominal, asked=asked, purpose=reason) as this:
        refuse([rules.not_eligible_refusal(what_stands(nominal), on)])
        return this.record(
            NotEligibleDecision(nominal=nominal, decided_on=on, decided_by=decider, reason=reason)
        )


def begin_pdp(*, nominal: Nominal, on: date, decider: str, reason: str, asked: Asked) -> PdpPeriod:
    """Hold the person as potentially dangerous from the day `on`: outside MAPPA and every table.

    The spell ends by itself where a category begins, and its history is kept.

    Raises:
        ValidationError: by V73, while eligible or at a level; if another spell runs; after death.
    """
    with act("begin_pdp", nominal, asked=asked, purpose=reason) as this:
        refuse(
            [
                death_refusal("A spell as potentially dangerous person", on, nominal.died_on),
                rules.pdp_refusal(what_stands(nominal), on),
            ]
        )
        return this.record(
            PdpPeriod(nominal=nominal, valid_from=on, reason=reason, decided_by=decider)
        )


def end_pdp(*, nominal: Nominal, on: date, reason: str, asked: Asked) -> PdpPeriod:
    """End the spell as potentially dangerous person; `on` is the first day without it.

    Raises:
        ValidationError: if no spell runs, or it does not begin before `on`.
    """
    with act("end_pdp", nominal, asked=asked, purpose=reason) as this:
        spells = PdpPeriod.objects.filter(nominal=nominal)
        spell = spells.filter(ends__gt=on).order_by("valid_from").first()
        if spell is None:
            sentence = f"No spell as potentially dangerous person holds on {on} or later."
            raise ValidationError({"on": ValidationError(sentence, code="no_pdp")})
        return end_fact(this, spell, on, called="The spell")
