"""The user of the demonstration, for a newcomer who has no authenticator at hand."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from agencies.choices import Role
from agencies.models import Agency, Area, Membership, User
from core import audit
from mappa.signing_in.codes import new_secret
from mappa.signing_in.enrolling import enrol, is_enrolled, reset_second_factor

USERNAME = "demonstration"


@dataclass(frozen=True, slots=True)
class Credentials:
    """What somebody signs in with."""

    username: str
    password: str
    secret: str


@transaction.atomic
def demonstration_user(*, area: Area, by: str, at: datetime) -> Credentials:
    """A superuser who co-ordinates `area`, with a new random password and secret, made or made
    anew."""
    made = Credentials(USERNAME, secrets.token_urlsafe(12), new_secret())
    user, is_new = User.objects.get_or_create(username=USERNAME)
    user.is_active = user.is_staff = user.is_superuser = True
    user.set_password(made.password)
    user.save()
    police = Agency.objects.get(kind="police", services__area=area, services__is_default=True)
    Membership.objects.get_or_create(
        user=user,
        agency=police,
        area=area,
        role=Role.CO_ORDINATOR,
        defaults={"valid_from": timezone.localdate(at)},
    )
    audit.record(
        by=by,
        at=at,
        operation=audit.Operation.COLLECTION if is_new else audit.Operation.ALTERATION,
        act="demonstration_user",
        label=User._meta.label,
        object_id=str(user.pk),
    )
    if is_enrolled(user):
        reset_second_factor(user=user, reason="demonstration", by=by, at=at)
    enrol(user=user, secret=made.secret, by=by, at=at)
    return made
