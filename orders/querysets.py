"""Orders by who is shown them, by kind and by the days on which they are in force; conditions by
when they bind."""

from __future__ import annotations

from datetime import date
from typing import Self, TypeVar

from django.db import models
from django.db.models import F, Q

from core.periods import Period
from nominals.querysets.facts import PersonalQuerySet, PersonalTemporalQuerySet
from orders.choices import OrderKind

_M = TypeVar("_M", bound=models.Model)


class OrderQuerySet(PersonalQuerySet[_M]):
    """Orders by who is shown them, by kind and by day."""

    def of_kind(self, *kinds: OrderKind) -> Self:
        """Those of any of `kinds`, interim ones too."""
        return self.filter(kind__in=kinds)

    def in_force_on(self, day: date) -> Self:
        """Those in force at the end of `day`."""
        return self.filter(_in_force(day), made_on__lte=day)

    def lapsing_before(self, day: date) -> Self:
        """Those whose term runs out before `day`: the first day without force comes before it, and
        nothing ended them sooner."""
        not_ended = Q(ended_on__isnull=True) | Q(ended_on__gte=F("ends_on"))
        return self.filter(not_ended, ends_on__lt=day)

    def lapsing_in(self, period: Period) -> Self:
        """Those whose term runs out in `period`: the first day without force lies in it."""
        return self.lapsing_before(period.ends).filter(ends_on__gte=period.start)


class ConditionQuerySet(PersonalTemporalQuerySet[_M]):
    """Conditions by who is shown them and by day."""

    def binding_on(self, day: date) -> Self:
        """Those that hold at the end of `day` in an order in force then."""
        return self.on(day).filter(_in_force(day, "order__"), order__made_on__lte=day)


def _in_force(day: date, at: str = "") -> Q:
    """Neither end of an order, found at the prefix `at`, has come by `day`."""
    term = Q(**{f"{at}ends_on__isnull": True}) | Q(**{f"{at}ends_on__gt": day})
    ended = Q(**{f"{at}ended_on__isnull": True}) | Q(**{f"{at}ended_on__gt": day})
    return term & ended
