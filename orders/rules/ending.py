"""Which order may be renewed, and how one ends (Sexual Offences Act 2003, Part 2)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date

from core.periods import add_years
from core.refusals import Refusal
from orders.choices import ConditionKind, OrderEnd, OrderKind
from orders.rules.abroad import FROM_ABROAD, rests_on_a_conviction
from orders.rules.making import OLD_KINDS, PREVENTION_ORDERS_START, RISK_KINDS, Made

MAY_REPLACE = {
    OrderKind.SHPO: frozenset({OrderKind.SHPO, OrderKind.SOPO}),
    OrderKind.SOPO: frozenset({OrderKind.SOPO}),
    OrderKind.SRO: RISK_KINDS,
    OrderKind.ROSHO: frozenset({OrderKind.ROSHO}),
    OrderKind.FTO: frozenset({OrderKind.FTO}),
    OrderKind.NOTIFICATION_ORDER: frozenset({OrderKind.NOTIFICATION_ORDER}),
    OrderKind.NOTIFICATION_NOTICE: FROM_ABROAD,
}
"""The kinds that a new order of each kind may replace."""


def standing_refusal(order: Made, on: date) -> Refusal | None:
    """An act on an order happens on a day on which the order is in force."""
    in_force = order.in_force
    if in_force is not None and on in in_force:
        return None
    if in_force is None:
        held = "it never was"
    elif in_force.end is None:
        held = f"it is from {in_force.start} on"
    else:
        held = f"it is from {in_force.start} until {in_force.end}, excluded"
    sentence = f"The order made on {order.made_on} is not in force on {on}: {held}."
    return Refusal("not_in_force", "on", sentence)


def quashing_refusals(order: Made, on: date, *, ended_by: str) -> Iterator[Refusal]:
    """An appeal may succeed after the order has ended, once, and never before it was made."""
    if ended_by == OrderEnd.QUASHED:
        sentence = f"The order made on {order.made_on} was quashed already."
        yield Refusal("quashed", "on", sentence)
    if on < order.made_on:
        sentence = f"No order is quashed before it is made: choose {order.made_on} or a later day."
        yield Refusal("not_in_force", "on", sentence)


def renewal_refusals(order: Made, *, on: date, ends_on: date | None) -> Iterator[Refusal]:
    """An order in force with an end is renewed to a later one; the orders of before 2015 are not
    extended once others came. `ends_on` of `None` is until further order."""
    standing = standing_refusal(order, on)
    if standing is not None:
        yield standing
    if order.kind in OLD_KINDS and on >= PREVENTION_ORDERS_START:
        sentence = (
            f"No {order.kind.upper()} is extended on or after {PREVENTION_ORDERS_START}: an SHPO "
            "or SRO may be made."
        )
        yield Refusal("V10", "ends_on", sentence)
    if rests_on_a_conviction(order.kind, is_interim=order.is_interim):
        sentence = "Notification lasts as long as section 82 says: it is not renewed."
        yield Refusal("renewal", "ends_on", sentence)
    if order.ends_on is None or (ends_on is not None and ends_on <= order.ends_on):
        is_now = "until further order" if order.ends_on is None else f"until {order.ends_on}"
        sentence = f"The order lasts {is_now}, excluded: it is renewed to a later day."
        yield Refusal("renewal", "ends_on", sentence)


def discharge_warning(
    order: Made,
    *,
    on: date,
    consent_years: Mapping[str, int],
    both_consent: bool,
    conditions: Collection[str],
) -> Refusal | None:
    """V76: the discharge of a full order in its first years needs the consent of the subject and
    of the police.

    `consent_years` is the rule setting, by kind of order. An SHPO whose `conditions` are foreign
    travel prohibitions only needs none.
    """
    years = consent_years.get(order.kind)
    if years is None or order.is_interim or both_consent:
        return None
    if order.kind == OrderKind.SHPO and set(conditions) == {ConditionKind.FOREIGN_TRAVEL}:
        return None
    first_free = add_years(order.made_on, years)
    if on >= first_free:
        return None
    sentence = (
        f"Before {first_free} a discharge needs the consents of the subject and of the police: "
        "record both."
    )
    return Refusal("V76", "consents", sentence)


def replacement_refusals(kind: str, made_on: date, former: Made) -> Iterator[Refusal]:
    """A new order replaces one in force, of the same kind or of the kind before it."""
    if former.kind not in MAY_REPLACE[OrderKind(kind)]:
        sentence = f"A {kind.upper()} does not replace a {former.kind.upper()}."
        yield Refusal("replaces", "replaces", sentence)
    standing = standing_refusal(former, made_on)
    if standing is not None:
        yield Refusal("replaces", "replaces", standing.sentence)


def decision_refusals(order: Made, on: date) -> Iterator[Refusal]:
    """V12: the decision on the main application ends an interim order that is in force."""
    if not order.is_interim:
        sentence = "Only an interim order ends with the decision on the main application."
        yield Refusal("V12", "is_interim", sentence)
    standing = standing_refusal(order, on)
    if standing is not None:
        yield standing


def full_order_refusals(full: Made, interim: Made, on: date) -> Iterator[Refusal]:
    """The full order on the main application is made on the day of the decision."""
    if full.is_interim or full.made_on != on:
        sentence = f"The decision of {on} is a full order made on that day: name that order."
        yield Refusal("replaces", "full_order", sentence)
    yield from replacement_refusals(full.kind, on, interim)
