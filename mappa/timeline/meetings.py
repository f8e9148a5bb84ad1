"""What the floor of meetings tells: that there was a referral or a meeting, and what became of it.

Each ends with the opaque id by which commands are told of it. What was said and decided is in the
minutes, which not everybody who sees the person may read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from django.db.models import Q

from agencies.models import User
from mappa.timeline.entries import Source, Told, told_on
from meetings import models
from meetings.choices import ReferralStatus
from nominals.choices import AuthorityKind

MEETINGS = "Meetings"
"""What a drawing calls all of them."""


def _referral(row: models.Referral) -> Iterator[Told]:
    asked = f"Referral to Level {row.level} by {row.agency}"
    yield from told_on(row.submitted_on, f"{asked} ({row.public_id}).")
    if row.submitted_on is not None:
        became = ReferralStatus(row.status).label.lower()
        level = f" at Level {row.accepted_level}" if row.accepted_level else ""
        yield from told_on(row.decided_on, f"{asked} {became}{level} ({row.public_id}).")


def _meeting(row: models.Meeting) -> Iterator[Told]:
    if row.cancelled_on is not None:
        yield Told(row.cancelled_on, f"{row} cancelled ({row.public_id}).")
    elif row.closed_on is not None:
        kind = "Emergency meeting" if row.panel.is_emergency else "Meeting"
        held = f"{kind} at Level {row.panel.level} held ({row.public_id})."
        yield Told(row.panel.held_on, held, short=MEETINGS)
    else:
        planned = f"Meeting at Level {row.panel.level} planned ({row.public_id})."
        yield Told(row.panel.held_on, planned, short=MEETINGS)


SOURCES = (
    Source(models.Referral, _referral, related=("agency",), is_narrower=True),
    Source(models.Meeting, _meeting, related=("panel",), is_narrower=True),
)
"""In the order in which entries of one day are told."""


def levels_with_hidden_reason(records: Collection[int], user: User, on: date) -> frozenset[int]:
    """The levels of `records` for which a referral or a meeting gave the reason that `user` may not
    see on the day `on`; two queries."""
    referrals = models.Referral.objects.visible_to(user, on=on).order_by()
    accepted = models.Referral.objects.filter(
        level_period__nominal__in=records, level_period__authority_kind=AuthorityKind.REFERRAL
    ).exclude(pk__in=referrals.values("pk"))
    meetings = models.Meeting.objects.visible_to(user, on=on).order_by()
    decided = models.Decision.objects.filter(
        level_period__nominal__in=records, level_period__authority_kind=AuthorityKind.MEETING
    ).exclude(meeting__in=meetings.values("pk"))
    return frozenset(
        key
        for rows in (accepted, decided)
        for key in rows.order_by().values_list("level_period", flat=True)
    )


def reasons_told_to(user: User, on: date) -> Q:
    """Given reasons that `user` may read on the day `on`: those of acts on no referral or meeting,
    and on one that the user may see."""
    told = Q(source_id__isnull=True)
    for model in (models.Referral, models.Meeting):
        seen = model.objects.visible_to(user, on=on).order_by()
        told |= Q(source_label=model._meta.label, source_id__in=seen.values("pk"))
    return told
