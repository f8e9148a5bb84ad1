"""Opening a case in an emergency, and the openings that wait for review."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.choices import Fact, RuleCode
from agencies.rules.facts import MAY_OPEN_IN_EMERGENCY
from agencies.services.settings import rule_settings
from mappa.pages.reader import Reader
from nominals.models import EmergencyAccess
from nominals.rules.identity.identifiers import IDENTIFIERS
from nominals.services.acts import Asked
from nominals.services.emergency import (
    emergencies_to_review,
    open_in_emergency,
    review_emergency,
)

LONGEST_REASON = 2_000
"""Characters of a reason or note."""


class OpenForm(forms.Form):
    """Whose case, for how long and why."""

    kind = forms.ChoiceField(label=_("Kind of identifier"), choices=list(IDENTIFIERS.items()))
    value = forms.CharField(
        label=_("The whole identifier"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    hours = forms.IntegerField(label=_("For how many hours"))
    reason = forms.CharField(
        label=_("What the emergency is"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The co-ordinator and the lead agency are told, and somebody reviews it."),
    )


class ReviewForm(forms.Form):
    """What a review found."""

    note = forms.CharField(
        label=_("What the review found"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


def may_open(reader: Reader) -> bool:
    """Whether the reader may ask at all."""
    return any(each.role in MAY_OPEN_IN_EMERGENCY for each in reader.memberships)


@require_http_methods(["GET", "HEAD", "POST"])
def emergency(request: HttpRequest) -> HttpResponse:
    """Ask for the one person who has an identifier; the answer leads to his or her page."""
    reader = Reader(request)
    if not may_open(reader):
        raise PermissionDenied("Only those who manage cases for an agency may open one.")
    most = rule_settings().value(RuleCode.EMERGENCY_ACCESS_HOURS, on=reader.on)
    form = OpenForm(request.POST or None, initial={"hours": most})
    form.fields["hours"].help_text = _("1 to %(most)s.") % {"most": most}
    if request.method == "POST" and form.is_valid():
        try:
            opened = open_in_emergency(**form.cleaned_data, user=reader.user, asked=_asked(reader))
        except ValidationError as refusal:
            _show(form, refusal)
        else:
            return redirect("admin:nominal", opened.nominal.public_id)
    return render(request, "mappa/emergency.html", {"section": "today", "form": form})


@require_safe
def emergencies(request: HttpRequest) -> HttpResponse:
    """The openings that wait for review, each with a form to review it."""
    return _list(request, Reader(request))


@require_POST
def review(request: HttpRequest, number: int) -> HttpResponse:
    """Take an opening off the list with a note.

    Raises:
        Http404: if there is none of this number whose review the reader may do.
    """
    reader = Reader(request)
    shown = EmergencyAccess.objects.visible_to(reader.user, on=reader.on)
    opening = get_object_or_404(shown, pk=number)
    form = ReviewForm(request.POST, prefix=str(number))
    if form.is_valid():
        try:
            review_emergency(
                emergency=opening,
                note=form.cleaned_data["note"],
                user=reader.user,
                asked=_asked(reader),
            )
        except ValidationError as refusal:
            _show(form, refusal)
        else:
            return redirect("admin:emergencies")
    return _list(request, reader, {number: form})


def _list(
    request: HttpRequest, reader: Reader, given: dict[int, ReviewForm] | None = None
) -> HttpResponse:
    if not reader.is_told(Fact.AUDIT):
        raise Http404("Shown to those who read the log.")
    found = emergencies_to_review(user=reader.user, asked=_asked(reader))
    forms_given = given or {}
    rows: list[tuple[EmergencyAccess, Any]] = [
        (each, forms_given.get(each.pk) or ReviewForm(prefix=str(each.pk))) for each in found
    ]
    return render(
        request,
        "mappa/emergencies.html",
        {"section": "today", "rows": rows, "reader": reader.user},
    )


def _asked(reader: Reader) -> Asked:
    return Asked(by=reader.user.get_username(), at=reader.at, agency=reader.agency)


def _show(form: forms.Form, refusal: ValidationError) -> None:
    """Let each sentence stand beside its field, and those of no field above the form; without the
    name of its rule."""
    for column, errors in refusal.error_dict.items():
        for each in errors:
            sentence = str(each.message).removeprefix(f"{each.code}: ")
            form.add_error(column if column in form.fields else None, sentence)
