"""What a breach needs, and what follows from its outcome (Sexual Offences Act 2003, Part 2)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from core.periods import Period
from core.refusals import Refusal, Warned
from nominals.choices import Established
from orders.choices import BreachOf, BreachOutcome
from orders.rules.making import RISK_KINDS, Made

DECIDED = frozenset({BreachOutcome.CAUTIONED, BreachOutcome.CONVICTED})
"""Outcomes by which a breach is established."""

FINDINGS = frozenset({Established.NOT_GUILTY_BY_INSANITY, Established.UNFIT_BUT_DID_THE_ACT})
"""Findings of a court that stand in the place of an outcome, and bring what a conviction does."""


@dataclass(frozen=True, slots=True)
class Breached:
    """A breach and what came of it; empty texts and days are not recorded."""

    of: str
    outcome: str
    finding: str
    outcome_on: date | None
    breached_on: date | None
    returned_to_custody_on: date | None


def breach_refusals(breach: Breached, order: Made | None) -> Iterator[Refusal]:
    """A breach of an order lies in the days of that order, and its outcome does not come before.

    Orders of before 2015 may still be breached.
    """
    if (breach.of == BreachOf.ORDER) != (order is not None):
        sentence = "A breach of an order names the order; a breach of notification names none."
        yield Refusal("order", "order", sentence)
    if breach.breached_on is not None and order is not None:
        in_force = order.in_force
        if in_force is None or breach.breached_on not in in_force:
            sentence = f"The order was not in force on {breach.breached_on}: it was not breached."
            yield Refusal("not_in_force", "breached_on", sentence)
    if breach.finding and breach.outcome:
        sentence = "A finding stands in the place of an outcome: leave the outcome empty."
        yield Refusal("outcome", "finding", sentence)
    if breach.finding and breach.finding not in FINDINGS:
        sentence = "The findings are those of insanity and of unfitness: write an outcome instead."
        yield Refusal("outcome", "finding", sentence)
    if bool(breach.outcome or breach.finding) != (breach.outcome_on is not None):
        sentence = "An outcome and its day are recorded together: give both."
        yield Refusal("outcome", "outcome_on", sentence)
    for column, day in (
        ("outcome_on", breach.outcome_on),
        ("returned_to_custody_on", breach.returned_to_custody_on),
    ):
        if breach.breached_on is not None and day is not None and day < breach.breached_on:
            sentence = f"The day {day} cannot come before the breach on {breach.breached_on}."
            yield Refusal("before_breach", column, sentence)


def requirement_warning(breach: Breached, requirements: Iterable[Period]) -> Refusal | None:
    """A breach of notification asks a reason where no requirement was in force on its day."""
    day = breach.breached_on
    if breach.of != BreachOf.NOTIFICATION or day is None:
        return None
    if any(day in period for period in requirements):
        return None
    sentence = (
        f"No notification requirement is recorded on {day}: record it first, or say which was "
        "breached."
    )
    return Refusal("no_requirement", "breached_on", sentence)


def breach_warning(
    of: str,
    order_kind: str | None,
    outcome: str,
    outcome_on: date | None,
    category_1: Sequence[Period],
) -> Warned | None:
    """V20: a caution, conviction or finding for breach of an SRO brings a Category 1 basis.

    `outcome` is the finding where there is one.
    """
    if not brings_category_1(of, order_kind, outcome):
        return None
    if outcome_on is None or any(outcome_on in period for period in category_1):
        return None
    sentence = "The breach of an SRO or RoSHO brings Category 1 from its outcome: open the basis."
    return Warned("V20", outcome_on, None, sentence)


def brings_category_1(of: str, order_kind: str | None, outcome: str) -> bool:
    """V20: whether a breach is one of an SRO or RoSHO, and is established."""
    return of == BreachOf.ORDER and order_kind in RISK_KINDS and outcome in DECIDED | FINDINGS


def period_of_breach(outcome_on: date, order: Made) -> Period | None:
    """V20: the days from the outcome until the order ends; `None` where it had ended by then."""
    in_force = order.in_force
    if in_force is None or outcome_on not in in_force:
        return None
    return Period(outcome_on, in_force.end)
