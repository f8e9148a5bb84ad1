"""What somebody notified to the police, and whether it came in time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.core.exceptions import ValidationError

from agencies.choices import RuleCode
from agencies.services.settings import rule_settings
from core.refusals import Refusal
from core.refusing import refuse
from nominals.choices import FlagKind, NotificationMatter
from nominals.models import (
    Detention,
    Flag,
    ForeignTravel,
    Nominal,
    Notification,
    NotificationRequirement,
)
from nominals.rules.notification.notifying import (
    MOVES_THE_ANNUAL_DATE,
    added_matter_warning,
    annual_warning,
    initial_warning,
    travel_warning,
    weekly_warning,
)
from nominals.rules.periods import death_refusal
from nominals.services.acts import Asked, act
from nominals.services.records import records_of


def record_notification(
    *,
    nominal: Nominal,
    matter: NotificationMatter,
    on: date,
    asked: Asked,
    event_on: date | None = None,
    detail: str = "",
) -> Notification:
    """Record what was notified in person on `on`; `event_on` is the day of what it tells of.

    What came late asks a reason: the initial notification (V28), the weekly one without a fixed
    address (V29), the annual one (V31). Of imported requirements no relevant date is known, so
    nothing is late by them.

    Raises:
        ValidationError: if the matter is travel or the person died before.
        NeedsReason: if a warning has no reason.
    """
    if matter == NotificationMatter.TRAVEL:
        raise ValidationError({"matter": "Travel is notified with its days and destination."})
    with act("record_notification", nominal, asked=asked) as this:
        refuse([death_refusal("A notification", on, nominal.died_on)])
        this.ask(nominal, _warnings(nominal, NotificationMatter(matter), on))
        return this.record(
            Notification(
                nominal=nominal, matter=matter, notified_on=on, event_on=event_on, detail=detail
            )
        )


def record_travel(
    *,
    nominal: Nominal,
    on: date,
    departs_on: date,
    destination: str,
    asked: Asked,
    returns_on: date | None = None,
    detail: str = "",
) -> ForeignTravel:
    """Record a trip abroad that was notified on `on`; short notice asks a reason (V30).

    Raises:
        ValidationError: if it returns before it departs or the person died before.
        NeedsReason: if V30 has no reason.
    """
    notice_days = rule_settings().value(RuleCode.TRAVEL_NOTICE_DAYS, on=on)
    with act("record_travel", nominal, asked=asked) as this:
        refuse([death_refusal("A notification", on, nominal.died_on)])
        warning = travel_warning(
            notified_on=on, departs_on=departs_on, returns_on=returns_on, notice_days=notice_days
        )
        this.ask(nominal, [warning])
        notification = this.record(
            Notification(
                nominal=nominal,
                matter=NotificationMatter.TRAVEL,
                notified_on=on,
                event_on=departs_on,
                detail=detail,
            )
        )
        return this.record(
            ForeignTravel(
                notification=notification,
                departs_on=departs_on,
                returns_on=returns_on,
                destination=destination,
            )
        )


def _warnings(nominal: Nominal, matter: NotificationMatter, on: date) -> Iterator[Refusal | None]:
    notified = list(
        Notification.objects.filter(nominal__in=records_of([nominal.pk])).values_list(
            "matter", "notified_on"
        )
    )
    detained = [each.period for each in Detention.objects.filter(nominal=nominal)]
    calculated = (
        NotificationRequirement.objects.filter(nominal=nominal, relevant_on__isnull=False)
        .on(on)
        .values_list("valid_from", flat=True)
    )
    homeless = Flag.objects.filter(nominal=nominal, kind=FlagKind.NO_FIXED_ADDRESS).on(on).first()
    if matter == NotificationMatter.ADDED_MATTER:
        yield added_matter_warning(on)
    if matter == NotificationMatter.INITIAL and calculated:
        began_on = max(calculated)
        initial = (day for before, day in notified if before == NotificationMatter.INITIAL)
        if not any(began_on <= day <= on for day in initial):
            yield initial_warning(notified_on=on, began_on=began_on, detained=detained)
    elif matter in MOVES_THE_ANNUAL_DATE and homeless is not None:
        yield weekly_warning(
            notified_on=on, notified=notified, homeless_from=homeless.valid_from, detained=detained
        )
    elif matter == NotificationMatter.ANNUAL and calculated:
        yield annual_warning(
            notified_on=on,
            notified=notified,
            subject_from=min(calculated),
            detained=detained,
        )
