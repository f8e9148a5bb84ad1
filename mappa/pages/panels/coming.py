"""The panels of the reader's areas, those to come and those that sat."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from agencies.choices import AREA_ROLES
from core.wording import spelt_with_weekday
from mappa.pages.listing import Cell, List, Narrowing, list_methods, show_list
from mappa.pages.nominal.acting import answer_form
from mappa.pages.panels.acts import PLAN
from mappa.pages.panels.subjects import NEW_PANEL, SECTION
from mappa.pages.reader import Reader
from mappa.pages.sitting import meetings_shown
from mappa.pages.sorting import Column
from mappa.pages.wording import how_far
from meetings.models import Panel
from nominals.rules.levels import LEVELS_WITH_MEETINGS

PAST = "past"


@list_methods
@transaction.atomic
def panels(request: HttpRequest) -> HttpResponse:
    """The panels of the areas that the reader co-ordinates, the next first; or those that sat, the
    last first. A number of meetings counts those that the reader may see."""
    reader = Reader(request)
    when = Narrowing.chosen(request, "when", _("Sits"), [(PAST, _("in the past"))], _("to come"))
    levels = [(each.value, each.label) for each in LEVELS_WITH_MEETINGS]
    level = Narrowing.chosen(request, "level", _("Level"), levels)
    found = Panel.objects.visible_to(reader.user, on=reader.on).select_related("area", "chair")
    if when.value == PAST:
        found = found.filter(held_on__lt=reader.on).order_by("-held_on", "-starts_at", "-pk")
    else:
        found = found.filter(held_on__gte=reader.on).order_by("held_on", "starts_at", "pk")
    if level.value:
        found = found.filter(level=int(level.value))
    counts: Counter[int] = Counter()

    def people(shown: list[Any]) -> list[int]:
        held = meetings_shown(reader).filter(panel__in=[each.pk for each in shown])
        rows = list(held.order_by().values_list("panel", "person"))
        counts.update(panel for panel, _person in rows)
        return [person for _panel, person in rows]

    return show_list(
        request,
        reader,
        List(
            title=_("Panels"),
            act="list_panels",
            counted=lambda count: ngettext("%(n)s panel", "%(n)s panels", count) % {"n": count},
            columns=[
                Column(_("Sits"), "sits", ["held_on", "starts_at"], note=_("How far")),
                Column(_("Level"), "level", ["level"], note=_("Area")),
                _("Meetings"),
                Column(_("Place"), "place", ["place"], note=_("How")),
                _("Chair"),
            ],
            empty=_("No panel. One is planned with a day, a level, a place and a chair.")
            if may_plan(reader)
            else _("Panels are kept by the co-ordinator. Your meetings stand under Today."),
            narrowings=[when, level],
            section=SECTION,
            doors=[(_("Plan a panel"), reverse("admin:plan_panel"))] if may_plan(reader) else [],
        ),
        found,
        lambda each: _row(each, counts[each.pk], reader),
        people=people,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest) -> HttpResponse:
    """The form by which a panel is planned, and once it is sent the panel.

    Raises:
        Http404: if the reader co-ordinates no area.
    """
    reader = Reader(request)
    if not may_plan(reader):
        raise Http404("There is no such act.")
    return answer_form(request, NEW_PANEL, PLAN, reader, None)


def may_plan(reader: Reader) -> bool:
    """Whether the reader co-ordinates or administers an area."""
    return any(each.role in AREA_ROLES for each in reader.memberships)


def _row(panel: Panel, count: int, reader: Reader) -> list[Cell]:
    day = spelt_with_weekday(panel.held_on)
    url = reverse("admin:panel", args=[panel.public_id])
    state = _("cancelled") if panel.cancelled_on else how_far(panel.held_on, reader.on)
    level = str(panel.get_level_display())
    return [
        Cell(f"{day}, {panel.starts_at:%H:%M}", url, note=state),
        Cell(level, note=str(panel.area)),
        Cell(str(count)),
        Cell(panel.place, note=str(panel.get_mode_display())),
        Cell(panel.chair.get_full_name() or panel.chair.username if panel.chair else _("nobody")),
    ]
