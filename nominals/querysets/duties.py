"""Duties by day and by who is told of them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Self, TypeVar

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery

from agencies.choices import Fact
from agencies.models import User
from core.temporal import KnownQuerySet
from nominals.choices import (
    DUTIES_OF_MEETINGS,
    GROUNDS_OF_MEETINGS,
    GROUNDS_OF_WHOLE_CASE,
)
from nominals.querysets.grants import GrantQuerySet
from nominals.querysets.holding import also_through, bounds_of, memberships_of, telling

_M = TypeVar("_M", bound=models.Model)


class DutyQuerySet(KnownQuerySet[_M]):
    """Duties by day."""

    def open_on(self, day: date, *, as_known_at: datetime | None = None) -> Self:
        """Those owed at the end of `day`, overdue or not yet due: of the living, and of records
        that stand for themselves.

        With `as_known_at`, which is asked of `history`, deaths and merges are those known then.
        """
        owed = self.filter(
            Q(discharged_on__isnull=True) | Q(discharged_on__gt=day), arises_on__lte=day
        )
        if as_known_at is None:
            alive = Q(nominal__died_on__isnull=True) | Q(nominal__died_on__gt=day)
            return owed.filter(alive, nominal__merged_into__isnull=True)
        people = apps.get_model("nominals", "Nominal").history.as_known_at(as_known_at)
        alive = Q(died_on__isnull=True) | Q(died_on__gt=day)
        standing = people.filter(alive, merged_into__isnull=True).order_by()
        return owed.as_known_at(as_known_at).filter(
            Exists(standing.filter(pk=OuterRef("nominal"), version_of__isnull=True))
            | Exists(standing.filter(version_of=OuterRef("nominal")))
        )

    @also_through
    def shown_to(self, user: User, *, on: date) -> Self:
        """Those of people whom `user` may see on the day `on`, but not by a meeting only, and of
        referrals and meetings where the user sees the whole case; and what an agency of the user's
        owes by name, unless the case is restricted."""
        memberships = memberships_of(user, on=on)
        grants: GrantQuerySet[Any] = apps.get_model("nominals", "Grant").objects.all()
        held = (
            grants.filter(nominal=OuterRef("nominal"))
            .held(user, memberships, Fact.DUTIES, on=on)
            .exclude(ground__in=GROUNDS_OF_MEETINGS)
        )
        agencies = {each.agency_id for each in telling(memberships, Fact.DUTIES)}
        own = Q(agency__in=agencies, nominal__is_restricted=False)
        own &= bounds_of(user, memberships, on=on, person="nominal")
        return self.filter(
            (Exists(held) & ~Q(kind__in=DUTIES_OF_MEETINGS))
            | Exists(held.filter(ground__in=GROUNDS_OF_WHOLE_CASE))
            | own
        )

    def overdue_on(self, day: date) -> Self:
        """Those whose due day has passed by `day`."""
        return self.filter(due_on__lt=day)

    def due_from(self, day: date) -> Self:
        """Those due on `day` or later."""
        return self.filter(due_on__gte=day)

    def due_by(self, day: date) -> Self:
        """Those due on `day` or before."""
        return self.filter(due_on__lte=day)

    def with_holders(self, on: date, *, as_known_at: datetime | None = None) -> Self:
        """Annotated with whose each is on the day `on`, as now known or as known at an instant:
        `area_id`, the responsible area, and `lead_kind` and `lead_agency_id`, the lead agency."""
        areas, leads = (
            apps.get_model("nominals", model)
            .history.as_known_at(as_known_at)
            .on(on)
            .filter(nominal=OuterRef("nominal"))
            .order_by()
            for model in ("ResponsibleArea", "LeadAgencyPeriod")
        )
        return self.annotate(
            area_id=Subquery(areas.values("area")[:1]),
            lead_kind=Subquery(leads.values("kind")[:1]),
            lead_agency_id=Subquery(leads.values("agency")[:1]),
        )

    def due_list(
        self,
        user: User | None,
        *,
        on: date,
        looked_on: date | None = None,
        area: int | None = None,
        as_known_at: datetime | None = None,
    ) -> Self:
        """What is owed on the day `on` by those whom `user` may see, or by all; the earliest first.

        Whom the user may see is settled by the access of the day `looked_on`, or of `on`, as it
        is now known. Annotated with whose it is on the day `on`: `area_id`, the
        responsible area, and `lead_kind` and `lead_agency_id`, the lead agency; only those of
        `area` where one is named. With `as_known_at`, which is asked of `history`, all else is as
        known then. One query, and that of the memberships.
        """
        owed = self.open_on(on, as_known_at=as_known_at)
        if user is not None:
            owed = owed.shown_to(user, on=looked_on or on)
        owed = owed.with_holders(on, as_known_at=as_known_at)
        if area is not None:
            owed = owed.filter(area_id=area)
        return owed.order_by("due_on", "kind", "nominal", "pk")
