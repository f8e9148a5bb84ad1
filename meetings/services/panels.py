"""Plans, moves and cancels panels, at which meetings follow one another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any

from django.db import transaction
from django.db.models import Q

from agencies.choices import AREA_ROLES
from agencies.models import Area, User
from core import audit
from core.bulk import allocate_ids
from core.refusals import Refusal
from core.refusing import refuse
from meetings.choices import MeetingMode
from meetings.models import Action, Attendance, Decision, Meeting, Panel, PlanEntry, Trigger
from meetings.rules import convening as rules
from meetings.rules.acts import day_refusal, reason_refusal
from meetings.rules.parts import WRITES_NOTHING
from meetings.services.acts import acting_memberships, named, panel_act, panel_entry
from nominals.querysets.holding import memberships_of
from nominals.services.acts import Asked
from nominals.services.changes import instant_for


@dataclass(frozen=True, slots=True)
class Sitting:
    """When, where and how a panel sits."""

    held_on: date
    starts_at: time
    place: str
    mode: MeetingMode = MeetingMode.REMOTE


@dataclass(frozen=True, slots=True)
class Conduct:
    """Who chairs, of which grade, and who takes the minutes."""

    chair: User | None = None
    chair_grade: str = ""
    minute_taker: User | None = None


def plan_panel(
    *,
    area: Area,
    level: int,
    sitting: Sitting,
    conduct: Conduct,
    user: User,
    asked: Asked,
    is_emergency: bool = False,
) -> Panel:
    """Plan a panel of `area` at `level`, as its co-ordinator or administrator.

    Raises:
        ValidationError: if the user does not act for the area, the day is past and it is no
            emergency, no place is named, or the level has no meetings.
    """
    refuse(
        [
            _co_ordinates(area, user, asked.day),
            *conduct_refusals(conduct, asked.day),
            *rules.panel_refusals(
                held_on=sitting.held_on,
                on=asked.day,
                is_emergency=is_emergency,
                place=sitting.place,
            ),
        ]
    )
    with transaction.atomic():
        at = instant_for(nominals=[], now=asked.at)
        (key,) = allocate_ids(Panel, 1)
        this = panel_entry(
            "plan_panel", key, asked=replace(asked, at=at), operation=audit.Operation.COLLECTION
        )
        return this.record(
            Panel(
                pk=key,
                area=area,
                level=level,
                is_emergency=is_emergency,
                **values_of(sitting),
                **values_of(conduct),
            )
        )


def move_panel(*, panel: Panel, sitting: Sitting, reason: str, user: User, asked: Asked) -> Panel:
    """Let a panel sit on another day, at another time or place; its meetings move along by as many
    minutes.

    Raises:
        Outdated: if it is not the version that was read.
        ValidationError: if the user may not see it, it was cancelled, or a meeting of it is closed.
    """
    with panel_act("move_panel", panel, user=user, asked=asked, purpose=reason) as (this, meetings):
        refuse(
            [
                cancelled_refusal(panel, "move"),
                _closed(panel, "move"),
                begun_refusal(meetings),
                _recorded(meetings),
                reason_refusal(reason, "move the panel"),
                _backwards(panel, sitting.held_on, asked.day),
                *rules.panel_refusals(
                    held_on=sitting.held_on,
                    on=asked.day,
                    is_emergency=panel.is_emergency,
                    place=sitting.place,
                ),
            ]
        )
        for meeting in meetings:
            starts_at, ends_at = (
                rules.moved(each, panel.starts_at, sitting.starts_at)
                for each in (meeting.starts_at, meeting.ends_at)
            )
            refuse([rules.times_refusal(starts_at, ends_at)])
            if starts_at != meeting.starts_at:
                this.supersede(meeting, starts_at=starts_at, ends_at=ends_at)
        return this.supersede(panel, **values_of(sitting))


def cancel_panel(*, panel: Panel, on: date, reason: str, user: User, asked: Asked) -> Panel:
    """Cancel a panel and all of its meetings; the clocks of reviews run on.

    Raises:
        Outdated: if it is not the version that was read.
        ValidationError: if the user may not see it, it was cancelled, or a meeting of it is closed.
    """
    with panel_act("cancel_panel", panel, user=user, asked=asked, purpose=reason) as (
        this,
        meetings,
    ):
        refuse(
            [
                cancelled_refusal(panel, "cancel"),
                _closed(panel, "cancel"),
                reason_refusal(reason, "cancel the panel"),
                day_refusal(
                    on,
                    today=asked.day,
                    since=max((each.placed_on for each in meetings), default=date.min),
                    what="A meeting was placed",
                ),
                begun_refusal(meetings),
            ]
        )
        why: dict[str, Any] = {"cancelled_on": on, "cancelled_because": reason.strip()}
        for meeting in meetings:
            this.supersede(meeting, **why)
        return this.supersede(panel, **why)


def values_of(values: Sitting | Conduct) -> dict[str, Any]:
    """What is said of a sitting, or of who conducts it, by column."""
    return {name: getattr(values, name) for name in values.__dataclass_fields__}


def conduct_refusals(conduct: Conduct, on: date) -> Iterator[Refusal]:
    """Who conducts a meeting acts for an agency, in a role that writes (V53)."""
    for column, user in (("chair", conduct.chair), ("minute_taker", conduct.minute_taker)):
        held = [] if user is None else memberships_of(user, on=on)
        if user is not None and all(each.role in WRITES_NOTHING for each in held):
            sentence = f"{named(user)} acts for no agency: appoint somebody who does."
            yield Refusal("conduct", column, sentence)


def cancelled_refusal(panel: Panel, doing: str) -> Refusal | None:
    """A panel that was cancelled stays as it is."""
    if panel.cancelled_on is None:
        return None
    sentence = f"The panel was cancelled on {panel.cancelled_on}: nobody may {doing} it."
    return Refusal("panel_cancelled", "panel", sentence)


def begun_refusal(meetings: Iterable[Meeting]) -> Refusal | None:
    """What a meeting put into a plan or took out of it, or gave to do, would stand without it."""
    keys = [each.pk for each in meetings]
    begun = (
        Action.objects.filter(meeting__in=keys),
        *(
            each.objects.filter(Q(meeting__in=keys) | Q(ended_at__in=keys))
            for each in (PlanEntry, Trigger)
        ),
    )
    if not any(each.exists() for each in begun):
        return None
    sentence = "A plan was changed or an action given at the meeting: close it instead."
    return Refusal("meeting_begun", "meeting", sentence)


def _co_ordinates(area: Area, user: User, on: date) -> Refusal | None:
    held = acting_memberships(user, on=on)
    if any(each.area_id == area.pk and each.role in AREA_ROLES for each in held):
        return None
    return Refusal("part", "user", f"Only the co-ordinator of {area} plans its panels.")


def _closed(panel: Panel, doing: str) -> Refusal | None:
    if not Meeting.objects.closed().filter(panel=panel).exists():
        return None
    sentence = f"A meeting of the panel is closed: nobody may {doing} it any more."
    return Refusal("meeting_closed", "panel", sentence)


def _recorded(meetings: Iterable[Meeting]) -> Refusal | None:
    """What is recorded of a meeting is recorded of its day."""
    keys = [each.pk for each in meetings]
    came = Attendance.objects.present().filter(invitation__meeting__in=keys)
    if not came.exists() and not Decision.objects.filter(meeting__in=keys).exists():
        return None
    sentence = "A meeting of the panel has begun: close it, or cancel it and place it anew."
    return Refusal("meeting_begun", "panel", sentence)


def _backwards(panel: Panel, held_on: date, today: date) -> Refusal | None:
    if held_on >= min(panel.held_on, today):
        return None
    sentence = f"{held_on} is past, and before {panel.held_on}: choose a later day."
    return Refusal("panel_day", "held_on", sentence)
