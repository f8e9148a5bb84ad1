"""The door to one record about a person: every look goes into the log, in vain too."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from core.api.doors import Door, RecordDoor
from core.api.problems import Problem, problem_of
from core.refusing import refuse
from nominals.models import Nominal
from nominals.services.consulting import Looking, record_look


def looking_of(door: Door, at: datetime) -> Looking:
    """Who looks through `door` at the instant `at`, and why."""
    return Looking(
        by=door.caller.user.get_username(),
        at=at,
        on=timezone.localdate(at),
        purpose=door.purpose,
        user=door.caller.user,
        agency=door.caller.agency,
    )


class PersonRecordDoor(RecordDoor):
    """One record about a person; of a restricted case only for a purpose that is said (V54)."""

    def look(self, person: int | None, key: Any, at: datetime) -> Problem | None:
        """Log the look; answers V54 where it refuses."""
        resource = self.resource
        found = person is not None
        if not found and key is not None:
            person = resource.person_behind(key)
        looking = looking_of(self, at)
        nominal = Nominal.objects.filter(pk=person).first() if person is not None else None
        refusal = record_look(f"read_{resource.one}", nominal, looking, found=found)
        try:
            refuse([refusal])
        except ValidationError as error:
            return problem_of(error)
        return None
