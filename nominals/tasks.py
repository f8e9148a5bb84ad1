"""Sends the reminders of the morning, and tells of emergencies. Names are said in full because the
timetable names them."""

from __future__ import annotations

import logging

from celery import shared_task
from django.utils import timezone

from nominals.services.emergency_notices import tell_of_emergencies as tell
from nominals.services.reminders import send_reminders as send

log = logging.getLogger(__name__)


@shared_task(name="nominals.send_reminders", ignore_result=True)
def send_reminders() -> None:
    """Tell each mailbox what is due soon or overdue today; the first failure is raised in the
    end."""
    now = timezone.now()
    sent = send(on=timezone.localdate(now), by="timetable", at=now)
    log.info("%s reminders told of %s duties.", sent.mails, sent.duties)
    if sent.without_mailbox:
        log.warning("%s duties have no mailbox that could be told of them.", sent.without_mailbox)
    if sent.failures:
        raise sent.failures[0]


@shared_task(name="nominals.tell_of_emergencies", ignore_result=True)
def tell_of_emergencies() -> None:
    """Tell mailboxes of cases opened in an emergency that they were not told of yet; the first
    failure is raised in the end."""
    now = timezone.now()
    told = tell(on=timezone.localdate(now), by="timetable", at=now)
    log.info("%s mails told of emergencies.", told.mails)
    if told.without_mailbox:
        log.warning("%s emergencies have no mailbox to be told in.", told.without_mailbox)
    if told.failures:
        raise told.failures[0]
