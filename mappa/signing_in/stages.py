"""The step of a sign-in that django-allauth does not have: enrolling before getting in."""

from __future__ import annotations

from allauth.account.stages import LoginStage
from django.http import HttpResponse
from django.shortcuts import redirect

from agencies.models import User
from mappa.signing_in.enrolling import is_enrolled


class EnrolStage(LoginStage):
    """After the password: whoever has no second factor enrols one before being signed in."""

    key = "enrol"
    urlname = "enrol"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        """Where to go first, `None` for straight on; and that the sign-in goes on."""
        return (None if is_enrolled(self.user) else redirect("enrol")), True

    @property
    def user(self) -> User:
        """Whose password was right."""
        assert isinstance(self.login.user, User)
        return self.login.user
