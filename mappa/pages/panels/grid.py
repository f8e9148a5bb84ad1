"""The attendance grid: meetings down, agencies across, saved in one go."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.forms.boundfield import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from agencies.models import Agency
from core.api.caller import Caller
from mappa.pages.nominal.acting import done_once, kept
from mappa.pages.nominal.forms import ActForm
from mappa.pages.panels.acts import OF_INVITATION, by_name
from mappa.pages.panels.panel import Row, rows_of, versions_of
from mappa.pages.panels.subjects import INVITATION, SECTION, panel_at, panel_name
from mappa.pages.reader import Reader
from meetings.choices import PRESENT, Outcome
from meetings.models import Attendance, Invitation
from nominals.rules.levels import LEVELS_WITH_MEETINGS

KEYS = {
    Outcome.ATTENDED: ("a", gettext_lazy("attended")),
    Outcome.DEPUTY: ("d", gettext_lazy("deputy")),
    Outcome.REPORT_ONLY: ("r", gettext_lazy("report only")),
    Outcome.APOLOGIES: ("x", gettext_lazy("apologies")),
    Outcome.NO_SHOW: ("n", gettext_lazy("no show")),
    Outcome.NOT_REQUIRED: ("-", gettext_lazy("not required")),
}
"""The key that chooses an outcome in the grid, and its word."""

_F = TypeVar("_F", bound=ActForm)

CHOICES = [(outcome.value, f"{key} {word}") for outcome, (key, word) in KEYS.items()]
RECORD = by_name(OF_INVITATION)["record-attendance"]
GRID = replace(RECORD, choices={"outcome": CHOICES}, starts=None)
SENIOR_LEVEL = max(LEVELS_WITH_MEETINGS).value


class Cell(ActForm):
    """How one agency took part in one meeting."""

    def __init__(
        self,
        caller: Caller,
        invitation: Invitation,
        reader: Reader,
        data: Any,
        *,
        held: Attendance | None,
        **more: Any,
    ) -> None:
        self.held = held
        said = {True: "yes", False: "no", None: ""}
        super().__init__(
            GRID,
            caller,
            invitation,
            reader.on,
            data,
            prefix=f"at-{invitation.pk}",
            initial={}
            if held is None
            else {
                "outcome": held.outcome,
                "name": held.name,
                "grade": held.grade,
                "is_senior_enough": said[held.is_senior_enough],
            },
            version_of=f"version-{invitation.meeting_id}",
            **more,
        )
        self.fields["outcome"].required = held is not None
        if held is not None:
            self.fields["outcome"].choices = self.fields["outcome"].choices[1:]  # type: ignore[attr-defined]
        for name, label in (("name", _("Who came")), ("grade", _("Grade"))):
            self.fields[name].label = label
            self.fields[name].widget.attrs["placeholder"] = label
        self.fields["is_senior_enough"].label = _("Senior enough")

    @property
    def who(self) -> list[BoundField]:
        """Who was at the table, and for a Level 3 meeting whether senior enough."""
        is_senior = self.target.meeting.panel.level == SENIOR_LEVEL
        return [self[each] for each in ("name", "grade", *["is_senior_enough"][:is_senior])]

    @property
    def took_part(self) -> str:
        """How the agency took part as recorded, and who came."""
        if self.held is None:
            return ""
        word = str(self.held.get_outcome_display()).lower()
        return f"{word}, {self.held.name}" if self.held.name else word

    @property
    def is_for(self) -> str:
        """Which agency, at which meeting."""
        meeting = self.target.meeting
        return f"{self.target.agency}, {meeting.person}, {meeting.starts_at:%H:%M}"


def remembering(kind: type[_F], *given: Any, **more: Any) -> _F:
    """A form among others of a page, done only where something was typed in it. It remembers what
    its fields held when they were read, so that what somebody else saved since is not taken for
    typed here. `given` is what the form is made of, last what was sent."""
    form = kind(*given, empty_permitted=True, **more)
    for each in form.fields.values():
        each.show_hidden_initial = True
    if form.is_bound and not form.has_changed():
        *rest, _sent = given
        return remembering(kind, *rest, None, **more)
    return form


@dataclass(frozen=True, slots=True)
class Column:
    """An agency, and who came for it to all of its meetings unless a cell says otherwise."""

    agency: Agency
    name: str
    grade: str
    is_senior: str

    @property
    def prefix(self) -> str:
        """Before the names of its fields."""
        return f"all-{self.agency.pk}"


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of some meetings, by meeting and agency."""

    columns: list[Column]
    lines: list[tuple[Row, list[Cell | None]]]

    def cells(self) -> Iterator[Cell]:
        """All of them."""
        for _row, cells in self.lines:
            yield from (each for each in cells if each is not None)

    def changed(self) -> list[Cell]:
        """Those that were filled in or changed."""
        return [each for each in self.cells() if each.has_changed()]

    @property
    def wrong(self) -> list[tuple[Cell, str]]:
        """What is wrong, cell by cell."""
        return [(cell, sentence) for cell in self.cells() for _field, sentence in cell.summary()]


