"""By what lists of people, and of facts about them, are narrowed."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q, QuerySet

from agencies.choices import LEADING_KINDS
from agencies.models import Area
from core.api.narrowing import TruthFilter
from nominals import models
from nominals.choices import Category, DutyKind, Level, Setting

LAST_NUMBER = 2**63 - 1
"""What a change number can be at most."""


class NominalFilter(django_filters.FilterSet):
    """People by how they are managed today."""

    area = django_filters.ModelChoiceFilter(
        field_name="state__area", queryset=Area.objects.all(), to_field_name="code"
    )
    category = django_filters.TypedChoiceFilter(
        field_name="state__category", choices=Category.choices, coerce=int
    )
    level = django_filters.TypedChoiceFilter(
        field_name="state__level", choices=Level.choices, coerce=int
    )
    setting = django_filters.ChoiceFilter(field_name="state__setting", choices=Setting.choices)
    lead_agency_kind = django_filters.ChoiceFilter(
        field_name="lead__kind", choices=[(each.value, each.label) for each in LEADING_KINDS]
    )
    is_restricted = TruthFilter()
    changed_since = django_filters.NumberFilter(
        method="changed_beyond",
        label="The change number that a former list bore as `changes`.",
        min_value=0,
        max_value=LAST_NUMBER,
        decimal_places=0,
    )

    class Meta:
        model = models.Nominal
        fields: tuple[str, ...] = ()

    def changed_beyond(self, queryset: QuerySet[Any], name: str, number: Any) -> QuerySet[Any]:
        """Those whose last change has a higher number; the list itself ends where it is settled."""
        return queryset.filter(change_number__gt=int(number))


class FactFilter(django_filters.FilterSet):
    """Facts by the person they are about, records merged into his or hers included."""

    nominal = django_filters.UUIDFilter(field_name="stands_for")


class PeriodFilter(FactFilter):
    """Spells by person, and by a day on which they hold."""

    on = django_filters.DateFilter(method="hold_on", label="A day on which it holds.")

    def hold_on(self, queryset: QuerySet[Any], name: str, day: Any) -> QuerySet[Any]:
        """Those that hold at the end of `day`."""
        return queryset.filter(valid_from__lte=day, ends__gt=day)


class DutyFilter(FactFilter):
    """Duties by person, kind and day."""

    kind = django_filters.ChoiceFilter(choices=DutyKind.choices)
    due_before = django_filters.DateFilter(field_name="due_on", lookup_expr="lt")
    open_on = django_filters.DateFilter(method="owed_on", label="A day on which it is owed.")

    def owed_on(self, queryset: QuerySet[Any], name: str, day: Any) -> QuerySet[Any]:
        """Those owed at the end of `day`."""
        open_then = Q(discharged_on__isnull=True) | Q(discharged_on__gt=day)
        return queryset.filter(open_then, arises_on__lte=day)
