"""Who may record what about whom; the doors ask before they call a service.

Seeing a case is not enough: who sees it by an invitation, as host or because the area is asked to
take it over reads it. It is recorded in by the responsible area, the lead agency, and of a
restricted case by those on its list, in a role that works with cases.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from agencies.choices import AREA_ROLES, Fact, Role
from agencies.models import Area, User
from nominals.choices import Ground
from nominals.models import Grant, Nominal
from nominals.querysets.grants import GrantQuerySet
from nominals.querysets.holding import memberships_of

RECORDING = AREA_ROLES | {Role.PRACTITIONER, Role.AGENCY_LEAD, Role.SYSTEM}
"""The roles that record facts about people."""


GROUNDS_OF_RECORDING = (Ground.RESPONSIBLE_AREA, Ground.LEAD_AGENCY, Ground.NAMED_VIEWER)


def may_record(user: User, nominal: Nominal, on: date) -> bool:
    """Whether `user` may record facts about `nominal` on the day `on`; two queries."""
    return _holds(user, nominal, on, roles=RECORDING, grounds=GROUNDS_OF_RECORDING)


def recordable(user: User, nominals: Iterable[int], on: date) -> set[int]:
    """Those of the nominals with such keys, some thousand at most, about whom `user` may record
    facts on the day `on`; two queries."""
    held = _held(user, nominals, on, roles=RECORDING, grounds=GROUNDS_OF_RECORDING)
    return set(held.values_list("nominal", flat=True))


def may_co_ordinate(user: User, nominal: Nominal, on: date) -> bool:
    """Whether `user` may decide for the responsible area on the day `on`; two queries."""
    grounds = (Ground.RESPONSIBLE_AREA, Ground.NAMED_VIEWER)
    return _holds(user, nominal, on, roles=AREA_ROLES, grounds=grounds)


def may_merge(user: User, one: Nominal, other: Nominal, on: date) -> bool:
    """Whether `user` may decide on the day `on` that two records are one person: whoever decides
    for the responsible areas of both; four queries."""
    return all(may_co_ordinate(user, each, on) for each in (one, other))


def may_take_over(user: User, nominal: Nominal, on: date) -> bool:
    """Whether `user` may answer for an area that is asked to take over the case; two queries."""
    roles = frozenset({Role.CO_ORDINATOR})
    return _holds(user, nominal, on, roles=roles, grounds=(Ground.TRANSFER,))


def may_keep_victim_notes(user: User, nominal: Nominal, on: date) -> bool:
    """Whether `user` may write what only few are shown: as one who is shown it; four queries."""
    shown = Nominal.objects.visible_to(user, on=on, fact=Fact.VICTIM_NOTES)
    return may_record(user, nominal, on) and shown.filter(pk=nominal.pk).exists()


def may_register(user: User, area: Area, on: date) -> bool:
    """Whether `user` may register people for whom `area` is responsible; one query."""
    return area.pk in areas_of_registering(user, on)


def areas_of_registering(user: User, on: date) -> set[int]:
    """The keys of the areas in which `user` may register people on the day `on`; one query."""
    return {each.area_id for each in memberships_of(user, on=on) if each.role in RECORDING}


def acts_in(user: User, area: Area, roles: Collection[Role], on: date) -> bool:
    """Whether `user` has one of `roles` in `area` on the day `on`, where need be through a system
    that serves it; two queries."""
    through = user.through
    return _has_role(user, area, roles, on) and (
        through is None or _has_role(through, area, {Role.SYSTEM}, on)
    )


def _has_role(user: User, area: Area, roles: Collection[Role], on: date) -> bool:
    return any(
        each.area_id == area.pk and each.role in roles for each in memberships_of(user, on=on)
    )


def _holds(
    user: User,
    nominal: Nominal,
    on: date,
    *,
    roles: Collection[Role],
    grounds: Collection[Ground],
) -> bool:
    return _held(user, [nominal.pk], on, roles=roles, grounds=grounds).exists()


def _held(
    user: User,
    nominals: Iterable[int],
    on: date,
    *,
    roles: Collection[Role],
    grounds: Collection[Ground],
) -> GrantQuerySet[Grant]:
    memberships = [each for each in memberships_of(user, on=on) if each.role in roles]
    grants = Grant.objects.filter(nominal__in=list(nominals), ground__in=grounds)
    return grants.held(user, memberships, Fact.IDENTITY, on=on)
