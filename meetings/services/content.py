"""What the documents of a meeting are made of, as plain values that an issued version keeps."""

from __future__ import annotations

import json
from datetime import date
from hashlib import sha256
from typing import Any

from django.db.models import QuerySet

from agencies.choices import AgencyKind
from core.periods import day_before
from core.wording import spelt
from meetings.choices import DecisionKind, Pillar, Topic
from meetings.models import (
    Action,
    AgencyReport,
    Attendance,
    Decision,
    Invitation,
    Meeting,
    MinutesDraft,
    Passage,
    PlanEntry,
    Trigger,
)
from meetings.rules.planning import state_on
from meetings.services.actions import task_of
from meetings.services.acts import named
from nominals.choices import Category
from nominals.models import EligibilityPeriod, LeadAgencyPeriod, Nominal
from nominals.rules.identity.identifiers import IDENTIFIERS
from nominals.rules.states import reporting_category
from nominals.services.facts import rule_values
from nominals.services.management.levels import level_on

LAYOUT = 1
"""Raised when the same keys come to mean something else."""

Content = dict[str, Any]


def content_of(meeting: Meeting, draft: MinutesDraft | None = None) -> Content:
    """All that is recorded of a meeting, for its documents; of `draft` the number and the reason.

    Days are texts such as 2024-05-01, enumerations their labels, people the names by which they
    are recorded: what is issued says the same whatever becomes of the rows behind it. Of the plan
    `is_new` marks what was made at this meeting.
    """
    person, panel = Nominal.objects.get(pk=meeting.person_id), meeting.panel
    return {
        "layout": LAYOUT,
        "meeting": str(meeting.public_id),
        "version": 0 if draft is None else draft.number,
        "reason": "" if draft is None else draft.reason,
        "person": _person(person, panel.held_on),
        "sitting": {
            "area": panel.area.name,
            "level": panel.level,
            "on": _day(panel.held_on),
            "from": f"{meeting.starts_at:%H:%M}",
            "to": f"{meeting.ends_at:%H:%M}",
            "mode": panel.get_mode_display(),
            "place": panel.place,
            "is_emergency": panel.is_emergency,
            "is_closed": meeting.closed_on is not None,
        },
        "chair": named(meeting.chair) if meeting.chair else "",
        "chair_grade": meeting.chair_grade,
        "minute_taker": named(meeting.minute_taker) if meeting.minute_taker else "",
        "is_confidentiality_acknowledged": meeting.is_confidentiality_acknowledged,
        "next_review_on": _day(meeting.next_review_on),
        "invited": _invited(meeting),
        "reports": [
            {"agency": each.invitation.agency.name, "author": each.author, "text": each.text}
            for each in AgencyReport.objects.filter(invitation__meeting=meeting)
            .select_related("invitation__agency")
            .order_by("received_on", "pk")
        ],
        "passages": _passages(meeting),
        "plan": _plan(meeting),
        "triggers": [
            {
                "sign": each.sign,
                "response": each.response,
                "agency": each.agency.name,
                "owner": each.owner,
                "is_new": each.meeting_id == meeting.pk,
            }
            for each in in_force(Trigger.objects.all(), meeting).select_related("agency")
        ],
        "decisions": _decisions(meeting),
        "actions": [
            _action(each)
            for each in Action.objects.filter(meeting=meeting).select_related("agency")
        ],
        "earlier_actions": _earlier(meeting),
    }


def agenda_of(content: Content) -> Content:
    """What of a content is known before the meeting: nothing that it said, decided or made."""
    unsaid = {"outcome": "", "name": "", "grade": "", "is_senior_enough": None}
    nothing: Content = {key: [] for key in ("passages", "reports", "decisions", "actions")}
    return (
        content
        | nothing
        | {
            "next_review_on": "",
            "invited": [each | unsaid for each in content["invited"]],
            "plan": [each for each in content["plan"] if not each["is_new"]],
            "triggers": [each for each in content["triggers"] if not each["is_new"]],
            "earlier_actions": [each | {"state": ""} for each in content["earlier_actions"]],
        }
    )


