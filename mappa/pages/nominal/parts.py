"""What stands below the head of a person's page: each part only where the reader is shown it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Value

from agencies.choices import Fact
from agencies.services.settings import rule_settings
from mappa.pages.listing import Cell
from mappa.pages.owed import duties_shown, duty_row
from mappa.pages.reader import Reader
from mappa.pages.sitting import meetings_shown
from meetings.choices import Pillar
from meetings.models import Meeting, PlanEntry
from nominals.models import Address, Alias, Grant, Nominal, VictimNote
from nominals.services.log import Logged, latest_entries
from orders.models import Condition, Order, Recall

LOOKS = 20
"""Entries of the log that the page shows."""


@dataclass(frozen=True, slots=True)
class OrderInForce:
    """An order in force, and what binds by it today."""

    order: Order
    conditions: list[Condition]


@dataclass(frozen=True, slots=True)
class Parts:
    """What the reader is shown of somebody; a part is `None` where it is not shown at all."""

    aliases: Sequence[Alias] | None
    addresses: Sequence[Address] | None
    duties: list[list[Cell]] | None
    overdue: int
    orders: list[OrderInForce] | None
    at_large: Sequence[Recall] | None
    plan: list[tuple[str, list[PlanEntry]]] | None
    meetings: list[Meeting] | None
    victim_notes: Sequence[VictimNote] | None
    grants: Sequence[Grant] | None
    log: list[Logged] | None

    def next_meeting(self, today: date) -> Meeting | None:
        """The first meeting that is still to come, today's included."""
        coming = [
            each
            for each in self.meetings or []
            if each.closed_on is None and each.panel.held_on >= today
        ]
        return coming[-1] if coming else None


def parts_of(
    nominal: Nominal, records: Collection[int], facts: Collection[Fact], reader: Reader
) -> Parts:
    """The parts of `nominal`, whose `records` are those merged into it too; a number of queries
    that hangs on nothing but the facts shown."""
    duties, overdue = _duties(nominal, facts, reader)
    of_records = {"nominal__in": records}
    return Parts(
        aliases=list(Alias.objects.filter(**of_records)) if Fact.IDENTITY in facts else None,
        addresses=list(Address.objects.filter(**of_records).order_by("-valid_from", "-pk"))
        if Fact.ADDRESS in facts
        else None,
        duties=duties,
        overdue=overdue,
        orders=orders_in_force(records, reader) if Fact.ORDERS in facts else None,
        at_large=list(
            Recall.objects.filter(**of_records, returned_on=None, rescinded_on=None).order_by("pk")
        )
        if Fact.ORDERS in facts
        else None,
        plan=_plan(nominal, reader) if Fact.PLAN in facts else None,
        meetings=_meetings(nominal, reader) if Fact.PLAN in facts else None,
        victim_notes=list(VictimNote.objects.filter(**of_records))
        if Fact.VICTIM_NOTES in facts
        else None,
        grants=list(Grant.objects.who_may_see(nominal, on=reader.on).order_by("ground", "pk"))
        if Fact.AUDIT in facts
        else None,
        log=latest_entries(nominal, reader.looking(), limit=LOOKS) if Fact.AUDIT in facts else None,
    )


def _duties(
    nominal: Nominal, facts: Collection[Fact], reader: Reader
) -> tuple[list[list[Cell]] | None, int]:
    if Fact.DUTIES not in facts:
        return None, 0
    found = duties_shown(reader).filter(nominal=nominal).with_holders(reader.on)
    listed = list(
        found.select_related("nominal", "agency")
        .annotate(is_seen=Value(True))
        .order_by("due_on", "kind", "pk")
    )
    holidays = rule_settings().holidays
    rows = [duty_row(each, reader.on, holidays) for each in listed]
    return [[due, what, by] for due, what, _person, by in rows], sum(
        each.due_on < reader.on for each in listed
    )


def orders_in_force(records: Collection[int], reader: Reader) -> list[OrderInForce]:
    """The orders of `records` in force today, with what binds by each; two queries."""
    orders = Order.objects.filter(nominal__in=records).in_force_on(reader.on)
    binding = Condition.objects.filter(order__nominal__in=records).binding_on(reader.on)
    conditions: dict[int, list[Condition]] = {}
    for each in binding.order_by("valid_from", "pk"):
        conditions.setdefault(each.order_id, []).append(each)
    return [
        OrderInForce(each, conditions.get(each.pk, []))
        for each in orders.order_by("-made_on", "-pk")
    ]


def _plan(nominal: Nominal, reader: Reader) -> list[tuple[str, list[PlanEntry]]]:
    entries = (
        PlanEntry.objects.visible_to(reader.user, on=reader.on)
        .filter(meeting__person=nominal)
        .on(reader.on)
        .select_related("agency")
    )
    by_pillar: dict[str, list[PlanEntry]] = {}
    for each in entries.order_by("valid_from", "pk"):
        by_pillar.setdefault(each.pillar, []).append(each)
    return [(str(pillar.label), by_pillar.get(pillar.value, [])) for pillar in Pillar]


def _meetings(nominal: Nominal, reader: Reader) -> list[Meeting]:
    found = meetings_shown(reader).filter(person=nominal).select_related("panel", "chair")
    return list(found.order_by("-panel__held_on", "-starts_at", "-pk"))
