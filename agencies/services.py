"""Reading and changing the rule settings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from agencies.models import Area, BankHoliday, RuleSetting
from agencies.rules import Setting, Settings
from core import audit
from core.models import AuditEntry


def rule_settings(as_known_at: datetime | None = None) -> Settings:
    """All rule settings and the calendar, as known at `as_known_at`; two queries.

    `None` is what is known now.
    """
    holidays = BankHoliday.objects.order_by()
    if as_known_at is not None:
        holidays = holidays.filter(recorded_from__lte=as_known_at)
    rows = RuleSetting.history.as_known_at(as_known_at).order_by()
    return Settings(
        (
            Setting(*row)
            for row in rows.values_list("code", "area_id", "valid_from", "ends", "value")
        ),
        holidays.values_list("day", flat=True),
    )


@transaction.atomic
def change_setting(
    *, setting: int, values: Mapping[str, Any], reason: str, by: str, at: datetime
) -> RuleSetting:
    """Supersede the rule setting `setting` by `values`. What was known stays readable, and so do
    the returns compiled with it.

    Raises:
        ValidationError: if the new values are refused or the setting was superseded.
        ValueError: if `at` is not after the instant from which the setting is known.
    """
    changed = RuleSetting.objects.select_for_update().get(pk=setting)
    entry = audit.record(
        by=by,
        at=at,
        operation=AuditEntry.Operation.ALTERATION,
        act="change_setting",
        purpose=reason,
        label=RuleSetting._meta.label,
        object_id=str(setting),
        detail={"columns": sorted(values)},
    )
    changed.supersede(at=at, act=entry.pk, **values)
    return changed


@transaction.atomic
def settle_for_area(
    *,
    code: str,
    area: Area,
    value: Any,
    source: str,
    valid_from: date,
    by: str,
    at: datetime,
) -> RuleSetting:
    """Give `area` a value of its own for `code` from `valid_from` on, beside the national one.

    Raises:
        ValidationError: if the area has a value of its own on those days, or one is malformed.
    """
    entry = audit.record(
        by=by,
        at=at,
        operation=AuditEntry.Operation.COLLECTION,
        act="settle_for_area",
        label=RuleSetting._meta.label,
        purpose=source,
        detail={"code": code, "area": area.code},
    )
    setting = RuleSetting(
        code=code,
        area=area,
        value=value,
        source=source,
        valid_from=valid_from,
        recorded_from=at,
        recorded_in=entry.pk,
    )
    setting.full_clean()
    setting.save()
    return setting
