"""Stores what is owed by a day, and reads the facts from which that follows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from agencies.rules.settings import Settings
from core.periods import Period
from nominals.choices import DUTIES_OF_MEETINGS, DutyKind, FlagKind
from nominals.models import (
    Detention,
    Duty,
    EligibilityPeriod,
    ExpectedRelease,
    Flag,
    LevelMeeting,
    LevelOneReview,
    LevelPeriod,
    Licence,
    Nominal,
    Notification,
    NotificationRequirement,
    NotificationReview,
    ResponsibleArea,
    Transfer,
)
from nominals.rules.duties.management import (
    ManagementFacts,
    Met,
    Transferred,
    duties_of_management,
)
from nominals.rules.duties.notifying import (
    NotificationFacts,
    Notified,
    Required,
    Reviewed,
    duties_of_notification,
)
from nominals.rules.duties.owed import RULE_VERSION, Owed, Terms
from nominals.services.derived import Row, replace_rows
from nominals.services.records import records_of

COLUMNS = (
    "kind",
    "owed_by",
    "agency_id",
    "source_label",
    "source_id",
    "arises_on",
    "due_on",
    "discharged_on",
    "rule_version",
)

DAYS = ("valid_from", "valid_to")

KINDS = (
    frozenset(DutyKind) - {DutyKind.ORDER_EXPIRY, DutyKind.TRAVEL_BAN_EXPIRY} - DUTIES_OF_MEETINGS
)
"""The duties that follow from facts of this app."""


@dataclass(slots=True)
class Casework:
    """The facts of one person, of all records that are the person's, from which duties follow."""

    areas: list[tuple[Period, int]] = field(default_factory=list)
    notification: NotificationFacts = field(default_factory=NotificationFacts)
    management: ManagementFacts = field(default_factory=ManagementFacts)


def write_duties(*, nominals: Sequence[int], settings: Settings, at: datetime) -> None:
    """Bring the duties of a batch of `nominals` that follow from this app's facts up to date.

    The caller holds the transaction. The number of queries hangs on nothing but merges.
    """
    store_duties(duties_of(nominals, settings), kinds=KINDS, at=at)


def duties_of(nominals: Collection[int], settings: Settings) -> dict[int, list[Row]]:
    """What each of `nominals` owes by facts of this app, as rows; nothing of a merged record."""
    return {
        pk: rows_of(
            [
                *duties_of_notification(each.notification, Terms(settings, each.areas)),
                *duties_of_management(each.management, Terms(settings, each.areas)),
            ]
        )
        for pk, each in _casework(nominals).items()
    }


def store_duties(
    wanted: Mapping[int, Sequence[Row]], *, kinds: Collection[DutyKind], at: datetime
) -> None:
    """Make the now known duties of `kinds` of each nominal in `wanted` the wanted ones."""
    replace_rows(Duty.objects.filter(kind__in=kinds), columns=COLUMNS, wanted=dict(wanted), at=at)


def stored_duties(nominals: Collection[int], kinds: Collection[DutyKind]) -> dict[int, set[Row]]:
    """The now known duties of `kinds` of each of `nominals`, as rows."""
    stored: dict[int, set[Row]] = {pk: set() for pk in nominals}
    found = Duty.objects.filter(nominal__in=list(nominals), kind__in=kinds).order_by()
    for nominal, *row in found.values_list("nominal_id", *COLUMNS):
        stored[nominal].add(tuple(row))
    return stored


def rows_of(owed: Iterable[Owed]) -> list[Row]:
    """Duties as the rows that store them, in the order of `COLUMNS`."""
    return [
        (
            each.kind.value,
            each.owed_by.value,
            each.agency,
            *each.source,
            each.arises_on,
            each.due_on,
            each.discharged_on,
            RULE_VERSION,
        )
        for each in owed
    ]


