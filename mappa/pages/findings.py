"""The findings of a return: errors first, each with those behind it whom the reader may see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from mappa.pages.listing import Cell, List, show_list
from mappa.pages.people import name_cell
from mappa.pages.reader import Reader
from mappa.pages.sorting import Column
from nominals.models import Nominal
from nominals.services.records import survivors_of
from reporting.choices import Severity
from reporting.models import Compilation
from reporting.rules.checks import Status
from reporting.services.naming import named_by, seen_behind, told
from reporting.services.opening import MAY_BE_FEWER

NAMED = 5
"""People whom the page of a return names for each finding."""

Stored = Sequence[Mapping[str, Any]]
"""What the checks found, as it is stored."""


@dataclass(frozen=True, slots=True)
class Found:
    """A check that failed: the faults of it that are told to the reader, what is wrong, and the
    first of those concerned whom he or she may see, of how many."""

    severity: Severity
    identifier: str
    expected: str
    faults: int
    said: Sequence[str]
    people: Sequence[Cell]
    seen: int

    @property
    def more(self) -> int:
        """How many more of those concerned the reader may see."""
        return self.seen - len(self.people)


def failed(findings: Stored) -> list[Mapping[str, Any]]:
    """The checks that failed, errors first."""
    found = (each for each in findings if each["status"] == Status.FAILED.value)
    return sorted(found, key=lambda each: (each["severity"] != Severity.ERROR, each["check"]))


def has_failed(findings: Stored, severity: Severity) -> bool:
    """Whether a check of `severity` failed, about whomever."""
    return any(each["severity"] == severity.value for each in failed(findings))


def not_made(findings: Stored) -> list[str]:
    """The checks that could not be made, each with the reason."""
    return [
        f"{each['sentence'].rstrip('.')}: {each['reason']}."
        for each in findings
        if each["status"] == Status.NOT_MADE.value
    ]


def people_behind(findings: Stored, reader: Reader) -> dict[str, Nominal]:
    """Whom the findings name and the reader may see, by the opaque id of the record named: what
    stands for it today; a number of queries that does not depend on how many there are."""
    records = {record for each in findings for record in named_by(each)}
    shown = seen_behind(records, reader.user, reader.on)
    seen = {pk: str(public_id) for pk, public_id in shown.values_list("pk", "public_id")}
    standing = survivors_of(seen)
    people = Nominal.objects.in_bulk(set(standing.values()))
    return {public_id: people[standing[pk]] for pk, public_id in seen.items()}


def shown_findings(findings: Stored, people: Mapping[str, Nominal]) -> dict[str, Any]:
    """What the page of a return says of its findings, naming only those among `people`."""
    return {
        "findings": [_found(each, people) for each in failed(findings)],
        "not_made": not_made(findings),
        "errors_stop": has_failed(findings, Severity.ERROR),
        "may_be_fewer": MAY_BE_FEWER,
    }


def _found(finding: Mapping[str, Any], people: Mapping[str, Nominal]) -> Found:
    concerned = _without_repeats(people[each] for each in named_by(finding) if each in people)
    faults = told(finding, people.keys())
    return Found(
        severity=Severity(finding["severity"]),
        identifier=finding["check"],
        expected=finding["sentence"],
        faults=len(faults),
        said=list(dict.fromkeys(each["sentence"] for each in faults))[:NAMED],
        people=[name_cell(each) for each in concerned[:NAMED]],
        seen=len(concerned),
    )


def _without_repeats(people: Iterable[Nominal]) -> list[Nominal]:
    return sorted(
        {each.pk: each for each in people}.values(), key=lambda each: (str(each), each.pk)
    )


@require_safe
@transaction.atomic
def people_of_finding(request: HttpRequest, compilation: int, check: str) -> HttpResponse:
    """Every fault that a check found, with those concerned whom the reader may see.

    Raises:
        Http404: if there is no such compilation, or the check did not fail.
    """
    reader = Reader(request)
    stored = (
        Compilation.objects.select_related("annual_return__area").filter(pk=compilation).first()
    )
    findings = failed(stored.findings) if stored is not None else []
    finding = next((each for each in findings if each["check"] == check), None)
    if stored is None or finding is None:
        raise Http404("There is no such finding.")
    people = people_behind([finding], reader)
    rows: list[tuple[Mapping[str, Any], Nominal | None]] = [
        (fault, person)
        for fault in finding["faults"]
        for person in _without_repeats(people[each] for each in fault["records"] if each in people)
    ]
    rows += [(fault, None) for fault in finding["faults"] if not fault["records"]]
    return show_list(
        request,
        reader,
        List(
            act="open_finding",
            detail={"compilation": stored.pk, "check": check},
            title=_("Expected: %(sentence)s") % {"sentence": finding["sentence"]},
            counted=lambda count: (
                ngettext("%(n)s entry is shown to you", "%(n)s entries are shown to you", count)
                % {"n": count}
            ),
            columns=[
                Column(_("About"), note=_("Born")),
                Column(_("Found"), "found", lambda each: each[0]["sentence"]),
                _("Cells"),
            ],
            empty=_("No fault about anybody whom you may see."),
            note=MAY_BE_FEWER,
            section="returns",
            path=[
                (_("Returns"), reverse("returns")),
                (str(stored), reverse("compilation", args=[stored.pk])),
            ],
            said=[_grave(finding)],
        ),
        rows,
        lambda each: [
            Cell(_("the return")) if each[1] is None else name_cell(each[1]),
            Cell(each[0]["sentence"]),
            Cell(", ".join(each[0]["cells"])),
        ],
        people=lambda shown: (person.pk for _fault, person in shown if person is not None),
    )


def _grave(finding: Mapping[str, Any]) -> str:
    if finding["severity"] == Severity.ERROR:
        return _("An error: it stops the seal of the return.")
    return _("A warning: the return can be sealed with it.")
