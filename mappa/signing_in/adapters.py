"""What django-allauth asks of us: the steps of a sign-in, its words, and the sign-in itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from agencies.models import User
from core import audit
from mappa.signing_in import SIGNED_IN_AT


def wait_in_words(wait: timedelta) -> str:
    """How long a lock lasts, such as `15 minutes`."""
    minutes = round(wait.total_seconds() / 60)
    return f"{minutes} minute{'' if minutes == 1 else 's'}"


WAIT = f"After too many, wait {wait_in_words(settings.AXES_COOLOFF_TIME)}."
WRONG_SIGN_IN = (
    "The user name or the password is not right, or there were too many wrong attempts. "
    f"Check both. {WAIT}"
)
WRONG_PRESENT_PASSWORD = (
    f"This is not your present password, or there were too many wrong attempts. {WAIT}"
)
WRONG_CODE = (
    "The code is not right or was used before, or there were too many wrong attempts. Wait for "
    f"the next code. {WAIT}"
)


PASSWORD = "password_given"
"""Under which name a session holds what the password that was right is known by."""


def still_stands(request: HttpRequest, user: AbstractBaseUser) -> bool:
    """Whether the first step of a sign-in is still good: `user` is active, with that password."""
    given = request.session.get(PASSWORD, "")
    return user.is_active and constant_time_compare(given, user.get_session_auth_hash())


class AccountAdapter(DefaultAccountAdapter):
    """A sign-in is a password and a code, and nothing else that django-allauth could do."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": WRONG_SIGN_IN,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody registers: an administrator makes users."""
        return False

    def get_login_stages(self) -> list[str]:
        """The steps after the password: a code, or enrolling what gives codes."""
        return ["allauth.mfa.stages.AuthenticateStage", "mappa.signing_in.stages.EnrolStage"]

    def is_ajax(self, request: HttpRequest) -> bool:
        """Every answer is a page."""
        return False

    def pre_login(
        self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any
    ) -> HttpResponse | None:
        """Note which password was right, since the steps that follow take minutes."""
        request.session[PASSWORD] = user.get_session_auth_hash()
        return super().pre_login(request, user, **kwargs)

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Our pages say what happened by themselves."""

    @transaction.atomic
    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Sign `user` in, once all steps have been taken, and record it.

        Raises:
            ImmediateHttpResponse: if the user was deactivated between two steps, or the password
                changed.
        """
        if not still_stands(request, user):
            raise ImmediateHttpResponse(redirect("account_login"))
        records = get_authentication_records(request, user)
        second = [each for each in records if each["method"] == "mfa"][-1]
        super().login(request, user)
        del request.session[PASSWORD]
        request.session[SIGNED_IN_AT] = second["at"]
        audit.record(
            by=user.get_username(),
            at=timezone.now(),
            operation=audit.Operation.SIGN_IN,
            act="sign_in",
            label=User._meta.label,
            object_id=str(user.pk),
            detail={"second_factor": second["type"]},
        )