def standing(nominals: Collection[int]) -> dict[int, int]:
    """Every record of those of `nominals` that stand for themselves, with the one it counts as."""
    alone = Nominal.objects.filter(pk__in=list(nominals), merged_into__isnull=True)
    return records_of(list(alone.order_by().values_list("pk", flat=True)))


def areas_of(nominals: Collection[int]) -> dict[int, list[tuple[Period, int]]]:
    """The responsible areas of each of `nominals`, by their days; one query."""
    found: dict[int, list[tuple[Period, int]]] = {pk: [] for pk in nominals}
    rows = ResponsibleArea.objects.filter(nominal__in=list(nominals)).order_by()
    for nominal, start, end, area in rows.values_list("nominal", "valid_from", "valid_to", "area"):
        found[nominal].append((Period(start, end), area))
    return found


def _casework(nominals: Collection[int]) -> dict[int, Casework]:
    """The facts of each of `nominals`; events of merged records are those of their survivor."""
    records = standing(nominals)
    found = {pk: Casework() for pk in nominals}
    for pk, areas in areas_of(nominals).items():
        found[pk].areas = areas
    _read_management(found, records)
    _read_notification(found, records)
    return found


def _read_management(found: Mapping[int, Casework], records: Mapping[int, int]) -> None:
    for person, pk, *days in _rows(EligibilityPeriod, records, "pk", *DAYS):
        found[person].management.eligible.append((pk, Period(*days)))
    for person, pk, level, *days in _rows(LevelPeriod, records, "pk", "level", *DAYS):
        found[person].management.levels.append((pk, Period(*days), level))
    for person, pk, on in _rows(LevelOneReview, records, "pk", "reviewed_on"):
        found[person].management.level_1_reviews.append((pk, on))
    for person, *values in _rows(LevelMeeting, records, "pk", "held_on", "level", "next_review_on"):
        found[person].management.meetings.append(Met(*values))
    for person, pk, on, *days in _rows(ExpectedRelease, records, "pk", "expected_on", *DAYS):
        found[person].management.expected.append((pk, Period(*days), on))
    for person, pk, *days in _rows(Licence, records, "pk", *DAYS):
        found[person].management.licences.append((pk, Period(*days)))
    for person, *values in _rows(Transfer, records, "pk", "requested_on", "decided_on", "to_area"):
        found[person].management.transfers.append(Transferred(*values))


def _read_notification(found: Mapping[int, Casework], records: Mapping[int, int]) -> None:
    births = Nominal.objects.filter(pk__in=list(found)).order_by()
    for pk, born in births.values_list("pk", "date_of_birth"):
        found[pk].notification.date_of_birth = born
    for person, pk, source, start, end, *values in _rows(
        NotificationRequirement,
        records,
        "pk",
        "source",
        *DAYS,
        "relevant_on",
        "first_notified_on",
        "is_indefinite",
    ):
        required = Required(pk, source, Period(start, end), *values)
        found[person].notification.requirements.append(required)
    for person, *values in _rows(Notification, records, "pk", "matter", "notified_on"):
        found[person].notification.notifications.append(Notified(*values))
    for review in NotificationReview.objects.filter(nominal__in=list(records)).order_by():
        found[records[review.nominal_id]].notification.reviews.append(
            Reviewed(review.pk, review.stages, review.further_application_on)
        )
    for person, kind, pk, *days in _rows(Flag, records, "kind", "pk", *DAYS):
        if kind == FlagKind.NO_FIXED_ADDRESS:
            found[person].notification.homeless.append((pk, Period(*days)))
    for person, *days in _rows(Detention, records, *DAYS):
        found[person].notification.detained.append(Period(*days))


def _rows(model: type[Any], records: Mapping[int, int], *columns: str) -> Iterator[tuple[Any, ...]]:
    """The person of each now known row of `records`, and its `columns`; one query."""
    rows = model.objects.filter(nominal__in=list(records)).order_by()
    for nominal, *values in rows.values_list("nominal", *columns):
        yield records[nominal], *values
