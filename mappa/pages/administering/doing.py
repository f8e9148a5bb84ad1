"""For whom these pages are, and how their forms are answered."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from agencies.models import User

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

REFUSED = 422


class ReasonForm(forms.Form):
    """Why something is done, for the log."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("It stands in the log."),
    )


def for_administrators(view: View[P]) -> View[P]:
    """Only administrators, who are the staff, are shown the page.

    Raises:
        PermissionDenied: if the user is none.
    """

    @wraps(view)
    def shown(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not user_of(request).is_staff:
            raise PermissionDenied("Only an administrator opens these pages.")
        return view(request, *args, **kwargs)

    return shown


def user_of(request: HttpRequest) -> User:
    """Whoever is signed in."""
    return cast("User", request.user)


def show_refusal(form: forms.Form, refusal: ValidationError) -> None:
    """Let each sentence of a refusal stand beside its field, or above the form."""
    found = refusal.error_dict if hasattr(refusal, "error_dict") else {"": refusal.error_list}
    for column, errors in found.items():
        form.add_error(column if column in form.fields else None, errors)
