"""Who reads a page about people: whose eyes, by which day's access, for which agency."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpRequest
from django.utils import timezone

from agencies.choices import Fact
from agencies.models import Area, Membership, User
from core import audit
from nominals.models import Nominal
from nominals.querysets.holding import memberships_of, telling
from nominals.services.consulting import Looking, seen_as


class Reader:
    """Whoever is signed in, at the instant of the request. The memberships are read once."""

    def __init__(self, request: HttpRequest) -> None:
        assert isinstance(request.user, User)
        self.user: User = request.user
        self.at = timezone.now()
        self.on = timezone.localdate(self.at)
        named = Membership.objects.select_related("agency", "area")
        prefetch_related_objects([self.user], Prefetch("memberships", named))
        self.memberships = memberships_of(self.user, on=self.on)

    @property
    def agency(self) -> str:
        """The one agency for which the reader acts; empty where there are none or several."""
        agencies = {each.agency.name for each in self.memberships}
        return agencies.pop() if len(agencies) == 1 else ""

    def is_told(self, fact: Fact) -> bool:
        """Whether any role of the reader is shown `fact` of anybody."""
        return bool(telling(self.memberships, fact))

    def areas(self, fact: Fact) -> list[Area]:
        """The areas in which the reader acts in a role that is shown `fact`, by name."""
        found = {each.area_id: each.area for each in telling(self.memberships, fact)}
        return sorted(found.values(), key=lambda each: each.name)

    def looking(self, purpose: str = "") -> Looking:
        """The reader's look at one person."""
        return Looking(
            by=self.user.get_username(),
            at=self.at,
            on=self.on,
            purpose=purpose,
            user=self.user,
            agency=self.agency,
        )

    def log(
        self, act: str, people: Iterable[int], *, hands_out: bool = False, **detail: Any
    ) -> None:
        """Write into the log that `people`, by key, were shown or counted. What `hands_out` a file
        discloses them to the reader."""
        operation = audit.Operation.DISCLOSURE if hands_out else audit.Operation.CONSULTATION
        audit.record(
            by=self.user.get_username(),
            at=self.at,
            operation=operation,
            act=act,
            agency=self.agency,
            recipient=self.user.get_username() if hands_out else "",
            label=Nominal._meta.label,
            detail=detail | seen_as(self.user),
            objects=sorted(set(people)),
        )
