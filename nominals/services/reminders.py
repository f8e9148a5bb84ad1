"""Reminds role mailboxes by e-mail of duties due soon or overdue; nobody is named."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from agencies.choices import RuleCode
from agencies.models import Mailbox
from agencies.rules.settings import Settings
from agencies.services.settings import rule_settings
from core import audit
from core.working_days import is_working_day
from nominals.choices import Debtor
from nominals.models import Duty, Nominal, Reminder, Transfer
from nominals.rules.reminders import Box, Holding, first_day_not_told, told
from nominals.services.reminder_mail import Told, reminder_mail
from nominals.services.states import default_agencies

log = logging.getLogger(__name__)

Waiting = Mapping[Told, int]
"""Duties that are to be told of, each with its nominal."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What a run came to: mails sent, duties they told of, duties nobody has a mailbox for, and
    why mails failed."""

    mails: int = 0
    duties: int = 0
    without_mailbox: int = 0
    failures: tuple[Exception, ...] = ()


def send_reminders(*, on: date, by: str, at: datetime) -> Sent:
    """Send each mailbox in use on the working day `on` one mail about the duties its holder owes
    that come into the time of `reminder_working_days` or are overdue, each told of once as either.

    On other days nothing is sent; the next working day tells of what came due. Each mail is one
    transaction: the reminders are written, then the mail is sent, then both stand, so that what
    breaks off is sent again and nothing is lost. A mail that fails keeps no other waiting.

    Raises:
        LookupError: if no setting holds on that day.
    """
    settings = rule_settings()
    if not is_working_day(on, settings.holidays):
        return Sent()
    boxes: defaultdict[Box, list[Mailbox]] = defaultdict(list)
    for mailbox in Mailbox.objects.on(on).select_related("area", "agency").order_by("pk"):
        boxes[mailbox.area_id, mailbox.agency_id].append(mailbox)
    waiting: defaultdict[Box | None, dict[Told, int]] = defaultdict(dict)
    for box, duty, nominal in _waiting(on, settings, boxes):
        waiting[box][duty] = nominal
    mails = duties = 0
    failures: list[Exception] = []
    for box, mailboxes in boxes.items():
        for mailbox in mailboxes:
            try:
                count = _remind(mailbox, waiting.get(box, {}), on=on, by=by, at=at)
            except Exception as error:
                log.exception("The reminder to mailbox %s failed.", mailbox.pk)
                failures.append(error)
                continue
            mails += count > 0
            duties += count
    return Sent(mails, duties, len(waiting[None]), tuple(failures))


def _waiting(
    on: date, settings: Settings, boxes: Mapping[Box, list[Mailbox]]
) -> Iterator[tuple[Box | None, Told, int]]:
    """Each duty that is near or overdue, the mailbox that is told of it, and its nominal."""
    code, holidays = RuleCode.REMINDER_WORKING_DAYS, settings.holidays
    until = {
        area: first_day_not_told(on, settings.value(code, on=on, area=area), holidays)
        for area in {None, *(area for area, _agency in boxes)}
    }
    defaults = default_agencies()
    duties: QuerySet[Any] = Duty.objects.due_list(None, on=on)
    owed = list(
        duties.filter(due_on__lt=max(until.values())).values_list(
            "nominal_id",
            "nominal__is_restricted",
            "owed_by",
            "area_id",
            "lead_kind",
            "lead_agency_id",
            "agency_id",
            "kind",
            "source_label",
            "source_id",
            "due_on",
        )
    )
    receiving = _receiving_areas(
        source for _, _, owed_by, *_, source, _ in owed if owed_by == Debtor.RECEIVING_AREA
    )
    for nominal, restricted, owed_by, area, lead, leading, named, *duty in owed:
        kind, label, source, due_on = duty
        to_area = receiving.get(source) if owed_by == Debtor.RECEIVING_AREA else None
        holding = Holding(owed_by, area, lead, leading, to_area, restricted, named)
        box = told(holding, defaults, boxes)
        if due_on < until.get(box[0] if box else area, until[None]):
            yield box, Told(due_on, kind, label, source, due_on < on, restricted), nominal


def _receiving_areas(transfers: Iterable[int]) -> dict[int, int]:
    """The receiving area of each of these transfers."""
    return dict(Transfer.objects.filter(pk__in=set(transfers)).values_list("pk", "to_area"))


def _remind(mailbox: Mailbox, waiting: Waiting, *, on: date, by: str, at: datetime) -> int:
    """Send the mailbox what it was not told yet, and answer how many duties that were.

    The lock on its row lets of two runs at once the later see what the first told.
    """
    if not waiting:
        return 0
    with transaction.atomic():
        # Unordered: the usual order joins the agency, which a lock cannot.
        locked = Mailbox.objects.on(on).order_by().select_for_update()
        if locked.filter(pk=mailbox.pk).first() is None:
            return 0
        first = min(each.due_on for each in waiting)
        known = set(
            Reminder.objects.filter(mailbox=mailbox, due_on__gte=first)
            .order_by()
            .values_list("due_on", "kind", "source_label", "source_id", "is_overdue")
        )
        duties = {duty: nominal for duty, nominal in waiting.items() if duty.key not in known}
        if not duties:
            return 0
        Reminder.objects.bulk_create(
            Reminder(
                mailbox=mailbox,
                kind=duty.kind,
                source_label=duty.source_label,
                source_id=duty.source_id,
                due_on=duty.due_on,
                is_overdue=duty.is_overdue,
                at=at,
            )
            for duty in sorted(duties)
        )
        audit.record(
            by=by,
            at=at,
            operation=audit.Operation.DISCLOSURE,
            act="send_reminders",
            purpose="Duties due soon or overdue",
            recipient=mailbox.address,
            label=Nominal._meta.label,
            detail={"on": str(on), "mailbox": mailbox.pk, "duties": len(duties)},
            objects=sorted(set(duties.values())),
        )
        reminder_mail(mailbox, duties, on=on).send()
    return len(duties)
