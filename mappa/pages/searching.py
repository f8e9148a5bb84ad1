"""Finding people by name, alias, date of birth or identifier; what is sought is in no address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from agencies.choices import Fact
from agencies.models import Area
from core.wording import spelt
from mappa.pages.exporting import csv_file
from mappa.pages.nominal.registering import may_register_anybody
from mappa.pages.reader import Reader
from mappa.pages.sorting import Column, chosen_order, headers, in_order
from nominals.choices import Category, Level, Setting
from nominals.models import Nominal, StatePeriod
from nominals.services.acts import Asked
from nominals.services.identity.finding import Found, find_nominals

MOST = 50
"""People whom a search shows."""

COMMUNITY = "community"


class FindForm(forms.Form):
    """What is sought, and among whom. The areas are those in which the reader is shown levels."""

    text = forms.CharField(
        label=gettext_lazy("Name, alias, date of birth, PNC, CRO, CRN or prison number"),
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    level = forms.ChoiceField(
        label=gettext_lazy("Level"),
        required=False,
        choices=[("", gettext_lazy("all")), *Level.choices],
    )
    category = forms.ChoiceField(
        label=gettext_lazy("Category"),
        required=False,
        choices=[("", gettext_lazy("all")), *Category.choices],
    )
    setting = forms.ChoiceField(
        label=gettext_lazy("Where"),
        required=False,
        choices=[
            ("", gettext_lazy("all")),
            (COMMUNITY, gettext_lazy("In the community")),
            *Setting.choices,
        ],
    )

    def __init__(self, *args: Any, areas: Sequence[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"] = forms.ChoiceField(
            label=_("Area"),
            required=False,
            choices=[("", _("all")), *((str(each.pk), each.name) for each in areas)],
        )

    def narrowed(self, reader: Reader) -> QuerySet[Nominal] | None:
        """Those among whom is sought; everybody where nothing narrows. It asks the states that the
        reader is shown, so that a filter tells no level to somebody who is shown none."""
        chosen = {
            name: value
            for name in ("level", "category", "setting", "area")
            if (value := self.cleaned_data[name])
        }
        if not chosen:
            return None
        states = StatePeriod.objects.visible_to(reader.user, on=reader.on).on(reader.on)
        if chosen.get("setting") == COMMUNITY:
            states = states.in_the_community()
            del chosen["setting"]
        return Nominal.objects.filter(pk__in=states.filter(**chosen).order_by().values("nominal"))


@dataclass(frozen=True, slots=True)
class Hit:
    """Somebody who was found, why, and how managed where the reader is shown that."""

    found: Found
    state: StatePeriod | None

    @property
    def shown(self) -> list[str]:
        """What the columns say."""
        born, state = self.found.nominal.date_of_birth, self.state
        managed = ["", "", "", ""]
        if state is not None:
            managed = [
                str(state.area or ""),
                str(state.get_level_display() or ""),
                str(state.get_category_display() or ""),
                str(state.get_setting_display() or _("In the community")),
            ]
        reasons = "; ".join(self.found.reasons)
        return [str(self.found.nominal), "" if born is None else spelt(born), reasons, *managed]


def columns() -> list[Column]:
    """The columns of those who were found; they are sorted by what is shown of them."""
    return [
        Column(_("Person"), "person", lambda hit: str(hit.found.nominal)),
        Column(_("Born"), "born", lambda hit: hit.found.nominal.date_of_birth or date.max),
        Column(_("Why")),
        Column(_("Area"), "area", lambda hit: hit.shown[3]),
        Column(_("Level"), "level", lambda hit: hit.shown[4]),
        Column(_("Category"), "category", lambda hit: hit.shown[5]),
        Column(_("Where"), "where", lambda hit: hit.shown[6]),
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def search(request: HttpRequest) -> HttpResponse:
    """The form, and whom it found, as a page or as a file: sent as a body, so that no log of
    addresses has a name.

    Raises:
        Http404: if an order is asked for that there is not.
    """
    reader = Reader(request)
    heads = columns()
    order = chosen_order(request.POST.get("order", ""), heads)
    areas = reader.areas(Fact.LEVELS)
    form = FindForm(request.POST or None, areas=areas)
    hits: list[Hit] | None = None
    if request.method == "POST" and form.is_valid():
        try:
            found = find_nominals(
                form.cleaned_data["text"],
                user=reader.user,
                on=reader.on,
                asked=Asked(by=reader.user.get_username(), at=reader.at, agency=reader.agency),
                limit=MOST,
                among=form.narrowed(reader),
            )
        except ValidationError as refusal:
            form.add_error("text", refusal)
        else:
            hits = in_order(_hits(found, reader), order, heads)
    if hits and request.POST.get("as") == "csv":
        return _file(reader, hits, heads)
    return render(
        request,
        "mappa/search.html",
        {
            "section": "nominals",
            "form": form,
            "narrowing": [form[name] for name in ("area", "level", "category", "setting")],
            "hits": hits,
            "headers": headers(heads, order, {}),
            "order": order,
            "is_full": hits is not None and len(hits) == MOST,
            "today": reader.on,
            "may_register": may_register_anybody(reader),
        },
    )


def _hits(found: Sequence[Found], reader: Reader) -> list[Hit]:
    """With the states of the day that the reader is shown; one query."""
    keys = [each.nominal.pk for each in found]
    states = (
        StatePeriod.objects.visible_to(reader.user, on=reader.on)
        .on(reader.on)
        .filter(nominal__in=keys)
        .select_related("area")
    )
    of_person = {each.nominal_id: each for each in states.order_by()}
    return [Hit(each, of_person.get(each.nominal.pk)) for each in found]


def _file(reader: Reader, hits: Sequence[Hit], heads: Sequence[Column]) -> HttpResponse:
    """Those who were found as a file. The search itself is logged as such; this says that they were
    disclosed."""
    reader.log(
        "export_nominals",
        (each.found.nominal.pk for each in hits),
        hands_out=True,
        rows=len(hits),
    )
    labels = [each.label for each in heads]
    return csv_file(_("Nominals found"), reader.on, labels, [each.shown for each in hits])
