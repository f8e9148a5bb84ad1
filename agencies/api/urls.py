"""The addresses of areas and agencies."""

from __future__ import annotations

from django.urls import path

from agencies.api.resources import AGENCIES, AREAS
from core.api.doors import ListDoor, RecordDoor

urlpatterns = [
    each
    for resource in (AREAS, AGENCIES)
    for each in (
        path(f"{resource.name}/", ListDoor.as_view(resource=resource)),
        path(f"{resource.name}/<str:key>/", RecordDoor.as_view(resource=resource)),
    )
]
