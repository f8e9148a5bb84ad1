"""Who sees whom: grants decide whom, the role through which one is held decides what."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any

from django.apps import apps
from django.core.exceptions import EmptyResultSet
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce

from agencies.choices import Fact, Role
from agencies.models import Membership, User
from nominals.querysets.grants import GrantQuerySet
from nominals.querysets.holding import memberships_of

MOST_MERGES = 3
"""Of merges into merges, how many steps from a record to the one that stands for it are followed
where many rows are asked for at once."""

BEYOND = -1
"""A key that nobody has, and the value in a kept statement in whose place one is put."""


def sight(user: User, *, on: date, fact: Fact, person: Any) -> Q:
    """Whether `user` is shown `fact`, by the grants of the day `on`, of the nominal at `person`.

    The one rule behind every `visible_to`: one query for the memberships, and an indexed look for
    each row. Of a user who acts through a system both are asked.
    """
    return sights(user, [fact], on=on, person=person)[fact]


def sights(user: User, facts: Iterable[Fact], *, on: date, person: Any) -> dict[Fact, Q]:
    """By fact, whether `user` is shown it of the nominal at `person`; one query for all."""
    shown = {fact: Q() for fact in facts}
    for each in user.sights:
        holder = _Holder(each, memberships_of(each, on=on))
        for fact in shown:
            shown[fact] &= Q(Exists(_grants_of(holder, fact, on).filter(nominal=person)))
    return shown


class _Holder:
    """A user with the memberships in force: equal to another where all that decides on their grants
    is."""

    def __init__(self, user: User, memberships: list[Membership]) -> None:
        self.user, self.memberships = user, memberships
        held = frozenset((each.role, each.area_id, each.agency_id) for each in memberships)
        is_system = any(each.role == Role.SYSTEM for each in memberships)
        categories = (
            tuple(user.system_client.categories)
            if is_system and hasattr(user, "system_client")
            else None
        )
        self._decides = (user.pk, held, categories)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Holder) and self._decides == other._decides

    def __hash__(self) -> int:
        return hash(self._decides)


@lru_cache(maxsize=500)
def _grants_of(holder: _Holder, fact: Fact, on: date) -> GrantQuerySet[Any]:
    """The grants by which `holder` is shown `fact`, as a query that was not asked: putting it
    together takes longer than asking it."""
    grants: GrantQuerySet[Any] = apps.get_model("nominals", "Grant").objects.all()
    return grants.held(holder.user, holder.memberships, fact, on=on)


def in_order(
    user: User, number: int, *, on: date, after: int, fact: Fact
) -> tuple[str, tuple[Any, ...]]:
    """The keys of the first `number` people beyond the key `after` of whom `user` is shown `fact`,
    as a statement with its values; an empty one where there is nobody."""
    holders = tuple(_Holder(each, memberships_of(each, on=on)) for each in user.sights)
    sql, values = _walk(holders, fact, on, number)
    return sql, tuple(after if each == BEYOND else each for each in values)


@lru_cache(maxsize=500)
def _walk(
    holders: tuple[_Holder, ...], fact: Fact, on: date, number: int
) -> tuple[str, tuple[Any, ...]]:
    """The keys of the first `number` people of whom `holders` are all shown `fact`, beyond the key
    `BEYOND`, as a statement with its values; an empty one where there is nobody.

    It goes through the grants of each holder in the order of people, by an index of just that, and
    stops. It is kept, as `_grants_of` is, because it takes longer to put together than to ask.
    """
    first, *others = holders
    grants: GrantQuerySet[Any] = apps.get_model("nominals", "Grant").objects.filter(
        nominal__gt=BEYOND
    )
    for each in others:
        also = _grants_of(each, fact, on).filter(nominal=OuterRef("nominal"))
        grants = grants.filter(Exists(also))
    walks: list[str] = []
    values: list[Any] = []
    for held in grants.held_apart(first.user, first.memberships, fact, on=on):
        keys = held.order_by("nominal_id").values("nominal_id").distinct()[:number]
        try:
            sql, given = keys.query.sql_with_params()
        except EmptyResultSet:
            continue
        walks.append(f"SELECT * FROM ({sql}) AS walk")
        values += given
    return " UNION ".join(walks), tuple(values)


def standing_at(at: str = "") -> Coalesce:
    """The record that stands for the one at `at`, or of nominals for each: itself, or what it was
    merged into.

    What was merged into a merged record is followed over `MOST_MERGES` steps; behind more of them
    a record is nobody's.
    """
    steps, into = [at or "pk"], at
    for _ in range(MOST_MERGES):
        into = f"{into}__merged_into" if into else "merged_into"
        steps.append(into)
    return Coalesce(*(OuterRef(each) for each in reversed(steps)))


def shown_of(model: type[models.Model], user: User, *, on: date) -> Q:
    """Whether `user` is shown a row of `model`, which says of which `fact` its rows are and at
    which path `person_at` the person is found, where that is not `nominal`."""
    of: Any = model
    person = standing_at(getattr(model, "person_at", "nominal"))
    return sight(user, on=on, fact=of.fact, person=person)
