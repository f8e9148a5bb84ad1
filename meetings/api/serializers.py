"""What is shown of referrals, panels and meetings, and of what these bring.

What is named in a record and not seen by the caller is empty: a meeting, a panel, a referral, the
person of an action that the agency keeps when it sees the person no more.
"""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from core.api.rows import Shown
from meetings import models
from nominals.api.serializers import PERIOD, code

UNSEEN = "Empty where the caller does not see it."


def key(source: str = "pk") -> serializers.IntegerField:
    """A key without meaning at `source`."""
    return serializers.IntegerField(source=source)


def optional_key(source: str) -> serializers.IntegerField:
    """A key without meaning at `source`, which may be empty."""
    return serializers.IntegerField(source=source, allow_null=True)


def opaque(source: str = "public_id") -> serializers.UUIDField:
    """An opaque id at `source`."""
    return serializers.UUIDField(source=source)


def seen(source: str) -> serializers.UUIDField:
    """An opaque id at `source`, of what the caller may not see."""
    return serializers.UUIDField(source=source, allow_null=True, help_text=UNSEEN)


def username(source: str) -> serializers.CharField:
    """The username of somebody at `source`, where there is anybody."""
    return serializers.CharField(source=source, allow_null=True)


def version(source: str) -> serializers.IntegerField:
    """The version at `source`."""
    return serializers.IntegerField(source=source, help_text="What the ETag says.")


def shown(model: type[Any], *fields: str, **declared: serializers.Field[Any, Any, Any, Any]) -> Any:
    """The serializer of `model`: what is `declared`, with `fields` before all but the keys."""
    keys = [name for name in ("id", "nominal", "meeting") if name in declared]
    rest = [name for name in declared if name not in keys]
    meta = type("Meta", (), {"model": model, "fields": (*keys, *fields, *rest)})
    name = f"{model.__name__}Serializer"
    return type(name, (Shown,), {**declared, "Meta": meta, "__doc__": model.__doc__})


ReferralSerializer = shown(
    models.Referral,
    "referrer",
    "level",
    "reason",
    "risk",
    "benefit",
    "status",
    "drafted_on",
    "submitted_on",
    "decided_on",
    "decided_by",
    "decision_reason",
    "accepted_level",
    id=opaque(),
    nominal=opaque("person.public_id"),
    area=code("area.code"),
    agency=key("agency_id"),
    version=version("recorded_in"),
)
InformationRequestSerializer = shown(
    models.InformationRequest,
    "asked_on",
    "question",
    "answered_on",
    "answer",
    id=key(),
    nominal=opaque("referral.person.public_id"),
    referral=opaque("referral.public_id"),
)
PanelSerializer = shown(
    models.Panel,
    "level",
    "held_on",
    "starts_at",
    "mode",
    "place",
    "is_emergency",
    "chair_grade",
    "cancelled_on",
    "cancelled_because",
    id=opaque(),
    area=code("area.code"),
    chair=username("chair.username"),
    minute_taker=username("minute_taker.username"),
    version=version("recorded_in"),
)


class MeetingSerializer(Shown):
    """A meeting about one person. It counts once it is closed; the day, the place and how people
    come together are those of its panel."""

    id = opaque()
    nominal = opaque("person.public_id")
    panel = seen("seen_panel")
    referral = seen("seen_referral")
    area = code("panel.area.code")
    level = serializers.IntegerField(source="panel.level")
    held_on = serializers.DateField(source="panel.held_on")
    mode = serializers.CharField(source="panel.mode")
    place = serializers.CharField(source="panel.place")
    is_emergency = serializers.BooleanField(source="panel.is_emergency")
    chair = username("chair.username")
    minute_taker = username("minute_taker.username")
    version = version("changed_in")

    class Meta:
        model = models.Meeting
        fields = (
            "id",
            "nominal",
            "panel",
            "referral",
            "area",
            "level",
            "held_on",
            "starts_at",
            "ends_at",
            "mode",
            "place",
            "is_emergency",
            "chair",
            "chair_grade",
            "minute_taker",
            "placed_on",
            "is_confidentiality_acknowledged",
            "next_review_on",
            "closed_on",
            "cancelled_on",
            "cancelled_because",
            "version",
        )


InvitationSerializer = shown(
    models.Invitation,
    "wants_report",
    "sent_on",
    "withdrawn_on",
    id=key(),
    nominal=opaque("meeting.person.public_id"),
    meeting=opaque("meeting.public_id"),
    agency=key("agency_id"),
    version=version("meeting.changed_in"),
)
AttendanceSerializer = shown(
    models.Attendance,
    "outcome",
    "name",
    "grade",
    id=key(),
    nominal=opaque("invitation.meeting.person.public_id"),
    meeting=opaque("invitation.meeting.public_id"),
    invitation=key("invitation_id"),
    agency=key("invitation.agency_id"),
    is_senior_enough=serializers.BooleanField(
        source="seniority",
        allow_null=True,
        help_text="Empty where nobody said, and for the agency itself while the record is a draft.",
    ),
)
AgencyReportSerializer = shown(
    models.AgencyReport,
    "received_on",
    "author",
    "text",
    id=opaque(),
    nominal=opaque("invitation.meeting.person.public_id"),
    meeting=opaque("invitation.meeting.public_id"),
    invitation=key("invitation_id"),
    agency=key("invitation.agency_id"),
    version=version("invitation.meeting.changed_in"),
)
DecisionSerializer = shown(
    models.Decision,
    "kind",
    "answer",
    "reason",
    "to_whom",
    "what",
    "by_whom",
    "due_on",
    "is_person_told",
    "is_agreement_signed",
    id=key(),
    nominal=opaque("meeting.person.public_id"),
    meeting=opaque("meeting.public_id"),
)
PlanEntrySerializer = shown(
    models.PlanEntry,
    "pillar",
    "text",
    "risk",
    "owner",
    "review_on",
    *PERIOD,
    id=key(),
    nominal=opaque("meeting.person.public_id"),
    meeting=seen("seen_meeting"),
    ended_at=seen("seen_end"),
    agency=key("agency_id"),
    order_condition=optional_key("order_condition_id"),
    licence_condition=optional_key("licence_condition_id"),
)
TriggerSerializer = shown(
    models.Trigger,
    "sign",
    "response",
    "owner",
    *PERIOD,
    id=key(),
    nominal=opaque("meeting.person.public_id"),
    meeting=seen("seen_meeting"),
    ended_at=seen("seen_end"),
    agency=key("agency_id"),
)
ActionSerializer = shown(
    models.Action,
    "text",
    "rationale",
    "pillar",
    "owner",
    "due_on",
    "completed_on",
    "evidence",
    "explanation",
    "cancelled_on",
    "cancelled_because",
    id=opaque(),
    nominal=seen("seen_person"),
    meeting=seen("seen_meeting"),
    agency=key("agency_id"),
    replaced_by=seen("seen_replacement"),
    version=version("recorded_in"),
)
AttachmentSerializer = shown(
    models.Attachment,
    "name",
    "media_type",
    "size",
    "digest",
    id=opaque(),
    nominal=opaque("about"),
    referral=serializers.UUIDField(source="referral.public_id", allow_null=True),
    report=serializers.UUIDField(source="report.public_id", allow_null=True),
)
MinutesSerializer = shown(
    models.Minutes,
    "number",
    "reason",
    "approved_on",
    "approved_by",
    "issued_on",
    "issued_by",
    "digest",
    id=opaque(),
    nominal=seen("seen_person"),
    meeting=seen("seen_meeting"),
)
