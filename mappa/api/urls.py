"""Every address of the API."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path, re_path
from oauth2_provider.views import RevokeTokenView, TokenView

from core.api.doors import NoDoor
from mappa.api.bulk import BulkDoor
from mappa.api.code_lists import CodeListsDoor
from mappa.api.description import DescriptionDoor, documentation
from mappa.api.people import LogDoor, TimelineDoor

urlpatterns = [
    path("oauth2/token/", login_not_required(TokenView.as_view())),
    path("oauth2/revoke/", login_not_required(RevokeTokenView.as_view())),
    path("api/v1/bulk/", BulkDoor.as_view()),
    path("api/v1/code-lists/", CodeListsDoor.as_view()),
    path("api/v1/nominals/<str:key>/log/", LogDoor.as_view()),
    path("api/v1/nominals/<str:key>/timeline/", TimelineDoor.as_view()),
    path("api/v1/openapi.json", DescriptionDoor.as_view()),
    path("api/", documentation, name="documentation"),
    path("api/v1/", include("agencies.api.urls")),
    path("api/v1/", include("nominals.api.urls")),
    path("api/v1/", include("orders.api.urls")),
    path("api/v1/", include("meetings.api.urls")),
    path("api/v1/", include("reporting.api.urls")),
    path("api/v1/", include("mappa.api.caseloads")),
    path("api/v1/", include("mappa.api.events")),
    re_path(r"^api/", NoDoor.as_view()),
]
