"""Reference data: areas, agencies and the rule settings with their source."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from agencies.models import Agency, Area, RuleSetting


@dataclass(frozen=True, slots=True)
class SettingRow:
    """A rule setting with its value as text."""

    setting: RuleSetting
    value: str


@require_safe
def reference(request: HttpRequest) -> HttpResponse:
    """Areas, agencies and rule settings as now known."""
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
            "settings": [
                SettingRow(each, json.dumps(each.value, ensure_ascii=False)) for each in settings
            ],
            "unconfirmed": sum(each.confirmed_on is None for each in settings),
        },
    )
