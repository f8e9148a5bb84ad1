"""Caseloads that callers of the API send and ask for: the rows decide, as with compilations.

A message only says that a row may be looked at now. An import and the end of its row are one
transaction, so that a worker that is killed leaves nothing, and of two that do the same one is
undone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, BinaryIO, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q, QuerySet, TextChoices
from django.utils import timezone

from agencies.choices import AREA_ROLES
from agencies.models import Area, User
from core import audit
from core.exporting import new_place
from core.importing.faults import UnreadableError
from core.models import AuditedObject
from mappa.exchange import keeping
from mappa.exchange.exporting import write_caseload
from mappa.exchange.importing import Outcome, import_caseload
from mappa.exchange.senders import Sender
from mappa.models import CaseloadExport, CaseloadImport
from nominals.models import Nominal
from nominals.services.permitting import acts_in

MOST_ATTEMPTS = 5
"""How often a job is taken up before it is given up: what kills each worker kills the next."""

MOST_OPEN = 5
"""Jobs of a kind that a sender may have waiting."""

GIVEN_UP = "It was given up after several attempts. Tell whoever runs this site."
NO_ACCESS = "Who asked for it has no such access any more."

_J = TypeVar("_J", CaseloadImport, CaseloadExport)


class NotWaiting(Exception):
    """The job is closed, or another worker holds it."""


class JobProgress(TextChoices):
    """How far a job is."""

    WAITING = "waiting", "waiting"
    RUNNING = "running", "running"
    LEFT = "left", "left by its worker"
    FAILED = "failed", "failed, to be tried again"
    GIVEN_UP = "given_up", "given up"
    REFUSED = "refused", "refused, and nothing stored"
    DONE = "done", "done"


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks for a job, and what the log says of it."""

    user: User
    agency: str
    purpose: str
    origin: audit.Origin

    @property
    def sender(self) -> str:
        """Whose references are meant: the system's, or the own ones of who calls without one."""
        account = self.user.through or self.user
        if hasattr(account, "system_client"):
            return f"client:{account.system_client.pk}"
        return f"user:{account.pk}"

    @property
    def columns(self) -> dict[str, Any]:
        """As a row of work keeps it."""
        return {
            "user": self.user,
            "through": self.user.through,
            "sender": self.sender,
            "agency": self.agency,
            "purpose": self.purpose,
            "origin": asdict(self.origin),
        }

    def owns(self, job: CaseloadImport | CaseloadExport) -> bool:
        """Whether this is who asked for `job`, through the same system."""
        through = None if self.user.through is None else self.user.through.pk
        return (job.user_id, job.through_id) == (self.user.pk, through)


def ask_import(
    *, content: BinaryIO, digest: str, size: int, asker: Asker, at: datetime
) -> CaseloadImport:
    """Keep a zip that was checked, and leave the work of importing it.

    Raises:
        ValidationError: if too many imports of the sender wait.
    """
    _refuse_many(CaseloadImport.objects.all(), asker)
    with transaction.atomic():
        job = CaseloadImport.objects.create(
            digest=digest, size=size, requested_at=at, **asker.columns
        )
        keeping.keep(content, job.public_id)
    return job


def ask_export(*, area: Area, asker: Asker, at: datetime) -> CaseloadExport:
    """Leave the work of exporting the caseload of `area`.

    Raises:
        ValidationError: if too many exports of the sender wait.
    """
    _refuse_many(CaseloadExport.objects.all(), asker)
    return CaseloadExport.objects.create(area=area, requested_at=at, **asker.columns)


def may_export(user: User, area: Area, *, at: datetime) -> bool:
    """Whether `user` holds the whole area at the instant `at`: as its co-ordinator or
    administrator, where need be through a system that serves it."""
    return acts_in(user, area, AREA_ROLES, timezone.localdate(at))


def waiting(jobs: QuerySet[_J], *, at: datetime, lease: timedelta) -> QuerySet[_J]:
    """What nobody finished and nobody holds: never taken up, or longer ago than `lease`."""
    return jobs.filter(
        Q(started_at__isnull=True) | Q(started_at__lte=at - lease),
        finished_at__isnull=True,
        attempts__lt=MOST_ATTEMPTS,
    )


