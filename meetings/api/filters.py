"""By what lists of referrals, panels and meetings, and of what these bring, are narrowed."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet

from agencies.models import Agency, Area
from core.api.narrowing import TruthFilter
from meetings.choices import DecisionKind, Outcome, Pillar, ReferralStatus
from meetings.models.panel import LEVELS


def agency(at: str = "agency") -> django_filters.ModelChoiceFilter:
    """The agency at `at`, by key."""
    return django_filters.ModelChoiceFilter(field_name=at, queryset=Agency.objects.all())


def area(at: str = "area") -> django_filters.ModelChoiceFilter:
    """The area at `at`, by code."""
    return django_filters.ModelChoiceFilter(
        field_name=at, queryset=Area.objects.all(), to_field_name="code"
    )


def day_from(column: str) -> django_filters.DateFilter:
    """From the day of `column` on."""
    return django_filters.DateFilter(field_name=column, lookup_expr="gte")


def day_before(column: str) -> django_filters.DateFilter:
    """Before the day of `column`."""
    return django_filters.DateFilter(field_name=column, lookup_expr="lt")


def level(at: str = "level") -> django_filters.TypedChoiceFilter:
    """The level with meetings at `at`."""
    return django_filters.TypedChoiceFilter(field_name=at, choices=LEVELS, coerce=int)


class Filter(django_filters.FilterSet):
    """What belongs to no model by its name; filters are declared."""


class ReferralFilter(Filter):
    """Referrals by person, area, agency, state and day."""

    nominal = django_filters.UUIDFilter(field_name="person__public_id")
    area = area()
    agency = agency()
    status = django_filters.ChoiceFilter(choices=ReferralStatus.choices)
    submitted_from = day_from("submitted_on")
    submitted_before = day_before("submitted_on")


class InformationRequestFilter(Filter):
    """What was asked on referrals, by person and referral, and whether it is answered."""

    nominal = django_filters.UUIDFilter(field_name="referral__person__public_id")
    referral = django_filters.UUIDFilter(field_name="referral__public_id")
    is_answered = TruthFilter(field_name="answered_on", method="that_are")

    def that_are(self, queryset: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        """Those that are answered, or are not."""
        return queryset.filter(**{f"{name}__isnull": not value})


class PanelFilter(Filter):
    """Panels by area, level and day."""

    area = area()
    level = level()
    held_from = day_from("held_on")
    held_before = day_before("held_on")


class MeetingFilter(Filter):
    """Meetings by person, panel, area, level and day, and whether they are closed or cancelled."""

    nominal = django_filters.UUIDFilter(field_name="person__public_id")
    panel = django_filters.UUIDFilter(field_name="seen_panel")
    area = area("panel__area")
    level = level("panel__level")
    held_from = day_from("panel__held_on")
    held_before = day_before("panel__held_on")
    is_closed = TruthFilter(field_name="closed_on", method="that_are")
    is_cancelled = TruthFilter(field_name="cancelled_on", method="that_are")

    def that_are(self, queryset: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        """Those of which there is such a day, or is none."""
        return queryset.filter(**{f"{name}__isnull": not value})


class InvitationFilter(Filter):
    """Invitations by person, meeting and agency."""

    nominal = django_filters.UUIDFilter(field_name="meeting__person__public_id")
    meeting = django_filters.UUIDFilter(field_name="meeting__public_id")
    agency = agency()


class OfInvitationFilter(Filter):
    """What an agency brought to a meeting, by person, meeting and agency."""

    nominal = django_filters.UUIDFilter(field_name="invitation__meeting__person__public_id")
    meeting = django_filters.UUIDFilter(field_name="invitation__meeting__public_id")
    agency = agency("invitation__agency")


class AttendanceFilter(OfInvitationFilter):
    """How agencies took part, also by the outcome."""

    outcome = django_filters.ChoiceFilter(choices=Outcome.choices)


class DecisionFilter(Filter):
    """Decisions by person, meeting and kind."""

    nominal = django_filters.UUIDFilter(field_name="meeting__person__public_id")
    meeting = django_filters.UUIDFilter(field_name="meeting__public_id")
    kind = django_filters.ChoiceFilter(choices=DecisionKind.choices)


class TriggerFilter(Filter):
    """What is in plans, by person, meeting, agency and a day on which it holds."""

    nominal = django_filters.UUIDFilter(field_name="meeting__person__public_id")
    meeting = django_filters.UUIDFilter(field_name="seen_meeting")
    agency = agency()
    on = django_filters.DateFilter(method="hold_on", label="A day on which it holds.")

    def hold_on(self, queryset: QuerySet[Any], name: str, day: Any) -> QuerySet[Any]:
        """Those that hold at the end of `day`."""
        return queryset.filter(valid_from__lte=day, ends__gt=day)


class PlanEntryFilter(TriggerFilter):
    """Entries of plans, also by pillar."""

    pillar = django_filters.ChoiceFilter(choices=Pillar.choices)


class ActionFilter(Filter):
    """Actions by person, meeting, agency, pillar and day."""

    nominal = django_filters.UUIDFilter(field_name="seen_person")
    meeting = django_filters.UUIDFilter(field_name="seen_meeting")
    agency = agency()
    pillar = django_filters.ChoiceFilter(choices=Pillar.choices)
    due_before = day_before("due_on")
    open_on = django_filters.DateFilter(
        method="that_are_open", label="A day at whose end it is neither completed nor cancelled."
    )

    def that_are_open(self, queryset: Any, name: str, day: Any) -> QuerySet[Any]:
        """Those open at the end of `day`."""
        found: QuerySet[Any] = queryset.open_on(day)
        return found


class AttachmentFilter(Filter):
    """Files by person, referral and report."""

    nominal = django_filters.UUIDFilter(field_name="about")
    referral = django_filters.UUIDFilter(field_name="referral__public_id")
    report = django_filters.UUIDFilter(field_name="report__public_id")


class MinutesFilter(Filter):
    """Issued versions by person, meeting and day."""

    nominal = django_filters.UUIDFilter(field_name="seen_person")
    meeting = django_filters.UUIDFilter(field_name="seen_meeting")
    issued_from = day_from("issued_on")
    issued_before = day_before("issued_on")
