"""Counts what became of the referrals of an area."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from agencies.models import Area, User
from agencies.services.settings import rule_settings
from core.periods import Period
from meetings.models import InformationRequest, Meeting, Referral
from meetings.rules.referrals import Funnel, Referred, funnel


def referral_funnel(
    *, area: Area, period: Period, user: User | None = None, on: date
) -> tuple[Funnel, list[Referral]]:
    """How the referrals submitted in `period` to `area` have fared, and which they are.

    With a `user` only those that he or she may see on the day `on` are counted; without one, all.
    Four queries, and one for what the user may see.
    """
    found = Referral.objects.filter(
        area=area, submitted_on__gte=period.start, submitted_on__lt=period.ends
    ).order_by("submitted_on", "pk")
    if user is not None:
        found = found.visible_to(user, on=on)
    referrals = list(found.select_related("nominal"))
    waited: defaultdict[int, list[Period]] = defaultdict(list)
    asked = InformationRequest.objects.filter(referral__in=referrals).order_by("pk")
    for each in asked:
        if each.answered_on is None or each.answered_on > each.asked_on:
            waited[each.referral_id].append(Period(each.asked_on, each.answered_on))
    meetings = _meetings(referrals, user, on)
    counted = funnel(
        [
            Referred(
                status=each.status,
                submitted_on=each.submitted_on,
                decided_on=each.decided_on,
                accepted_level=each.accepted_level,
                waited=tuple(waited[each.pk]),
                first_meeting_on=_first(meetings[each.person_id], each.decided_on),
            )
            for each in referrals
            if each.submitted_on is not None
        ],
        rule_settings().holidays,
    )
    return counted, referrals


def _meetings(referrals: list[Referral], user: User | None, on: date) -> dict[int, list[date]]:
    """The days on which closed meetings about each person were held that `user` may see."""
    found: defaultdict[int, list[date]] = defaultdict(list)
    people = {each.person_id for each in referrals}
    held = Meeting.objects.closed().filter(person__in=people).order_by("panel__held_on")
    if user is not None:
        held = held.visible_to(user, on=on)
    for person, day in held.values_list("person", "panel__held_on"):
        found[person].append(day)
    return found


def _first(days: list[date], since: date | None) -> date | None:
    return min((day for day in days if since is not None and day >= since), default=None)
