"""Who sends a caseload: whose references it uses, and which records it may touch."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from agencies.choices import Fact
from agencies.models import User
from core.importing.references import SENDER
from core.importing.storing import in_batches
from nominals.models import Nominal
from nominals.querysets.people import NominalQuerySet
from nominals.services.permitting import areas_of_registering, may_co_ordinate, recordable
from nominals.services.records import survivors_of

TOLD = (Fact.IDENTITY, Fact.ADDRESS, Fact.LEVELS, Fact.ORDERS)
"""What a caseload tells of somebody."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Whose references are meant, and for which agency the log has it.

    With a `user` only what he or she, and the system through which, may write or see on the day
    `on` is there; the commands have none, and no bounds.
    """

    name: str = SENDER
    agency: str = ""
    user: User | None = None
    on: date = date.min

    @property
    def is_bounded(self) -> bool:
        """Whether anything is kept from it."""
        return self.user is not None

    def writable(self, records: Iterable[int]) -> set[int]:
        """Those of the nominals with such keys that the sender may write, by whoever stands for
        them."""
        found: set[int] = set()
        for batch in in_batches(records):
            survivors = survivors_of(batch)
            allowed = set(survivors.values())
            for each in self._sights:
                allowed &= recordable(each, allowed, self.on)
            found.update(record for record, survivor in survivors.items() if survivor in allowed)
        return found

    def areas(self) -> set[int]:
        """The keys of the areas in which the sender may register people."""
        areas = [areas_of_registering(each, self.on) for each in self._sights]
        return set.intersection(*areas) if areas else set()

    def may_restrict(self, nominal: Nominal) -> bool:
        """Whether the sender may restrict a case, or lift it."""
        return all(may_co_ordinate(each, nominal, self.on) for each in self._sights)

    def shown(self, people: NominalQuerySet[Nominal]) -> NominalQuerySet[Nominal]:
        """Those of `people` of whom the sender may be told all that a caseload tells."""
        if self.user is not None:
            for fact in TOLD:
                people = people.visible_to(self.user, on=self.on, fact=fact)
        return people

    @property
    def _sights(self) -> tuple[User, ...]:
        return () if self.user is None else self.user.sights


COMMANDS = Sender()
"""The two commands."""
