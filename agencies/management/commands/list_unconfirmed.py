"""Lists the rule settings that nobody confirmed, and how far the calendar reaches."""

from __future__ import annotations

import json
from itertools import groupby
from typing import Any

from django.core.management.base import BaseCommand
from django.db.models import F

from agencies.models import BankHoliday, RuleSetting

ENGLAND_AND_WALES = "England and Wales"


class Command(BaseCommand):
    """It names no person, so no look is logged."""

    help = (
        "List every rule setting that nobody confirmed, with its days, value and source, by area, "
        "and until which day bank holidays are known."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the settings by area, their number, and the end of the calendar."""
        settings = RuleSetting.objects.unconfirmed().select_related("area")
        ordered = list(
            settings.order_by(F("area__name").asc(nulls_first=True), "code", "valid_from")
        )
        for area, found in groupby(ordered, key=lambda each: each.area):
            self.stdout.write(f"{area or ENGLAND_AND_WALES}:")
            for setting in found:
                self.stdout.write(_line(setting))
        self.stdout.write(f"{len(ordered)} of {RuleSetting.objects.count()} are unconfirmed.")
        last = BankHoliday.objects.order_by("day").last()
        self.stdout.write(
            "The calendar holds no bank holiday: every day from Monday to Friday is a working day."
            if last is None
            else f"Bank holidays are known until {last.day}, {last.name}. After that day only "
            "weekends are left out."
        )


def _line(setting: RuleSetting) -> str:
    until = "" if setting.last_day is None else f" until {setting.last_day}"
    value = json.dumps(setting.value, ensure_ascii=False)
    return (
        f"  {setting.code} from {setting.valid_from}{until}: {value}\n"
        f"      {setting.get_code_display()}\n      {setting.source}"
    )
