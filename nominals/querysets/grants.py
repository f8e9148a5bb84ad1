"""Grants by whom they let see whom."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Self, TypeVar

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Now
from django.db.models.lookups import Exact

from agencies.choices import Fact
from agencies.models import Membership, User
from core.temporal import TemporalQuerySet
from nominals.choices import (
    GROUNDS_NEVER_OF_RESTRICTED,
    Ground,
)
from nominals.querysets.holding import FENCED, bounds_of, held_by, holders_of, memberships_of

_M = TypeVar("_M", bound=models.Model)


class GrantQuerySet(TemporalQuerySet[_M]):
    """Grants by whom they let see whom."""

    def in_effect(self) -> Self:
        """Those that count: by a meeting or an emergency nobody sees a restricted case, and by an
        emergency nobody sees longer than until its instant, on the clock of the database, or a
        record that was merged meanwhile."""
        person = apps.get_model("nominals", "Nominal").objects.filter(pk=OuterRef("nominal"))
        barred = Q(is_restricted=True) | Q(
            Exact(OuterRef("ground"), Value(Ground.EMERGENCY)), merged_into__isnull=False
        )
        # Fenced, only grants of such a ground ask for the person.
        return self.filter(
            Q(until__isnull=True) | Q(until__gt=Now()),
            ~Q(ground__in=GROUNDS_NEVER_OF_RESTRICTED)
            | ~Exists(person.filter(barred), template=FENCED),
        )

    def held(self, user: User, memberships: Iterable[Membership], fact: Fact, *, on: date) -> Self:
        """Those that count on the day `on` and by which `user` is shown `fact`, through his or her
        `memberships` in force."""
        memberships = list(memberships)
        return self._bounded(user, memberships, on).filter(held_by(user, memberships, fact))

    def held_apart(
        self, user: User, memberships: Iterable[Membership], fact: Fact, *, on: date
    ) -> list[Self]:
        """What `held` answers, the grants of each holder apart."""
        memberships = list(memberships)
        bounded = self._bounded(user, memberships, on)
        return [bounded.filter(each) for each in holders_of(user, memberships, fact)]

    def _bounded(self, user: User, memberships: Iterable[Membership], on: date) -> Self:
        bounds = bounds_of(user, memberships, on=on, person="nominal")
        return self.in_effect().filter(bounds).on(on).order_by()

    def who_may_see(self, nominal: models.Model, *, on: date) -> Self:
        """Each area, agency and user that may see `nominal` on the day `on`, and why."""
        return (
            self.in_effect().filter(nominal=nominal).on(on).select_related("area", "agency", "user")
        )

    def why_visible(
        self, nominal: models.Model, user: User, *, on: date, fact: Fact = Fact.IDENTITY
    ) -> Self:
        """Why `user` is shown `fact` of `nominal` on the day `on`; none where he or she is not."""
        held = held_by(user, memberships_of(user, on=on), fact)
        return self.who_may_see(nominal, on=on).filter(held)
