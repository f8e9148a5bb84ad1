"""The list of people in the plain ways of the framework, beside which ours is timed: no sign-in, no
rule, no page, no log. All list the same people, those of `KEYS`.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Prefetch
from django.urls import include, path
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.models import User
from core.api.bodies import JSONRenderer as OurRenderer
from core.api.caller import Caller
from core.api.rows import rows
from nominals.api.resources import nominals_whole
from nominals.api.serializers import NominalSerializer
from nominals.models import LeadAgencyPeriod, Nominal, StatePeriod

KEYS: list[int] = []
"""The keys of the people listed."""

READERS: list[User] = []
"""The one account for which our own rows are read, with its memberships."""

OWN_COLUMNS = (
    "public_id", "family_name", "given_names", "date_of_birth", "sex", "pnc_id", "cro_number",
    "crn", "prison_number", "visor_reference", "died_on", "is_restricted", "changed_in",
)  # fmt: skip
"""What our list shows of the row of a person."""


class ColumnsSerializer(serializers.ModelSerializer[Any]):
    """All columns of a person, and nothing of how he or she is managed."""

    class Meta:
        model = Nominal
        fields = "__all__"


class StateSerializer(serializers.ModelSerializer[Any]):
    """The area, category, level and setting."""

    area = serializers.CharField(source="area.code")

    class Meta:
        model = StatePeriod
        fields = ("area", "category", "level", "setting")


class LeadSerializer(serializers.ModelSerializer[Any]):
    """Who leads."""

    class Meta:
        model = LeadAgencyPeriod
        fields = ("kind", "agency", "manager")


class FetchedSerializer(serializers.ModelSerializer[Any]):
    """What our list shows, read before by three statements."""

    states = StateSerializer(many=True)
    leads = LeadSerializer(many=True)

    class Meta:
        model = Nominal
        fields = (*OWN_COLUMNS, "states", "leads")


class AskingSerializer(serializers.ModelSerializer[Any]):
    """What our list shows, asked for row by row."""

    states = serializers.SerializerMethodField()
    leads = serializers.SerializerMethodField()

    class Meta:
        model = Nominal
        fields = (*OWN_COLUMNS, "states", "leads")

    def get_states(self, nominal: Nominal) -> Any:
        """Where and how the person is managed today."""
        return StateSerializer(_states().filter(nominal=nominal), many=True).data

    def get_leads(self, nominal: Nominal) -> Any:
        """Who leads today."""
        return LeadSerializer(_leads().filter(nominal=nominal), many=True).data


def _states() -> Any:
    return StatePeriod.objects.on(date.today()).select_related("area")  # noqa: DTZ011


def _leads() -> Any:
    return LeadAgencyPeriod.objects.on(date.today())  # noqa: DTZ011


class Columns(ListAPIView[Any]):
    """Their rows alone."""

    authentication_classes = ()
    permission_classes = ()
    throttle_classes = ()
    renderer_classes = (JSONRenderer,)
    serializer_class: Any = ColumnsSerializer

    def get_queryset(self) -> Any:
        """The people."""
        return Nominal.objects.filter(pk__in=KEYS).order_by("pk")


class Fetched(Columns):
    """What our list shows, read before."""

    serializer_class = FetchedSerializer

    def get_queryset(self) -> Any:
        """The people, with what is shown of them."""
        return (
            super()
            .get_queryset()
            .prefetch_related(
                Prefetch("state_periods", _states(), to_attr="states"),
                Prefetch("lead_agency_periods", _leads(), to_attr="leads"),
            )
        )


class Asking(Columns):
    """What our list shows, asked for row by row."""

    serializer_class = AskingSerializer


class Rows(Columns):
    """Our own way to read and render them, with nothing else of ours around it."""

    renderer_classes = (OurRenderer,)  # type: ignore[assignment] # the tuple of the other way

    def get(self, request: Request, *args: Any, **named: Any) -> Response:
        """The rows, as our list shows them."""
        caller = Caller(READERS[0])
        people = nominals_whole(caller, date.today()).filter(pk__in=KEYS)  # noqa: DTZ011
        names = list(NominalSerializer.sources())
        found = rows(people.order_by("pk"), NominalSerializer, names, ())
        return Response([item for item, _ in found])


urlpatterns = [
    path("rows/", Rows.as_view()),
    path("columns/", Columns.as_view()),
    path("fetched/", Fetched.as_view()),
    path("asking/", Asking.as_view()),
    path("", include("mappa.urls")),
]
