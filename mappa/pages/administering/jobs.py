"""What is at work: compilations, imports, exports and events, and what the timetable runs when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from mappa.exchange.jobs import progress_of as job_progress
from mappa.models import CaseloadExport, CaseloadImport, Delivery, StatisticsExport
from mappa.pages.administering.doing import for_administrators
from mappa.schedule import TIMETABLE
from reporting.models import CompilationRequest
from reporting.services.requests import progress_of

LATEST = 20
"""Jobs of each kind that are shown."""


@dataclass(frozen=True, slots=True)
class Job:
    """A piece of work: what it is, who asked for it and when, how far it is, and why it failed."""

    what: str
    asked_by: str
    asked_at: datetime
    state: str
    label: str
    attempts: int
    failure: str
    finished_at: datetime | None
    url: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """The latest jobs of a kind."""

    name: str
    title: str
    empty: str
    jobs: list[Job]


@for_administrators
@require_safe
def jobs(request: HttpRequest) -> HttpResponse:
    """The latest of each kind, the events by state, and the timetable; nobody is named but who
    asked."""
    now = timezone.now()
    kinds = [
        Kind("compilations", _("Compilations"), _("No return was asked for."), _compilations(now)),
        Kind("imports", _("Imports"), _("No caseload was sent."), _imports(now)),
        Kind("exports", _("Exports"), _("No caseload was asked for."), _exports(now)),
        Kind("statistics", _("National statistics"), _("None was due."), _statistics()),
    ]
    counted = Delivery.objects.order_by().values_list("status").annotate(count=Count("pk"))
    counts = dict(counted)
    return render(
        request,
        "mappa/jobs.html",
        {
            "kinds": kinds,
            "events": [(label, counts.get(value, 0)) for value, label in Delivery.Status.choices],
            "timetable": [
                (name, each["task"], _in_words(each["schedule"]))
                for name, each in sorted(TIMETABLE.items())
            ],
        },
    )


def _compilations(now: datetime) -> list[Job]:
    found = []
    for each in CompilationRequest.objects.select_related("area").order_by("-pk")[:LATEST]:
        progress = progress_of(request=each, at=now, lease=settings.MAPPA_LEASE)
        url = reverse("request", args=[each.pk])
        found.append(_job(each, str(each), each.requested_by, progress, url))
    return found


def _imports(now: datetime) -> list[Job]:
    rows = CaseloadImport.objects.select_related("user").order_by("-pk")[:LATEST]
    return [_job(each, str(each), each.user.get_username(), _progress(each, now)) for each in rows]


def _exports(now: datetime) -> list[Job]:
    rows = CaseloadExport.objects.select_related("user", "area").order_by("-pk")[:LATEST]
    return [
        _job(each, str(each.area), each.user.get_username(), _progress(each, now)) for each in rows
    ]


def _statistics() -> list[Job]:
    found = []
    for each in StatisticsExport.objects.order_by("-day")[:LATEST]:
        is_failed = each.finished_at is None and each.failure
        state = "done" if each.finished_at else "failed" if is_failed else "waiting"
        label = {
            "done": gettext_lazy("done"),
            "failed": gettext_lazy("failed, to be tried again"),
            "waiting": gettext_lazy("waiting"),
        }[state]
        found.append(
            Job(
                str(each),
                _("timetable"),
                each.requested_at,
                state,
                str(label),
                each.attempts,
                each.failure,
                each.finished_at,
            )
        )
    return found


def _progress(each: CaseloadImport | CaseloadExport, now: datetime) -> Any:
    return job_progress(each, at=now, lease=settings.MAPPA_LEASE)


def _job(each: Any, what: str, asked_by: str, progress: Any, url: str = "") -> Job:
    return Job(
        what,
        asked_by,
        each.requested_at,
        progress.value,
        str(progress.label),
        each.attempts,
        each.failure,
        each.finished_at,
        url,
    )


def _in_words(schedule: Any) -> str:
    """When the timetable runs something: after so long, or each day at a time."""
    if not isinstance(schedule, timedelta):
        (hour,), (minute,) = schedule.hour, schedule.minute
        return _("each day at %(time)s") % {"time": f"{hour}:{minute:02}"}
    seconds = int(schedule.total_seconds())
    if seconds % 60:
        return ngettext("every %(n)s second", "every %(n)s seconds", seconds) % {"n": seconds}
    minutes = seconds // 60
    return ngettext("every %(n)s minute", "every %(n)s minutes", minutes) % {"n": minutes}
