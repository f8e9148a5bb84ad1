"""Asks for the national statistics on their day and writes them; recomputes duties."""

import logging
from pathlib import Path

from celery import current_app, shared_task
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from mappa import duties, statistics
from mappa.models import StatisticsExport
from reporting.export import as_csv, as_json
from reporting.services.requests import TIMETABLE, request_compilation, start_of
from reporting.services.stored import stored_year

log = logging.getLogger(__name__)


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
