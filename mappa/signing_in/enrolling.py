"""The second factor of a user: enrolling, using up a code, new recovery codes, starting anew."""

from __future__ import annotations

from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import transaction

from agencies.models import User
from core import audit
from mappa.signing_in.codes import NOTHING_USED, number_of

LAST_USED = "last_number"
"""Under which name an authenticator's data hold the number of the last code that was taken."""


def is_enrolled(user: User) -> bool:
    """Whether `user` has a second factor."""
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()


@transaction.atomic
def enrol(*, user: User, secret: str, by: str, at: datetime, code: str = "") -> Authenticator:
    """Give `user` the second factor of `secret`, with recovery codes that nobody has seen yet.

    `code`, where there is one, proved that the secret arrived, and is used up.

    Raises:
        ValidationError: if the user has one already.
    """
    User.objects.select_for_update().get(pk=user.pk)
    if is_enrolled(user):
        raise ValidationError("There is a second factor already. Have it reset first.")
    totp: Authenticator = TOTP.activate(user, secret).instance
    number = number_of(code, secret=secret)
    totp.data[LAST_USED] = NOTHING_USED if number is None else number
    totp.save(update_fields=["data"])
    RecoveryCodes.activate(user)
    _record("enrol_second_factor", user, by=by, at=at)
    return totp


@transaction.atomic
def take_code(*, user: User, code: str, at: datetime) -> Authenticator | None:
    """The second factor or the recovery codes of `user` that `code` belongs to, `None` without one.

    A code is taken once: neither it nor an earlier one of the same secret is taken again, by
    whichever process (RFC 6238, section 5.2).
    """
    found: Authenticator
    for found in Authenticator.objects.select_for_update().filter(user=user).order_by("-type"):
        if found.type == Authenticator.Type.TOTP:
            number = number_of(
                code, secret=found.data["secret"], after=found.data.get(LAST_USED, NOTHING_USED)
            )
            if number is not None:
                found.data[LAST_USED] = number
                found.save(update_fields=["data"])
                return found
        elif RecoveryCodes(found).validate_code(code):
            found.refresh_from_db()
            left = len(RecoveryCodes(found).get_unused_codes())
            _record("use_recovery_code", user, by=user.get_username(), at=at, left=left)
            return found
    return None


@transaction.atomic
def renew_recovery_codes(*, user: User, by: str, at: datetime) -> None:
    """Replace the recovery codes of `user`, used or not, by new ones that nobody has seen yet."""
    User.objects.select_for_update().get(pk=user.pk)
    Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).delete()
    RecoveryCodes.activate(user)
    _record("renew_recovery_codes", user, by=by, at=at)


def recovery_codes(user: User) -> RecoveryCodes | None:
    """The recovery codes of `user`."""
    found = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).first()
    return None if found is None else RecoveryCodes(found)


@transaction.atomic
def reset_second_factor(*, user: User, reason: str, by: str, at: datetime) -> None:
    """Take the second factor and the recovery codes from `user`, who enrols anew at the next
    sign-in, and end all his or her sessions. `reason` says why, and how the user was known.
    """
    Authenticator.objects.filter(user=user).delete()
    end_sessions(user)
    _record("reset_second_factor", user, by=by, at=at, purpose=reason)


def end_sessions(user: User) -> None:
    """Sign `user` out everywhere."""
    for session in Session.objects.iterator():
        if session.get_decoded().get(SESSION_KEY) == str(user.pk):
            session.delete()


def _record(
    act: str, user: User, *, by: str, at: datetime, purpose: str = "", **detail: int
) -> None:
    audit.record(
        by=by,
        at=at,
        operation=audit.Operation.ALTERATION,
        act=act,
        label=User._meta.label,
        object_id=str(user.pk),
        purpose=purpose,
        detail=detail,
    )
