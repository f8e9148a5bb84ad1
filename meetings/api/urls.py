"""The addresses of referrals, panels and meetings, of what these bring, and of the acts on them."""

from __future__ import annotations

from django.urls import path

from meetings.api.acts import ACTS, PLAN_PANEL, UPLOADS
from meetings.api.handing import ContentDoor, FileDoor, MeetingDocumentDoor, MinutesDocumentDoor
from meetings.api.resources import RESOURCES
from meetings.api.uploads import UploadDoor
from nominals.api.addresses import acts, records

urlpatterns = [
    path("meetings/<str:key>/document/", MeetingDocumentDoor.as_view()),
    path("minutes/<str:key>/content/", ContentDoor.as_view()),
    path("minutes/<str:key>/document/", MinutesDocumentDoor.as_view()),
    path("attachments/<str:key>/file/", FileDoor.as_view()),
    *acts(ACTS),
    *acts(UPLOADS, UploadDoor),
    *records(RESOURCES, [PLAN_PANEL]),
]