def take_up(jobs: QuerySet[_J], *, job: int, at: datetime, lease: timedelta) -> _J:
    """Hold a job for `lease` from `at`, count the attempt, forget the last failure.

    Raises:
        NotWaiting: if it is closed or held.
    """
    # One statement on the row itself: of two workers the later sees what the earlier wrote.
    found = waiting(jobs, at=at, lease=lease).filter(pk=job)
    if not found.update(started_at=at, attempts=F("attempts") + 1, failure=""):
        msg = f"Caseload job {job} is closed, or held by another worker."
        raise NotWaiting(msg)
    return jobs.select_related("user", "through").get(pk=job)


def progress_of(
    job: CaseloadImport | CaseloadExport, *, at: datetime, lease: timedelta
) -> JobProgress:
    """How far `job` is at the instant `at`."""
    if job.finished_at is not None:
        if isinstance(job, CaseloadImport) and job.refused:
            return JobProgress.REFUSED
        return JobProgress.GIVEN_UP if job.failure else JobProgress.DONE
    if job.failure:
        return JobProgress.FAILED
    if job.started_at is None:
        return JobProgress.WAITING
    return JobProgress.RUNNING if job.started_at > at - lease else JobProgress.LEFT


def run_import(*, job: CaseloadImport, at: datetime) -> None:
    """Import the zip of `job` with the access of today, and close it in the same transaction.

    Raises:
        NotWaiting: if another worker has closed it meanwhile; then nothing of this stays.
    """
    if not _is_active(job):
        _close(job, at, failure=NO_ACCESS)
        keeping.remove(job.public_id)
        return
    with _as_asked(job, at) as sender:
        try:
            outcome = import_caseload(
                keeping.path_of(job.public_id),
                now=at,
                today=timezone.localdate(at),
                by=job.user.get_username(),
                sender=sender,
                when_stored=lambda stored: _close_import(job, stored, at),
            )
        except UnreadableError:
            sentence = "What was sent can no longer be read: send it again."
            refusal = {"file": "zip", "line": 1, "column": "file", "message": sentence}
            _close(job, at, refused=1, refusals=[refusal])
        else:
            if outcome.faults:
                _close_import(job, outcome, at)
    keeping.remove(job.public_id)


def run_export(*, job: CaseloadExport, at: datetime, kept: timedelta) -> None:
    """Write the zip of `job` with the access of today, and close it; it is handed out for `kept`.

    Raises:
        NotWaiting: if another worker has closed it meanwhile.
    """
    if not _is_active(job) or not may_export(_asked_by(job), job.area, at=at):
        _close(job, at, failure=NO_ACCESS)
        return
    with _as_asked(job, at) as sender:
        path = keeping.path_of(job.public_id)
        with new_place(path) as place, transaction.atomic():
            written = write_caseload(place, area=job.area, sender=sender)
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        with transaction.atomic():
            entry = audit.record(
                by=job.user.get_username(),
                at=at,
                operation=audit.Operation.CONSULTATION,
                act="export_caseload",
                agency=job.agency,
                purpose=job.purpose,
                label=Nominal._meta.label,
                detail={"area": job.area.code, "rows": written.rows, "sha256": digest},
                objects=written.people,
            )
            _close(
                job,
                at,
                counts=written.rows,
                digest=digest,
                entry=entry.pk,
                expires_at=timezone.now() + kept,
            )


