"""The addresses of people, of the facts about them and of the acts on both."""

from __future__ import annotations

from django.urls import path

from nominals.api.acts import ACTS, REGISTER
from nominals.api.addresses import acts, records
from nominals.api.duties import DUTIES
from nominals.api.listing import NominalsDoor
from nominals.api.resources import NOMINALS, RESOURCES
from nominals.api.searching import SearchDoor

urlpatterns = [
    path("nominals/", NominalsDoor.as_view(resource=NOMINALS, act=REGISTER)),
    path("nominals/search/", SearchDoor.as_view()),
    *acts(ACTS),
    *records([*RESOURCES, DUTIES]),
]
