"""Stamped events by table, year and clause."""

from __future__ import annotations

from typing import Self, TypeVar

from django.db import models

from core.periods import Period
from core.temporal import KnownQuerySet

_M = TypeVar("_M", bound=models.Model)


class StampedEventQuerySet(KnownQuerySet[_M]):
    """Stamped events by what the tables ask of them."""

    def for_table(self, table: str) -> Self:
        """Those that `table` looks at, counted or not."""
        return self.filter(table=table)

    def dated_in(self, period: Period) -> Self:
        """Those whose date that counts lies in `period` (D2)."""
        return self.filter(counted_on__gte=period.start, counted_on__lt=period.ends)

    def not_excluded(self) -> Self:
        """Those that no clause of their own keeps out."""
        return self.filter(excluded_by="")
