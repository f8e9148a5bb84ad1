"""What a condition of an order may be, and for how long (Sexual Offences Act 2003, Part 2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from core.periods import Period, add_years
from core.refusals import Refusal
from orders.choices import ConditionKind, OrderKind
from orders.rules.abroad import FROM_ABROAD
from orders.rules.making import NEW_KINDS, NOTICES_START, Made

REQUIREMENTS_START = NOTICES_START
"""From this day on an SHPO or SRO may hold positive requirements (Police, Crime, Sentencing and
Courts Act 2022, ss175 and 176; SI 2022/1227)."""

LONGEST_TRAVEL_YEARS = 5
"""The most that a foreign travel prohibition lasts at a time (sections 103D and 122C)."""

TRAVEL_RULES = {OrderKind.SHPO: "V5", OrderKind.SRO: "V8"}
"""The rule that limits a foreign travel prohibition, by the kind of order."""


@dataclass(frozen=True, slots=True)
class ConditionTerms:
    """What a condition says and the days on which it binds; without an end, as long as the order.

    A foreign travel prohibition may name its `countries`; `is_total` is a ban on all travel.
    """

    kind: ConditionKind
    text: str
    period: Period
    countries: str = ""
    is_total: bool = False

    @property
    def is_total_ban(self) -> bool:
        """Whether it forbids all foreign travel."""
        return self.kind == ConditionKind.FOREIGN_TRAVEL and self.is_total


def condition_refusals(
    terms: ConditionTerms, order: Made, *, varied_on: date | None = None
) -> Iterator[Refusal]:
    """V5, V8 and V13, and that a condition belongs to its order and lies within its days.

    `varied_on` is the day of the variation that adds the condition, `None` where the order was made
    with it.
    """
    if order.kind in FROM_ABROAD:
        sentence = "A notification order or notice holds no prohibition and no requirement."
        yield Refusal("conditions", "conditions", sentence)
    period = terms.period
    earliest = varied_on or order.made_on
    if order.in_force is None or not earliest <= period.start < order.in_force.ends:
        sentence = (
            f"A condition from {period.start} cannot bind: it starts on {earliest} or later, "
            "while the order is in force."
        )
        yield Refusal("conditions", "conditions", sentence)
    elif period.end is not None and period.end > order.in_force.ends:
        sentence = (
            f"A condition until {period.end} outlasts its order, which ends on "
            f"{order.in_force.end}: "
            "end it by then, or leave its end open."
        )
        yield Refusal("conditions", "conditions", sentence)
    if terms.kind == ConditionKind.REQUIREMENT and earliest < REQUIREMENTS_START:
        sentence = (
            f"No order could hold a positive requirement before {REQUIREMENTS_START}: record a "
            "prohibition."
        )
        yield Refusal("V13", "conditions", sentence)
    if terms.kind == ConditionKind.FOREIGN_TRAVEL and order.kind in TRAVEL_RULES:
        longest = add_years(period.start, LONGEST_TRAVEL_YEARS)
        if period.ends > longest:
            sentence = (
                f"A foreign travel prohibition from {period.start} lasts at most "
                f"{LONGEST_TRAVEL_YEARS} years: it ends on {longest} or earlier."
            )
            yield Refusal(TRAVEL_RULES[OrderKind(order.kind)], "conditions", sentence)


def condition_warnings(
    terms: ConditionTerms,
    order: Made,
    *,
    varied_on: date | None = None,
    passports_surrendered: bool,
) -> Iterator[Refusal]:
    """V6 and, where an order made before positive requirements came is varied later, V13.

    `passports_surrendered`: both the day and the police station are recorded.
    """
    if (
        terms.kind == ConditionKind.REQUIREMENT
        and order.made_on < REQUIREMENTS_START
        and varied_on is not None
        and varied_on >= REQUIREMENTS_START
    ):
        sentence = (
            f"The order was made before {REQUIREMENTS_START}, when no order could hold a positive "
            "requirement: say on what the variation rests."
        )
        yield Refusal("V13", "conditions", sentence)
    if order.kind in NEW_KINDS and terms.is_total_ban and not passports_surrendered:
        sentence = (
            "A ban on all foreign travel requires the surrender of all passports: record the day "
            "and the police station."
        )
        yield Refusal("V6", "passports_surrendered_on", sentence)


def travel_renewal_refusals(
    terms: ConditionTerms, order: Made, *, ends_on: date
) -> Iterator[Refusal]:
    """V5 and V8: a foreign travel prohibition is renewed for at most five years each time."""
    former_end = terms.period.end
    if terms.kind != ConditionKind.FOREIGN_TRAVEL or former_end is None:
        sentence = "Only a foreign travel prohibition with an end is renewed by itself."
        yield Refusal("renewal", "ends_on", sentence)
        return
    longest = add_years(former_end, LONGEST_TRAVEL_YEARS)
    if ends_on <= former_end:
        sentence = f"A prohibition that ends on {former_end} is renewed to a later day."
        yield Refusal("renewal", "ends_on", sentence)
    elif order.kind in TRAVEL_RULES and ends_on > longest:
        sentence = (
            f"A foreign travel prohibition is renewed for at most {LONGEST_TRAVEL_YEARS} years "
            f"each time: from {former_end} to {longest} or earlier."
        )
        yield Refusal(TRAVEL_RULES[OrderKind(order.kind)], "ends_on", sentence)
    if order.in_force is not None and ends_on > order.in_force.ends:
        sentence = f"A prohibition cannot outlast its order, which ends on {order.in_force.end}."
        yield Refusal("conditions", "ends_on", sentence)
