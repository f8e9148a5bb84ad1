"""The pages of a sign-in that are ours: enrolling, recovery codes, one's own sign-in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.internal.decorators import login_stage_required
from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.views import PasswordChangeView
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django.views.generic.edit import FormView
from qrcode.image.svg import SvgPathImage
from qrcode.main import QRCode

from agencies.models import User
from core import audit
from mappa.signing_in.adapters import still_stands
from mappa.signing_in.codes import new_secret, uri_of
from mappa.signing_in.enrolling import enrol, recovery_codes, renew_recovery_codes
from mappa.signing_in.forms import ChangePasswordForm, CodeForm, EnrolForm
from mappa.signing_in.stages import EnrolStage

if TYPE_CHECKING:
    _EnrolView = FormView[EnrolForm]
else:
    _EnrolView = FormView

SECRET = "secret_to_enrol"
"""Under which name the session of a sign-in keeps the secret that is being enrolled."""


@method_decorator(
    login_stage_required(stage=EnrolStage.key, redirect_urlname="account_login"), name="dispatch"
)
class EnrolView(_EnrolView):
    """Shows a secret as picture and as text, and asks for its first code; then signs in."""

    form_class = EnrolForm
    template_name = "mappa/enrol.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        """The secret of this sign-in, the same until it is enrolled."""
        secret = self.request.session.setdefault(SECRET, new_secret())
        return super().get_form_kwargs() | {"secret": secret}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The secret, in groups that can be read out, and its picture."""
        found = super().get_context_data(**kwargs)
        secret = found["form"].secret
        username = self._stage.user.get_username()
        return found | {
            "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
            "picture": _picture(uri_of(secret, username=username)),
            "username": username,
        }

    def form_valid(self, form: EnrolForm) -> HttpResponse:
        """Enrol, sign in, and show the recovery codes before the page that was asked for."""
        user = self._stage.user
        if not still_stands(self.request, user):
            return self._abort()
        try:
            totp = enrol(
                user=user,
                secret=form.secret,
                code=form.cleaned_data["code"],
                by=user.get_username(),
                at=timezone.now(),
            )
        except ValidationError:
            # Somebody has enrolled meanwhile, in another browser: sign in with that.
            return self._abort()
        del self.request.session[SECRET]
        record_authentication(self.request, user, "mfa", id=totp.pk, type=totp.type)
        next_page = self._stage.exit().url  # type: ignore[no-untyped-call]
        return redirect(f"{reverse('recovery_codes')}?{urlencode({'next': next_page})}")

    def _abort(self) -> HttpResponse:
        response: HttpResponse = self._stage.abort()  # type: ignore[no-untyped-call]
        return response

    @property
    def _stage(self) -> EnrolStage:
        return self.request._login_stage  # type: ignore[attr-defined, no-any-return]


@require_http_methods(["GET", "POST"])
def recovery_codes_page(request: HttpRequest) -> HttpResponse:
    """The recovery codes, once; later how many are left, and new ones for a code."""
    user = _user(request)
    codes = recovery_codes(user)
    form = CodeForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        renew_recovery_codes(user=user, by=user.get_username(), at=timezone.now())
        return redirect("recovery_codes")
    shown = None
    if request.method == "GET" and codes is not None and not codes.did_view:
        shown = codes.get_unused_codes()
        codes.mark_as_viewed()
    return render(
        request,
        "mappa/recovery_codes.html",
        {
            "codes": shown,
            "left": 0 if codes is None else len(codes.get_unused_codes()),
            "form": form,
            "next": get_next_redirect_url(request) or resolve_url(settings.LOGIN_REDIRECT_URL),
        },
    )


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """One's own sign-in: what it consists of, and where to change it."""
    user = _user(request)
    codes = recovery_codes(user)
    return render(
        request,
        "mappa/account.html",
        {
            "totp": Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first(),
            "left": 0 if codes is None else len(codes.get_unused_codes()),
        },
    )


class PasswordView(PasswordChangeView):
    """A new password. It ends all sessions of the user but this one, as Django does."""

    form_class = ChangePasswordForm
    template_name = "mappa/change_password.html"
    success_url = reverse_lazy("account")

    def get_form_kwargs(self) -> dict[str, Any]:
        """The request too, by which wrong attempts are counted."""
        return super().get_form_kwargs() | {"request": self.request}

    @transaction.atomic
    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        """Change it, and record that."""
        response = super().form_valid(form)
        user = _user(self.request)
        audit.record(
            by=user.get_username(),
            at=timezone.now(),
            operation=audit.Operation.ALTERATION,
            act="change_password",
            label=User._meta.label,
            object_id=str(user.pk),
        )
        messages.success(self.request, _("Your password is changed. Elsewhere you are signed out."))
        return response


def _user(request: HttpRequest) -> User:
    """Who is signed in: nobody else reaches these pages."""
    assert isinstance(request.user, User)
    return request.user


def _picture(text: str) -> SafeString:
    """A QR code of `text`, as the source of an SVG element; it has no style of its own, which the
    policy of the pages would refuse."""
    code = QRCode(image_factory=SvgPathImage)
    code.add_data(text)
    return mark_safe(str(code.make_image().to_string(encoding="unicode")))