def hand_out(*, job: CaseloadExport, asker: Asker, at: datetime) -> BinaryIO:
    """The zip of `job`, to read and close; logged as a disclosure with everybody in it.

    Raises:
        ValidationError: if the asker has lost sight of somebody in it, or no longer holds the area.
        FileNotFoundError: if it is not there any more.
    """
    people = AuditedObject.objects.filter(
        entry_id=job.entry or 0, object_label=Nominal._meta.label
    ).values_list("object_id", flat=True)
    named = list(people)
    sender = Sender(job.sender, job.agency, asker.user, timezone.localdate(at))
    shown = sender.shown(Nominal.objects.filter(pk__in=named).order_by())
    if not may_export(asker.user, job.area, at=at) or shown.count() < len(named):
        raise ValidationError("Your access has changed since: ask for the export again.")
    file = keeping.path_of(job.public_id).open("rb")
    audit.record(
        by=asker.user.get_username(),
        at=at,
        operation=audit.Operation.DISCLOSURE,
        act="hand_out_caseload",
        agency=asker.agency,
        purpose=asker.purpose,
        recipient=asker.user.get_username(),
        label=Nominal._meta.label,
        detail={"area": job.area.code, "rows": job.counts, "sha256": job.digest},
        objects=named,
    )
    return file


def note_failure(*, job: CaseloadImport | CaseloadExport, error: Exception) -> None:
    """Keep why an attempt failed: the class only, since errors of the database quote values."""
    sentence = f"{type(error).__name__}: The log of the worker has the rest."
    type(job)._default_manager.filter(
        pk=job.pk, started_at=job.started_at, finished_at__isnull=True
    ).update(failure=sentence)


def sweep(*, at: datetime, lease: timedelta, kept: timedelta) -> None:
    """Give up what was tried too often, forget what has expired, and take away its files."""
    tried = Q(finished_at__isnull=True, attempts__gte=MOST_ATTEMPTS, started_at__lte=at - lease)
    for jobs in (CaseloadImport.objects.filter(tried), CaseloadExport.objects.filter(tried)):
        jobs.update(finished_at=at, failure=GIVEN_UP)
    CaseloadImport.objects.filter(finished_at__lte=at - kept).exclude(refusals=[]).update(
        refusals=[]
    )
    wanted = {
        *CaseloadImport.objects.filter(finished_at__isnull=True).values_list(
            "public_id", flat=True
        ),
        *CaseloadExport.objects.filter(
            Q(finished_at__isnull=True) | Q(expires_at__gt=at)
        ).values_list("public_id", flat=True),
    }
    keeping.tidy(wanted=wanted, older_than=lease * 4, now=at)


def _refuse_many(jobs: QuerySet[_J], asker: Asker) -> None:
    if jobs.filter(sender=asker.sender, finished_at__isnull=True).count() >= MOST_OPEN:
        raise ValidationError(f"{MOST_OPEN} of yours wait already: wait until one is done.")


@contextmanager
def _as_asked(job: CaseloadImport | CaseloadExport, at: datetime) -> Iterator[Sender]:
    """Within it the log has where the wish came from; answers who sends, with the access of the day
    of `at`."""
    with audit.coming_from(audit.Origin(**job.origin)):
        yield Sender(job.sender, job.agency, _asked_by(job), timezone.localdate(at))


def _asked_by(job: CaseloadImport | CaseloadExport) -> User:
    user = job.user
    user.through = job.through
    return user


def _is_active(job: CaseloadImport | CaseloadExport) -> bool:
    return all(each.is_active for each in _asked_by(job).sights)


def _close_import(job: CaseloadImport, outcome: Outcome, at: datetime) -> None:
    refusals = [
        {"file": each.file, "line": each.line, "column": each.column, "message": each.message}
        for each in outcome.faults.first()
    ]
    _close(
        job,
        at,
        refused=outcome.faults.count,
        refusals=refusals,
        counts={name: asdict(counts) for name, counts in outcome.counts.items()},
        warnings=outcome.warnings,
    )


def _close(job: CaseloadImport | CaseloadExport, at: datetime, **columns: Any) -> None:
    """Close a job that nobody has closed.

    Raises:
        NotWaiting: if somebody has.
    """
    found = type(job)._default_manager.filter(pk=job.pk, finished_at__isnull=True)
    if not found.update(finished_at=at, **columns):
        msg = f"Caseload job {job.pk} was closed by another worker."
        raise NotWaiting(msg)
