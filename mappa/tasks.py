"""National statistics on their day, duties, events for subscribers, caseloads that callers of the
API sent or asked for, and what is tidied."""

import logging
import random
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import TypeVar

from celery import current_app, shared_task
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from oauth2_provider.models import clear_expired

from core.api.keys import forget
from mappa import duties, statistics
from mappa.events import sending
from mappa.events.posting import post
from mappa.events.replaying import forget_deliveries
from mappa.events.sweeping import sweep_subscription
from mappa.exchange import jobs
from mappa.models import CaseloadExport, CaseloadImport, StatisticsExport, Subscription
from mappa.signing_in.lockout import tidy_failures
from nominals.services import numbering
from reporting.export import as_csv, as_json
from reporting.services.requests import TIMETABLE, request_compilation, start_of
from reporting.services.stored import stored_year

log = logging.getLogger(__name__)

_J = TypeVar("_J", CaseloadImport, CaseloadExport)

LONGEST_SENDING = 25.0
"""Seconds that one task sends to one subscriber, so that a slow one does not keep a worker; the
next sweep goes on."""

MOST_MESSAGES = 100
"""Messages of each kind that one sweep publishes."""


@shared_task(name="mappa.ask_for_statistics", ignore_result=True)
def ask_for_statistics() -> None:
    """On the day that the settings name, or when it was missed, leave the work of the export."""
    if settings.MAPPA_STATISTICS_DAY is None:
        return
    now = timezone.now()
    statistics.request_export(
        on=timezone.localdate(now), month_and_day=settings.MAPPA_STATISTICS_DAY, at=now
    )
    export_statistics()


@shared_task(name="mappa.export_statistics", ignore_result=True)
def export_statistics() -> None:
    """Write every export that is open and whose areas are compiled; ask for those that are not.

    One that fails keeps no other waiting; the first failure is raised in the end.
    """
    folder = settings.MAPPA_STATISTICS_FOLDER
    if folder is None:
        return
    failures: list[Exception] = []
    for export in StatisticsExport.objects.filter(finished_at__isnull=True):
        try:
            _export(export, folder)
        except Exception as error:
            log.exception("%s failed.", export)
            statistics.note_failure(export=export, error=error)
            failures.append(error)
    if failures:
        raise failures[0]


def _export(export: StatisticsExport, folder: Path) -> None:
    year, as_known_at = statistics.year_of(export), start_of(export.day)
    asked = request_compilation(
        area=None, year=year, as_known_at=as_known_at, by=TIMETABLE, at=timezone.now()
    )
    if asked.finished_at is None:
        log.info("%s waits until all areas are compiled.", export)
        transaction.on_commit(lambda: current_app.send_task("reporting.sweep_requests"))
        return
    compiled = stored_year(year=year, rule_version=asked.rule_version, as_known_at=as_known_at)
    digest = statistics.write_whole(
        into=folder,
        name=statistics.folder_name(export),
        files={
            "returns.json": as_json(compiled).encode(),
            "returns.csv": as_csv(compiled).encode(),
        },
    )
    statistics.finish(export=export, digest=digest, at=timezone.now())


@shared_task(name="mappa.rebuild_duties", ignore_result=True)
def rebuild_duties() -> None:
    """Recompute the duties of all where a rule, a setting or the calendar has changed since the
    last night, and otherwise of those about whom a fact has."""
    rewritten = duties.catch_up(now=timezone.now(), by=TIMETABLE)
    log.info("Duties of %s nominals were rewritten.", rewritten)


@shared_task(name="mappa.tidy_sign_ins", ignore_result=True)
def tidy_sign_ins() -> None:
    """Remove the sessions and the failed sign-ins that count no more."""
    now = timezone.now()
    Session.objects.filter(expire_date__lte=now).delete()
    tidy_failures(at=now)


