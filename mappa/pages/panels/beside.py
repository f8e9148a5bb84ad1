"""What one must see while a meeting is minuted, as far as the reader is shown it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from agencies.choices import Fact
from mappa.pages.nominal.head import flags_of, managed
from mappa.pages.nominal.parts import OrderInForce, orders_in_force
from mappa.pages.reader import Reader
from meetings.models import Action, AgencyReport, Meeting, Minutes
from meetings.services.minutes import open_minutes
from nominals.models import Nominal, VictimNote
from nominals.services.records import records_of


@dataclass(frozen=True, slots=True)
class Beside:
    """How the case stands; a part is `None` where the reader is not shown it at all."""

    flags: list[tuple[str, str]]
    stands: list[str] | None
    orders: list[OrderInForce] | None
    victims: list[VictimNote] | None
    reports: list[AgencyReport] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    minutes: Minutes | None = None


def beside(meeting: Meeting, reader: Reader, purpose: str) -> Beside:
    """What stands beside the record of `meeting`. The last minutes are opened, and that is
    logged."""
    person = meeting.person
    facts: Collection[str] = Nominal.objects.filter(pk=person.pk).facts_shown_to(
        reader.user, on=reader.on
    )
    records = list(records_of([person.pk]))
    notes = VictimNote.objects.filter(nominal__in=records).order_by("-noted_on", "-pk")
    return Beside(
        flags=list(flags_of(person, records, reader)),
        stands=list(managed(records, reader)) if Fact.LEVELS in facts else None,
        orders=orders_in_force(records, reader) if Fact.ORDERS in facts else None,
        victims=list(notes) if Fact.VICTIM_NOTES in facts else None,
        reports=_reports(meeting, reader),
        actions=_open_actions(meeting, reader),
        minutes=_last_minutes(meeting, reader, purpose),
    )


def _reports(meeting: Meeting, reader: Reader) -> list[AgencyReport]:
    seen = AgencyReport.objects.visible_to(reader.user, on=reader.on)
    of_meeting = seen.filter(invitation__meeting=meeting)
    return list(of_meeting.select_related("invitation__agency").order_by("received_on", "pk"))


def _open_actions(meeting: Meeting, reader: Reader) -> list[Action]:
    """Those of earlier meetings, the overdue first."""
    seen = Action.objects.visible_to(reader.user, on=reader.on).open_on(reader.on)
    earlier = seen.filter(meeting__person=meeting.person_id).exclude(meeting=meeting)
    return list(earlier.select_related("agency").order_by("due_on", "pk"))


def _last_minutes(meeting: Meeting, reader: Reader, purpose: str) -> Minutes | None:
    """The minutes of the meeting before, where the reader reads them."""
    found = (
        Minutes.objects.readable_by(reader.user, on=reader.on)
        .filter(meeting__person=meeting.person_id, meeting__panel__held_on__lt=meeting.held_on)
        .select_related("meeting__person", "meeting__panel")
        .order_by("-meeting__panel__held_on", "-number")
        .first()
    )
    if found is None:
        return None
    return open_minutes(minutes=found, looking=reader.looking(purpose))
