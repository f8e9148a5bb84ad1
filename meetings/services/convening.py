"""Plans panels, places meetings at them, and says who chairs and takes the minutes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from agencies.choices import AREA_ROLES
from agencies.models import Area, User
from core import audit
from core.bulk import allocate_ids
from core.refusals import Refusal
from core.refusing import refuse
from meetings.choices import PRESENT, MeetingMode, ReferralStatus
from meetings.models import (
    Action,
    Attendance,
    Decision,
    Meeting,
    Panel,
    PlanEntry,
    Referral,
    Trigger,
)
from meetings.rules import convening as rules
from meetings.rules.acts import day_refusal, reason_refusal
from meetings.rules.parts import CONVENING, WRITES_NOTHING
from meetings.services.acts import meeting_act, named, panel_act, refuse_unseen_person
from meetings.services.following import follow
from nominals.models import Nominal
from nominals.querysets import memberships_of
from nominals.services.acts import Act, Asked, act
from nominals.services.changes import instant_for
from nominals.services.records import records_of


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
            *_conduct_refusals(conduct, asked.day),
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
        entry = audit.record(
            by=asked.by,
            at=at,
            operation=audit.Operation.COLLECTION,
            act="plan_panel",
            agency=asked.agency,
            label=Panel._meta.label,
            object_id=str(key),
            objects=[key],
        )
        panel = Panel(pk=key, area=area, level=level, is_emergency=is_emergency)
        return Act(entry.pk, at, asked).record(_set(panel, _of(sitting) | _of(conduct)))


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
                _standing(panel, "move"),
                _closed(panel, "move"),
                _begun(meetings),
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
        return this.supersede(panel, **_of(sitting))


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
                _standing(panel, "cancel"),
                _closed(panel, "cancel"),
                reason_refusal(reason, "cancel the panel"),
                day_refusal(
                    on,
                    today=asked.day,
                    since=max((each.placed_on for each in meetings), default=date.min),
                    what="A meeting was placed",
                ),
                _begun(meetings),
            ]
        )
        why: dict[str, Any] = {"cancelled_on": on, "cancelled_because": reason.strip()}
        for meeting in meetings:
            this.supersede(meeting, **why)
        return this.supersede(panel, **why)


def place_meeting(
    *,
    panel: Panel,
    nominal: Nominal,
    starts_at: time,
    ends_at: time,
    user: User,
    asked: Asked,
    referral: Referral | None = None,
) -> Meeting:
    """Place a meeting about one nominal at a panel, under the panel's chair and minute taker.

    Raises:
        ValidationError: if the user sees neither the whole case nor the panel, it was cancelled or
            is over, it has a meeting about the person already, the person has died, or the referral
            is another's or not accepted.
    """
    _refuse_hidden(panel, nominal, user, asked.day)
    unversioned = replace(asked, expected_version=None)
    with transaction.atomic():
        with act("place_meeting", nominal, asked=unversioned, restates=False) as this:
            panel = Panel.objects.select_for_update(of=("self",)).get(pk=panel.pk)
            records = records_of([nominal.pk])
            refuse(
                [
                    _standing(panel, "place a meeting at"),
                    _died(nominal, panel.held_on),
                    rules.times_refusal(starts_at, ends_at),
                    _placed_already(panel, records),
                    _over(panel, asked.day),
                    _of_another(referral, records),
                ]
            )
            meeting = this.record(
                Meeting(
                    panel=panel,
                    nominal=nominal,
                    person=nominal,
                    referral=referral,
                    placed_on=asked.day,
                    starts_at=starts_at,
                    ends_at=ends_at,
                    chair=panel.chair,
                    chair_grade=panel.chair_grade,
                    minute_taker=panel.minute_taker,
                    changed_in=this.id,
                )
            )
        follow(nominals=[nominal.pk], at=this.at)
    return meeting


def appoint(*, meeting: Meeting, conduct: Conduct, user: User, asked: Asked) -> Meeting:
    """Say who chairs a meeting and takes its minutes, where it is not as at the rest of the panel;
    also of a closed one whose chair has left, until its minutes are issued.

    Raises:
        Outdated: if it is not the version that was read.
        ValidationError: if the user may not, the meeting was cancelled or its minutes are issued
            (V47), or somebody appointed acts for no agency.
    """
    doing = "say who chairs the meeting"
    with meeting_act(
        "appoint", meeting, user=user, asked=asked, needed=CONVENING, doing=doing
    ) as sitting:
        refuse(
            [
                rules.record_refusal(sitting.stage, doing),
                *_conduct_refusals(conduct, asked.day),
            ]
        )
        return sitting.this.supersede(meeting, **_of(conduct))


def cancel_meeting(*, meeting: Meeting, on: date, reason: str, user: User, asked: Asked) -> Meeting:
    """Cancel a meeting; the clock of the review runs on, and nobody sees the case by it any more.

    Raises:
        Outdated: if it is not the version that was read.
        ValidationError: if the user may not, no reason is given, or it was closed or cancelled.
    """
    doing = "cancel the meeting"
    with meeting_act(
        "cancel_meeting",
        meeting,
        user=user,
        asked=asked,
        needed=CONVENING,
        doing=doing,
        purpose=reason,
    ) as sitting:
        refuse(
            [
                rules.planned_refusal(sitting.stage, doing),
                reason_refusal(reason, doing),
                day_refusal(
                    on, today=asked.day, since=meeting.placed_on, what="The meeting was placed"
                ),
                _begun([meeting]),
            ]
        )
        return sitting.this.supersede(meeting, cancelled_on=on, cancelled_because=reason.strip())


def _of(values: Sitting | Conduct) -> dict[str, Any]:
    return {name: getattr(values, name) for name in values.__dataclass_fields__}


def _set(panel: Panel, values: dict[str, Any]) -> Panel:
    for name, value in values.items():
        setattr(panel, name, value)
    return panel


def _refuse_hidden(panel: Panel, nominal: Nominal, user: User, on: date) -> None:
    refuse_unseen_person(nominal, user, on=on, whole=True)
    if not Panel.objects.visible_to(user, on=on).filter(pk=panel.pk).exists():
        raise ValidationError("There is no such panel.", code="unseen")


def _co_ordinates(area: Area, user: User, on: date) -> Refusal | None:
    held = memberships_of(user, on=on)
    if any(each.area_id == area.pk and each.role in AREA_ROLES for each in held):
        return None
    return Refusal("part", "user", f"Only the co-ordinator of {area} plans its panels.")


def _conduct_refusals(conduct: Conduct, on: date) -> Iterator[Refusal]:
    """Who conducts a meeting acts for an agency, in a role that writes (V53)."""
    for column, user in (("chair", conduct.chair), ("minute_taker", conduct.minute_taker)):
        held = [] if user is None else memberships_of(user, on=on)
        if user is not None and all(each.role in WRITES_NOTHING for each in held):
            sentence = f"{named(user)} acts for no agency: appoint somebody who does."
            yield Refusal("conduct", column, sentence)


def _standing(panel: Panel, doing: str) -> Refusal | None:
    if panel.cancelled_on is None:
        return None
    sentence = f"The panel was cancelled on {panel.cancelled_on}: nobody may {doing} it."
    return Refusal("panel_cancelled", "panel", sentence)


def _closed(panel: Panel, doing: str) -> Refusal | None:
    if not Meeting.objects.closed().filter(panel=panel).exists():
        return None
    sentence = f"A meeting of the panel is closed: nobody may {doing} it any more."
    return Refusal("meeting_closed", "panel", sentence)


def _died(nominal: Nominal, held_on: date) -> Refusal | None:
    if nominal.died_on is None or held_on < nominal.died_on:
        return None
    sentence = f"The person died on {nominal.died_on}: no meeting is held about him or her."
    return Refusal("after_death", "nominal", sentence)


def _begun(meetings: Iterable[Meeting]) -> Refusal | None:
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


def _recorded(meetings: Iterable[Meeting]) -> Refusal | None:
    """What is recorded of a meeting is recorded of its day."""
    keys = [each.pk for each in meetings]
    came = Attendance.objects.filter(invitation__meeting__in=keys, outcome__in=PRESENT)
    if not came.exists() and not Decision.objects.filter(meeting__in=keys).exists():
        return None
    sentence = "A meeting of the panel has begun: close it, or cancel it and place it anew."
    return Refusal("meeting_begun", "panel", sentence)


def _backwards(panel: Panel, held_on: date, today: date) -> Refusal | None:
    if held_on >= min(panel.held_on, today):
        return None
    sentence = f"{held_on} is past, and before {panel.held_on}: choose a later day."
    return Refusal("panel_day", "held_on", sentence)


def _placed_already(panel: Panel, records: dict[int, int]) -> Refusal | None:
    placed = Meeting.objects.not_cancelled().filter(panel=panel, nominal__in=records)
    if not placed.exists():
        return None
    sentence = "The panel has a meeting about this nominal already: use that one."
    return Refusal("placed_already", "nominal", sentence)


def _over(panel: Panel, on: date) -> Refusal | None:
    if panel.held_on >= on or panel.is_emergency:
        return None
    sentence = f"The panel sat on {panel.held_on}: place the meeting at one that is to come."
    return Refusal("panel_day", "panel", sentence)


def _of_another(referral: Referral | None, records: dict[int, int]) -> Refusal | None:
    if referral is None:
        return None
    if referral.nominal_id not in records:
        sentence = "The referral is about somebody else: choose one about this nominal."
        return Refusal("referral_of_another", "referral", sentence)
    if referral.status != ReferralStatus.ACCEPTED:
        sentence = "The referral is not accepted: accept it, or place the meeting without it."
        return Refusal("referral_status", "referral", sentence)
    return None
