"""Makes and ends entries of a plan, and what triggers what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from agencies.models import Agency, User
from core.refusing import refuse
from meetings.choices import Pillar
from meetings.models import Meeting, PlanEntry, Trigger
from meetings.rules import planning as rules
from meetings.rules.convening import begun_refusal, record_refusal
from meetings.rules.parts import CONDUCTING
from meetings.services.acts import Sitting, meeting_act
from meetings.services.unseen import refuse_unseen
from nominals.models import LicenceCondition
from nominals.services.acts import Asked
from nominals.services.records import records_of
from orders.models import Condition


@dataclass(frozen=True, slots=True)
class Entry:
    """What an entry of a plan says; its condition is one of an order or of a licence."""

    pillar: Pillar
    text: str
    agency: Agency
    owner: str
    starts_on: date
    review_on: date
    risk: str = ""
    order_condition: Condition | None = None
    licence_condition: LicenceCondition | None = None


def add_plan_entry(*, meeting: Meeting, entry: Entry, user: User, asked: Asked) -> PlanEntry:
    """Put an entry into the risk management plan, at a meeting.

    Raises:
        Outdated: if it is not the version of the meeting that was read.
        ValidationError: if the user may not, the minutes are issued (V47), or the entry is
            incomplete, or rests on a condition of somebody else.
    """
    doing = "change the plan"
    with meeting_act(
        "add_plan_entry", meeting, user=user, asked=asked, needed=CONDUCTING, doing=doing
    ) as sitting:
        refuse(
            [
                record_refusal(sitting.stage, doing),
                begun_refusal(sitting.stage, asked.day, doing),
                *rules.entry_refusals(
                    text=entry.text,
                    owner=entry.owner,
                    starts_on=entry.starts_on,
                    review_on=entry.review_on,
                    held_on=sitting.stage.held_on,
                    is_anothers=_is_anothers(entry, sitting),
                ),
            ]
        )
        return sitting.this.record(
            PlanEntry(
                meeting=meeting,
                pillar=entry.pillar,
                text=entry.text.strip(),
                risk=entry.risk.strip(),
                agency=entry.agency,
                owner=entry.owner.strip(),
                valid_from=entry.starts_on,
                review_on=entry.review_on,
                order_condition=entry.order_condition,
                licence_condition=entry.licence_condition,
            )
        )


def end_plan_entry(
    *, meeting: Meeting, entry: PlanEntry | Trigger, user: User, asked: Asked
) -> PlanEntry | Trigger:
    """Take an entry or a trigger out of the plan, from the day of `meeting` on.

    Raises:
        Outdated: if it is not the version of the meeting that was read.
        ValidationError: if the user may not, or may not see the entry; if the minutes are issued
            (V47), or the entry is of another person's plan or ended before.
    """
    doing = "change the plan"
    with meeting_act(
        "end_plan_entry", meeting, user=user, asked=asked, needed=CONDUCTING, doing=doing
    ) as sitting:
        refuse_unseen(entry, user, on=asked.day)
        entry.refresh_from_db()
        refuse(
            [
                record_refusal(sitting.stage, doing),
                begun_refusal(sitting.stage, asked.day, doing),
                rules.ending_refusal(
                    is_anothers=entry.meeting.person_id != sitting.person.pk,
                    is_over=entry.ends <= sitting.stage.held_on,
                    is_taken_up=entry.valid_from < sitting.stage.held_on
                    or entry.meeting_id == meeting.pk,
                ),
            ]
        )
        if entry.valid_from < sitting.stage.held_on:
            sitting.this.supersede(entry, valid_to=sitting.stage.held_on, ended_at=meeting)
        else:
            sitting.this.withdraw(entry)
        return entry


def add_trigger(
    *,
    meeting: Meeting,
    sign: str,
    response: str,
    agency: Agency,
    owner: str,
    user: User,
    asked: Asked,
) -> Trigger:
    """Say what would show that the plan fails, and what is done then.

    Raises:
        Outdated: if it is not the version of the meeting that was read.
        ValidationError: if the user may not, the minutes are issued (V47), or it is incomplete.
    """
    doing = "change the plan"
    with meeting_act(
        "add_trigger", meeting, user=user, asked=asked, needed=CONDUCTING, doing=doing
    ) as sitting:
        refuse(
            [
                record_refusal(sitting.stage, doing),
                begun_refusal(sitting.stage, asked.day, doing),
                *rules.trigger_refusals(sign=sign, response=response, owner=owner),
            ]
        )
        return sitting.this.record(
            Trigger(
                meeting=meeting,
                sign=sign.strip(),
                response=response.strip(),
                agency=agency,
                owner=owner.strip(),
                valid_from=sitting.stage.held_on,
            )
        )


def _is_anothers(entry: Entry, sitting: Sitting) -> bool:
    records = records_of([sitting.person.pk])
    of_order, of_licence = entry.order_condition, entry.licence_condition
    return (of_order is not None and of_order.order.nominal_id not in records) or (
        of_licence is not None and of_licence.licence.nominal_id not in records
    )
