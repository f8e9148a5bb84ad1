"""What a breach needs, and what follows from its outcome (Sexual Offences Act 2003, Part 2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from core.periods import Period
from core.refusals import Warned
from orders.choices import BreachOf, BreachOutcome
from orders.rules.making import RISK_KINDS

DECIDED = frozenset({BreachOutcome.CAUTIONED, BreachOutcome.CONVICTED})
"""Outcomes by which a breach is established."""


def breach_warning(
    of: str,
    order_kind: str | None,
    outcome: str,
    outcome_on: date | None,
    category_1: Sequence[Period],
) -> Warned | None:
    """V20: a caution or conviction for breach of an SRO brings a Category 1 basis."""
    if of != BreachOf.ORDER or order_kind not in RISK_KINDS or outcome not in DECIDED:
        return None
    if outcome_on is None or any(outcome_on in period for period in category_1):
        return None
    sentence = "The breach of an SRO or RoSHO brings Category 1 from its outcome: open the basis."
    return Warned("V20", outcome_on, None, sentence)
