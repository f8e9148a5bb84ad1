"""The findings that follow from orders and breaches, written downward to the nominals."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from core.periods import Period
from core.refusals import Warned
from nominals.choices import Category
from nominals.models import EligibilityPeriod, Nominal
from nominals.services.changes import batches
from nominals.services.records import records_of
from nominals.services.states import record_findings
from orders.choices import BreachOf
from orders.models import Breach, Order
from orders.rules.breaches import breach_warning
from orders.rules.making import order_warnings


def find_warnings(*, nominals: Sequence[int], at: datetime) -> None:
    """Bring the findings V16, V18 and V20 of `nominals` up to date.

    Orders and breaches of records that were merged into one of them are its own. Five queries read
    the facts of a batch, and one more for each depth of merges. The caller holds the transaction
    in which the facts were written.
    """
    for batch in batches(nominals):
        warned: dict[int, list[Warned]] = {pk: [] for pk in batch}
        survivors = records_of(batch)
        died = dict(Nominal.objects.filter(pk__in=batch).values_list("pk", "died_on"))
        category_1: dict[int, list[Period]] = {pk: [] for pk in batch}
        bases = EligibilityPeriod.objects.filter(nominal__in=batch, category=Category.ONE)
        for pk, start, end in bases.values_list("nominal_id", "valid_from", "valid_to"):
            category_1[pk].append(Period(start, end))
        for order in Order.objects.filter(nominal__in=survivors):
            pk = survivors[order.nominal_id]
            warned[pk] += order_warnings(order.made, category_1[pk], died[pk])
        for record, kind, outcome, finding, outcome_on in Breach.objects.filter(
            nominal__in=survivors, of=BreachOf.ORDER
        ).values_list("nominal_id", "order__kind", "outcome", "finding", "outcome_on"):
            pk = survivors[record]
            established = outcome or finding
            warning = breach_warning(BreachOf.ORDER, kind, established, outcome_on, category_1[pk])
            if warning is not None:
                warned[pk].append(warning)
        record_findings(source="orders", warned=warned, at=at)
