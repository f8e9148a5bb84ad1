"""The forms of a sign-in. What is wrong is said beside the field, or above where it is both."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm
from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.forms import PasswordChangeForm, UsernameField
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mappa.signing_in.adapters import WRONG_CODE, WRONG_PRESENT_PASSWORD
from mappa.signing_in.codes import number_of
from mappa.signing_in.enrolling import take_code
from mappa.signing_in.lockout import count_wrong_code, is_locked


def code_field(label: Any, help_text: Any) -> forms.CharField:
    """A field for digits that a telephone offers to fill in."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class SignInForm(LoginForm):
    """User name and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The field normalises as a new user's name was, and refuses what is longer than any.
        self.fields["login"] = UsernameField(label=_("User name"), max_length=150)
        self.fields["password"].widget.attrs.pop("placeholder", None)
        self.order_fields(["login", "password"])


class CodeForm(AuthenticateForm):
    """A code of the authenticator or a recovery code. Wrong ones count towards a lock."""

    code = code_field(_("Code"), _("The six digits of your authenticator, or a recovery code."))

    def clean_code(self) -> str:
        """The code, used up.

        Raises:
            ValidationError: if it is not one of the user's, or there is a lock.
        """
        code: str = self.cleaned_data["code"]
        request = context.request
        found = None
        if not is_locked(request, self.user):
            found = take_code(user=self.user, code=code, at=timezone.now())
        if found is None:
            count_wrong_code(request, self.user)
            raise ValidationError(WRONG_CODE)
        self.authenticator = found
        return code


class EnrolForm(forms.Form):
    """The first code of a secret, which shows that it has arrived."""

    code = code_field(_("Code"), _("The six digits that your authenticator shows now."))

    def __init__(self, *args: Any, secret: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.secret = secret

    def clean_code(self) -> str:
        """The code.

        Raises:
            ValidationError: if it is not one of the secret.
        """
        code: str = self.cleaned_data["code"]
        if number_of(code, secret=self.secret) is None:
            raise ValidationError(
                _(
                    "This is not the code that belongs to the secret above. Wait for the next one; "
                    "if it is refused too, check that the clock of your device is right."
                )
            )
        return code


class ChangePasswordForm(PasswordChangeForm):
    """A new password, for whoever knows the present one. Wrong ones count towards a lock."""

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.fields["old_password"].label = _("Present password")

    def clean_old_password(self) -> str:
        """The present password.

        Raises:
            ValidationError: if it is another, or there is a lock.
        """
        password: str = self.cleaned_data["old_password"]
        username = self.user.get_username()
        if authenticate(self.request, username=username, password=password) is None:
            raise ValidationError(WRONG_PRESENT_PASSWORD)
        return password
