"""Changing a rule setting."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from agencies.models import RuleSetting
from core import audit
from core.models import AuditEntry


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
