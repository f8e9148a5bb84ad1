"""Today: the first page after the sign-in, and what it counts."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from agencies.choices import Fact
from agencies.services.settings import rule_settings
from core.wording import spelt, spelt_with_weekday
from mappa.pages.attending import attended
from mappa.pages.emergency import may_open
from mappa.pages.levels import HEIGHT, WIDTH, caseload
from mappa.pages.owed import SOON, Owed, duties_shown, owed
from mappa.pages.reader import Reader
from mappa.pages.sitting import Sittings, sittings
from mappa.pages.stopping import stops
from mappa.pages.waiting import waiting
from nominals.choices import DutyKind

RELEASES = DutyKind.LEVEL_BEFORE_RELEASE


@require_safe
@transaction.atomic
def today(request: HttpRequest) -> HttpResponse:
    """What the reader has to do, each number with the list behind it; a part is left out where no
    role of the reader is shown its facts. One entry in the log names everybody counted."""
    reader = Reader(request)
    shown: dict[str, Any] = {}
    counted: set[int] = set()
    if reader.is_told(Fact.DUTIES):
        shown["owed"] = due = owed(reader, rule_settings().holidays)
        released = set(duties_shown(reader).filter(kind=RELEASES).values_list("pk", "nominal"))
        shown["releases"] = len(released)
        counted |= due.people | {person for _pk, person in released}
    if reader.is_told(Fact.PLAN):
        shown["sittings"] = sits = sittings(reader)
        counted |= sits.people
    shown["waiting"] = waits = waiting(reader)
    counted |= {person for each in waits for person in each.people}
    if reader.is_told(Fact.LEVELS):
        shown["caseload"] = load = caseload(reader)
        counted |= load.people
    if reader.is_told(Fact.FIGURES):
        shown["stops"] = errors = stops(reader)
        shown["attended"] = rates = attended(reader)
        counted |= errors.people | {person for each in rates for person in each.people}
    reader.log("show_today", counted, on=reader.on.isoformat())
    return render(
        request,
        "mappa/today.html",
        {
            "section": "today",
            "day": spelt_with_weekday(reader.on),
            "soon": spelt(reader.on + SOON),
            "lead": _lead(shown.get("owed"), shown.get("sittings"), reader),
            "memberships": reader.memberships,
            "may_open": may_open(reader),
            "may_read_log": reader.is_told(Fact.AUDIT),
            "releases_url": f"{reverse('admin:duties')}?kind={RELEASES.value}",
            "drawing": f"0 0 {WIDTH} {HEIGHT}",
            **shown,
        },
    )


def _lead(due: Owed | None, sits: Sittings | None, reader: Reader) -> str:
    """The sentence that somebody came for."""
    said = []
    if due is not None:
        count = due.overdue_count
        overdue = ngettext("%(n)s duty overdue", "%(n)s duties overdue", count) % {"n": count}
        until = {"n": due.soon_count, "day": spelt(reader.on + SOON)}
        said.append(overdue + ", " + _("%(n)s due by %(day)s.") % until)
    if sits is not None and sits.days:
        first = sits.days[0]
        count = first.meetings
        said.append(
            _("Panel %(far)s: ") % {"far": first.far}
            + ngettext("%(n)s meeting", "%(n)s meetings", count) % {"n": count}
            + _missing(len(first.papers.missing))
        )
    elif sits is not None:
        said.append(_("No panel within seven days."))
    return " ".join(said)


def _missing(count: int) -> str:
    if not count:
        return "."
    return ngettext(", %(n)s paper missing.", ", %(n)s papers missing.", count) % {"n": count}
