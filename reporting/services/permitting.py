"""Who is shown figures, and who may ask for a return of an area; the doors ask before they act."""

from __future__ import annotations

from datetime import date

from agencies.choices import Fact, Role
from agencies.models import Area, User
from nominals.querysets.holding import memberships_of, telling
from nominals.services.permitting import acts_in

MAY_ASK = frozenset({Role.STATISTICIAN, Role.CO_ORDINATOR, Role.ADMINISTRATOR})
"""The roles that may ask for the return of their area."""


def is_shown_figures(user: User, on: date) -> bool:
    """Whether `user`, and the system through which he or she acts, have a role that is shown
    figures on the day `on`; of which area does not matter, because returns are published."""
    return all(telling(memberships_of(each, on=on), Fact.FIGURES) for each in user.sights)


def may_ask(user: User, area: Area, on: date) -> bool:
    """Whether `user` may ask for the return of `area` on the day `on`, where need be through a
    system that serves the area. A system asks for nothing by itself."""
    return acts_in(user, area, MAY_ASK, on)
