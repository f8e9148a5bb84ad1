"""Who waits for a meeting at the level of a panel, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from agencies.models import User
from core.wording import spelt
from meetings.choices import ReferralStatus
from meetings.models import Meeting, Panel, Referral
from meetings.querysets import Sight
from nominals.choices import GROUNDS_OF_WHOLE_CASE
from nominals.models import LevelMeeting, LevelPeriod, Nominal


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody for whom a meeting may be placed, by which day it is due, and why."""

    person: Nominal
    why: str
    due_on: date | None = None
    referral: Referral | None = None


def placeable(user: User, panel: Panel, on: date) -> list[Waiting]:
    """Whom a meeting at `panel` may be about, of those whose whole case `user` sees and who have no
    meeting at it: who was referred and accepted for its level and has not met by it, whose review
    is due, and whoever is at that level; the most urgent first. Five queries."""
    sees = Sight(user, on=on).person("pk", GROUNDS_OF_WHOLE_CASE)
    seen = Nominal.objects.visible_to(user, on=on).filter(sees)
    placed = Meeting.objects.not_cancelled()
    here = set(placed.filter(panel=panel).values_list("person", flat=True))
    referred = {
        each.person_id: each
        for each in Referral.objects.visible_to(user, on=on)
        .filter(status=ReferralStatus.ACCEPTED, accepted_level=panel.level)
        .exclude(pk__in=placed.filter(referral__isnull=False).values("referral"))
        .select_related("person")
        .order_by("decided_on", "pk")
    }
    level = LevelPeriod.objects.filter(level=panel.level).on(on).values("nominal")
    people = {
        each.pk: each for each in seen.filter(pk__in=level) | seen.filter(pk__in=list(referred))
    }
    reviews = dict(
        LevelMeeting.objects.filter(nominal__in=people, next_review_on__isnull=False)
        .order_by("held_on", "pk")
        .values_list("nominal", "next_review_on")
    )
    found = [
        _waiting(person, referred.get(pk), reviews.get(pk), panel)
        for pk, person in people.items()
        if pk not in here
    ]
    return sorted(
        found,
        key=lambda each: (
            each.referral is None,
            each.due_on or date.max,
            str(each.person),
            each.person.pk,
        ),
    )


def _waiting(
    person: Nominal, referral: Referral | None, due_on: date | None, panel: Panel
) -> Waiting:
    if referral is not None:
        day = spelt(referral.decided_on or referral.drafted_on)
        return Waiting(person, _("referral accepted on %(day)s") % {"day": day}, due_on, referral)
    if due_on is not None:
        return Waiting(person, _("review due by %(day)s") % {"day": spelt(due_on)}, due_on)
    level = panel.get_level_display()
    return Waiting(person, _("at %(level)s, no meeting yet") % {"level": level})
