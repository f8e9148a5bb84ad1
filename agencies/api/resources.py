"""Areas and agencies, which every caller may see, and how users are named."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_filters
from django.db.models import QuerySet
from rest_framework import serializers

from agencies.choices import AgencyKind
from agencies.models import Agency, Area, User
from core.api.caller import Caller
from core.api.resources import Named, Resource
from core.api.rows import Shown


class AreaSerializer(Shown):
    """One of the areas, named by its code."""

    class Meta:
        model = Area
        fields = ("code", "name", "police_forces", "gss_codes")


class AgencySerializer(Shown):
    """A body that takes part in MAPPA, named by a key without meaning."""

    id = serializers.IntegerField(source="pk")

    class Meta:
        model = Agency
        fields = ("id", "name", "kind")


class UserSerializer(Shown):
    """Somebody who signs in."""

    class Meta:
        model = User
        fields = ("username",)


class AgencyFilter(django_filters.FilterSet):
    """Agencies by kind and by the area that they serve."""

    kind = django_filters.ChoiceFilter(choices=AgencyKind.choices)
    area = django_filters.ModelChoiceFilter(
        field_name="services__area", queryset=Area.objects.all(), to_field_name="code"
    )

    class Meta:
        model = Agency
        fields: tuple[str, ...] = ()


def _areas(caller: Caller, on: date) -> QuerySet[Any]:
    return Area.objects.all()


def _agencies(caller: Caller, on: date) -> QuerySet[Any]:
    return Agency.objects.all()


def _users(caller: Caller, on: date) -> QuerySet[Any]:
    return User.objects.filter(is_active=True, system_client__isnull=True)


AREAS = Resource(name="areas", model=Area, serializer=AreaSerializer, seen=_areas, key="code")
AGENCIES = Resource(
    name="agencies",
    model=Agency,
    serializer=AgencySerializer,
    seen=_agencies,
    key="pk",
    filterset=AgencyFilter,
)
USERS = Resource(name="users", model=User, serializer=UserSerializer, seen=_users, key="username")
"""Named by others, and listed nowhere."""

NAMED = Named({Area: AREAS, Agency: AGENCIES, User: USERS})
"""How callers name areas, agencies and users."""