def digest_of(content: Content) -> str:
    """The SHA-256 of a content; the same for the same content, and no other."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def in_force(rows: QuerySet[Any], meeting: Meeting) -> QuerySet[Any]:
    """Entries or triggers of the plan that a meeting made or took up: those of the person in force
    on its day, or that begin later and were made at it."""
    held_on = meeting.panel.held_on
    of_person = rows.filter(meeting__person=meeting.person_id, ends__gt=held_on)
    return (of_person.filter(valid_from__lte=held_on) | of_person.filter(meeting=meeting)).order_by(
        "valid_from", "pk"
    )


def earlier_actions(meeting: Meeting) -> QuerySet[Action]:
    """The actions of earlier meetings about the person that were open when this one sat, and those
    that ended on its day; the overdue first."""
    held_on = meeting.panel.held_on
    return (
        Action.objects.open_on(day_before(held_on))
        .filter(meeting__person=meeting.person_id, meeting__panel__held_on__lt=held_on)
        .select_related("agency", "meeting__panel")
        .order_by("due_on", "pk")
    )


def _person(person: Nominal, day: date) -> Content:
    bases = EligibilityPeriod.objects.filter(nominal=person).on(day)
    category = reporting_category([each.category for each in bases], day, rule_values().precedence)
    lead = LeadAgencyPeriod.objects.filter(nominal=person).on(day).first()
    level = level_on(person, day_before(day))
    return {
        "name": str(person),
        "born": _day(person.date_of_birth),
        "identifiers": [
            [str(field.verbose_name), value]
            for field in Nominal._meta.concrete_fields
            if field.name in IDENTIFIERS and (value := getattr(person, field.name))
        ],
        "category": str(Category(category).label) if category else "",
        "level": level.get_level_display() if level else "",
        "lead": _lead(lead),
    }


def _lead(lead: LeadAgencyPeriod | None) -> str:
    if lead is None:
        return ""
    return lead.agency.name if lead.agency else str(AgencyKind(lead.kind).label)


def _invited(meeting: Meeting) -> list[Content]:
    seen = {
        each.invitation_id: each for each in Attendance.objects.filter(invitation__meeting=meeting)
    }
    sent = Invitation.objects.sent().filter(meeting=meeting)
    return [
        {
            "agency": each.agency.name,
            "outcome": attendance.get_outcome_display() if attendance else "",
            "name": attendance.name if attendance else "",
            "grade": attendance.grade if attendance else "",
            "is_senior_enough": attendance.is_senior_enough if attendance else None,
        }
        for each in sent.select_related("agency").order_by("agency__name", "pk")
        for attendance in [seen.get(each.pk)]
    ]


def _passages(meeting: Meeting) -> list[Content]:
    order = {topic.value: number for number, topic in enumerate(Topic)}
    found = Passage.objects.filter(meeting=meeting).select_related("agency")
    return [
        {
            "topic": each.get_topic_display(),
            "agency": each.agency.name if each.agency else "",
            "text": each.text,
        }
        for each in sorted(found, key=lambda each: (order[each.topic], str(each.agency or "")))
    ]


def _plan(meeting: Meeting) -> list[Content]:
    order = {pillar.value: number for number, pillar in enumerate(Pillar)}
    found = in_force(PlanEntry.objects.all(), meeting).select_related(
        "agency", "order_condition__order", "licence_condition"
    )
    return [
        {
            "pillar": each.get_pillar_display(),
            "text": each.text,
            "risk": each.risk,
            "agency": each.agency.name,
            "owner": each.owner,
            "from": _day(each.valid_from),
            "review": _day(each.review_on),
            "condition": _condition(each),
            "is_new": each.meeting_id == meeting.pk,
        }
        for each in sorted(found, key=lambda each: (order[each.pillar], each.valid_from, each.pk))
    ]


def _condition(entry: PlanEntry) -> str:
    if entry.order_condition is not None:
        order = entry.order_condition.order
        return f"{order.get_kind_display()} of {spelt(order.made_on)}: {entry.order_condition.text}"
    return f"Licence: {entry.licence_condition.text}" if entry.licence_condition else ""


def _decisions(meeting: Meeting) -> list[Content]:
    order = {kind.value: number for number, kind in enumerate(DecisionKind)}
    found = Decision.objects.filter(meeting=meeting)
    return [
        {
            "kind": each.get_kind_display(),
            "answer": each.get_answer_display(),
            "reason": each.reason,
            "to_whom": each.to_whom,
            "what": each.what,
            "by_whom": each.by_whom,
            "due": _day(each.due_on),
            "is_person_told": each.is_person_told,
            "is_agreement_signed": each.is_agreement_signed,
        }
        for each in sorted(found, key=lambda each: order[each.kind])
    ]


def _action(action: Action) -> Content:
    return {
        "text": action.text,
        "rationale": action.rationale,
        "pillar": action.get_pillar_display(),
        "agency": action.agency.name,
        "owner": action.owner,
        "due": _day(action.due_on),
    }


def _earlier(meeting: Meeting) -> list[Content]:
    """With what had become of each by the end of the meeting's day."""
    held_on = meeting.panel.held_on
    return [
        _action(each)
        | {
            "given": _day(each.meeting.panel.held_on),
            "state": str(state_on(task_of(each), held_on)),
        }
        for each in earlier_actions(meeting)
    ]


def _day(day: date | None) -> str:
    return "" if day is None else day.isoformat()
