"""What would stop the return of the reader's areas: the errors of its latest compilation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agencies.choices import Fact
from core.wording import spelt
from mappa.pages.listing import Cell, List, Narrowing, list_methods, show_list
from mappa.pages.people import name_cell
from mappa.pages.reader import Reader
from mappa.pages.sorting import Column
from nominals.models import Nominal
from reporting.choices import Severity
from reporting.models import Compilation
from reporting.rules.checks import Status
from reporting.services.naming import named_by, seen_behind, told
from reporting.services.opening import MAY_BE_FEWER
from reporting.services.stored import latest_of_areas


@dataclass(frozen=True, slots=True)
class Fault:
    """One error: what the check asks, what is wrong, and about whom whom the reader may see."""

    check: str
    expected: str
    sentence: str
    compilation: Compilation
    people: tuple[Nominal, ...]


@dataclass(frozen=True, slots=True)
class Stopping:
    """A check that failed, how often, and where its list is."""

    expected: str
    count: int
    note: str
    url: str


@dataclass(frozen=True, slots=True)
class Stops:
    """What would stop the return, what was looked at for it, and whom it names."""

    checks: list[Stopping]
    compilations: list[Compilation]
    people: frozenset[int]


def faults_shown(reader: Reader) -> tuple[list[Fault], list[Compilation]]:
    """The errors of the latest return of each of the reader's areas, without those about people
    whom the reader may not see alone, and these returns; two queries."""
    compilations = latest_of_areas([each.pk for each in reader.areas(Fact.FIGURES)])
    found = [(each, finding) for each in compilations for finding in _errors(each)]
    records = {record for _each, finding in found for record in named_by(finding)}
    seen = {str(each.public_id): each for each in seen_behind(records, reader.user, reader.on)}
    faults: list[Fault] = []
    for compilation, finding in found:
        faults += [
            Fault(
                finding["check"],
                finding["sentence"],
                fault["sentence"],
                compilation,
                tuple(seen[each] for each in fault["records"] if each in seen),
            )
            for fault in told(finding, seen.keys())
        ]
    return faults, compilations


def _errors(compilation: Compilation) -> Iterator[Mapping[str, Any]]:
    return (
        each
        for each in compilation.findings
        if each["status"] == Status.FAILED.value and each["severity"] == Severity.ERROR
    )


def stops(reader: Reader) -> Stops:
    """The checks that failed, in their order."""
    faults, compilations = faults_shown(reader)
    by_check: dict[str, list[Fault]] = {}
    for each in faults:
        by_check.setdefault(each.check, []).append(each)
    url = reverse("admin:stopping")
    checks = [
        Stopping(found[0].expected, len(found), _year(found[0]), f"{url}?check={check}")
        for check, found in by_check.items()
    ]
    people = {person.pk for each in faults for person in each.people}
    return Stops(checks, compilations, frozenset(people))


def _year(fault: Fault) -> str:
    compilation = fault.compilation
    day = spelt(timezone.localdate(compilation.as_known_at))
    return _("%(year)s, as known on %(day)s") % {"year": compilation.annual_return.year, "day": day}


@list_methods
@transaction.atomic
def stopping(request: HttpRequest) -> HttpResponse:
    """Each error, with the people concerned whom the reader may see."""
    reader = Reader(request)
    faults, _compilations = faults_shown(reader)
    offered = {each.check: each.expected for each in faults}
    check = Narrowing.chosen(request, "check", _("Check"), offered.items())
    found = [each for each in faults if check.value in ("", each.check)]
    return show_list(
        request,
        reader,
        List(
            title=_("What would stop the return"),
            act="list_findings",
            counted=lambda count: ngettext("%(n)s error", "%(n)s errors", count) % {"n": count},
            columns=[
                Column(_("Expected"), "expected", lambda each: each.expected),
                Column(_("Found"), "found", lambda each: each.sentence),
                Column(_("About"), "about", lambda each: _about(each).text, note=_("Born")),
                Column(
                    _("Return"),
                    "return",
                    lambda each: str(each.compilation.annual_return),
                    note=_("As known"),
                ),
            ],
            empty=_("No error that you may see stands in the latest return of your areas."),
            narrowings=[check],
            note=MAY_BE_FEWER,
        ),
        found,
        lambda each: [
            Cell(each.expected),
            Cell(each.sentence),
            _about(each),
            Cell(
                str(each.compilation.annual_return),
                reverse("compilation", args=[each.compilation.pk]),
                note=_year(each),
            ),
        ],
        people=lambda shown: (person.pk for each in shown for person in each.people),
    )


def _about(fault: Fault) -> Cell:
    if len(fault.people) == 1:
        return name_cell(fault.people[0])
    return Cell("; ".join(str(each) for each in fault.people) or _("the return"))
