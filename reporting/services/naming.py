"""The people whom the findings of a return name, as far as somebody may see them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from datetime import date
from typing import Any

from django.db.models import F, OuterRef, QuerySet
from django.db.models.functions import Coalesce

from agencies.models import User
from nominals.models import Nominal
from nominals.querysets.sight import MOST_MERGES, sights
from reporting.services.opening import TOLD


def named_by(finding: Mapping[str, Any]) -> list[str]:
    """The opaque ids of the records that a stored finding names."""
    return [record for fault in finding["faults"] for record in fault["records"]]


def told(finding: Mapping[str, Any], seen: Set[str]) -> list[Mapping[str, Any]]:
    """The faults of a stored finding that may be told to whoever sees the people with the opaque
    ids `seen`: those that name one of them, and those that name nobody."""
    return [
        fault
        for fault in finding["faults"]
        if not fault["records"] or not seen.isdisjoint(fault["records"])
    ]


def seen_behind(records: Iterable[str], user: User, on: date) -> QuerySet[Nominal]:
    """Those of the nominals with the opaque ids `records` whom `user` may see, or sees by the
    record that stands for them."""
    steps = ["merged_into__" * step for step in range(MOST_MERGES, -1, -1)]
    standing = Coalesce(*(OuterRef(f"{step}pk") for step in steps))
    found = Nominal.objects.filter(public_id__in=set(records)).order_by("pk")
    for each in user.sights:
        found = found.filter(*sights(each, TOLD, on=on, person=standing).values())
    return found.annotate(stands_for=Coalesce(*(F(f"{step}public_id") for step in steps)))
