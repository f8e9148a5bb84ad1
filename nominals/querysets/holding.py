"""Which grants somebody holds: through memberships in force, of roles that are shown a fact."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import reduce, wraps
from operator import or_
from typing import Any, TypeVar, cast

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from agencies.choices import Fact, Role
from agencies.models import Membership, User
from agencies.rules.facts import ONLY_OF_AREA, roles_shown, roles_shown_whole_area

_Q = TypeVar("_Q", bound=models.QuerySet[Any])

FENCED = "EXISTS(%(subquery)s OFFSET 0)"
"""How a condition is written that PostgreSQL must not turn into a join."""


def memberships_of(user: User, *, on: date) -> list[Membership]:
    """The memberships of `user` in force on the day `on`; one query, and none where they were
    prefetched."""
    if "memberships" in getattr(user, "_prefetched_objects_cache", {}):
        return [each for each in user.memberships.all() if on in each.period]
    return list(Membership.objects.filter(user=user).on(on))


def also_through(narrow: Callable[..., _Q]) -> Callable[..., _Q]:
    """Lets a method that narrows by what a user may see narrow by both where he or she acts through
    a system."""

    @wraps(narrow)
    def narrowed(found: Any, user: User, **more: Any) -> _Q:
        for each in user.sights:
            found = narrow(found, each, **more)
        return cast(_Q, found)

    return narrowed


def telling(memberships: Iterable[Membership], fact: Fact) -> list[Membership]:
    """Those of `memberships` whose role is shown `fact`."""
    roles = roles_shown(fact)
    return [each for each in memberships if each.role in roles]


def holders_of(user: User, memberships: Iterable[Membership], fact: Fact) -> list[Q]:
    """Grants by which `user` is shown `fact`, through `memberships` in force of a role that is:
    those of each holder apart.

    They are the user's own, those of an agency and, of roles that are shown the fact of everybody
    in their area, those of the area. Without such a membership there is none, and who acts for no
    agency conducts no meeting.
    """
    counting = telling(memberships, fact)
    if not counting:
        return []
    of_area = roles_shown_whole_area(fact)
    co_ordinated = {each.area_id for each in counting if each.role == Role.CO_ORDINATOR}
    areas = {each.area_id for each in counting if each.role in of_area} - co_ordinated
    agencies = set() if fact in ONLY_OF_AREA else {each.agency_id for each in counting}
    return [
        Q(user=user),
        *(Q(agency=each) for each in sorted(agencies)),
        *(Q(area=each, is_for_co_ordinators=False) for each in sorted(areas)),
        *(Q(area=each) for each in sorted(co_ordinated)),
    ]


def held_by(user: User, memberships: Iterable[Membership], fact: Fact) -> Q:
    """Grants by which `user` is shown `fact`, through `memberships` in force, whoever holds
    them."""
    return reduce(or_, holders_of(user, memberships, fact), Q(pk__in=[]))


def bounds_of(user: User, memberships: Iterable[Membership], *, on: date, person: str) -> Q:
    """Within whom a system client sees at all, of the people at `person`: those for whom one of its
    areas is responsible on the day `on`, and who are managed in no category but its own."""
    served = {each.area_id for each in memberships if each.role == Role.SYSTEM}
    if not served:
        return Q()
    areas, categories = (
        apps.get_model("nominals", model).objects.on(on).filter(nominal=OuterRef(person)).order_by()
        for model in ("ResponsibleArea", "EligibilityPeriod")
    )
    if not hasattr(user, "system_client"):
        return Q(pk__in=[])  # an account of a system that is none
    others = categories.exclude(category__in=user.system_client.categories)
    # Fenced, each is asked of one person after another. Of joins PostgreSQL expects that they leave
    # almost nobody, and gives up a walk in order: it does not know that areas decide who leads.
    return Exists(areas.filter(area__in=served), template=FENCED) & ~Exists(others, template=FENCED)
