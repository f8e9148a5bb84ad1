"""Subscriptions: made, given new secrets, switched on again and ended; each logged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet

from agencies.models import User
from core import audit
from core.bulk import copy_rows
from mappa.events.addresses import endpoint_of, may_be_called
from mappa.events.posting import numeric_addresses
from mappa.events.signing import new_salt, secret_of
from mappa.models import Delivery, SigningSecret, Subscription, Told
from nominals.models import Nominal
from nominals.services.numbering import settled_number

OVERLAP = timedelta(hours=24)
LONGEST_OVERLAP = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Subscribed:
    """A subscription, and the secret that its subscriber is given this once."""

    subscription: Subscription
    secret: str


@transaction.atomic
def subscribe(
    *,
    user: User,
    address: str,
    on: date,
    until: date | None = None,
    allows_own: bool,
    by: str,
    at: datetime,
) -> Subscribed:
    """Tell the endpoint at `address` what happens to those whom `user` may see, from the day `on`
    to before `until`. `allows_own` lets it be in the own network.

    Those whom the user may see now count as told: the subscriber reads them by a sweep.

    Raises:
        ValidationError: if the address is none that may be called, or the user is not active.
    """
    _refuse_address(address, allows_own=allows_own)
    if not user.is_active:
        raise ValidationError({"user": f"{user} is not active: name a user who is."})
    # The bound comes first: who changes after it is told again, and nobody is missed.
    subscription = Subscription(
        user=user,
        address=address,
        valid_from=on,
        valid_to=until,
        number=settled_number(),
        compared_at=at,
    )
    subscription.full_clean()
    subscription.save()
    _record("subscribe", subscription, by=by, at=at)
    seen = Nominal.objects.visible_to(user, on=on).order_by().values_list("pk", "public_id")
    copy_rows(
        Told,
        ["subscription_id", "nominal", "opaque_id"],
        [(subscription.pk, *row) for row in seen],
    )
    return Subscribed(subscription, _new_secret(subscription, at))


@transaction.atomic
def rotate_secret(
    *, subscription: Subscription, by: str, at: datetime, overlap: timedelta = OVERLAP
) -> Subscribed:
    """Sign with a new secret from now on, and with the former ones too for as long as `overlap`.

    Raises:
        ValidationError: if the subscription has ended, or the overlap is negative or too long.
    """
    subscription = _locked(subscription)
    if not timedelta(0) <= overlap <= LONGEST_OVERLAP:
        sentence = f"Let the former secret hold for 0 to {LONGEST_OVERLAP.days * 24} hours more."
        raise ValidationError({"overlap": sentence})
    _record("rotate_secret", subscription, by=by, at=at)
    former = subscription.signing_secrets.filter(Q(ends_at=None) | Q(ends_at__gt=at + overlap))
    former.update(ends_at=at + overlap)
    return Subscribed(subscription, _new_secret(subscription, at))


@transaction.atomic
def pause(*, subscription: Subscription, by: str, at: datetime) -> Subscription:
    """Send nothing until somebody resumes; what happens meanwhile is told then.

    Raises:
        ValidationError: if the subscription has ended, or is switched off already.
    """
    subscription = _locked(subscription)
    if subscription.switched_off_at is not None:
        raise ValidationError("The subscription is switched off already.")
    _record("pause_subscription", subscription, by=by, at=at)
    subscription.switched_off_at = at
    subscription.switched_off_because = Subscription.Off.PAUSED
    subscription.save()
    return subscription


@transaction.atomic
def resume(*, subscription: Subscription, by: str, at: datetime) -> Subscription:
    """Send again to an endpoint that failed, was gone or was paused: what waits, and what happened
    since.

    Raises:
        ValidationError: if the subscription has ended, or is not switched off.
    """
    subscription = _locked(subscription)
    if subscription.switched_off_at is None:
        raise ValidationError("The subscription is not switched off: there is nothing to resume.")
    _record("resume_subscription", subscription, by=by, at=at)
    subscription.switched_off_at, subscription.switched_off_because = None, ""
    subscription.failures, subscription.quiet_until = 0, None
    subscription.save()
    waiting = subscription.deliveries.waiting()
    waiting.update(attempts=0, next_attempt_at=at, leased_until=None)
    return subscription


@transaction.atomic
def end_subscription(*, subscription: Subscription, by: str, at: datetime) -> Subscription:
    """Send nothing any more, for good; what waits is not sent, and who was told of whom forgotten.

    Raises:
        ValidationError: if the subscription has ended.
    """
    subscription = _locked(subscription)
    _record("end_subscription", subscription, by=by, at=at)
    subscription.switched_off_at = at
    subscription.switched_off_because = Subscription.Off.ENDED
    subscription.save()
    subscription.deliveries.waiting().update(status=Delivery.Status.OVERTAKEN, leased_until=None)
    subscription.told.all().delete()
    return subscription


def switch_off(
    *, subscription: Subscription, because: Subscription.Off, by: str, at: datetime
) -> None:
    """Send nothing until somebody resumes. The caller holds the transaction and the row."""
    _record("switch_off_subscription", subscription, by=by, at=at, because=because.value)
    subscription.switched_off_at, subscription.switched_off_because = at, because
    subscription.save()


def secrets_in_force(subscription: Subscription, *, at: datetime) -> list[str]:
    """The secrets to sign with at the instant `at`, the newest first."""
    rows: QuerySet[SigningSecret] = subscription.signing_secrets.filter(
        Q(ends_at=None) | Q(ends_at__gt=at)
    )
    return [secret_of(each.salt) for each in rows]


def _refuse_address(address: str, *, allows_own: bool) -> None:
    """Refuse what is wrong about an address as far as it can be told without asking a name server;
    what its host resolves to is checked at each call.

    Raises:
        ValidationError: on the field `address`.
    """
    try:
        endpoint = endpoint_of(address)
    except ValueError as error:
        raise ValidationError({"address": str(error)}) from None
    if not (endpoint.is_secure or allows_own):
        raise ValidationError({"address": "Events are sent over TLS: write https://."})
    for each in numeric_addresses(endpoint.host):
        if not may_be_called(each, is_secure=endpoint.is_secure, allows_own=allows_own):
            raise ValidationError(
                {
                    "address": "Events are not sent to private, loopback, link-local, multicast or "
                    "other special addresses: name a host on the internet."
                }
            )


def _locked(subscription: Subscription) -> Subscription:
    """The subscription as it stands.

    Raises:
        ValidationError: if it has ended.
    """
    found = Subscription.objects.select_for_update().get(pk=subscription.pk)
    if found.switched_off_because == Subscription.Off.ENDED:
        raise ValidationError("The subscription has ended: make a new one.")
    return found


def _new_secret(subscription: Subscription, at: datetime) -> str:
    made = SigningSecret.objects.create(subscription=subscription, salt=new_salt(), made_at=at)
    return secret_of(made.salt)


def _record(did: str, subscription: Subscription, *, by: str, at: datetime, **detail: str) -> None:
    audit.record(
        by=by,
        at=at,
        operation=audit.Operation.ALTERATION,
        act=did,
        label=Subscription._meta.label,
        object_id=str(subscription.pk),
        detail={
            "subscription": str(subscription.public_id),
            "user": subscription.user.get_username(),
            "host": endpoint_of(subscription.address).authority,
            **detail,
        },
    )
