"""Which order could be made on which day, and for how long (Sexual Offences Act 2003, Part 2)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from core.periods import OPEN_END, Period, add_years, age_on, uncovered
from core.refusals import Refusal, Warned
from nominals.choices import Basis
from orders.choices import OrderKind

PREVENTION_ORDERS_START = date(2015, 3, 8)
"""SHPO and SRO replace SOPO, FTO and RoSHO (Anti-social Behaviour, Crime and Policing Act 2014,
Schedule 5; SI 2015/373)."""

NOTICES_START = date(2022, 11, 29)
"""Police notices replace notification orders in England and Wales (Police, Crime, Sentencing and
Courts Act 2022, s169; SI 2022/1227)."""

NEW_KINDS = frozenset({OrderKind.SHPO, OrderKind.SRO})
OLD_KINDS = frozenset({OrderKind.SOPO, OrderKind.FTO, OrderKind.ROSHO})
PREVENTION_KINDS = frozenset({OrderKind.SHPO, OrderKind.SOPO})
RISK_KINDS = frozenset({OrderKind.SRO, OrderKind.ROSHO})

BASIS_OF_KIND = {
    OrderKind.SHPO: Basis.SHPO,
    OrderKind.SOPO: Basis.SOPO,
    OrderKind.NOTIFICATION_ORDER: Basis.NOTIFICATION_ORDER,
    OrderKind.NOTIFICATION_NOTICE: Basis.NOTIFICATION_ORDER,
}
"""The basis of Category 1 that each kind brings while it is in force, interim orders too. A
sexual risk order, and the order before it, brings none by itself (V19)."""

SHORTEST_YEARS = {
    OrderKind.SHPO: ("V4", 5),
    OrderKind.SRO: ("V7", 2),
    OrderKind.SOPO: ("V11", 5),
}
"""The least that a full order lasts unless it lasts until further order, in years."""

LEAST_AGE = 10
"""The age of criminal responsibility."""

NO_NOTIFICATION_ORDER = (
    f"Courts make no notification order from {NOTICES_START} on: the police give a notice."
)
"""What V16 says."""


@dataclass(frozen=True, slots=True)
class Made:
    """An order as it was made and as it ended."""

    kind: str
    made_on: date
    ends_on: date | None
    is_interim: bool
    ended_on: date | None

    @property
    def in_force(self) -> Period | None:
        """The days on which the order was in force; `None` where it ended on its first day."""
        last = min((day for day in (self.ends_on, self.ended_on) if day), default=None)
        if last is not None and last <= self.made_on:
            return None
        return Period(self.made_on, last)


def order_refusals(order: Made, date_of_birth: date | None) -> Iterator[Refusal]:
    """V4, V7, V9, V10, V11, V15 and V75, by the law of the day on which the order was made."""
    kind, made_on = order.kind, order.made_on
    if kind in NEW_KINDS and made_on < PREVENTION_ORDERS_START:
        sentence = (
            f"No {kind.upper()} could be made before {PREVENTION_ORDERS_START}: a SOPO, FTO or "
            "RoSHO could."
        )
        yield Refusal("V9", "made_on", sentence)
    if kind in OLD_KINDS and made_on >= PREVENTION_ORDERS_START:
        sentence = (
            f"No {kind.upper()} could be made on or after {PREVENTION_ORDERS_START}: an SHPO or "
            "SRO could."
        )
        yield Refusal("V10", "made_on", sentence)
    if kind == OrderKind.NOTIFICATION_NOTICE and made_on < NOTICES_START:
        sentence = f"No notification notice could be given before {NOTICES_START}."
        yield Refusal("V15", "made_on", sentence)
    of_its_day = (kind in NEW_KINDS) == (made_on >= PREVENTION_ORDERS_START)
    if kind in SHORTEST_YEARS and of_its_day and not order.is_interim and order.ends_on:
        rule, years = SHORTEST_YEARS[OrderKind(kind)]
        shortest = add_years(made_on, years)
        if order.ends_on < shortest:
            sentence = (
                f"A full {kind.upper()} lasts at least {years} years or until further order: made "
                f"on {made_on}, it ends on {shortest} or later, or is left open."
            )
            yield Refusal(rule, "ends_on", sentence)
    if date_of_birth is not None and age_on(date_of_birth, made_on) < LEAST_AGE:
        sentence = f"Nobody under {LEAST_AGE} can be subject to an order made on {made_on}."
        yield Refusal("V75", "made_on", sentence)


def length_refusal(order: Made) -> Refusal | None:
    """An order is in force on one day at least, the day on which it is made."""
    if order.ends_on is None or order.ends_on > order.made_on:
        return None
    sentence = f"An order made on {order.made_on} ends on a later day, not on {order.ends_on}."
    return Refusal("ends_after_start", "ends_on", sentence)


def preventing_orders(orders: Iterable[Made]) -> list[tuple[str, Period]]:
    """The orders while which indefinite notification cannot be revoked (V25), interim ones too."""
    return [
        (order.kind, order.in_force)
        for order in orders
        if order.kind in PREVENTION_KINDS and order.in_force is not None
    ]


def order_warnings(
    order: Made, category_1: Sequence[Period], died_on: date | None
) -> Iterator[Warned]:
    """V16 and V18: a notification order after notices came; an SHPO without Category 1."""
    if order.kind == OrderKind.NOTIFICATION_ORDER and order.made_on >= NOTICES_START:
        yield Warned("V16", order.made_on, None, NO_NOTIFICATION_ORDER)
    if order.kind == OrderKind.SHPO and order.in_force is not None:
        until = died_on or OPEN_END
        for gap in uncovered([order.in_force], category_1):
            if gap.start < until:
                sentence = "An SHPO is in force without a Category 1 basis: open one for its life."
                yield Warned("V18", gap.start, gap.end, sentence)
