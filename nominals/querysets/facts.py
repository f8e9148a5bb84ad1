"""Facts about people by who is shown them; states and findings by what is asked of them."""

from __future__ import annotations

from datetime import date
from typing import Self, TypeVar

from django.db import models

from agencies.models import User
from core.temporal import KnownQuerySet, NowKnownManager, TemporalQuerySet
from nominals.querysets.sight import shown_of

_M = TypeVar("_M", bound=models.Model)


class PersonalQuerySet(KnownQuerySet[_M]):
    """Facts about people by who is shown them."""

    def visible_to(self, user: User, *, on: date) -> Self:
        """Those that `user` is shown on the day `on`: of people of whom he or she is shown such
        facts, and of the records merged into them."""
        return self.filter(shown_of(self.model, user, on=on))


class PersonalTemporalQuerySet(TemporalQuerySet[_M]):
    """Facts about people by who is shown them and by the days on which they hold."""

    def visible_to(self, user: User, *, on: date) -> Self:
        """As of any fact about people."""
        return self.filter(shown_of(self.model, user, on=on))


PersonalManager = NowKnownManager.from_queryset(PersonalQuerySet)

PersonalHistory = models.Manager.from_queryset(PersonalQuerySet)

PersonalTemporalManager = NowKnownManager.from_queryset(PersonalTemporalQuerySet)

PersonalTemporalHistory = models.Manager.from_queryset(PersonalTemporalQuerySet)


class TransferQuerySet(PersonalQuerySet[_M]):
    """Transfers of area by who is shown them and by what became of them."""

    def waiting(self) -> Self:
        """Those that the receiving area has not answered."""
        return self.filter(outcome="")


class EmergencyQuerySet(PersonalQuerySet[_M]):
    """Cases opened in an emergency, by who may review them."""

    def unreviewed(self) -> Self:
        """Those that nobody has reviewed."""
        return self.filter(reviewed_at__isnull=True)


class StateQuerySet(PersonalTemporalQuerySet[_M]):
    """States by what the tables ask of them."""

    def in_the_community(self) -> Self:
        """Not detained (D5)."""
        return self.filter(setting__isnull=True)

    def managed_at(self, *levels: int) -> Self:
        """Those of people in a category who are managed at one of `levels`."""
        return self.filter(category__isnull=False, level__in=levels)


class FindingQuerySet(PersonalTemporalQuerySet[_M]):
    """Findings by rule."""

    def of_rule(self, rule: str) -> Self:
        """Those of one rule, such as ``V18``."""
        return self.filter(rule=rule)
