"""What an event is counted as (counting rules T3 to T7b), from plain values.

`of_breach`, `of_review`, `of_order` and `of_recall` read one fact and answer the event that it
is for a table. `stamp` adds the state at that event (D8) and the one clause, if any, that keeps
it out. What the year, the area and the other events of the person decide is left to the measures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.periods import day_before
from nominals.choices import Level, ReviewOutcome
from nominals.rules.states import Spell, State
from orders.choices import BreachOf, OrderEnd, OrderKind, RecallKind, RecallReason
from orders.rules.breaches import DECIDED
from orders.rules.making import NOTICES_START, PREVENTION_KINDS, RISK_KINDS
from reporting.choices import OrderRow, TableCode

ROW_OF_KIND = {
    OrderKind.SHPO: OrderRow.SHPO,
    OrderKind.SOPO: OrderRow.SOPO,
    OrderKind.FTO: OrderRow.FTO,
    OrderKind.NOTIFICATION_ORDER: OrderRow.NOTIFICATION,
    OrderKind.NOTIFICATION_NOTICE: OrderRow.NOTIFICATION,
}
"""The row of T5 for each kind of order that some edition prints."""


@dataclass(frozen=True, slots=True)
class Event:
    """A fact as a table sees it.

    `counted_on` is the day that must lie in the year, `state_on` the day whose state is taken;
    `detail` the row of T5. `excluded_by` is the clause of the fact's own that keeps it out, empty
    where none does.
    """

    table: str
    source: int
    counted_on: date | None
    state_on: date | None
    detail: str = ""
    excluded_by: str = ""


@dataclass(frozen=True, slots=True)
class Stamp:
    """An event with the state at it. `day_before` names what was taken from the day before."""

    event: Event
    area: int | None
    category: int | None
    level: int | None
    day_before: tuple[str, ...]
    excluded_by: str


def of_breach(
    *,
    source: int,
    of: str,
    order_kind: str | None,
    outcome: str,
    outcome_on: date | None,
    returned_on: date | None,
) -> Event | None:
    """A breach as T3, T6 or T7b sees it; `None` where no table counts breaches of that order.

    An interim order is breached as a full one is, and a later quashing changes nothing, so
    neither is asked for (T6, T7b).
    """
    is_decided = outcome in DECIDED
    if of == BreachOf.NOTIFICATION:
        clause = "" if is_decided else "T3.not_cautioned_or_convicted"
        table = TableCode.NOTIFICATION_BREACHES
        return Event(table, source, outcome_on, outcome_on, excluded_by=clause)
    if order_kind in RISK_KINDS:
        clause = "" if is_decided else "T6.not_cautioned_or_convicted"
        return Event(TableCode.SRO_BREACHES, source, outcome_on, outcome_on, excluded_by=clause)
    if order_kind in PREVENTION_KINDS:
        return Event(TableCode.ORDER_RETURNS, source, returned_on, returned_on)
    return None


def of_review(*, source: int, outcome: str, decided_on: date | None) -> Event:
    """A review of lifetime notification as T4 sees it."""
    clause = "" if outcome == ReviewOutcome.REVOKED else "T4.not_revoked"
    return Event(TableCode.REVOCATIONS, source, decided_on, decided_on, excluded_by=clause)


def of_order(
    *,
    source: int,
    kind: str,
    made_on: date,
    is_interim: bool,
    has_foreign_travel_restriction: bool,
    ended_by: str,
) -> Event:
    """An order as T5 sees it. Which rows the year prints is the edition's."""
    row = ROW_OF_KIND.get(OrderKind(kind))
    if row is OrderRow.SHPO and has_foreign_travel_restriction:
        row = OrderRow.SHPO_WITH_TRAVEL
    if row is None:
        clause = "T5.kind_never_counted"
    elif is_interim:
        clause = "T5.interim"
    elif ended_by == OrderEnd.QUASHED:
        clause = "T5.quashed"
    elif kind == OrderKind.NOTIFICATION_NOTICE and made_on < NOTICES_START:
        clause = "T5.notice_before_start"
    else:
        clause = ""
    return Event(TableCode.ORDERS, source, made_on, made_on, row or "", clause)


def of_recall(
    *,
    source: int,
    kind: str,
    reason: str,
    decided_on: date,
    returned_on: date | None,
    rescinded_on: date | None,
) -> Event:
    """A recall as T7a sees it."""
    if reason != RecallReason.BREACH_OF_LICENCE:
        clause = "T7a.other_reason"
    elif kind == RecallKind.HOME_DETENTION_CURFEW:
        clause = "T7a.home_detention_curfew"
    elif rescinded_on is not None:
        clause = "T7a.rescinded"
    else:
        clause = ""
    return Event(TableCode.LICENCE_RETURNS, source, returned_on, decided_on, excluded_by=clause)


def stamp(
    event: Event,
    *,
    timeline: Sequence[State],
    died_on: date | None,
    category_1: Sequence[Spell] = (),
) -> Stamp:
    """The event with the state at it (D8) and the one clause that keeps it out.

    `timeline` is the person's, truncated by death (D6), so an event on the day of death takes the
    day before. `category_1` are the spells of Category 1 bases, asked for T6 only.
    """
    if event.state_on is None:
        clause = event.excluded_by or "D2.undated"
        return Stamp(event, None, None, None, (), clause)
    today = _holding(timeline, event.state_on)
    before = _holding(timeline, day_before(event.state_on))
    taken: dict[str, int | None] = {}
    fell_back = []
    for kind in ("area", "category", "level"):
        value = getattr(today, kind) if today else None
        if value is None and before is not None:
            value = getattr(before, kind)
            if value is not None:
                fell_back.append(kind)
        taken[kind] = value
    clause = event.excluded_by or _clause(event, taken, died_on, category_1)
    return Stamp(event, taken["area"], taken["category"], taken["level"], tuple(fell_back), clause)


def _clause(
    event: Event,
    taken: dict[str, int | None],
    died_on: date | None,
    category_1: Sequence[Spell],
) -> str:
    if event.counted_on is None or event.state_on is None:
        return "D2.undated"
    if died_on is not None and max(event.counted_on, event.state_on) > died_on:
        return "D6.after_death"
    if event.table == TableCode.SRO_BREACHES:
        day = day_before(event.state_on)
        if any(start <= day < ends for start, ends, _ in category_1):
            return "T6.category_1_before"
    level = taken["level"]
    is_return = event.table in (TableCode.LICENCE_RETURNS, TableCode.ORDER_RETURNS)
    if is_return and level is not None and level < Level.TWO:
        return f"{event.table}.not_at_level_2_or_3"
    if taken["area"] is None:
        return "D7.no_area"
    if is_return:
        if event.table == TableCode.LICENCE_RETURNS and taken["category"] is None:
            return "T7a.no_category"
        if level is None:
            return f"{event.table}.undetermined_level"
    return ""


def _holding(timeline: Sequence[State], day: date) -> State | None:
    for state in timeline:
        if state.valid_from <= day < state.ends:
            return state
    return None
