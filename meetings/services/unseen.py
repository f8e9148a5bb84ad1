"""Refuses what a user may not see, in the words for what does not exist."""

from __future__ import annotations

from datetime import date
from typing import Any

from agencies.models import User
from core.refusing import Unseen
from meetings.models import Action, Meeting, Panel, PlanEntry, Referral, Trigger
from meetings.querysets import Sight
from nominals.choices import GROUNDS_OF_WHOLE_CASE
from nominals.models import Nominal


def refuse_unseen(
    row: Action | Meeting | Panel | PlanEntry | Referral | Trigger, user: User, *, on: date
) -> None:
    """Refuse what `user` may not see on the day `on`.

    Raises:
        Unseen: as where there is none.
    """
    rows: Any = type(row)._default_manager
    if not rows.visible_to(user, on=on).filter(pk=row.pk).exists():
        raise Unseen(f"There is no such {row._meta.verbose_name}.", row=row)


def refuse_unseen_person(nominal: Nominal, user: User, *, on: date, whole: bool = False) -> None:
    """Refuse somebody whom `user` may not see on the day `on`; with `whole`, by more than a meeting
    or the lead.

    Raises:
        Unseen: as where there is nobody.
    """
    seen = Nominal.objects.visible_to(user, on=on).filter(pk=nominal.pk)
    if whole:
        seen = seen.filter(Sight(user, on=on).person("pk", GROUNDS_OF_WHOLE_CASE))
    if not seen.exists():
        raise Unseen("There is no such nominal.", row=nominal)
