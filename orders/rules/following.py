"""Which notification requirement an order or a breach brings, and why (Sexual Offences Act 2003,
Part 2)."""

from __future__ import annotations

from datetime import date

from nominals.rules.notification.periods import Required
from orders.choices import OrderKind
from orders.rules.abroad import rests_on_a_conviction
from orders.rules.breaches import period_of_breach
from orders.rules.making import Made


def required_by_order(
    order: Made, *, convicted_abroad_on: date | None, calculation: str
) -> Required | None:
    """What an SHPO, a SOPO, or a notification order or notice requires for its life, interim ones
    included; `None` where it was in force on no day.

    The period of a notification order is counted from the conviction abroad, and `calculation`
    says how; it requires nothing before the order.
    """
    in_force = order.in_force
    if in_force is None:
        return None
    if convicted_abroad_on is not None and rests_on_a_conviction(
        order.kind, is_interim=order.is_interim
    ):
        is_indefinite = in_force.end is None
        return Required(in_force, is_indefinite, convicted_abroad_on, calculation)
    what = OrderKind(order.kind).label
    sentence = f"For as long as this is in force: {what} of {order.made_on}."
    return Required(in_force, False, order.made_on, sentence)


def required_by_breach(outcome_on: date, order: Made) -> Required | None:
    """V20: what an established breach of an SRO requires until that order ends; `None` where it had
    ended by the outcome."""
    period = period_of_breach(outcome_on, order)
    if period is None:
        return None
    sentence = (
        f"From the outcome of a breach on {outcome_on}, for as long as this is in force: "
        f"{OrderKind(order.kind).label} of {order.made_on}."
    )
    return Required(period, False, outcome_on, sentence)
