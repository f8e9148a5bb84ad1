"""By what lists of orders, of what was done to them, of breaches and of recalls are narrowed."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q, QuerySet

from core.api.narrowing import TruthFilter
from nominals.api.filters import FactFilter
from nominals.choices import Established
from orders.choices import (
    ApplicantKind,
    BreachOf,
    BreachOutcome,
    ConditionKind,
    OrderEnd,
    OrderKind,
    RecallKind,
    RecallReason,
    VariationKind,
)


def day_from(column: str) -> django_filters.DateFilter:
    """From the day of `column` on."""
    return django_filters.DateFilter(field_name=column, lookup_expr="gte")


def day_before(column: str) -> django_filters.DateFilter:
    """Before the day of `column`."""
    return django_filters.DateFilter(field_name=column, lookup_expr="lt")


class OrderFilter(FactFilter):
    """Orders by person, kind and day."""

    kind = django_filters.ChoiceFilter(choices=OrderKind.choices)
    is_interim = TruthFilter()
    applicant_kind = django_filters.ChoiceFilter(choices=ApplicantKind.choices)
    made_from = day_from("made_on")
    made_before = day_before("made_on")
    in_force_on = django_filters.DateFilter(
        method="that_hold", label="A day at whose end it is in force."
    )
    lapses_before = django_filters.DateFilter(
        method="that_lapse", label="Its term runs out before this day, and nothing ended it sooner."
    )
    ended_by = django_filters.ChoiceFilter(choices=OrderEnd.choices)

    def that_hold(self, queryset: Any, name: str, day: Any) -> QuerySet[Any]:
        """Those in force at the end of `day`."""
        found: QuerySet[Any] = queryset.in_force_on(day)
        return found

    def that_lapse(self, queryset: Any, name: str, day: Any) -> QuerySet[Any]:
        """Those whose term runs out before `day`."""
        found: QuerySet[Any] = queryset.lapsing_before(day)
        return found


class OfOrderFilter(FactFilter):
    """What belongs to an order, by person and order."""

    order = django_filters.UUIDFilter(field_name="order__public_id")


class ConditionFilter(OfOrderFilter):
    """Conditions by person, order, kind and day."""

    kind = django_filters.ChoiceFilter(choices=ConditionKind.choices)
    binding_on = django_filters.DateFilter(
        method="that_bind", label="A day at whose end it binds, in an order in force."
    )

    def that_bind(self, queryset: Any, name: str, day: Any) -> QuerySet[Any]:
        """Those that bind at the end of `day`."""
        found: QuerySet[Any] = queryset.binding_on(day)
        return found


class VariationFilter(OfOrderFilter):
    """Variations and renewals by person, order, kind and day."""

    kind = django_filters.ChoiceFilter(choices=VariationKind.choices)
    made_from = day_from("made_on")
    made_before = day_before("made_on")


class BreachFilter(OfOrderFilter):
    """Breaches by person, order, outcome and day."""

    of = django_filters.ChoiceFilter(choices=BreachOf.choices)
    outcome = django_filters.ChoiceFilter(choices=BreachOutcome.choices)
    finding = django_filters.ChoiceFilter(choices=Established.choices)
    breached_from = day_from("breached_on")
    breached_before = day_before("breached_on")
    outcome_from = day_from("outcome_on")
    outcome_before = day_before("outcome_on")


class RecallFilter(FactFilter):
    """Recalls by person, kind, reason and day."""

    kind = django_filters.ChoiceFilter(choices=RecallKind.choices)
    reason = django_filters.ChoiceFilter(choices=RecallReason.choices)
    decided_from = day_from("decided_on")
    decided_before = day_before("decided_on")
    at_large_on = django_filters.DateFilter(
        method="at_large", label="A day at whose end the person is unlawfully at large under it."
    )

    def at_large(self, queryset: QuerySet[Any], name: str, day: Any) -> QuerySet[Any]:
        """Those decided by `day`, and by then neither rescinded nor followed by a return."""
        waiting = Q(returned_on__isnull=True) | Q(returned_on__gt=day)
        standing = Q(rescinded_on__isnull=True) | Q(rescinded_on__gt=day)
        return queryset.filter(waiting, standing, decided_on__lte=day)
