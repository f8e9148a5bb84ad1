"""Nominals by who may see them, and pairs of their records."""

from __future__ import annotations

from datetime import date
from typing import Any, Self, TypeVar
from uuid import UUID

from django.apps import apps
from django.db import connections, models
from django.db.models import OuterRef, Q
from django.db.models.expressions import RawSQL

from agencies.choices import Fact
from agencies.models import User
from core.temporal import KnownQuerySet
from nominals.choices import (
    PairStatus,
)
from nominals.querysets.holding import also_through
from nominals.querysets.numbering import FirstToCome, FirstUnsettled
from nominals.querysets.sight import in_order, sight, sights, standing_at

_M = TypeVar("_M", bound=models.Model)

MOST_DIGITS_OF_A_KEY = 18


class NominalQuerySet(KnownQuerySet[_M]):
    """Nominals by who may see them."""

    def visible_to(self, user: User, *, on: date, fact: Fact = Fact.IDENTITY) -> Self:
        """Those of whom `user` is shown `fact` on the day `on`. Whom one may not see does not
        exist.

        Only grants decide whom, and only the role of the membership through which one is held
        decides what. No membership and no grant mean nobody. Of a user who acts through a system
        it is what both may see; so it is with every `visible_to`.
        """
        return self.filter(sight(user, on=on, fact=fact, person=OuterRef("pk")))

    def first_visible_to(
        self, user: User, number: int, *, on: date, after: int = 0, fact: Fact = Fact.IDENTITY
    ) -> Self:
        """The first `number` by key, beyond the key `after`, of those whom `visible_to` answers;
        what it costs hangs on `number`, and hardly on how many they are."""
        sql, values = in_order(user, number, on=on, after=after, fact=fact)
        if not sql:
            return self.none()
        return self.filter(pk__in=RawSQL(sql, values)).order_by("pk")[:number]

    def facts_shown_to(self, user: User, *, on: date) -> frozenset[Fact]:
        """What `user` is shown on the day `on` of the nominals found, of whom there is one; two
        queries."""
        shown = sights(user, Fact, on=on, person=OuterRef("pk"))
        row = (
            self.order_by()
            .annotate(**{f"shows_{fact.value}": seen for fact, seen in shown.items()})
            .values(*(f"shows_{fact.value}" for fact in Fact))
            .first()
        )
        return frozenset(fact for fact in Fact if row and row[f"shows_{fact.value}"])

    def records_shown_to(self, user: User, *, on: date, fact: Fact) -> Self:
        """Those, and the records merged into them, of whom `user` is shown `fact` on the day
        `on`."""
        return self.filter(sight(user, on=on, fact=fact, person=standing_at()))

    def shown_to(self, user: User | None, *, on: date, fact: Fact = Fact.IDENTITY) -> Self:
        """Those of whom `user` is shown `fact` on the day `on`; without one the system looks, and
        sees all."""
        return self if user is None else self.visible_to(user, on=on, fact=fact)

    def settled(self) -> Self:
        """Those whose last change no other change can come before any more."""
        if connections[self.db].vendor != "postgresql":
            return self
        return self.filter(change_number__lt=FirstUnsettled())

    def ahead(self) -> Self:
        """Those with a number that no transaction of this database has had yet."""
        if connections[self.db].vendor != "postgresql":
            return self.none()
        return self.filter(change_number__gte=FirstToCome())

    def changed_after(self, number: int, *, up_to: int, key: int | None = None) -> Self:
        """Those with a later change than `number`, in the order of commits; with `key` those too of
        that number that come after the nominal of this key.

        `up_to` is what `nominals.services.numbering.settled_number` answered before: beyond it one
        would read past changes that are yet to appear.
        """
        later = Q(change_number__gt=number)
        if key is not None:
            # The first condition alone finds the place in the index.
            later = Q(change_number__gte=number) & (later | Q(change_number=number, pk__gt=key))
        return self.filter(later, change_number__lte=up_to).order_by("change_number", "pk")

    def of_id(self, text: str) -> Self:
        """The one that `text` names by opaque id or by key; nobody where it is neither."""
        try:
            return self.filter(public_id=UUID(text))
        except ValueError:
            is_key = text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS_OF_A_KEY
            return self.filter(pk=int(text)) if is_key else self.none()


class PairQuerySet(KnownQuerySet[_M]):
    """Pairs of records by who may see both."""

    @also_through
    def visible_to(self, user: User, *, on: date) -> Self:
        """Those of which `user` may see both records on the day `on`."""
        nominals: NominalQuerySet[Any] = apps.get_model("nominals", "Nominal").objects.all()
        seen = nominals.visible_to(user, on=on).order_by().values("pk")
        return self.filter(first__in=seen, second__in=seen)

    def suspected(self) -> Self:
        """Those on which nobody has decided."""
        return self.filter(status=PairStatus.SUSPECTED)
