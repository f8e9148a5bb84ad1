"""The core of the panels, which administrators keep; meetings themselves have no page yet."""

from django.contrib import admin

from core.admin import AuditedAdmin
from meetings.models import CoreMembership


@admin.register(CoreMembership)
class CoreMembershipAdmin(AuditedAdmin):
    """Which agencies are invited to the meetings of an area as a matter of course."""

    list_display = ["area", "level", "agency", "valid_from", "valid_to"]
    list_filter = ["level"]
    search_fields = ["area__name", "agency__name"]
    autocomplete_fields = ["area", "agency"]
