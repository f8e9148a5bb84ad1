"""Compiles returns in the background, drafts them through April, and sweeps what was left.

The row decides, the message only says when to look. Names are said in full because the other
doors publish by them.
"""

from __future__ import annotations

import logging

from celery import shared_task
from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from reporting.models import CompilationRequest
from reporting.services import requests

log = logging.getLogger(__name__)

MOST_MESSAGES = 100
"""Messages that one sweep publishes, so that a long queue does not grow faster than it is read."""


@shared_task(name="reporting.compile_request", ignore_result=True)
def compile_request(*, request: int) -> None:
    """Compile the area and year of one request, or merge the areas of a national one."""
    try:
        taken = requests.take_up(request=request, at=timezone.now(), lease=settings.MAPPA_LEASE)
    except requests.NotWaiting as reason:
        # The message came twice, or before the areas were there. Whoever holds the row ends it.
        log.info("%s", reason)
        return
    try:
        requests.fulfil(request=taken, at=timezone.now())
        requests.finish(request=taken, at=timezone.now())
    except Exception as error:
        requests.note_failure(request=taken, error=error)
        raise
    _publish(_waiting().filter(pk__in=requests.national_of(taken)))


@shared_task(name="reporting.sweep_requests", ignore_result=True)
def sweep_requests() -> None:
    """Publish a message for each row that waits: new, lost, or left by a killed worker."""
    _publish(_waiting())


@shared_task(name="reporting.draft_returns", ignore_result=True)
def draft_returns() -> None:
    """Ask for the drafts of every night of April that is due and was not asked for."""
    now = timezone.now()
    requests.request_drafts(on=timezone.localdate(now), at=now)
    _publish(_waiting())


def _waiting() -> QuerySet[CompilationRequest]:
    return requests.waiting(at=timezone.now(), lease=settings.MAPPA_LEASE)


def _publish(waiting: QuerySet[CompilationRequest]) -> None:
    for request in waiting.values_list("pk", flat=True)[:MOST_MESSAGES]:
        compile_request.delay(request=request)
