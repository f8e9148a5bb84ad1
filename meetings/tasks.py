"""Sweeps of the meetings. Names are said in full because the timetable names them."""

from __future__ import annotations

import logging
from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from core.files import tidy
from meetings.services.attaching import named_keys
from meetings.services.notices import send_notices

log = logging.getLogger(__name__)

TIMETABLE = "timetable"


@shared_task(name="meetings.send_notices", ignore_result=True)
def tell_mailboxes() -> None:
    """Tell mailboxes of invitations and minutes that they were not told of yet."""
    now = timezone.now()
    told = send_notices(on=timezone.localdate(now), by=TIMETABLE, at=now)
    log.info("%s notices were sent, %s had no mailbox.", told.mails, told.without_mailbox)
    if told.failures:
        raise told.failures[0]


@shared_task(name="meetings.tidy_files", ignore_result=True)
def tidy_files() -> None:
    """Remove files that no attachment names: what an act that broke off left in the store."""
    now = timezone.now()
    count = tidy(named_keys, older_than=timedelta(days=1), now=now)
    log.info("%s files that nothing names were removed.", count)