def grid_of(rows: Sequence[Row], reader: Reader, data: Any = None) -> Grid:
    """The grid of meetings whose invitations were sent; two queries. `data` is what was sent: where
    a cell says that its agency attended and not by whom, whoever came for the column did."""
    meetings = {each.meeting.pk: each.meeting for each in rows}
    sent = (
        Invitation.objects.visible_to(reader.user, on=reader.on)
        .sent()
        .filter(meeting__in=list(meetings))
        .select_related("agency")
        .order_by("agency__name", "pk")
    )
    invitations = list(sent)
    seen = Attendance.objects.visible_to(reader.user, on=reader.on)
    keys = [each.pk for each in invitations]
    known = {each.invitation_id: each for each in seen.filter(invitation__in=keys)}
    caller = Caller(reader.user, agency=reader.agency)
    by_meeting: defaultdict[int, dict[int, Cell]] = defaultdict(dict)
    agencies: dict[int, Agency] = {}
    filled = None if data is None else _filled(data, invitations)
    for each in invitations:
        each.meeting = meetings[each.meeting_id]
        agencies[each.agency_id] = each.agency
        cell = remembering(Cell, caller, each, reader, filled, held=known.get(each.pk))
        by_meeting[each.meeting_id][each.agency_id] = cell
    return Grid(
        [
            Column(agency, *(_said(data, agency, name) for name in ("name", "grade", "senior")))
            for agency in agencies.values()
        ],
        [(row, [by_meeting[row.meeting.pk].get(agency) for agency in agencies]) for row in rows],
    )


def _said(data: Mapping[str, str] | None, agency: Agency, name: str) -> str:
    return "" if data is None else data.get(f"all-{agency.pk}-{name}", "").strip()


def _filled(data: Any, invitations: Collection[Invitation]) -> Any:
    """What was sent, with whoever came for the agency where a cell names nobody."""
    found = data.copy()
    for each in invitations:
        at = f"at-{each.pk}-"
        is_present = found.get(f"{at}outcome") == Outcome.ATTENDED
        if is_present and not found.get(f"{at}name", "").strip():
            found[f"{at}name"] = _said(data, each.agency, "name")
            found[f"{at}grade"] = _said(data, each.agency, "grade")
            if _said(data, each.agency, "senior"):
                found[f"{at}is_senior_enough"] = "yes"
        if found.get(f"{at}outcome") not in PRESENT:
            for name in ("name", "grade", "is_senior_enough"):
                found[f"{at}{name}"] = ""
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def attendance(request: HttpRequest, key: UUID) -> HttpResponse:
    """How agencies take part in the meetings of a panel; once it is sent, all that changed.

    Raises:
        Http404: for none, and for a panel of an area that the reader does not co-ordinate.
    """
    reader = Reader(request)
    found = panel_at(request, reader, key)
    rows = [each for each in rows_of(found, reader) if each.meeting.cancelled_on is None]
    open_rows = [each for each in rows if not each.meeting.person.is_restricted]
    hidden = kept(request.POST, versions_of(rows))
    grid = grid_of(open_rows, reader, request.POST if request.method == "POST" else None)
    if request.method == "POST":
        changed = grid.changed()
        if not changed or done_once(changed, hidden, request.path, INVITATION):
            messages.success(request, _("Attendance is saved."))
            return redirect("admin:panel_attendance", found.public_id)
    _log(reader, rows, str(found.public_id))
    return render(
        request,
        "mappa/attendance_grid.html",
        {
            "section": SECTION,
            "panel": found,
            "title": panel_name(found),
            "grid": grid,
            "restricted": [each for each in rows if each not in open_rows],
            "hidden": hidden,
            "keys": KEYS.values(),
            "is_senior": found.level == SENIOR_LEVEL,
        },
    )


@transaction.atomic
def _log(reader: Reader, rows: Sequence[Row], panel: str) -> None:
    reader.log("show_attendance", (each.meeting.person_id for each in rows), panel=panel)
