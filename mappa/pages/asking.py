"""Asking for a compilation, and how far each one asked for is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from celery import current_app
from django import forms
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from agencies.models import Area, Membership, User
from core.periods import ReportingYear
from mappa.pages.viewing import NATIONAL
from reporting.models import CompilationRequest
from reporting.services.compiling import ENGLAND_AND_WALES
from reporting.services.permitting import MAY_ASK
from reporting.services.requests import (
    Progress,
    compilation_of,
    parts_of,
    progress_of,
    request_compilation,
)

YEARS_OFFERED = 20
"""Years that the form offers, back from the one that has begun."""
RECENT = 50
"""Requests shown in the list."""


SENTENCES = {
    Progress.WAITING: gettext_lazy(
        "a worker takes it up when it has time. You need not stay on this page."
    ),
    Progress.RUNNING: gettext_lazy("a worker compiles it now. You need not stay on this page."),
    Progress.LEFT: gettext_lazy(
        "its worker ended in the middle. Another takes it up within a minute."
    ),
    Progress.FAILED: gettext_lazy(
        "tell whoever runs this site why, below. It is tried again by itself."
    ),
    Progress.OVERTAKEN: gettext_lazy("the counting rules have changed since, so ask again."),
    Progress.DONE: gettext_lazy("the return is compiled and stored."),
}


ON_THEIR_WAY = (Progress.WAITING, Progress.RUNNING, Progress.LEFT, Progress.FAILED)
"""The states of which something becomes without anybody's doing."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a compilation, and when it was reached; `None` where it was not yet."""

    name: str
    at: datetime | None
    note: str = ""

    @property
    def is_done(self) -> bool:
        """Whether it was reached."""
        return self.at is not None


class AskForm(forms.Form):
    """Which area and year. The areas are those that the user may ask for."""

    def __init__(
        self, *args: Any, areas: Sequence[tuple[str, str]], years: Sequence[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"] = forms.ChoiceField(label=gettext_lazy("Area"), choices=areas)
        self.fields["year"] = forms.ChoiceField(
            label=gettext_lazy("Year"),
            choices=[(year, year) for year in years],
            help_text=gettext_lazy("A year not yet over is compiled from what is recorded by now."),
        )


@require_http_methods(["GET", "HEAD", "POST"])
def requests(request: HttpRequest) -> HttpResponse:
    """The form to ask with, and what was asked for lately."""
    now = timezone.now()
    areas = _areas_to_ask(request.user, on=timezone.localdate(now))
    current = ReportingYear.containing(timezone.localdate(now)).first_year
    years = [ReportingYear(first).label for first in range(current, current - YEARS_OFFERED, -1)]
    if request.method == "POST":
        if not areas:
            raise PermissionDenied("Only a statistician, co-ordinator or administrator may ask.")
        form = AskForm(request.POST, areas=areas, years=years)
        if form.is_valid():
            wanted = form.cleaned_data["area"]
            asked = request_compilation(
                area=None if wanted == NATIONAL else Area.objects.get(code=wanted),
                year=ReportingYear.parse(form.cleaned_data["year"]),
                as_known_at=now,
                by=request.user.get_username(),
                at=now,
            )
            # The sweep comes every minute anyway, so a broker that is down is no refusal.
            transaction.on_commit(_publish, robust=True)
            return redirect("request", asked.pk)
    else:
        initial = {
            "area": request.GET.get("area", ""),
            "year": request.GET.get("year", ReportingYear(current - 1).label),
        }
        form = AskForm(areas=areas, years=years, initial=initial)
    recent = CompilationRequest.objects.select_related("area").order_by("-id")
    return render(
        request,
        "mappa/requests.html",
        {
            "section": "requests",
            "form": form if areas else None,
            "recent": [(each, _progress(each)) for each in recent[:RECENT]],
        },
    )


@require_safe
def request_state(request: HttpRequest, request_id: int) -> HttpResponse:
    """How far a compilation is; the same page after a reload, and its return once it is there."""
    asked = get_object_or_404(CompilationRequest.objects.select_related("area"), pk=request_id)
    progress = _progress(asked)
    parts = parts_of(asked) if asked.area_id is None else CompilationRequest.objects.none()
    return render(
        request,
        "mappa/request.html",
        {
            "section": "requests",
            "asked": asked,
            "name": asked.area or ENGLAND_AND_WALES,
            "progress": progress,
            "sentence": SENTENCES[progress],
            "parts": parts.count(),
            "parts_done": parts.filter(finished_at__isnull=False).count(),
            "compilation": compilation_of(asked),
            "course": _course(asked),
            "waits": progress in ON_THEIR_WAY,
        },
    )


def _areas_to_ask(user: User | AnonymousUser, *, on: date) -> list[tuple[str, str]]:
    """The areas whose return `user` may ask for, as choices; all of them for a superuser."""
    areas = Area.objects.order_by("name")
    if isinstance(user, User) and user.is_superuser:
        everything = (NATIONAL, _("%(all)s: all areas") % {"all": ENGLAND_AND_WALES})
        return [everything, *areas.values_list("code", "name")]
    memberships = Membership.objects.filter(user=user.pk, role__in=MAY_ASK).on(on)
    return list(areas.filter(pk__in=memberships.values("area")).values_list("code", "name"))


def _progress(asked: CompilationRequest) -> Progress:
    return progress_of(request=asked, at=timezone.now(), lease=settings.MAPPA_LEASE)


def _course(asked: CompilationRequest) -> list[Step]:
    """The steps of a request, in their order."""
    tried = _("attempt %(n)s") % {"n": asked.attempts}
    return [
        Step(_("Asked for"), asked.requested_at),
        Step(_("Taken up by a worker"), asked.started_at, tried if asked.started_at else ""),
        Step(_("Compiled and stored"), asked.finished_at),
    ]


def _publish() -> None:
    current_app.send_task("reporting.sweep_requests")
