"""Nominals by who may see them; states, findings and duties by what is asked of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Self, TypeVar
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery

from agencies.choices import AREA_ROLES, Role
from agencies.models import Membership, User
from core.temporal import KnownQuerySet, TemporalQuerySet
from nominals.choices import (
    DUTIES_OF_MEETINGS,
    GROUNDS_OF_MEETINGS,
    GROUNDS_OF_WHOLE_CASE,
    Ground,
    PairStatus,
)

_M = TypeVar("_M", bound=models.Model)

MOST_DIGITS_OF_A_KEY = 18


def memberships_of(user: User, *, on: date) -> list[Membership]:
    """The memberships of `user` in force on the day `on`; one query."""
    return list(Membership.objects.filter(user=user).on(on))


def held_by(user: User, memberships: Iterable[Membership]) -> Q:
    """Grants that `user` holds by `memberships` in force: his or her own, those of an agency, and
    those of an area in which the user is co-ordinator or administrator. Who acts for no agency
    conducts no meeting."""
    memberships = list(memberships)
    agencies = {each.agency_id for each in memberships}
    areas = {each.area_id for each in memberships if each.role in AREA_ROLES}
    co_ordinated = {each.area_id for each in memberships if each.role == Role.CO_ORDINATOR}
    own = Q(user=user)
    if not memberships:
        own &= ~Q(ground=Ground.CONDUCTING)
    return (
        own
        | Q(agency__in=agencies)
        | Q(area__in=areas, is_for_co_ordinators=False)
        | Q(area__in=co_ordinated)
    )


class NominalQuerySet(KnownQuerySet[_M]):
    """Nominals by who may see them."""

    def visible_to(self, user: User, *, on: date) -> Self:
        """Those whom `user` may see on the day `on`. Whom one may not see does not exist.

        Only grants decide. No membership and no grant means nobody.
        """
        grants: GrantQuerySet[Any] = apps.get_model("nominals", "Grant").objects.all()
        held = grants.in_effect().filter(
            held_by(user, memberships_of(user, on=on)), nominal=OuterRef("pk")
        )
        return self.filter(Exists(held.on(on)))

    def shown_to(self, user: User | None, *, on: date) -> Self:
        """Those whom `user` may see on the day `on`; without one the system looks, and sees all."""
        return self if user is None else self.visible_to(user, on=on)

    def of_id(self, text: str) -> Self:
        """The one that `text` names by opaque id or by key; nobody where it is neither."""
        try:
            return self.filter(public_id=UUID(text))
        except ValueError:
            is_key = text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS_OF_A_KEY
            return self.filter(pk=int(text)) if is_key else self.none()


class GrantQuerySet(TemporalQuerySet[_M]):
    """Grants by whom they let see whom."""

    def in_effect(self) -> Self:
        """Those that count: by meetings about a restricted case nobody sees it, whatever is
        written."""
        return self.exclude(ground__in=GROUNDS_OF_MEETINGS, nominal__is_restricted=True)

    def who_may_see(self, nominal: models.Model, *, on: date) -> Self:
        """Each area, agency and user that may see `nominal` on the day `on`, and why."""
        return (
            self.in_effect().filter(nominal=nominal).on(on).select_related("area", "agency", "user")
        )

    def why_visible(self, nominal: models.Model, user: User, *, on: date) -> Self:
        """Why `user` may see `nominal` on the day `on`; none where he or she may not."""
        return self.who_may_see(nominal, on=on).filter(held_by(user, memberships_of(user, on=on)))


class PairQuerySet(KnownQuerySet[_M]):
    """Pairs of records by who may see both."""

    def visible_to(self, user: User, *, on: date) -> Self:
        """Those of which `user` may see both records on the day `on`."""
        nominals: NominalQuerySet[Any] = apps.get_model("nominals", "Nominal").objects.all()
        seen = nominals.visible_to(user, on=on).order_by().values("pk")
        return self.filter(first__in=seen, second__in=seen)

    def suspected(self) -> Self:
        """Those on which nobody has decided."""
        return self.filter(status=PairStatus.SUSPECTED)


class StateQuerySet(TemporalQuerySet[_M]):
    """States by what the tables ask of them."""

    def in_the_community(self) -> Self:
        """Not detained (D5)."""
        return self.filter(setting__isnull=True)


class FindingQuerySet(TemporalQuerySet[_M]):
    """Findings by rule."""

    def of_rule(self, rule: str) -> Self:
        """Those of one rule, such as ``V18``."""
        return self.filter(rule=rule)


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

    def shown_to(self, user: User, *, on: date) -> Self:
        """Those of people whom `user` may see on the day `on`, but not by a meeting only, and of
        referrals and meetings where the user sees the whole case; and what an agency of the user's
        owes by name, unless the case is restricted."""
        memberships = memberships_of(user, on=on)
        grants: GrantQuerySet[Any] = apps.get_model("nominals", "Grant").objects.all()
        held = (
            grants.in_effect()
            .filter(held_by(user, memberships), nominal=OuterRef("nominal"))
            .on(on)
            .exclude(ground__in=GROUNDS_OF_MEETINGS)
            .order_by()
        )
        agencies = {each.agency_id for each in memberships}
        own = Q(agency__in=agencies, nominal__is_restricted=False)
        return self.filter(
            (Exists(held) & ~Q(kind__in=DUTIES_OF_MEETINGS))
            | Exists(held.filter(ground__in=GROUNDS_OF_WHOLE_CASE))
            | own
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
        areas, leads = (
            apps.get_model("nominals", model)
            .history.as_known_at(as_known_at)
            .on(on)
            .filter(nominal=OuterRef("nominal"))
            .order_by()
            for model in ("ResponsibleArea", "LeadAgencyPeriod")
        )
        owed = owed.annotate(
            area_id=Subquery(areas.values("area")[:1]),
            lead_kind=Subquery(leads.values("kind")[:1]),
            lead_agency_id=Subquery(leads.values("agency")[:1]),
        )
        if area is not None:
            owed = owed.filter(area_id=area)
        return owed.order_by("due_on", "kind", "nominal", "pk")
