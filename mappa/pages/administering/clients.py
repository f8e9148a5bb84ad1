"""The systems of agencies that call the API: their terms and secrets, which are shown once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from agencies.choices import Scope
from agencies.models import Agency, Area, Membership, SystemClient
from agencies.services.clients import (
    Secret,
    close_client,
    issue_credential,
    register_client,
    revoke_credential,
)
from mappa.pages.administering.doing import REFUSED, for_administrators, show_refusal, user_of

CATEGORIES = [(each, str(each)) for each in (1, 2, 3, 4)]


class ClientForm(forms.Form):
    """The terms on which a system calls."""

    name = forms.CharField(
        label=_("Short name"),
        max_length=60,
        help_text=_("Small letters, digits and hyphens: norfolk-housing."),
    )
    agency = forms.ModelChoiceField(Agency.objects.order_by("name"), label=_("Agency"))
    areas = forms.ModelMultipleChoiceField(
        Area.objects.order_by("name"),
        label=_("Areas"),
        widget=forms.SelectMultiple(attrs={"size": 8}),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple
    )
    categories = forms.TypedMultipleChoiceField(
        label=_("Of whom: the categories"),
        choices=CATEGORIES,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )


@for_administrators
@require_http_methods(["GET", "HEAD", "POST"])
def clients(request: HttpRequest) -> HttpResponse:
    """Every client, and the form to register one; its secret is in the answer, and nowhere else."""
    form = ClientForm(request.POST or None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        try:
            client, secret = register_client(
                **form.cleaned_data,
                on=timezone.localdate(now),
                by=user_of(request).get_username(),
                at=now,
            )
        except ValidationError as refusal:
            show_refusal(form, refusal)
        else:
            return _page(request, _all().get(pk=client.pk), secret)
    return render(
        request,
        "mappa/clients.html",
        {"clients": _all(), "form": form, "scopes": Scope.choices},
        status=REFUSED if form.errors else 200,
    )


@for_administrators
@require_http_methods(["GET", "HEAD", "POST"])
def client(request: HttpRequest, number: int) -> HttpResponse:
    """One client: another secret, taking one back, and its end.

    Raises:
        Http404: if there is no such client or credential, or what is asked is not offered.
    """
    found = get_object_or_404(_all(), pk=number)
    if request.method != "POST":
        return _page(request, found)
    did, credential = request.POST.get("do"), request.POST.get("credential", "")
    asked: dict[str, Any] = {"by": user_of(request).get_username(), "at": timezone.now()}
    secret: Secret | None = None
    try:
        if did == "issue":
            secret = issue_credential(client=found, **asked)
        elif did == "revoke":
            revoked = get_object_or_404(found.credentials.all(), client_id=credential)
            revoke_credential(credential=revoked, **asked)
        elif did == "close":
            close_client(client=found, on=timezone.localdate(asked["at"]), **asked)
        else:
            raise Http404("Nothing of that name is offered.")
    except ValidationError as refusal:
        return _page(request, found, refusal=" ".join(refusal.messages))
    if secret is not None:
        return _page(request, _all().get(pk=number), secret)
    return redirect("admin:client", number)


def _all() -> QuerySet[SystemClient]:
    held = Membership.objects.select_related("area").order_by("area__name", "pk")
    return (
        SystemClient.objects.select_related("agency", "user")
        .prefetch_related("credentials", Prefetch("user__memberships", held))
        .order_by("closed_on", "name")
    )


def _page(
    request: HttpRequest, found: SystemClient, secret: Secret | None = None, refusal: str = ""
) -> HttpResponse:
    labels = dict(Scope.choices)
    return render(
        request,
        "mappa/client.html",
        {
            "client": found,
            "scopes": [(each, labels.get(each, "")) for each in found.scopes],
            "secret": secret,
            "refusal": refusal,
        },
        status=REFUSED if refusal else 200,
    )
