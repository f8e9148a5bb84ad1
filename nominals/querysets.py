"""Nominals by who may see them; states, findings and duties by what is asked of them."""

from __future__ import annotations

from datetime import date
from typing import Self, TypeVar

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from agencies.choices import AREA_ROLES, Role
from agencies.models import Membership, User
from core.temporal import KnownQuerySet, TemporalQuerySet

_M = TypeVar("_M", bound=models.Model)


class NominalQuerySet(KnownQuerySet[_M]):
    """Nominals by who may see them."""

    def visible_to(self, user: User, *, on: date) -> Self:
        """Those whom `user` may see on the day `on`. Whom one may not see does not exist.

        Only grants decide: to the user, to an agency of a membership in force, or to an area in
        which the user is co-ordinator or administrator. No membership and no grant means nobody.
        """
        memberships = list(Membership.objects.filter(user=user).on(on))
        agencies = {each.agency_id for each in memberships}
        areas = {each.area_id for each in memberships if each.role in AREA_ROLES}
        co_ordinated = {each.area_id for each in memberships if each.role == Role.CO_ORDINATOR}
        holder = (
            Q(user=user)
            | Q(agency__in=agencies)
            | Q(area__in=areas, is_for_co_ordinators=False)
            | Q(area__in=co_ordinated)
        )
        grants = apps.get_model("nominals", "Grant").objects.filter(
            holder, nominal=OuterRef("pk"), valid_from__lte=on, ends__gt=on
        )
        return self.filter(Exists(grants))


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

    def open_on(self, day: date) -> Self:
        """Those owed at the end of `day` by the living, overdue or not yet due."""
        alive = Q(nominal__died_on__isnull=True) | Q(nominal__died_on__gt=day)
        return self.filter(
            alive, Q(discharged_on__isnull=True) | Q(discharged_on__gt=day), arises_on__lte=day
        )
