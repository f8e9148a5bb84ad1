"""Work to compile returns: asking for it, taking it up, closing it, and what still waits.

The rows decide. A message only says that a row may be looked at now; it may be lost or come twice.
Whoever takes a row up holds it for a lease, after which it counts as left by a killed worker.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, TextChoices

from agencies.models import Area
from core import audit
from core.periods import ONE_DAY, ReportingYear
from reporting.models import Compilation, CompilationRequest
from reporting.rules.versions import RULE_VERSION
from reporting.services.storing import store_compilation

LONDON = ZoneInfo("Europe/London")
"""Days of the timetable begin by the clock of England and Wales."""

TIMETABLE = "timetable"
"""Who asks when the timetable does."""


class NotWaiting(Exception):
    """The request is closed, or another worker holds it, or its areas are not compiled yet."""


class Progress(TextChoices):
    """How far a request is, as people read it."""

    WAITING = "waiting", "waiting"
    RUNNING = "running", "running"
    LEFT = "left", "left by its worker"
    FAILED = "failed", "failed, to be tried again"
    OVERTAKEN = "overtaken", "overtaken by new rules"
    DONE = "done", "done"


def request_compilation(
    *, area: Area | None, year: ReportingYear, as_known_at: datetime, by: str, at: datetime
) -> CompilationRequest:
    """Leave the work of compiling `area`, or every area and England and Wales where it is `None`.

    The same area, year, rule version and instant as known at are one piece of work, whoever asks.

    Raises:
        ValidationError: if the year has not begun at `at`, or the instant lies after it.
    """
    if year.period.start > at.astimezone(LONDON).date():
        raise ValidationError(
            f"The year {year} has not begun. Choose a year that began by today, such as "
            f"{ReportingYear.containing(at.astimezone(LONDON).date())}."
        )
    if as_known_at > at:
        raise ValidationError(
            "What will be known later cannot be compiled. Choose an instant that is past."
        )
    with transaction.atomic():
        if area is None:
            CompilationRequest.objects.bulk_create(
                (
                    _request(each, year, as_known_at=as_known_at, by=by, at=at)
                    for each in Area.objects.all()
                ),
                ignore_conflicts=True,
            )
        wanted = _request(area, year, as_known_at=as_known_at, by=by, at=at)
        CompilationRequest.objects.bulk_create([wanted], ignore_conflicts=True)
        return CompilationRequest.objects.get(
            area=area,
            year=year.label,
            rule_version=wanted.rule_version,
            as_known_at=as_known_at,
        )


def parts_of(national: CompilationRequest) -> QuerySet[CompilationRequest]:
    """The requests of the areas that a national one merges."""
    return CompilationRequest.objects.filter(
        area__isnull=False,
        year=national.year,
        rule_version=national.rule_version,
        as_known_at=national.as_known_at,
    )


def waiting(*, at: datetime, lease: timedelta) -> QuerySet[CompilationRequest]:
    """What nobody finished and nobody holds: never taken up, or longer ago than `lease`.

    A national request waits for its areas first. One that failed waits out its lease before it is
    tried again. What was asked for under former rules can no longer be compiled.
    """
    unfinished_part = CompilationRequest.objects.filter(
        area__isnull=False,
        year=OuterRef("year"),
        rule_version=OuterRef("rule_version"),
        as_known_at=OuterRef("as_known_at"),
        finished_at__isnull=True,
    )
    return CompilationRequest.objects.filter(
        Q(started_at__isnull=True) | Q(started_at__lte=at - lease),
        Q(area__isnull=False) | ~Exists(unfinished_part),
        finished_at__isnull=True,
        rule_version=RULE_VERSION,
    )


def national_of(request: CompilationRequest) -> QuerySet[CompilationRequest]:
    """The national request that merges the area of `request`, where there is one."""
    return CompilationRequest.objects.filter(
        area__isnull=True,
        year=request.year,
        rule_version=request.rule_version,
        as_known_at=request.as_known_at,
    )


def compilation_of(request: CompilationRequest) -> Compilation | None:
    """What a request led to; `None` while it is not stored."""
    return Compilation.objects.filter(
        annual_return__area=request.area_id,
        annual_return__year=request.year,
        rule_version=request.rule_version,
        as_known_at=request.as_known_at,
    ).first()


def progress_of(*, request: CompilationRequest, at: datetime, lease: timedelta) -> Progress:
    """How far `request` is at the instant `at`."""
    if request.finished_at is not None:
        return Progress.DONE
    if request.rule_version != RULE_VERSION:
        return Progress.OVERTAKEN
    if request.failure:
        return Progress.FAILED
    if request.started_at is None:
        return Progress.WAITING
    return Progress.RUNNING if request.started_at > at - lease else Progress.LEFT


def take_up(*, request: int, at: datetime, lease: timedelta) -> CompilationRequest:
    """Hold the request `request` for `lease` from `at`, count the attempt, forget the last failure.

    Raises:
        NotWaiting: if it is closed or held, or its areas are not compiled yet.
    """
    # One statement on the row itself: of two workers the later sees what the earlier wrote.
    taken = (
        waiting(at=at, lease=lease)
        .filter(pk=request)
        .update(started_at=at, attempts=F("attempts") + 1, failure="")
    )
    if not taken:
        msg = f"Compilation request {request} is closed, held by another worker, or not ready."
        raise NotWaiting(msg)
    return CompilationRequest.objects.get(pk=request)


def fulfil(*, request: CompilationRequest, at: datetime) -> Compilation:
    """Compile and store what a request asks for. Whoever does it a second time, after a worker
    was killed or overtaken, finds it stored and stores nothing.

    Raises:
        ValidationError: if the stored states are stale.
    """
    return store_compilation(
        area=request.area,
        year=ReportingYear.parse(request.year),
        as_known_at=request.as_known_at,
        by=request.requested_by,
        at=at,
    )


def finish(*, request: CompilationRequest, at: datetime) -> None:
    """Close a request whose compilation is stored, whoever holds it."""
    CompilationRequest.objects.filter(pk=request.pk, finished_at__isnull=True).update(
        finished_at=at
    )


def note_failure(*, request: CompilationRequest, error: Exception) -> None:
    """Keep why an attempt failed: the class, and the sentence where it is one of ours.

    Errors of the database and of Python quote values, which may be personal data, so that only
    their class is kept.
    """
    sentence = (
        " ".join(error.messages)
        if isinstance(error, ValidationError)
        else "The log of the worker has the rest."
    )
    CompilationRequest.objects.filter(
        pk=request.pk, started_at=request.started_at, finished_at__isnull=True
    ).update(failure=f"{type(error).__name__}: {sentence}")


def nights_due(*, on: date, installed_at: datetime) -> list[date]:
    """The nights of the latest April, up to `on`, for which drafts must exist: 1 to 30 April.

    Nights before the product was installed are none: nothing was known then.
    """
    april = ReportingYear.containing(on).period.start
    nights = [april + ONE_DAY * number for number in range(30)]
    return [night for night in nights if night <= on and start_of(night) >= installed_at]


def request_drafts(*, on: date, at: datetime) -> list[CompilationRequest]:
    """Leave the work of drafting every area's return of the year just ended, for each night due
    that has none yet; each as known at the start of its day."""
    installed_at = audit.installed_at()
    if installed_at is None:
        return []
    nights = nights_due(on=on, installed_at=installed_at)
    asked = set(
        CompilationRequest.objects.filter(
            area__isnull=True,
            as_known_at__in=[start_of(night) for night in nights],
        ).values_list("as_known_at", flat=True)
    )
    return [
        request_compilation(
            area=None,
            year=ReportingYear.containing(night).previous,
            as_known_at=start_of(night),
            by=TIMETABLE,
            at=at,
        )
        for night in nights
        if start_of(night) not in asked
    ]


def start_of(day: date) -> datetime:
    """The instant at which `day` begins in England and Wales."""
    return datetime.combine(day, time.min, tzinfo=LONDON)


def _request(
    area: Area | None, year: ReportingYear, *, as_known_at: datetime, by: str, at: datetime
) -> CompilationRequest:
    return CompilationRequest(
        area=area,
        year=year.label,
        rule_version=RULE_VERSION,
        as_known_at=as_known_at,
        requested_by=by,
        requested_at=at,
    )
