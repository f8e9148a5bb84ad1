"""Places meetings at panels, says who chairs them and takes the minutes, and cancels them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

from django.db import transaction

from agencies.models import User
from core.refusals import Refusal
from core.refusing import refuse
from meetings.choices import ReferralStatus
from meetings.models import Meeting, Panel, Referral
from meetings.rules import convening as rules
from meetings.rules.acts import day_refusal, reason_refusal
from meetings.rules.parts import CONVENING
from meetings.services.acts import meeting_act
from meetings.services.following import follow
from meetings.services.panels import (
    Conduct,
    begun_refusal,
    cancelled_refusal,
    conduct_refusals,
    values_of,
)
from meetings.services.unseen import refuse_unseen, refuse_unseen_person
from nominals.models import Nominal
from nominals.services.acts import Asked, act, refuse_outdated
from nominals.services.records import records_of


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
        Outdated: if it is not the version of the panel that was read.
        ValidationError: if the user sees neither the whole case nor the panel, it was cancelled or
            is over, it has a meeting about the person already, the person has died, or the referral
            is another's or not accepted.
    """
    refuse_unseen_person(nominal, user, on=asked.day, whole=True)
    refuse_unseen(panel, user, on=asked.day)
    if referral is not None:
        refuse_unseen(referral, user, on=asked.day)
    unversioned = replace(asked, expected_version=None)
    with transaction.atomic():
        with act("place_meeting", nominal, asked=unversioned, restates=False) as this:
            panel = Panel.objects.select_for_update(of=("self",)).get(pk=panel.pk)
            refuse_outdated(asked, version=panel.version)
            records = records_of([nominal.pk])
            refuse(
                [
                    cancelled_refusal(panel, "place a meeting at"),
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
                *conduct_refusals(conduct, asked.day),
            ]
        )
        return sitting.this.supersede(meeting, **values_of(conduct))


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
                begun_refusal([meeting]),
            ]
        )
        return sitting.this.supersede(meeting, cancelled_on=on, cancelled_because=reason.strip())


def _died(nominal: Nominal, held_on: date) -> Refusal | None:
    if nominal.died_on is None or held_on < nominal.died_on:
        return None
    sentence = f"The person died on {nominal.died_on}: no meeting is held about him or her."
    return Refusal("after_death", "nominal", sentence)


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
