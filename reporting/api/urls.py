"""The addresses of returns, of what is behind them, of indicators and of the funnel."""

from __future__ import annotations

from django.urls import path

from core.api.doors import ListDoor
from reporting.api.findings import FOUND_DOOR, FindingsDoor
from reporting.api.measuring import FunnelDoor, IndicatorsDoor, MeetingsBehindDoor
from reporting.api.requests import RequestDoor, RequestsDoor
from reporting.api.resources import RETURNS
from reporting.api.returns import CELLS_DOOR, PEOPLE_DOOR, RETURN_DOOR

urlpatterns = [
    path("returns/", ListDoor.as_view(resource=RETURNS)),
    path("returns/<str:key>/", RETURN_DOOR),
    path("returns/<str:key>/cells/", CELLS_DOOR),
    path("returns/<str:key>/cells/<str:cell>/people/", PEOPLE_DOOR),
    path("returns/<str:key>/findings/", FindingsDoor.as_view()),
    path("returns/<str:key>/findings/<str:check>/people/", FOUND_DOOR),
    path("compilation-requests/", RequestsDoor.as_view()),
    path("compilation-requests/<int:key>/", RequestDoor.as_view()),
    path("indicators/", IndicatorsDoor.as_view()),
    path("indicators/meetings/", MeetingsBehindDoor.as_view()),
    path("referral-funnel/", FunnelDoor.as_view()),
]
