"""Reference data: areas, agencies, the core of their panels, the calendar of bank holidays, and the
rule settings with their source."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from agencies.models import Agency, Area, BankHoliday, RuleSetting
from meetings.models import CoreMembership


@dataclass(frozen=True, slots=True)
class SettingRow:
    """A rule setting with its value as text."""

    setting: RuleSetting
    value: str


@require_safe
def reference(request: HttpRequest) -> HttpResponse:
    """Areas, agencies, cores of panels, bank holidays and rule settings as now known."""
    core = CoreMembership.objects.on(timezone.localdate()).select_related("area", "agency")
    agencies = Agency.objects.order_by("kind", "name")
    settings = RuleSetting.objects.select_related("area")
    return render(
        request,
        "mappa/reference.html",
        {
            "section": "reference",
            "areas": Area.objects.order_by("name"),
            "agencies": [
                (kind, list(group))
                for kind, group in groupby(agencies, key=Agency.get_kind_display)
            ],
            "core": [
                (area, list(group))
                for area, group in groupby(
                    core.order_by("area__name", "level", "agency__name", "pk"),
                    key=lambda each: each.area,
                )
            ],
            "holidays": [
                (year, list(group))
                for year, group in groupby(
                    BankHoliday.objects.order_by("-day"), key=lambda each: each.day.year
                )
            ],
            "settings": [
                SettingRow(each, json.dumps(each.value, ensure_ascii=False)) for each in settings
            ],
            "unconfirmed": sum(each.confirmed_on is None for each in settings),
        },
    )
