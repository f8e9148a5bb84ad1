"""The subscriptions of the system that calls, and what became of each event."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.urls import path
from rest_framework import serializers

from agencies.choices import Scope
from core.api.caller import Caller
from core.api.doors import ListDoor, RecordDoor
from core.api.resources import Resource
from core.api.rows import Shown
from mappa.models import Delivery, Subscription
from nominals.models import Nominal


class SubscriptionSerializer(Shown):
    """An endpoint that is told when somebody whom the system may see changes."""

    id = serializers.UUIDField(source="public_id")

    class Meta:
        model = Subscription
        fields = (
            "id",
            "address",
            "valid_from",
            "valid_to",
            "failures",
            "quiet_until",
            "switched_off_at",
            "switched_off_because",
        )


class DeliverySerializer(Shown):
    """An event, and how often and with what answer it was sent."""

    id = serializers.UUIDField(source="public_id")
    subscription = serializers.UUIDField(source="subscription.public_id")
    nominal = serializers.UUIDField(source="opaque_id")

    class Meta:
        model = Delivery
        fields = (
            "id",
            "subscription",
            "type",
            "nominal",
            "made_at",
            "status",
            "attempts",
            "next_attempt_at",
            "answer",
            "failure",
        )


class DeliveryFilter(django_filters.FilterSet):
    """Deliveries by subscription and by what became of them."""

    subscription = django_filters.UUIDFilter(field_name="subscription__public_id")
    status = django_filters.ChoiceFilter(choices=Delivery.Status.choices)

    class Meta:
        model = Delivery
        fields: tuple[str, ...] = ()


def _subscriptions(caller: Caller, on: date) -> QuerySet[Any]:
    return Subscription.objects.filter(user=caller.user.through or caller.user)


def _deliveries(caller: Caller, on: date) -> QuerySet[Any]:
    """Those of the system; on behalf of somebody, about whom both may see."""
    mine = _subscriptions(caller, on).order_by().values("pk")
    found = Delivery.objects.filter(subscription__in=mine)
    if caller.user.through is None:
        return found
    seen = Nominal.objects.visible_to(caller.user, on=on).order_by().values("pk")
    return found.filter(nominal__in=seen)


SUBSCRIPTIONS = Resource(
    name="subscriptions",
    model=Subscription,
    serializer=SubscriptionSerializer,
    seen=_subscriptions,
    scope=Scope.EVENTS_READ,
)
DELIVERIES = Resource(
    name="deliveries",
    model=Delivery,
    serializer=DeliverySerializer,
    seen=_deliveries,
    scope=Scope.EVENTS_READ,
    person="nominal",
    filterset=DeliveryFilter,
)

urlpatterns = [
    path("subscriptions/", ListDoor.as_view(resource=SUBSCRIPTIONS)),
    path("subscriptions/<str:key>/", RecordDoor.as_view(resource=SUBSCRIPTIONS)),
    path("deliveries/", ListDoor.as_view(resource=DELIVERIES)),
]
