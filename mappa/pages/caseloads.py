"""Importing a caseload: what was sent, how far it is, and what was refused, by file and line."""

from __future__ import annotations

import hashlib
from typing import Any, BinaryIO, cast
from uuid import UUID

from celery import current_app
from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from core import audit
from core.files.packages import MEGABYTE
from mappa.exchange import jobs
from mappa.exchange.checking import zip_faults
from mappa.exchange.jobs import Asker, JobProgress, progress_of
from mappa.models import CaseloadImport
from mappa.pages.reader import Reader
from nominals.services.permitting import areas_of_registering

RECENT = 20
"""Imports shown in the list."""

SENTENCES = {
    JobProgress.WAITING: _("a worker takes it up when it has time. You need not stay here."),
    JobProgress.RUNNING: _("a worker imports it now. You need not stay on this page."),
    JobProgress.LEFT: _("its worker ended in the middle. Another takes it up within a minute."),
    JobProgress.FAILED: _("tell whoever runs this site why, below. It is tried again by itself."),
    JobProgress.GIVEN_UP: _("nothing was stored."),
    JobProgress.REFUSED: _("put right what is named below, and send it again."),
    JobProgress.DONE: _("everything in it is stored."),
}


def content_of(file: UploadedFile[Any]) -> BinaryIO:
    """The bytes that were sent, in a file of their own."""
    return cast("BinaryIO", file.file)


class CaseloadForm(forms.Form):
    """The zip that is sent."""

    file = forms.FileField(
        label=_("Zip of CSV files"),
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
    )

    def clean_file(self) -> UploadedFile[Any]:
        """The zip.

        Raises:
            ValidationError: if it is none of a caseload, with each reason.
        """
        file: UploadedFile[Any] = self.cleaned_data["file"]
        faults = zip_faults(content_of(file), largest=settings.MAPPA_LARGEST_CASELOAD)
        if faults:
            raise ValidationError([str(each) for each in faults.first()])
        return file


@csrf_exempt  # `_imports` asks for the token, once it is settled how much is read for it
def imports(request: HttpRequest) -> HttpResponse:
    """The form to send a caseload with, and what the reader sent lately. A body that announces
    more than is taken is not read."""
    if request.method == "POST":
        announced = request.META.get("CONTENT_LENGTH") or ""
        length = int(announced) if announced.isascii() and announced.isdigit() else 0
        if length > settings.MAPPA_LARGEST_CASELOAD + MEGABYTE:
            most = {"megabytes": settings.MAPPA_LARGEST_CASELOAD // MEGABYTE}
            refusal = _("Send at most %(megabytes)s MB at once: split the caseload.") % most
            return _page(request, Reader(request), CaseloadForm(), refusal=refusal, status=413)
        request.upload_handlers = [TemporaryFileUploadHandler(request)]
    shown: HttpResponse = _imports(request)
    return shown


@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def _imports(request: HttpRequest) -> HttpResponse:
    reader = Reader(request)
    if request.method != "POST":
        return _page(request, reader, CaseloadForm())
    if not areas_of_registering(reader.user, reader.on):
        raise PermissionDenied("You record nobody in any area.")
    form = CaseloadForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            job = _ask(form.cleaned_data["file"], reader)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            # The sweep comes every minute anyway, so a broker that is down is no refusal.
            transaction.on_commit(_publish, robust=True)
            return redirect("caseload_import", job.public_id)
    return _page(request, reader, form)


def _page(
    request: HttpRequest,
    reader: Reader,
    form: CaseloadForm,
    *,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    may_send = bool(areas_of_registering(reader.user, reader.on))
    recent = _own(reader).order_by("-id")[:RECENT]
    context = {
        "section": "imports",
        "form": form if may_send else None,
        "refusal": refusal,
        "recent": [(each, _progress(each, reader)) for each in recent],
    }
    return render(request, "mappa/imports.html", context, status=status)


@require_safe
def import_state(request: HttpRequest, key: UUID) -> HttpResponse:
    """How far an import of the reader is, its counts, and what was refused.

    Raises:
        Http404: if the reader sent none of this name.
    """
    reader = Reader(request)
    job = get_object_or_404(_own(reader), public_id=key)
    progress = _progress(job, reader)
    return render(
        request,
        "mappa/import.html",
        {
            "section": "imports",
            "job": job,
            "progress": progress,
            "sentence": SENTENCES[progress],
            "waits": job.finished_at is None,
            "counts": sorted(job.counts.items()) if progress == JobProgress.DONE else [],
        },
    )


def _ask(file: UploadedFile[Any], reader: Reader) -> CaseloadImport:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return jobs.ask_import(
        content=content_of(file),
        digest=digest.hexdigest(),
        size=file.size or 0,
        asker=Asker(reader.user, reader.agency, "", audit.origin()),
        at=reader.at,
    )


def _own(reader: Reader) -> QuerySet[CaseloadImport]:
    """What the reader sent, and no system on his or her behalf."""
    return CaseloadImport.objects.filter(user=reader.user, through=None)


def _progress(job: CaseloadImport, reader: Reader) -> JobProgress:
    return progress_of(job, at=reader.at, lease=settings.MAPPA_LEASE)


def _publish() -> None:
    current_app.send_task("mappa.sweep_caseloads")
