"""A panel, a meeting, an invitation and an action as records on which pages offer acts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from core.wording import spelt, spelt_with_weekday
from mappa.pages.nominal.looking import purposed
from mappa.pages.nominal.subjects import Subject
from mappa.pages.panels.acts import OF_ACTION, OF_INVITATION, OF_MEETING, OF_PANEL, PLAN, by_name
from mappa.pages.people import with_birth
from mappa.pages.reader import Reader
from meetings.api.resources import NAMED
from meetings.models import Action, Invitation, Meeting, Panel
from meetings.services.looking import look_at, meeting_called

SECTION = "panels"


def panel_at(request: HttpRequest, reader: Reader, key: UUID) -> Panel:
    """A panel of an area that the reader co-ordinates.

    Raises:
        Http404: for none, and for one of another area.
    """
    panels = Panel.objects.visible_to(reader.user, on=reader.on)
    found = panels.select_related("area", "chair", "minute_taker").filter(public_id=key).first()
    if found is None:
        raise Http404("There is no such record.")
    return found


def meeting_at(request: HttpRequest, reader: Reader, key: UUID) -> Meeting | HttpResponse:
    """A meeting that the reader may see, once a purpose is said where the case is restricted.

    Raises:
        Http404: for none, and for one that the reader may not see.
    """
    named = meeting_called(str(key))
    seen = Meeting.objects.visible_to(reader.user, on=reader.on)
    may = named is not None and seen.filter(pk=named.pk).exists()
    return purposed(
        request,
        reader,
        lambda looking: look_at("show_meeting", named, looking, may=may, what="meeting"),
        section=SECTION,
    )


def _invitation_at(request: HttpRequest, reader: Reader, key: int) -> Invitation | HttpResponse:
    return _beside(request, reader, Invitation, {"pk": key}, "show_invitation")


def _action_at(request: HttpRequest, reader: Reader, key: UUID) -> Action | HttpResponse:
    return _beside(request, reader, Action, {"public_id": key}, "show_action")


def _beside(
    request: HttpRequest, reader: Reader, model: Any, key: dict[str, Any], did: str
) -> Any | HttpResponse:
    """What belongs to a meeting, where the reader may see it."""
    seen = model.objects.visible_to(reader.user, on=reader.on).filter(**key)
    found = seen.select_related("meeting__panel__area", "meeting__person", "agency").first()
    named = model.objects.filter(**key).select_related("meeting__person").first()
    meeting = None if named is None else named.meeting
    looked = purposed(
        request,
        reader,
        lambda looking: look_at(did, meeting, looking, may=found is not None, what="record"),
        section=SECTION,
    )
    return looked if isinstance(looked, HttpResponse) else found


def panel_name(panel: Panel) -> str:
    """A panel by level, day and area."""
    return _("%(level)s panel of %(day)s, %(area)s") % {
        "level": panel.get_level_display(),
        "day": spelt_with_weekday(panel.held_on),
        "area": panel.area,
    }


def meeting_name(meeting: Meeting) -> str:
    """A meeting by its person and day."""
    said = {"person": with_birth(meeting.person), "day": spelt(meeting.panel.held_on)}
    return _("%(person)s; meeting of %(day)s") % said


def meeting_page(meeting: Meeting) -> str:
    """The address of a meeting."""
    return reverse("admin:meeting", args=[meeting.public_id])


NEW_PANEL = Subject(
    section=SECTION,
    offered=by_name([PLAN]),
    find=lambda key, caller, on: None,
    look=lambda request, reader, key: None,
    person=lambda panel: None,
    name=lambda panel: _("Panels"),
    page=lambda panel: reverse("admin:panels"),
    made=lambda panel: reverse("admin:panel", args=[panel["id"]]),
)
PANEL = Subject(
    section=SECTION,
    offered=by_name(OF_PANEL),
    find=NAMED[Panel].find,
    look=panel_at,
    person=lambda panel: None,
    name=panel_name,
    page=lambda panel: reverse("admin:panel", args=[panel.public_id]),
)
MEETING = Subject(
    section=SECTION,
    offered=OF_MEETING,
    find=NAMED[Meeting].find,
    look=meeting_at,
    person=lambda meeting: meeting.person,
    name=meeting_name,
    page=meeting_page,
)
INVITATION = Subject(
    section=SECTION,
    offered=by_name(OF_INVITATION),
    find=NAMED[Invitation].find,
    look=_invitation_at,
    person=lambda invitation: invitation.meeting.person,
    name=lambda invitation: f"{meeting_name(invitation.meeting)}: {invitation.agency}",
    page=lambda invitation: meeting_page(invitation.meeting),
)
ACTION = Subject(
    section=SECTION,
    offered=by_name(OF_ACTION),
    find=NAMED[Action].find,
    look=_action_at,
    person=lambda action: action.meeting.person,
    name=lambda action: f"{meeting_name(action.meeting)}: {action.text}",
    page=lambda action: meeting_page(action.meeting),
)
