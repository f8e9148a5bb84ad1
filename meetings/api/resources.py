"""Referrals, panels, meetings and what these bring: what each kind shows, and to whom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import BooleanField, Case, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from agencies.choices import Scope
from core.api.caller import Caller
from core.api.resources import Named, Resource, Seen
from core.api.rows import Shown
from meetings import models
from meetings.api import filters, serializers
from nominals.models import Nominal
from orders.api.resources import NAMED as NAMED_BELOW

Annotations = Callable[[Caller, date], dict[str, Any]]
"""What is shown of a record beside its columns, as far as the caller may see it."""


def _nothing_more(caller: Caller, on: date) -> dict[str, Any]:
    return {}


def where_seen(model: Any, at: str, caller: Caller, on: date) -> Subquery:
    """The opaque id of the row of `model` at `at`, where the caller sees that row."""
    mine = model.objects.visible_to(caller.user, on=on).filter(pk=OuterRef(at)).order_by()
    return Subquery(mine.values("public_id")[:1])


def _of_meeting(caller: Caller, on: date) -> dict[str, Any]:
    return {
        "seen_panel": where_seen(models.Panel, "panel", caller, on),
        "seen_referral": where_seen(models.Referral, "referral", caller, on),
    }


def _of_attendance(caller: Caller, on: date) -> dict[str, Any]:
    told = models.Attendance.objects.of_shown_record(caller.user, on=on).order_by()
    is_told = When(pk__in=told.values("pk"), then="is_senior_enough")
    return {"seniority": Case(is_told, default=None, output_field=BooleanField(null=True))}


def _of_plan(caller: Caller, on: date) -> dict[str, Any]:
    return {
        "seen_meeting": where_seen(models.Meeting, "meeting", caller, on),
        "seen_end": where_seen(models.Meeting, "ended_at", caller, on),
    }


def _of_action(caller: Caller, on: date) -> dict[str, Any]:
    return {
        "seen_person": where_seen(Nominal, "meeting__person", caller, on),
        "seen_meeting": where_seen(models.Meeting, "meeting", caller, on),
        "seen_replacement": where_seen(models.Action, "replaced_by", caller, on),
    }


def _of_minutes(caller: Caller, on: date) -> dict[str, Any]:
    return {
        "seen_person": where_seen(Nominal, "meeting__person", caller, on),
        "seen_meeting": where_seen(models.Meeting, "meeting", caller, on),
    }


ABOUT = {
    name: Coalesce(f"referral__person__{column}", f"report__invitation__meeting__person__{column}")
    for name, column in (("about", "public_id"), ("about_key", "pk"))
}
"""Whom a file is about: the person of its referral or report."""


def _files() -> QuerySet[Any]:
    return models.Attachment.objects.annotate(about_key=ABOUT["about_key"])


def _seen(model: Any, more: Annotations) -> Seen:
    def seen(caller: Caller, on: date) -> QuerySet[Any]:
        mine = model.objects.visible_to(caller.user, on=on)
        found: QuerySet[Any] = mine.annotate(**more(caller, on))
        return found

    return seen


def _minutes_seen(caller: Caller, on: date) -> QuerySet[Any]:
    mine = models.Minutes.objects.readable_by(caller.user, on=on)
    found: QuerySet[Any] = mine.annotate(**_of_minutes(caller, on))
    return found


def _resource(
    name: str,
    model: Any,
    serializer: type[Shown],
    filterset: Any,
    *,
    person: str,
    more: Annotations = _nothing_more,
    version: str = "recorded_in",
    **options: Any,
) -> Resource:
    """A kind of record of this app, named by its opaque id where it has one."""
    has_opaque_id = any(each.name == "public_id" for each in model._meta.concrete_fields)
    usual = {"seen": _seen(model, more), "key": "public_id" if has_opaque_id else "pk"}
    return Resource(
        name=name,
        model=model,
        serializer=serializer,
        scope=Scope.MEETINGS_READ,
        version=version,
        person=person,
        filterset=filterset,
        **usual | options,
    )


RESOURCES = (
    _resource(
        "referrals",
        models.Referral,
        serializers.ReferralSerializer,
        filters.ReferralFilter,
        person="person_id",
    ),
    _resource(
        "information-requests",
        models.InformationRequest,
        serializers.InformationRequestSerializer,
        filters.InformationRequestFilter,
        person="referral__person_id",
    ),
    _resource("panels", models.Panel, serializers.PanelSerializer, filters.PanelFilter, person=""),
    _resource(
        "meetings",
        models.Meeting,
        serializers.MeetingSerializer,
        filters.MeetingFilter,
        person="person_id",
        more=_of_meeting,
        version="changed_in",
    ),
    _resource(
        "invitations",
        models.Invitation,
        serializers.InvitationSerializer,
        filters.InvitationFilter,
        person="meeting__person_id",
        version="meeting__changed_in",
    ),
    _resource(
        "attendances",
        models.Attendance,
        serializers.AttendanceSerializer,
        filters.AttendanceFilter,
        person="invitation__meeting__person_id",
        more=_of_attendance,
    ),
    _resource(
        "agency-reports",
        models.AgencyReport,
        serializers.AgencyReportSerializer,
        filters.OfInvitationFilter,
        person="invitation__meeting__person_id",
        version="invitation__meeting__changed_in",
    ),
    _resource(
        "decisions",
        models.Decision,
        serializers.DecisionSerializer,
        filters.DecisionFilter,
        person="meeting__person_id",
    ),
    _resource(
        "plan-entries",
        models.PlanEntry,
        serializers.PlanEntrySerializer,
        filters.PlanEntryFilter,
        person="meeting__person_id",
        more=_of_plan,
    ),
    _resource(
        "triggers",
        models.Trigger,
        serializers.TriggerSerializer,
        filters.TriggerFilter,
        person="meeting__person_id",
        more=_of_plan,
    ),
    _resource(
        "actions",
        models.Action,
        serializers.ActionSerializer,
        filters.ActionFilter,
        person="meeting__person_id",
        more=_of_action,
    ),
    _resource(
        "attachments",
        models.Attachment,
        serializers.AttachmentSerializer,
        filters.AttachmentFilter,
        person="about_key",
        more=lambda caller, on: ABOUT,
        everything=_files,
    ),
    _resource(
        "minutes",
        models.Minutes,
        serializers.MinutesSerializer,
        filters.MinutesFilter,
        person="meeting__person_id",
        version="issued_in",
        seen=_minutes_seen,
    ),
)
"""Every kind of record of this app. An act on a meeting, or on an invitation or a report to it, has
the meeting's version; one on a referral, a panel or an action has its own."""

NAMED = Named({**NAMED_BELOW, **{each.model: each for each in RESOURCES}})
"""How callers name whatever this app and those below it hold."""
