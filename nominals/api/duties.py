"""What is owed about people: duties."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Case, Q, QuerySet, When

from agencies.choices import Fact, Scope
from core.api.caller import Caller
from core.api.resources import Resource
from nominals.api.filters import DutyFilter
from nominals.api.resources import stands_for
from nominals.api.serializers import DutySerializer
from nominals.models import Duty
from nominals.querysets.sight import sight, standing_at


def _seen(caller: Caller, on: date) -> QuerySet[Any]:
    """What the caller is shown of duties; of people whom it does not see only what an agency of its
    own still owes, without saying about whom."""
    seen = sight(caller.user, on=on, fact=Fact.IDENTITY, person=standing_at("nominal"))
    still_owed = Q(discharged_on__isnull=True) | Q(discharged_on__gt=on)
    mine = Duty.objects.shown_to(caller.user, on=on).filter(seen | still_owed)
    found: QuerySet[Any] = mine.annotate(
        stands_for=Case(When(seen, then=stands_for("nominal")), default=None)
    )
    return found


DUTIES = Resource(
    name="duties",
    model=Duty,
    serializer=DutySerializer,
    seen=_seen,
    scope=Scope.NOMINALS_READ,
    key="pk",
    person="nominal_id",
    filterset=DutyFilter,
)
"""What is owed by those whom the caller is shown it of; recomputed, so a key may go."""
