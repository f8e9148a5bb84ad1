"""The access log: who did or saw what of whom, for those who are shown it, and how its chain
stands. What is sought is posted, so that no address has an identifier."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from agencies.choices import Fact
from core.audit import Operation
from core.chain.status import status
from mappa.pages.reader import Reader
from nominals.services.log import Logged, Sought, search_log

MOST = 100
"""Entries of a page."""
LAST_YEAR = 9998
"""The day after a day of it can still be told."""


class LogForm(forms.Form):
    """What entries are sought by."""

    person = forms.CharField(
        label=gettext_lazy("Person"),
        required=False,
        max_length=100,
        help_text=gettext_lazy("The opaque id, or a whole PNC ID, CRO number, CRN or the like."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    purpose = forms.CharField(
        label=gettext_lazy("Purpose"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("Needed where the case is restricted. Name nobody."),
    )
    user = forms.CharField(label=gettext_lazy("User name"), required=False, max_length=200)
    agency = forms.CharField(label=gettext_lazy("Agency"), required=False, max_length=200)
    act = forms.CharField(
        label=gettext_lazy("Act"),
        required=False,
        max_length=100,
        help_text=gettext_lazy("As the log calls it: show_nominal."),
    )
    operation = forms.ChoiceField(
        label=gettext_lazy("Kind of operation"),
        required=False,
        choices=[("", gettext_lazy("all")), *Operation.choices],
    )
    since = forms.DateField(
        label=gettext_lazy("From"),
        required=False,
        widget=forms.TextInput({"class": "date"}),
    )
    until = forms.DateField(
        label=gettext_lazy("Last day"),
        required=False,
        widget=forms.TextInput({"class": "date"}),
    )
    request_id = forms.CharField(
        label=gettext_lazy("Number of the request"), required=False, max_length=64
    )
    before = forms.IntegerField(
        required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput
    )

    def clean(self) -> dict[str, Any]:
        """Refuse days the wrong way round or out of reach."""
        given = super().clean() or self.cleaned_data
        since, until = given.get("since"), given.get("until")
        if since and until and until < since:
            self.add_error("until", _("Give a last day that is not before the first."))
        if until and until.year > LAST_YEAR:
            self.add_error("until", _("Give a last day before the year 9999."))
        return given


@require_http_methods(["GET", "HEAD", "POST"])
def log(request: HttpRequest) -> HttpResponse:
    """The form, what it found, and the chain. A search is a look of its own.

    Raises:
        Http404: if no role of the reader is shown the log.
    """
    reader = Reader(request)
    if not reader.is_told(Fact.AUDIT):
        raise Http404("Shown to those who read the log.")
    form = LogForm(request.POST or None, label_suffix="")
    found: list[Logged] | None = None
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        before, purpose = given.pop("before"), given.pop("purpose")
        try:
            found = search_log(
                Sought(**given), looking=reader.looking(purpose), before=before, limit=MOST + 1
            )
        except ValidationError as refusal:
            _show(form, refusal)
    shown = None if found is None else found[:MOST]
    return render(
        request,
        "mappa/log.html",
        {
            "section": "log",
            "form": form,
            "found": shown,
            "operations": dict(Operation.choices),
            "before": shown[-1].id if shown and found and len(found) > MOST else None,
            "is_later": bool(form.is_bound and form.data.get("before")),
            "chain": status(),
        },
    )


def _show(form: LogForm, refusal: ValidationError) -> None:
    errors = refusal.error_dict if hasattr(refusal, "error_dict") else {"": refusal.error_list}
    for column, each in errors.items():
        for error in each:
            sentence = str(error.message).removeprefix(f"{error.code}: ")
            form.add_error(column if column in form.fields else None, sentence)
