"""Lock-out: so many wrong passwords or codes, and a user name or an address has to wait.

django-axes counts, in the database. A user name is locked after `MAPPA_LOCK_AFTER` failures that
are not older than `MAPPA_LOCK_MINUTES`, whether or not there is such a user; an address after ten
times as many, because a whole office may come by one.
"""

from __future__ import annotations

from datetime import datetime
from ipaddress import IPv6Address, IPv6Network
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from agencies.models import User
from core import audit

FAILURES_OF_ADDRESS = 10
"""How many failures of an address weigh as much as one of a user name."""
NOT_SIGNED_IN = "not signed in"
"""Who acts before a sign-in; no user name has a space."""


class LockOut(AxesDatabaseHandler):
    """What django-axes asks and tells: counts by user name and address, and writes the log."""

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """The failures that count towards a lock of whoever tries now."""
        of_user, of_address = self.get_user_attempts(request, credentials)
        failures = _sum(of_user)
        if address_of(request) is not None:
            failures = max(failures, _sum(of_address) // FAILURES_OF_ADDRESS)
        return failures

    @transaction.atomic
    def user_login_failed(
        self,
        sender: object,
        credentials: dict[str, Any],
        request: HttpRequest | None = None,
        **kwargs: Any,
    ) -> None:
        """Count the failure, and record it and the lock that it leads to."""
        was_locked = getattr(request, "axes_locked_out", False)
        super().user_login_failed(sender, credentials, request, **kwargs)
        user = User.objects.filter(username=credentials.get("username")).first()
        of = "second factor" if "code" in credentials else "password"
        signed_in = getattr(request, "user", None)
        by = (
            signed_in.get_username()
            if signed_in is not None and signed_in.is_authenticated
            else NOT_SIGNED_IN
        )
        detail = {"wrong": of, "locked": was_locked}
        _record("fail_sign_in", user, by=by, **detail)
        if getattr(request, "axes_locked_out", False) and not was_locked:
            _record("lock_out", user, by=by)

    @transaction.atomic
    def user_logged_in(
        self, sender: object, request: HttpRequest, user: User, **kwargs: Any
    ) -> None:
        """Forget the failures of the user name. Those of others from the same address stand, or
        whoever has a user name could go on guessing theirs."""
        AccessAttempt.objects.filter(username=user.get_username()).delete()

    @transaction.atomic
    def user_logged_out(
        self, sender: object, request: HttpRequest, user: User | None, **kwargs: Any
    ) -> None:
        """Record who signed out."""
        if user is not None:
            _record("sign_out", user, by=user.get_username())

    def reset_attempts(
        self,
        *,
        ip_address: str | None = None,
        username: str | None = None,
        ip_or_username: bool = False,
    ) -> int:
        """What the commands of django-axes call."""
        return lift_lock(
            username=username or "",
            address=ip_address or "",
            reason="",
            by=audit.command_actor(),
            at=timezone.now(),
        )


@transaction.atomic
def lift_lock(*, username: str, address: str, reason: str, by: str, at: datetime) -> int:
    """Forget the failures of the user name and those of the address, of all where neither is given.

    Answers how many rows of failures there were.
    """
    attempts = AccessAttempt.objects.all()
    if username or address:
        of_user = Q(username=username) if username else Q()
        of_address = Q(ip_address=_counted_as(address)) if address else Q()
        attempts = attempts.filter(of_user | of_address)
    count, _ = attempts.delete()
    user = User.objects.filter(username=username).first()
    audit.record(
        by=by,
        at=at,
        operation=audit.Operation.ALTERATION,
        act="lift_lock",
        label=User._meta.label,
        object_id="" if user is None else str(user.pk),
        purpose=reason,
        detail={"address": address, "failures": count},
    )
    return count


def tidy_failures(*, at: datetime) -> None:
    """Forget the failures that are too old at `at` to count."""
    AccessAttempt.objects.filter(attempt_time__lt=at - settings.AXES_COOLOFF_TIME).delete()


def is_locked(request: HttpRequest, user: User) -> bool:
    """Whether codes of `user` are not looked at now."""
    return not AxesProxyHandler.is_allowed(request, {"username": user.get_username()})


def count_wrong_code(request: HttpRequest, user: User) -> None:
    """Count and record that a code given for `user` was wrong, or came during a lock."""
    request.axes_locked_out = is_locked(request, user)  # type: ignore[attr-defined]
    AxesProxyHandler.user_login_failed(
        sender=__name__,
        credentials={"username": user.get_username(), "code": None},
        request=request,
    )


def address_of(request: HttpRequest) -> str | None:
    """Where a request comes from, as failures are counted."""
    return _counted_as(request.META.get("REMOTE_ADDR") or "") or None


def _counted_as(address: str) -> str:
    """An address of IPv6 by its network of 64 bits, all of which one machine may use in turn."""
    try:
        version_6 = IPv6Address(address)
    except ValueError:
        return address
    if version_6.ipv4_mapped is not None:
        return str(version_6.ipv4_mapped)
    return str(IPv6Network((int(version_6), 64), strict=False).network_address)


def same_answer(
    request: HttpRequest, response: HttpResponse, credentials: dict[str, Any] | None
) -> HttpResponse:
    """A lock is answered as a wrong password is, so that it tells nothing."""
    return response


def _sum(attempts: QuerySet[AccessAttempt]) -> int:
    return attempts.aggregate(sum=Sum("failures_since_start"))["sum"] or 0


def _record(act: str, user: User | None, *, by: str, **detail: str | bool) -> None:
    audit.record(
        by=by,
        at=timezone.now(),
        operation=audit.Operation.SIGN_IN,
        act=act,
        label=User._meta.label,
        object_id="" if user is None else str(user.pk),
        detail=detail,
    )