@shared_task(name="mappa.sweep_events", ignore_result=True)
def sweep_events() -> None:
    """Leave for each subscriber the events that are due, and have them sent.

    One that fails keeps no other waiting; the first failure is raised in the end.
    """
    now = timezone.now()
    today = timezone.localdate(now)
    numbering.number_begun(on=today)
    if numbering.are_ahead():
        log.error("The database was restored: run `manage.py renumber_changes`.")
    failures: list[Exception] = []
    for subscription in Subscription.objects.in_force(today).values_list("pk", flat=True):
        try:
            while sweep_subscription(subscription=subscription, on=today, at=timezone.now()):
                pass
        except Exception as error:
            log.exception("The sweep of subscription %s failed.", subscription)
            failures.append(error)
    for subscription in sending.ready(on=today, at=timezone.now()).values_list("pk", flat=True):
        send_events.delay(subscription=subscription)
    if failures:
        raise failures[0]


@shared_task(name="mappa.send_events", ignore_result=True)
def send_events(*, subscription: int) -> None:
    """Send what is due to one subscriber, one event after the other."""
    until = monotonic() + LONGEST_SENDING
    while monotonic() < until:
        now = timezone.now()
        taken = sending.take_up(
            subscription=subscription, on=timezone.localdate(now), at=now, by=TIMETABLE
        )
        if taken is None:
            return
        answer = post(
            taken.endpoint,
            body=taken.body,
            headers=taken.headers,
            allows_own=settings.MAPPA_EVENTS_TO_PRIVATE_ADDRESSES,
        )
        sending.note(
            taken=taken, answer=answer, at=timezone.now(), jitter=random.random(), by=TIMETABLE
        )


@shared_task(name="mappa.tidy_events", ignore_result=True)
def tidy_events() -> None:
    """Remove deliveries that were over long ago."""
    log.info("%s deliveries were removed.", forget_deliveries(at=timezone.now()))


@shared_task(name="mappa.tidy_calls", ignore_result=True)
def tidy_calls() -> None:
    """Remove the keys that answer no retry any more, and the tokens that have run out."""
    log.info("%s keys were removed.", forget(at=timezone.now()))
    clear_expired()


@shared_task(name="mappa.import_caseload", ignore_result=True)
def import_caseload(*, job: int) -> None:
    """Import one caseload that was sent."""
    _do(
        CaseloadImport.objects.all(),
        job,
        lambda taken: jobs.run_import(job=taken, at=timezone.now()),
    )


@shared_task(name="mappa.export_caseload", ignore_result=True)
def export_caseload(*, job: int) -> None:
    """Write one caseload that was asked for."""
    kept = settings.MAPPA_CASELOAD_KEPT
    _do(
        CaseloadExport.objects.all(),
        job,
        lambda taken: jobs.run_export(job=taken, at=timezone.now(), kept=kept),
    )


@shared_task(name="mappa.sweep_caseloads", ignore_result=True)
def sweep_caseloads() -> None:
    """Publish a message for each job that waits: new, lost, or left by a killed worker; and take
    away what has expired."""
    at, lease = timezone.now(), settings.MAPPA_LEASE
    jobs.sweep(at=at, lease=lease, kept=settings.MAPPA_CASELOAD_KEPT)
    imports = jobs.waiting(CaseloadImport.objects.all(), at=at, lease=lease)
    for job in imports.values_list("pk", flat=True)[:MOST_MESSAGES]:
        import_caseload.delay(job=job)
    exports = jobs.waiting(CaseloadExport.objects.all(), at=at, lease=lease)
    for job in exports.values_list("pk", flat=True)[:MOST_MESSAGES]:
        export_caseload.delay(job=job)


def _do(found: QuerySet[_J], job: int, run: Callable[[_J], None]) -> None:
    """Hold the job and run it; where it is closed or held by another, nothing is done."""
    try:
        taken = jobs.take_up(found, job=job, at=timezone.now(), lease=settings.MAPPA_LEASE)
    except jobs.NotWaiting as reason:
        # The message came twice. Whoever holds the row ends it.
        log.info("%s", reason)
        return
    try:
        run(taken)
    except jobs.NotWaiting as reason:
        log.info("%s", reason)
    except Exception as error:
        jobs.note_failure(job=taken, error=error)
        raise
