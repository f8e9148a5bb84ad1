"""What is owed: overdue and due soon by kind, and the list of duties behind each number."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Case, OuterRef, When
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from agencies.choices import AgencyKind, Fact
from agencies.services.settings import rule_settings
from core.wording import spelt
from mappa.pages.listing import Cell, List, Narrowing, list_methods, show_list
from mappa.pages.people import name_cell
from mappa.pages.reader import Reader
from mappa.pages.sorting import Column, labelled
from mappa.pages.wording import how_late, spelt_with_distance
from nominals.choices import Debtor, DutyKind
from nominals.models import Duty
from nominals.querysets.duties import DutyQuerySet
from nominals.querysets.sight import sight

SOON = timedelta(days=7)
"""How far a co-ordinator looks ahead on the first page."""

WHEN = [
    ("overdue", gettext_lazy("overdue")),
    ("soon", gettext_lazy("due within seven days")),
    ("later", gettext_lazy("due later")),
]


@dataclass(frozen=True, slots=True)
class KindOfDuty:
    """How many duties of a kind there are, and what to say of the most pressing."""

    label: str
    count: int
    note: str
    url: str


@dataclass(frozen=True, slots=True)
class Owed:
    """What is owed, by kind, and whose duties they are."""

    overdue: list[KindOfDuty]
    soon: list[KindOfDuty]
    people: frozenset[int]

    @property
    def overdue_count(self) -> int:
        """How many are overdue."""
        return sum(each.count for each in self.overdue)

    @property
    def soon_count(self) -> int:
        """How many are due soon."""
        return sum(each.count for each in self.soon)


def duties_shown(reader: Reader) -> DutyQuerySet[Duty]:
    """The open duties that the reader is shown."""
    return Duty.objects.open_on(reader.on).shown_to(reader.user, on=reader.on)


def owed(reader: Reader, holidays: Collection[date]) -> Owed:
    """What is overdue and due soon; one query."""
    found = duties_shown(reader).due_by(reader.on + SOON).order_by("due_on", "kind", "pk")
    overdue: dict[str, list[date]] = {}
    soon: dict[str, list[date]] = {}
    people = set()
    for kind, due_on, person in found.values_list("kind", "due_on", "nominal"):
        (overdue if due_on < reader.on else soon).setdefault(kind, []).append(due_on)
        people.add(person)
    return Owed(
        [
            _kind(kind, days, "overdue", how_late(days[0], reader.on, holidays))
            for kind, days in overdue.items()
        ],
        [
            _kind(kind, days, "soon", _("the first on %(day)s") % {"day": spelt(days[0])})
            for kind, days in soon.items()
        ],
        frozenset(people),
    )


def _kind(kind: str, days: list[date], when: str, note: str) -> KindOfDuty:
    url = f"{reverse('admin:duties')}?when={when}&kind={kind}"
    if when == "overdue" and len(days) > 1:
        note = _("the oldest %(late)s") % {"late": note}
    return KindOfDuty(str(DutyKind(kind).label), len(days), note, url)


@list_methods
@transaction.atomic
def duties(request: HttpRequest) -> HttpResponse:
    """The open duties that the reader is shown, the earliest first."""
    reader = Reader(request)
    when = Narrowing.chosen(request, "when", _("When"), WHEN)
    kind = Narrowing.chosen(request, "kind", _("Kind"), DutyKind.choices)
    debtor = Narrowing.chosen(request, "by", _("Owed by"), Debtor.choices)
    found = duties_shown(reader)
    if when.value == "overdue":
        found = found.overdue_on(reader.on)
    elif when.value == "soon":
        found = found.due_from(reader.on).due_by(reader.on + SOON)
    elif when.value == "later":
        found = found.due_from(reader.on + SOON + timedelta(days=1))
    if kind.value:
        found = found.filter(kind=kind.value)
    if debtor.value:
        found = found.filter(owed_by=debtor.value)
    is_seen = sight(reader.user, on=reader.on, fact=Fact.IDENTITY, person=OuterRef("nominal"))
    listed = found.with_holders(reader.on).annotate(is_seen=is_seen)
    holidays = rule_settings().holidays
    # Whoever is not shown has no place among the names either.
    by_name = [
        Case(When(is_seen=True, then=f"nominal__{part}")) for part in ("family_name", "given_names")
    ]
    by_holder: Sequence[Any] = [labelled("owed_by", Debtor.choices), "agency__name", "lead_kind"]
    return show_list(
        request,
        reader,
        List(
            title=_("Duties"),
            act="list_duties",
            counted=lambda count: ngettext("%(n)s duty", "%(n)s duties", count) % {"n": count},
            columns=[
                Column(_("Due"), "due", ["due_on"], note=_("How late")),
                Column(_("What"), "kind", [labelled("kind", DutyKind.choices)]),
                Column(_("Person"), "person", by_name, note=_("Born")),
                Column(_("Owed by"), "by", by_holder),
            ],
            empty=_("Nothing is owed here. What falls due is computed from what is recorded."),
            narrowings=[when, kind, debtor],
            section="duties",
        ),
        listed.select_related("nominal", "agency").order_by("due_on", "kind", "nominal", "pk"),
        lambda each: duty_row(each, reader.on, holidays),
        people=lambda shown: (each.nominal_id for each in shown),
    )


def duty_row(duty: Any, today: date, holidays: Collection[date]) -> list[Cell]:
    """When it is due, what it is, about whom and who owes it."""
    is_late = duty.due_on < today
    due = (
        Cell(spelt(duty.due_on), note=how_late(duty.due_on, today, holidays), is_late=True)
        if is_late
        else Cell(spelt_with_distance(duty.due_on, today))
    )
    person = name_cell(duty.nominal) if duty.is_seen else Cell(_("not shown to you"))
    return [due, Cell(str(duty.get_kind_display())), person, Cell(_holder(duty))]


def _holder(duty: Any) -> str:
    """Who owes it on the day, by kind or by name."""
    if duty.owed_by == Debtor.NAMED_AGENCY:
        return str(duty.agency)
    if duty.owed_by != Debtor.LEAD_AGENCY:
        return str(Debtor(duty.owed_by).label)
    if not duty.lead_kind:
        return _("no lead agency")
    return _("lead agency: %(kind)s") % {"kind": AgencyKind(duty.lead_kind).label}
