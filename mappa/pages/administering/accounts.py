"""Those who sign in: their memberships, the state of their second factor, and what helps them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from agencies.models import Membership, User
from mappa.pages.administering.doing import (
    REFUSED,
    ReasonForm,
    for_administrators,
    show_refusal,
    user_of,
)
from mappa.signing_in.enrolling import reset_second_factor
from mappa.signing_in.lockout import lift_lock
from mappa.signing_in.standing import Standing, lock_user, standings, unlock_user

OF_A_PAGE = 100


def _lift_lock(*, user: User, reason: str, by: str, at: Any) -> None:
    lift_lock(username=user.get_username(), address="", reason=reason, by=by, at=at)


ACTS: dict[str, tuple[Any, Any, Callable[..., None]]] = {
    "reset": (
        _("Reset the second factor"),
        _("Whoever knows the password enrols next: make sure first who asks, and say how."),
        reset_second_factor,
    ),
    "lift": (
        _("End the lock-out"),
        _("The failed sign-ins of the user name are forgotten."),
        _lift_lock,
    ),
    "lock": (
        _("Lock the account"),
        _("Nobody signs in to it until it is unlocked; its sessions end now."),
        lock_user,
    ),
    "unlock": (_("Unlock the account"), _("Its user may sign in again."), unlock_user),
}
"""What may be done to an account: how it is called, what it means, and the service."""


@for_administrators
@require_safe
def accounts(request: HttpRequest) -> HttpResponse:
    """Everybody whom the administrator manages, by user name."""
    page = Paginator(_managed(user_of(request)), OF_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "mappa/accounts.html",
        {"page": page, "rows": standings(page.object_list, at=timezone.now())},
    )


@for_administrators
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest, number: int) -> HttpResponse:
    """One account, and the forms of what may be done to it.

    Raises:
        Http404: if the administrator manages no such account, or what is asked is not offered.
    """
    administrator = user_of(request)
    user = get_object_or_404(_managed(administrator), pk=number)
    now = timezone.now()
    (standing,) = standings([user], at=now)
    forms = {name: ReasonForm(auto_id=f"{name}-%s", label_suffix="") for name in _offered(standing)}
    if request.method == "POST":
        name = request.POST.get("do", "")
        if name not in forms:
            raise Http404("Nothing of that name is offered.")
        form = forms[name] = ReasonForm(request.POST, auto_id=f"{name}-%s", label_suffix="")
        if form.is_valid():
            _title, _meaning, act = ACTS[name]
            try:
                act(user=user, by=administrator.get_username(), at=now, **form.cleaned_data)
            except ValidationError as refusal:
                show_refusal(form, refusal)
            else:
                return redirect("admin:account", number)
    is_refused = any(form.errors for form in forms.values())
    return render(
        request,
        "mappa/account_managed.html",
        {
            "standing": standing,
            "acts": [(name, *ACTS[name][:2], form) for name, form in forms.items()],
            "is_refused": is_refused,
        },
        status=REFUSED if is_refused else 200,
    )


def _managed(administrator: User) -> QuerySet[User]:
    """Those whose accounts one manages: administrators manage neither superusers nor each other,
    and systems are clients."""
    held = Membership.objects.select_related("agency", "area").order_by("valid_from", "pk")
    users = User.objects.filter(system_client=None).prefetch_related(Prefetch("memberships", held))
    if administrator.is_superuser:
        return users
    return users.filter(is_superuser=False, is_staff=False)


def _offered(standing: Standing) -> list[str]:
    """What may be done to an account as it stands."""
    return [
        *(["reset"] if standing.enrolled_at or standing.codes_left else []),
        *(["lift"] if standing.failures else []),
        "lock" if standing.user.is_active else "unlock",
    ]
