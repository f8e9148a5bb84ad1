"""The findings that follow from orders and breaches, written downward to the nominals."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from core.periods import Period
from core.refusals import Warned
from nominals.choices import Category
from nominals.models import EligibilityPeriod, Nominal
from nominals.services.changes import batches
from nominals.services.states import record_findings
from orders.choices import BreachOf
from orders.models import Breach, Order
from orders.rules.breaches import breach_warning
from orders.rules.making import Made, order_warnings


def find_warnings(*, nominals: Sequence[int], at: datetime) -> None:
    """Bring the findings V16, V18 and V20 of `nominals` up to date.

    Four queries read the facts of a batch. The caller holds the transaction in which the facts
    were written.
    """
    for batch in batches(nominals):
        warned: dict[int, list[Warned]] = {pk: [] for pk in batch}
        died = dict(Nominal.objects.filter(pk__in=batch).values_list("pk", "died_on"))
        category_1: dict[int, list[Period]] = {pk: [] for pk in batch}
        bases = EligibilityPeriod.objects.filter(nominal__in=batch, category=Category.ONE)
        for pk, start, end in bases.values_list("nominal_id", "valid_from", "valid_to"):
            category_1[pk].append(Period(start, end))
        for order in Order.objects.filter(nominal__in=batch):
            made = Made(order.kind, order.made_on, order.ends_on, order.is_interim, order.ended_on)
            pk = order.nominal_id
            warned[pk] += order_warnings(made, category_1[pk], died[pk])
        for pk, kind, outcome, outcome_on in Breach.objects.filter(
            nominal__in=batch, of=BreachOf.ORDER
        ).values_list("nominal_id", "order__kind", "outcome", "outcome_on"):
            warning = breach_warning(BreachOf.ORDER, kind, outcome, outcome_on, category_1[pk])
            if warning is not None:
                warned[pk].append(warning)
        record_findings(source="orders", warned=warned, at=at)
