"""Duties to prepare for the end of orders and of foreign travel prohibitions (docs/duties.md)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from agencies.choices import RuleCode
from core.periods import Period, day_before
from nominals.choices import Debtor, DutyKind
from nominals.rules.duties.owed import Owed, Terms, before_end

ORDER = "orders.Order"
CONDITION = "orders.Condition"

KINDS = frozenset({DutyKind.ORDER_EXPIRY, DutyKind.TRAVEL_BAN_EXPIRY})
"""The duties that follow from orders."""


@dataclass(frozen=True, slots=True)
class Expiring:
    """An order or a foreign travel prohibition with a known end, and when its order ended."""

    key: int
    period: Period
    ended_on: date | None


def order_expiry(order: Expiring, terms: Terms) -> Iterator[Owed]:
    """The order runs out on a known day, unless it has ended before."""
    notice = terms.of(RuleCode.ORDER_EXPIRY_NOTICE_DAYS, day_before(order.period.ends))
    yield from before_end(
        DutyKind.ORDER_EXPIRY,
        Debtor.POLICE,
        (ORDER, order.key),
        order.period,
        notice_days=notice,
        falls=[order.ended_on],
    )


def travel_ban_expiry(condition: Expiring, terms: Terms) -> Iterator[Owed]:
    """The prohibition runs out and may be extended (section 103D), unless its order has ended."""
    notice = terms.of(RuleCode.TRAVEL_BAN_EXPIRY_NOTICE_DAYS, day_before(condition.period.ends))
    yield from before_end(
        DutyKind.TRAVEL_BAN_EXPIRY,
        Debtor.POLICE,
        (CONDITION, condition.key),
        condition.period,
        notice_days=notice,
        falls=[condition.ended_on],
    )
