"""Stores the duties that follow from orders, written downward to the nominals."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from agencies.rules.settings import Settings
from agencies.services.settings import rule_settings
from core.periods import Period
from nominals.rules.duties.owed import Owed, Terms
from nominals.services.changes import batches
from nominals.services.derived import Row
from nominals.services.duties import areas_of, rows_of, standing, store_duties
from orders.choices import ConditionKind
from orders.models import Condition, Order
from orders.rules.duties import KINDS, Expiring, order_expiry, travel_ban_expiry


def write_duties(*, nominals: Sequence[int], at: datetime) -> None:
    """Bring the duties of `nominals` that follow from orders up to date.

    The caller holds the transaction in which the facts were written.
    """
    settings = rule_settings()
    for batch in batches(nominals):
        store_duties(duties_of(batch, settings), kinds=KINDS, at=at)


def duties_of(nominals: Collection[int], settings: Settings) -> dict[int, list[Row]]:
    """What each of `nominals` owes by orders, as rows; orders of merged records count as those of
    the record that stands for them. Four queries."""
    records = standing(nominals)
    terms = {pk: Terms(settings, areas) for pk, areas in areas_of(nominals).items()}
    owed: dict[int, list[Owed]] = {pk: [] for pk in nominals}
    orders = Order.objects.filter(nominal__in=list(records), ends_on__isnull=False).order_by()
    for nominal, pk, made_on, ends_on, ended_on in orders.values_list(
        "nominal", "pk", "made_on", "ends_on", "ended_on"
    ):
        if ends_on is not None and made_on < ends_on:
            person = records[nominal]
            expiring = Expiring(pk, Period(made_on, ends_on), ended_on)
            owed[person] += order_expiry(expiring, terms[person])
    bans = Condition.objects.filter(
        order__nominal__in=list(records),
        kind=ConditionKind.FOREIGN_TRAVEL,
        valid_to__isnull=False,
    ).order_by()
    for nominal, pk, start, end, order_ends, order_ended in bans.values_list(
        "order__nominal", "pk", "valid_from", "valid_to", "order__ends_on", "order__ended_on"
    ):
        person = records[nominal]
        last = min((day for day in (order_ends, order_ended) if day is not None), default=None)
        owed[person] += travel_ban_expiry(Expiring(pk, Period(start, end), last), terms[person])
    return {pk: rows_of(each) for pk, each in owed.items()}
