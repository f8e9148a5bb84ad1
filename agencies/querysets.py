"""Finding memberships, mailboxes and rule settings."""

from __future__ import annotations

from datetime import date
from typing import Self, TypeVar

from django.db import models

from core.temporal import TemporalQuerySet

_M = TypeVar("_M", bound=models.Model)


class DatedQuerySet(models.QuerySet[_M]):
    """Memberships and mailboxes by day."""

    def on(self, day: date) -> Self:
        """Those in force, or in use, on `day`."""
        return self.filter(valid_from__lte=day, ends__gt=day)


class RuleSettingQuerySet(TemporalQuerySet[_M]):
    """Rule settings by what they settle."""

    def national(self) -> Self:
        """Those of no one area."""
        return self.filter(area__isnull=True)

    def unconfirmed(self) -> Self:
        """Those that nobody confirmed."""
        return self.filter(confirmed_on__isnull=True)
