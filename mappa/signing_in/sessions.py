"""Which sessions count: those with a second factor, until they have lasted as long as they may.

How long one may rest is Django's own doing: `SESSION_COOKIE_AGE`.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from agencies.models import User
from core import audit
from mappa.signing_in import SIGNED_IN_AT


class WholeSessions:
    """Middleware: whoever is signed in otherwise than by our sign-in is nobody, and so is whoever
    has been for `MAPPA_SESSION`, pages, admin and API alike."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer, to nobody where the session does not count."""
        if SESSION_KEY in request.session:
            began = request.session.get(SIGNED_IN_AT)
            if began is None or time.time() - began >= settings.MAPPA_SESSION.total_seconds():
                _end(request)
        return self.get_response(request)


@transaction.atomic
def _end(request: HttpRequest) -> None:
    # Asked for before the session is gone; nobody, if another session changed the password.
    user = request.user
    if user.is_authenticated:
        audit.record(
            by=user.get_username(),
            at=timezone.now(),
            operation=audit.Operation.SIGN_IN,
            act="end_session",
            label=User._meta.label,
            object_id=str(user.pk),
        )
    request.session.flush()
    request.user = AnonymousUser()
