"""How far days are, beside the day itself."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.wording import spelt
from core.working_days import elapsed_working_days


def how_far(day: date, today: date) -> str:
    """In how many days `day` is, or how many days ago it was."""
    days = (day - today).days
    if days == 0:
        return _("today")
    if days == 1:
        return _("tomorrow")
    if days == -1:
        return _("yesterday")
    if days > 0:
        return ngettext("in %(days)s day", "in %(days)s days", days) % {"days": days}
    return ngettext("%(days)s day ago", "%(days)s days ago", -days) % {"days": -days}


def spelt_with_distance(day: date, today: date) -> str:
    """A day, and how far it is: 3 December 2026 (in 11 days)."""
    return f"{spelt(day)} ({how_far(day, today)})"


def how_late(due_on: date, today: date, holidays: Collection[date]) -> str:
    """By how many working days what was due is late."""
    days = elapsed_working_days(due_on, today, holidays)
    late = ngettext("%(days)s working day late", "%(days)s working days late", days)
    return late % {"days": days}
