"""A meeting: its record, what one must see while it is written, and what it may come to next."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mappa.pages.nominal.acting import done_once, kept
from mappa.pages.nominal.looking import purposed
from mappa.pages.panels.acts import OF_MEETING, menu
from mappa.pages.panels.bars import bars_of
from mappa.pages.panels.beside import beside
from mappa.pages.panels.grid import SENIOR_LEVEL
from mappa.pages.panels.panel import Row
from mappa.pages.panels.record import ACTION, Desk
from mappa.pages.panels.state import state_word, states_of
from mappa.pages.panels.subjects import MEETING, SECTION, meeting_at, meeting_name, meeting_page
from mappa.pages.reader import Reader
from mappa.pages.sitting import Papers, papers_of
from mappa.pages.wording import spelt_with_distance
from meetings.models import Invitation, Meeting, Panel
from meetings.rules.parts import CONDUCTING, Part
from meetings.services.acts import named, standing_in
from meetings.services.distribution import distribution_of


@require_http_methods(["GET", "HEAD", "POST"])
def meeting(request: HttpRequest, key: UUID) -> HttpResponse:
    """A meeting that the reader may see; once its record is sent, all that was typed is saved.

    Raises:
        Http404: for none, and for one that the reader may not see.
    """
    reader = Reader(request)
    found = meeting_at(request, reader, key)
    if isinstance(found, HttpResponse):
        return found
    sent = request.POST if "key" in request.POST else None
    page = Page(request, reader, found, sent)
    if sent is None:
        return page.shown()
    saved = page.save()
    if saved is None:
        return page.shown()
    messages.success(request, saved)
    then = request.POST.get("then", "")
    if found.person.is_restricted and not then:
        # Going on to an address would ask for the purpose again after each line.
        return Page(request, reader, found, None).shown(at=page.line)
    if then in OF_MEETING:
        return redirect("admin:act_on_meeting", found.public_id, then)
    if page.line:
        return redirect(f"{meeting_page(found)}?at={page.line}")
    return redirect(meeting_page(found))


class Page:
    """The page of a meeting for a reader, with what was sent of it."""

    def __init__(
        self, request: HttpRequest, reader: Reader, found: Meeting, sent: QueryDict | None
    ) -> None:
        found.refresh_from_db()
        self.request, self.reader, self.meeting = request, reader, found
        standing = standing_in(found, reader.user, on=reader.on)
        self.parts, self.agencies = standing.parts, standing.agencies
        conducted = Meeting.objects.conducted_by(reader.user, on=reader.on)
        self.is_shown = conducted.filter(pk=found.pk).exists()
        self.row = _row(found, reader)
        self.conducts = bool(self.parts & CONDUCTING)
        self.record = Desk(self.row, reader, sent).record(
            takes_part=self.conducts, conducts=self.conducts, is_shown=self.is_shown
        )
        versions = {f"version-{found.pk}": str(found.version)}
        purpose = {"purpose": request.POST.get("purpose", "")}
        self.hidden = kept(purpose if sent is None else sent, versions)
        self.line = ""

    def save(self) -> str | None:
        """Do all that was typed, or nothing; what is said of it, and `None` where it is
        refused."""
        changed = self.record.changed()
        if changed and done_once(changed, self.hidden, self.request.path, MEETING) is None:
            return None
        lines = [each.prefix for each in changed if str(each.prefix).startswith(ACTION)]
        self.line = str(lines[-1]) if lines else ""
        return _("Saved.") if changed else _("There was nothing to save.")

    def shown(self, at: str = "") -> HttpResponse:
        """The page."""
        return self._render(at or self.request.GET.get("at", ""))

    @transaction.atomic
    def _render(self, at: str) -> HttpResponse:
        found, reader, row = self.meeting, self.reader, self.row
        seen = Panel.objects.visible_to(reader.user, on=reader.on)
        wrong = list(self.record.wrong())
        for each in self.record.pillars:
            if each.give is not None and each.at == at:
                each.give.fields["wanted-text"].widget.attrs["autofocus"] = True
        return render(
            self.request,
            "mappa/meeting.html",
            {
                "section": SECTION,
                "meeting": found,
                "title": meeting_name(found),
                "panel": seen.filter(pk=found.panel_id).first(),
                "lead": self._lead(),
                "row": row,
                "record": self.record,
                "wrong": wrong,
                "hidden": self.hidden,
                "at": at,
                "today": reader.on,
                "beside": beside(found, reader, self.hidden["purpose"]),
                "acts": menu(self.parts, row.state),
                "steps": self._steps(),
                "agencies": self.agencies,
                "convenes": Part.CO_ORDINATOR in self.parts,
                "conducts": self.conducts,
                "is_shown": self.is_shown,
                "is_senior": found.panel.level == SENIOR_LEVEL,
                "documents": self._documents(),
            },
        )

    def _lead(self) -> str:
        found, row = self.meeting, self.row
        when = {
            "level": found.panel.get_level_display(),
            "day": spelt_with_distance(found.panel.held_on, self.reader.on),
            "from": f"{found.starts_at:%H:%M}",
            "to": f"{found.ends_at:%H:%M}",
        }
        said = [_("%(level)s, %(day)s, %(from)s to %(to)s.") % when]
        for user, sentence in (
            (found.chair, _("Chair %(who)s.")),
            (found.minute_taker, _("Minutes %(who)s.")),
        ):
            if user is not None:
                said.append(sentence % {"who": named(user)})
        said.append(f"{row.word.capitalize()}.")
        if row.bars:
            said.append(_("Closing waits for: %(what)s.") % {"what": row.bars})
        return " ".join(said)

    def _steps(self) -> list[Any]:
        """What the record comes to next: to close it, have it approved, issue it."""
        last = ("close-meeting", "approve-minutes", "issue-minutes")
        offers = [each for _title, group in menu(self.parts, self.row.state) for each in group]
        return [each for each in offers if each.act.name in last]

    def _documents(self) -> list[tuple[str, str]]:
        """The documents that the reader may read, as they now stand."""
        if self.meeting.person.is_restricted:
            return []  # each asks for a purpose, which no link can say
        kinds = [("agenda", _("Agenda"))]
        if self.is_shown and self.row.state.has_begun:
            kinds += [
                ("minutes", _("Minutes")),
                ("executive_summary", _("Executive summary")),
                ("action_list", _("Action list")),
            ]
        door = f"/api/v1/meetings/{self.meeting.public_id}/document/"
        return [(f"{door}?kind={kind}&as=pdf", word) for kind, word in kinds]


def _row(found: Meeting, reader: Reader) -> Row:
    state = states_of([found], reader.on)[found.pk]
    standing = Invitation.objects.visible_to(reader.user, on=reader.on).standing()
    sent = list(standing.filter(meeting=found).values_list("sent_on", flat=True))
    return Row(
        meeting=found,
        state=state,
        word=state_word(found, state),
        papers=papers_of(reader, [found.pk]).get(found.pk, Papers()),
        invited=len(sent),
        unsent=sent.count(None),
        lacks_core=False,
        bars=bars_of([found], reader).get(found.pk, ""),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def distribution(request: HttpRequest, key: UUID) -> HttpResponse:
    """To whom the minutes of a meeting went, which mailboxes were told, and who opened them.

    Raises:
        Http404: for none, and for one that the reader does not conduct.
    """
    reader = Reader(request)
    found = purposed(
        request,
        reader,
        lambda looking: distribution_of(text=str(key), looking=looking),
        section=SECTION,
    )
    if isinstance(found, HttpResponse):
        return found
    named_meeting = Meeting.objects.select_related("panel", "person").get(public_id=key)
    context = {
        "section": SECTION,
        "versions": found,
        "title": meeting_name(named_meeting),
        "page": meeting_page(named_meeting),
    }
    return render(request, "mappa/distribution.html", context)
