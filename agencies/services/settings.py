"""Reading and changing the rule settings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from agencies.models import Area, BankHoliday, RuleSetting
from agencies.rules.settings import Setting, Settings, area_refusal, value_refusal
from core import audit
from core.models import AuditEntry
from core.refusing import refuse


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


def refuse_value(*, code: str, value: Any) -> None:
    """Refuse a value that has not the form of the national values of its code.

    Raises:
        ValidationError: on the field `value`.
    """
    national = RuleSetting.objects.national().filter(code=code).order_by("valid_from")
    refuse([value_refusal(code, value, list(national.values_list("value", flat=True)))])


@transaction.atomic
def change_setting(
    *, setting: int, values: Mapping[str, Any], reason: str, by: str, at: datetime
) -> RuleSetting:
    """Supersede the rule setting `setting` by `values`. What was known stays readable, and so do
    the returns compiled with it.

    Raises:
        ValidationError: if the new values are refused, for one because the value has another form,
            or the setting was superseded.
        ValueError: if `at` is not after the instant from which the setting is known.
    """
    return _supersede("change_setting", setting, values, reason, by, at)


@transaction.atomic
def confirm_setting(
    *, setting: int, by_whom: str, on: date, reason: str, by: str, at: datetime
) -> RuleSetting:
    """Record that `by_whom` confirmed the rule setting `setting` on the day `on`, as it stands.

    `reason` says where it was read.

    Raises:
        ValidationError: if nobody is named, or the setting is confirmed already or was superseded.
        ValueError: if `at` is not after the instant from which the setting is known.
    """
    if not by_whom.strip():
        raise ValidationError({"confirmed_by": "Say who confirmed the setting."})
    if RuleSetting.objects.filter(pk=setting, confirmed_on__isnull=False).exists():
        raise ValidationError({"confirmed_on": "The setting is confirmed already."})
    values = {"confirmed_by": by_whom.strip(), "confirmed_on": on}
    return _supersede("confirm_setting", setting, values, reason, by, at)


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
    valid_to: date | None = None,
) -> RuleSetting:
    """Give `area` a value of its own for `code` on days from `valid_from` on, beside the national
    one.

    Raises:
        ValidationError: if areas have none of their own for the code, this one has one on those
            days, or the value has another form than the national one.
    """
    refuse([area_refusal(code)])
    refuse_value(code=code, value=value)
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
        valid_to=valid_to,
        recorded_from=at,
        recorded_in=entry.pk,
    )
    setting.full_clean()
    setting.save()
    return setting


def _supersede(
    did: str, setting: int, values: Mapping[str, Any], reason: str, by: str, at: datetime
) -> RuleSetting:
    changed = RuleSetting.objects.select_for_update().get(pk=setting)
    if "value" in values:
        refuse_value(code=changed.code, value=values["value"])
    entry = audit.record(
        by=by,
        at=at,
        operation=AuditEntry.Operation.ALTERATION,
        act=did,
        purpose=reason,
        label=RuleSetting._meta.label,
        object_id=str(setting),
        detail={"columns": sorted(values)},
    )
    changed.supersede(at=at, act=entry.pk, **values)
    return changed
