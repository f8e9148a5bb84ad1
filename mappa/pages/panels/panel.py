"""A panel: its meetings in order of time, who waits for one, clashes, and steps for all at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from core.api.caller import Caller
from core.wording import spelt
from mappa.pages.nominal.acting import done_once, kept
from mappa.pages.nominal.forms import ActForm
from mappa.pages.nominal.offers import Offer
from mappa.pages.panels.acts import INVITE_CORE, OF_PANEL, PLACE, SEND, State, by_name
from mappa.pages.panels.bars import bars_of
from mappa.pages.panels.clashes import clashes_of
from mappa.pages.panels.placing import placeable
from mappa.pages.panels.state import state_word, states_of
from mappa.pages.panels.subjects import MEETING, SECTION, panel_at, panel_name
from mappa.pages.reader import Reader
from mappa.pages.sitting import Papers, papers_of
from mappa.pages.wording import how_far
from meetings.models import CoreMembership, Invitation, Meeting, Panel

FOR_ALL = by_name([INVITE_CORE, SEND])
"""What may be done about every meeting of a panel in one step."""


@dataclass(slots=True)
class Row:
    """A meeting on the page of its panel."""

    meeting: Meeting
    state: State
    word: str
    papers: Papers
    invited: int
    unsent: int
    lacks_core: bool
    bars: str


@require_http_methods(["GET", "HEAD", "POST"])
def panel(request: HttpRequest, key: UUID) -> HttpResponse:
    """A panel with the meetings of it that the reader may see; a step for all of them once it is
    sent.

    Raises:
        Http404: for none, and for one of an area that the reader does not co-ordinate.
    """
    reader = Reader(request)
    found = panel_at(request, reader, key)
    rows = rows_of(found, reader)
    hidden = kept(request.POST, versions_of(rows))
    wrong: list[str] = []
    if request.method == "POST":
        offer = FOR_ALL.get(request.POST.get("all", ""))
        if offer is None:
            raise Http404("There is no such act.")
        wrong = _done_for_all(request, reader, offer, rows, hidden)
        if not wrong:
            messages.success(request, str(offer.done))
            return redirect("admin:panel", found.public_id)
    return _page(request, reader, found, rows, hidden, wrong)


def versions_of(rows: Iterable[Row]) -> dict[str, str]:
    """The version of each meeting, as forms send it along."""
    return {f"version-{each.meeting.pk}": str(each.meeting.version) for each in rows}


def rows_of(found: Panel, reader: Reader) -> list[Row]:
    """The meetings of a panel that the reader may see, in order of time; a constant number of
    queries."""
    meetings = list(
        Meeting.objects.visible_to(reader.user, on=reader.on)
        .filter(panel=found)
        .select_related("panel__area", "person", "chair", "minute_taker")
        .order_by("starts_at", "pk")
    )
    keys = [each.pk for each in meetings]
    papers, states = papers_of(reader, keys), states_of(meetings, reader.on)
    bars = bars_of(meetings, reader)
    core = CoreMembership.objects.on(found.held_on).filter(area=found.area, level=found.level)
    members = set(core.values_list("agency", flat=True))
    invited: dict[int, dict[int, bool]] = {key: {} for key in keys}
    standing = Invitation.objects.visible_to(reader.user, on=reader.on).standing()
    for meeting, agency, sent_on in standing.filter(meeting__in=keys).values_list(
        "meeting", "agency", "sent_on"
    ):
        invited[meeting][agency] = sent_on is not None
    return [
        Row(
            meeting=each,
            state=states[each.pk],
            word=state_word(each, states[each.pk]),
            papers=papers.get(each.pk, Papers()),
            invited=len(invited[each.pk]),
            unsent=sum(not is_sent for is_sent in invited[each.pk].values()),
            lacks_core=bool(members - invited[each.pk].keys()),
            bars=bars.get(each.pk, ""),
        )
        for each in meetings
    ]


@transaction.atomic
def _page(
    request: HttpRequest,
    reader: Reader,
    found: Panel,
    rows: list[Row],
    hidden: dict[str, str],
    wrong: list[str],
) -> HttpResponse:
    is_open = found.cancelled_on is None and (found.held_on >= reader.on or found.is_emergency)
    waiting = placeable(reader.user, found, reader.on) if is_open else []
    people = {each.meeting.person_id for each in rows} | {each.person.pk for each in waiting}
    reader.log("show_panel", people, panel=str(found.public_id))
    planned = [each for each in rows if each.state.is_planned]
    return render(
        request,
        "mappa/panel.html",
        {
            "section": SECTION,
            "panel": found,
            "title": panel_name(found),
            "lead": _lead(found, rows, reader),
            "rows": rows,
            "waiting": waiting,
            "clashes": clashes_of(found, reader),
            "offers": [each for each in OF_PANEL if found.cancelled_on is None],
            "place": PLACE,
            "hidden": hidden,
            "wrong": wrong,
            "invite_core": INVITE_CORE if any(each.lacks_core for each in planned) else None,
            "send": SEND if any(each.unsent for each in planned) else None,
            "has_begun": found.held_on <= reader.on,
        },
    )


def _lead(found: Panel, rows: list[Row], reader: Reader) -> str:
    """When and where it sits, how many meetings, and what is missing."""
    if found.cancelled_on is not None:
        said = {"day": spelt(found.cancelled_on), "why": found.cancelled_because}
        return _("Cancelled on %(day)s: %(why)s") % said
    held = [each for each in rows if each.meeting.cancelled_on is None]
    count = len(held)
    told = [
        f"{how_far(found.held_on, reader.on).capitalize()}, {found.starts_at:%H:%M}.",
        ngettext("%(n)s meeting.", "%(n)s meetings.", count) % {"n": count},
    ]
    asked, missing = (
        sum(len(each) for each in lists)
        for lists in ([x.papers.asked for x in held], [x.papers.missing for x in held])
    )
    if asked:
        told.append(_("Papers %(in)s of %(asked)s.") % {"in": asked - missing, "asked": asked})
    if unsent := sum(each.unsent for each in held):
        sentence = ngettext("%(n)s invitation not sent.", "%(n)s invitations not sent.", unsent)
        told.append(sentence % {"n": unsent})
    return " ".join(told)


def _done_for_all(
    request: HttpRequest, reader: Reader, offer: Offer, rows: list[Row], hidden: dict[str, str]
) -> list[str]:
    """Do an act on each meeting for which there is something to do, all of them or none; answers
    what is wrong."""
    caller = Caller(reader.user, agency=reader.agency)
    planned = [each for each in rows if each.state.is_planned]
    to_do = [each for each in planned if (each.lacks_core if offer is INVITE_CORE else each.unsent)]
    given = {} if offer is INVITE_CORE else {"on": spelt(reader.on)}
    forms = [
        ActForm(
            offer,
            caller,
            each.meeting,
            reader.on,
            {f"{each.meeting.pk}-{name}": value for name, value in given.items()},
            prefix=str(each.meeting.pk),
            version_of=f"version-{each.meeting.pk}",
        )
        for each in to_do
    ]
    if not forms or done_once(forms, hidden, request.path, MEETING) is not None:
        return []
    return [
        f"{form.target.person}: {sentence}" for form in forms for _field, sentence in form.summary()
    ]
