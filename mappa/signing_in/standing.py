"""Whether a user may sign in at all, and the state of the second factor, without its secrets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from axes.models import AccessAttempt
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum

from agencies.models import User
from core import audit
from mappa.signing_in.enrolling import end_sessions


@dataclass(frozen=True, slots=True)
class Standing:
    """Since when a user has a second factor, how many recovery codes are left, how many failed
    sign-ins count, and whether these lock."""

    user: User
    enrolled_at: datetime | None
    codes_left: int
    failures: int

    @property
    def is_locked_out(self) -> bool:
        """Whether the user name waits for the end of a lock-out."""
        return self.failures >= settings.AXES_FAILURE_LIMIT


def standings(users: Iterable[User], *, at: datetime) -> list[Standing]:
    """How each of `users` stands at the instant `at`, in their order; two queries."""
    found = list(users)
    factors: dict[tuple[int, str], Authenticator] = {
        (each.user_id, each.type): each for each in Authenticator.objects.filter(user__in=found)
    }
    counted = (
        AccessAttempt.objects.filter(
            username__in=[each.username for each in found],
            attempt_time__gte=at - settings.AXES_COOLOFF_TIME,
        )
        .values_list("username")
        .annotate(sum=Sum("failures_since_start"))
    )
    failures = dict(counted.order_by())
    return [
        Standing(
            each,
            _enrolled_at(factors.get((each.pk, Authenticator.Type.TOTP))),
            _codes_left(factors.get((each.pk, Authenticator.Type.RECOVERY_CODES))),
            failures.get(each.username, 0),
        )
        for each in found
    ]


@transaction.atomic
def lock_user(*, user: User, reason: str, by: str, at: datetime) -> None:
    """Let `user` sign in no more until unlocked, and end his or her sessions.

    Raises:
        ValidationError: if the user is locked already, or locks himself or herself.
    """
    if user.get_username() == by:
        raise ValidationError("You cannot lock yourself: have another administrator do it.")
    _set_active(user, is_active=False, act="lock_user", reason=reason, by=by, at=at)
    end_sessions(user)


@transaction.atomic
def unlock_user(*, user: User, reason: str, by: str, at: datetime) -> None:
    """Let `user` sign in again.

    Raises:
        ValidationError: if the user is not locked.
    """
    _set_active(user, is_active=True, act="unlock_user", reason=reason, by=by, at=at)


def _set_active(
    user: User, *, is_active: bool, act: str, reason: str, by: str, at: datetime
) -> None:
    locked = User.objects.select_for_update().get(pk=user.pk)
    if locked.is_active == is_active:
        raise ValidationError("The account is not locked." if is_active else "It is locked.")
    locked.is_active = user.is_active = is_active
    locked.save(update_fields=["is_active"])
    audit.record(
        by=by,
        at=at,
        operation=audit.Operation.ALTERATION,
        act=act,
        label=User._meta.label,
        object_id=str(user.pk),
        purpose=reason,
    )


def _enrolled_at(factor: Authenticator | None) -> datetime | None:
    return None if factor is None else factor.created_at


def _codes_left(codes: Authenticator | None) -> int:
    return 0 if codes is None else len(RecoveryCodes(codes).get_unused_codes())
