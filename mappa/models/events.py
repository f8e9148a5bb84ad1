"""Subscription, SigningSecret, Told and Delivery: who is told of changes, and of which."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.temporal import DatedModel


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    """Subscriptions by whether they are told anything."""

    def in_force(self, on: date) -> Self:
        """Those that hold on the day `on` and are not switched off."""
        return self.filter(valid_from__lte=on, ends__gt=on, switched_off_at__isnull=True)


class Subscription(DatedModel):
    """A user's system is told, at an address, when somebody whom the user may see changes.

    Told are all changes up to the nominal `key` of the change number `number`; without a key, all
    of that number. All that is seen was last compared with all that was told at `compared_at`.
    `failures` counts since the last event that arrived, and until `quiet_until`
    nothing is sent.
    """

    class Off(models.TextChoices):
        """Why nothing is sent any more."""

        FAILED = "failed", "Too many failures one after the other"
        GONE = "gone", "The endpoint answered that it is gone"
        PAUSED = "paused", "Paused"
        ENDED = "ended", "Ended"

    public_id = models.UUIDField("opaque id", default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    address = models.CharField("address", max_length=500)
    number = models.BigIntegerField("change number", default=0, editable=False)
    key = models.BigIntegerField("nominal", null=True, editable=False)
    compared_at = models.DateTimeField("compared at", null=True, editable=False)
    failures = models.PositiveIntegerField("failures", default=0, editable=False)
    quiet_until = models.DateTimeField("quiet until", null=True, editable=False)
    switched_off_at = models.DateTimeField("switched off at", null=True, editable=False)
    switched_off_because = models.CharField(
        "switched off because", max_length=10, choices=Off.choices, blank=True, editable=False
    )

    objects = SubscriptionQuerySet.as_manager()

    class Meta(DatedModel.Meta):
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.public_id)


class SigningSecret(models.Model):
    """What a subscription's events are signed with, from `made_at` to before `ends_at`.

    The secret itself is not stored: it is derived from `salt` with the secret key of the site.
    """

    subscription = models.ForeignKey(
        Subscription, on_delete=models.PROTECT, related_name="signing_secrets"
    )
    salt = models.CharField("salt", max_length=64)
    made_at = models.DateTimeField("made at")
    ends_at = models.DateTimeField("ends at", null=True)

    class Meta:
        ordering = ["-made_at", "-id"]

    def __str__(self) -> str:
        return f"signing secret made at {self.made_at}"


class Told(models.Model):
    """A nominal that a subscriber may see and knows of, who is told once when that ends.

    It holds no foreign key to the nominal, so that it outlives it.
    """

    subscription = models.ForeignKey(
        Subscription, on_delete=models.PROTECT, related_name="told", db_index=False
    )
    nominal = models.BigIntegerField("nominal")
    opaque_id = models.UUIDField("opaque id")

    class Meta:
        verbose_name_plural = "told"
        constraints = [
            models.UniqueConstraint(fields=["subscription", "nominal"], name="mappa_told_once")
        ]

    def __str__(self) -> str:
        return str(self.opaque_id)


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Deliveries by what is to be done about them."""

    def waiting(self) -> Self:
        """Those still to be sent."""
        return self.filter(status=Delivery.Status.WAITING)

    def due(self, at: datetime) -> Self:
        """Those to be sent at the instant `at`, and held by nobody."""
        return self.waiting().filter(
            Q(leased_until__isnull=True) | Q(leased_until__lte=at), next_attempt_at__lte=at
        )

    def held(self, at: datetime) -> Self:
        """Those that some worker sends at the instant `at`."""
        return self.waiting().filter(leased_until__gt=at)


class Delivery(models.Model):
    """An event and its way to a subscriber; no personal data.

    Whoever sends it holds it until `leased_until`, after which it counts as left by a killed
    worker. `answer` is the status code that was answered last, `failure` what kept it from
    arriving last.
    """

    class Type(models.TextChoices):
        """What happened, from where the subscriber stands."""

        APPEARED = "nominal.appeared", "May be seen from now on"
        CHANGED = "nominal.changed", "Was changed"
        WITHDRAWN = "nominal.withdrawn", "May be seen no longer"

    class Status(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", "waiting"
        DELIVERED = "delivered", "Arrived"
        GIVEN_UP = "given_up", "Given up"
        OVERTAKEN = "overtaken", "No longer true before it was sent"

    class Failure(models.TextChoices):
        """What kept it from arriving."""

        NOT_CALLED = "not_called", "The host has an address that is not called"
        UNRESOLVED = "unresolved", "No such host"
        UNREACHABLE = "unreachable", "No connection"
        TLS = "tls", "No trusted TLS"
        TIME_OUT = "time_out", "No answer in time"
        NO_HTTP = "no_http", "An answer that is no HTTP"
        REDIRECT = "redirect", "A redirect, which is not followed"
        STATUS = "status", "A status code that is no success"

    subscription = models.ForeignKey(
        Subscription, on_delete=models.PROTECT, related_name="deliveries", db_index=False
    )
    public_id = models.UUIDField("event", default=uuid.uuid4, unique=True, editable=False)
    type = models.CharField("type", max_length=20, choices=Type.choices)
    nominal = models.BigIntegerField("nominal")
    opaque_id = models.UUIDField("opaque id")
    made_at = models.DateTimeField("made at")
    status = models.CharField(
        "status", max_length=10, choices=Status.choices, default=Status.WAITING
    )
    attempts = models.PositiveIntegerField("attempts", default=0)
    next_attempt_at = models.DateTimeField("next attempt at")
    leased_until = models.DateTimeField("leased until", null=True)
    delivered_at = models.DateTimeField("delivered at", null=True)
    answer = models.PositiveSmallIntegerField("last answer", null=True)
    failure = models.CharField("last failure", max_length=12, choices=Failure.choices, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "deliveries"
        ordering = ["id"]
        indexes: ClassVar = [
            models.Index(fields=["subscription", "made_at"], name="mappa_delivery_made"),
            models.Index(
                fields=["subscription", "next_attempt_at"],
                condition=Q(status="waiting"),
                name="mappa_delivery_due",
            ),
            models.Index(
                fields=["subscription", "nominal"],
                condition=Q(status="waiting"),
                name="mappa_delivery_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.public_id}"
