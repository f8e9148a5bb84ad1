"""Who is told of events: subscriptions made, paused and ended, and what became of each event."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from agencies.models import User
from mappa.events.subscribing import (
    end_subscription,
    pause,
    resume,
    rotate_secret,
    subscribe,
)
from mappa.models import Delivery, Subscription
from mappa.pages.administering.doing import REFUSED, for_administrators, show_refusal, user_of

DELIVERIES = 100
"""Deliveries that are shown, the latest."""

ACTS: dict[str, tuple[Any, Callable[..., Any]]] = {
    "pause": (_("Pause"), pause),
    "resume": (_("Resume"), resume),
    "rotate": (_("Give another secret"), rotate_secret),
    "end": (_("End for good"), end_subscription),
}
"""What may be done to a subscription: how it is called, and the service."""


class SubscriptionForm(forms.Form):
    """Whose sight decides, and where events go."""

    user = forms.ModelChoiceField(
        User.objects.filter(is_active=True).order_by("username"),
        label=_("User whose sight decides"),
        help_text=_("The account of a client begins with system@."),
    )
    address = forms.URLField(
        label=_("Address"),
        max_length=500,
        assume_scheme="https",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("Where events are posted: https://…"),
    )


@for_administrators
@require_http_methods(["GET", "HEAD", "POST"])
def subscriptions(request: HttpRequest) -> HttpResponse:
    """Every subscription, and the form to make one; its secret is in the answer alone."""
    form = SubscriptionForm(request.POST or None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        try:
            made = subscribe(
                **form.cleaned_data,
                on=timezone.localdate(now),
                allows_own=settings.MAPPA_EVENTS_TO_PRIVATE_ADDRESSES,
                by=user_of(request).get_username(),
                at=now,
            )
        except ValidationError as refusal:
            show_refusal(form, refusal)
        else:
            return _page(request, _all().get(pk=made.subscription.pk), made.secret)
    return render(
        request,
        "mappa/subscriptions.html",
        {"subscriptions": _all(), "form": form},
        status=REFUSED if form.errors else 200,
    )


@for_administrators
@require_http_methods(["GET", "HEAD", "POST"])
def subscription(request: HttpRequest, key: UUID) -> HttpResponse:
    """One subscription with its latest deliveries, and what may be done to it.

    Raises:
        Http404: if there is none of this name, or what is asked is not offered.
    """
    found = get_object_or_404(_all(), public_id=key)
    if request.method != "POST":
        return _page(request, found)
    name = request.POST.get("do", "")
    if name not in ACTS:
        raise Http404("Nothing of that name is offered.")
    act = ACTS[name][1]
    try:
        made = act(subscription=found, by=user_of(request).get_username(), at=timezone.now())
    except ValidationError as refusal:
        return _page(request, found, refusal=" ".join(refusal.messages))
    if name == "rotate":
        return _page(request, _all().get(pk=found.pk), made.secret)
    return redirect("admin:subscription", key)


def _all() -> QuerySet[Subscription]:
    waiting = Count("deliveries", filter=Q(deliveries__status=Delivery.Status.WAITING))
    return Subscription.objects.select_related("user").annotate(waiting=waiting)


def _page(
    request: HttpRequest, found: Subscription, secret: str = "", refusal: str = ""
) -> HttpResponse:
    """The events are shown without whom they are about: that is for those who may see them."""
    is_over = found.switched_off_because == Subscription.Off.ENDED
    is_off = found.switched_off_at is not None
    offered = [] if is_over else ["resume" if is_off else "pause", "rotate", "end"]
    return render(
        request,
        "mappa/subscription.html",
        {
            "subscription": found,
            "deliveries": found.deliveries.order_by("-pk")[:DELIVERIES],
            "acts": [(name, ACTS[name][0]) for name in offered],
            "secret": secret,
            "refusal": refusal,
        },
        status=REFUSED if refusal else 200,
    )
