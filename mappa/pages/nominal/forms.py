"""The form of an act, made of what its service takes: as the API describes it, in plain words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from agencies.models import Agency, AreaService, Membership, User
from core.api.caller import Caller
from core.api.incoming import Day, Incoming, Whole, YesOrNo
from core.api.problems import Problem
from core.api.resources import Resource
from core.refusals import Refusal
from core.wording import spelt
from mappa.pages.nominal.acts import Offer, Word
from mappa.pages.nominal.words import LABELS
from nominals.api.acting import PeriodBody, PeriodField, Seen, body_of, places_in
from nominals.models import Nominal
from nominals.services.records import records_of
from orders.models import Order

LONG = frozenset({"benefit", "lines", "reason", "risk", "text"})
"""Texts of more than a line, by the name of the parameter."""

DAYS = ("%d %B %Y", "%d %b %Y", "%d %m %Y", "%d/%m/%Y", "%d.%m.%Y", "%Y-%m-%d")
"""How a day may be written: the day first, the month in words or figures."""

LISTS = (serializers.ListField, serializers.ListSerializer)

Fields = Mapping[str, Any]

_REASON = re.compile(r"reasons-\w+-[\w-]*")


class PurposeForm(forms.Form):
    """Why a restricted case is looked at."""

    purpose = forms.CharField(
        label=gettext_lazy("Purpose"),
        max_length=500,
        help_text=gettext_lazy("It stands in the log with this look. Name nobody."),
    )


@dataclass(slots=True)
class Part:
    """Fields under one heading. `more` is the list that another row may be added to."""

    legend: Word = ""
    names: list[str] = field(default_factory=list)
    more: str = ""
    is_seldom: bool = False


class ActForm(forms.Form):
    """What an act takes. Its fields are named by their way into the body: `case-level`, and in a
    list with the number of the row: `conditions-0-text`."""

    use_required_attribute = False

    def __init__(
        self, offer: Offer, caller: Caller, nominal: Nominal, on: date, data: Any = None
    ) -> None:
        super().__init__(data, label_suffix="")
        self.offer, self.caller, self.nominal, self.on = offer, caller, nominal, on
        self.taken: Fields = {
            name: each for name, each in body_of(offer.act)().fields.items() if name != "reasons"
        }
        self.counts: dict[str, int] = {}
        self.rows: dict[str, list[int]] = {}
        main, seldom = Part(), Part(_("Needed in some cases only"), is_seldom=True)
        self.parts = [main]
        for name, each in self.taken.items():
            part = seldom if name in offer.seldom else main
            self._add(name, each, part, is_needed=True)
        if seldom.names:
            self.parts.append(seldom)
        for name in self.data:
            if _REASON.fullmatch(name):
                self._ask(name, "")

    def body(self) -> dict[str, Any]:
        """What was filled in, as the act takes it over the API."""
        reasons = {
            name.split("-")[1]: value
            for name, value in self.cleaned_data.items()
            if name.startswith("reasons-") and value
        }
        return self._object("", self.taken) | ({"reasons": reasons} if reasons else {})

    def refuse(self, problem: Problem) -> None:
        """Say beside each field what is wrong with it, and above all what is wrong with none."""
        for wrong in problem.errors:
            self.add_error(self._place(wrong.pointer), wrong.detail)
        if not problem.errors:
            self.add_error(None, problem.detail)

    def ask(self, warnings: Iterable[Refusal]) -> None:
        """Ask a reason for each warning, beside what it is about."""
        for each in warnings:
            place = self._place(places_in(self.offer.act).get(f"/{each.column}", "")) or ""
            name = f"reasons-{each.rule}-{place}"
            self._ask(name, str(each))
            self.add_error(name, _("Say why it is right all the same, or change what you entered."))

    def shown(self) -> Iterator[tuple[Part, list[BoundField], bool]]:
        """Each part with its fields, and whether one of them holds or lacks something."""
        for part in self.parts:
            found = [self[name] for name in part.names]
            yield part, found, any(each.errors or each.data for each in found)

    def summary(self) -> Iterator[tuple[BoundField | None, str]]:
        """What is wrong in the order of the form, each with its field where it has one."""
        places = {name: self[name] for part in self.parts for name in part.names}
        for name in [NON_FIELD_ERRORS, *places]:
            for each in self.errors.get(name, []):
                yield places.get(name), str(each)

    def _add(self, path: str, each: Any, part: Part, *, is_needed: bool) -> None:
        is_needed = is_needed and each.required and not each.allow_null
        if isinstance(each, LISTS):
            self._add_rows(path, _inner(each.child), part)
        elif fields := _inner(each):
            is_own = isinstance(each, Incoming) and not part.is_seldom
            legend = self._label(path) if is_needed else _optional(self._label(path))
            own = self._part(legend) if is_own else part
            for name, inner in fields.items():
                self._add(f"{path}-{name}", inner, own, is_needed=is_needed)
        else:
            self.fields[path] = self._control(path, each, is_needed=is_needed)
            part.names.append(path)

    def _add_rows(self, path: str, fields: Fields, part: Part) -> None:
        sent = {name.split("-")[1] for name in self.data if name.startswith(f"{path}-")}
        count = self.counts[path] = max(len(sent) + (self.data.get("more") == path), 1)
        for number in range(count):
            own = part
            if not part.is_seldom:
                own = self._part(_optional(f"{self._label(path)} {number + 1}"))
            for name, inner in fields.items():
                self._add(f"{path}-{number}-{name}", inner, own, is_needed=False)
            own.more = path if number == count - 1 else ""
        if self.data.get("more") == path:
            first = next(each for each in self.fields if each.startswith(f"{path}-{count - 1}-"))
            self.fields[first].widget.attrs["autofocus"] = True

    def _part(self, legend: Word) -> Part:
        self.parts.append(Part(legend))
        return self.parts[-1]

    def _ask(self, name: str, warning: str) -> None:
        _reasons, rule, place = name.split("-", 2)
        label = _("Reason (%(rule)s)") % {"rule": rule}
        area = forms.Textarea({"rows": 3})
        self.fields[name] = forms.CharField(
            label=label, help_text=warning, widget=area, required=False
        )
        part = next((each for each in self.parts if place in each.names), self.parts[0])
        at = part.names.index(place) + 1 if place in part.names else len(part.names)
        part.names.insert(at, name)

    def _label(self, path: str) -> Word:
        """What the act calls a field, or else whatever act has it."""
        steps = _steps(path)
        own = self.offer.labels.get("-".join(steps))
        ways = ("-".join(steps[at:]) for at in range(len(steps)))
        return own if own is not None else next(LABELS[each] for each in ways if each in LABELS)

    def _control(self, path: str, each: Any, *, is_needed: bool) -> forms.Field:
        options: dict[str, Any] = {
            "label": self._label(path),
            "help_text": self.offer.hints.get("-".join(_steps(path)), ""),
            "required": is_needed,
        }
        if isinstance(each, YesOrNo):
            return forms.BooleanField(**options | {"required": False})
        if each.allow_null or not each.required:
            options["label"] = _optional(options["label"])
        if isinstance(each, Seen):
            return forms.ChoiceField(**options, **self._seen(each.resource, is_needed=is_needed))
        if isinstance(each, serializers.ChoiceField):
            choices = [("", ""), *((str(key), word) for key, word in each.choices.items())]
            return forms.ChoiceField(**options, choices=choices)
        if isinstance(each, Day):
            if not is_needed:
                such = _("Such as %(day)s.") % {"day": spelt(self.on)}
                options["help_text"] = f"{options['help_text']} {such}".strip()
            today = spelt(self.on) if is_needed else ""
            return _DayField(**options, input_formats=DAYS, initial=today)
        if isinstance(each, Whole):
            return forms.IntegerField(**options, min_value=0)
        is_long = path.split("-")[-1] in LONG
        return forms.CharField(
            **options, widget=forms.Textarea({"rows": 3}) if is_long else forms.TextInput()
        )

    def _seen(self, resource: Resource, *, is_needed: bool) -> dict[str, Any]:
        """The records among which one is chosen, by name: of this person, or of the areas in which
        the reader acts; where one must be named and there is one, it is chosen."""
        rows = resource.seen(self.caller, self.on)
        here = Membership.objects.filter(user=self.caller.user.pk).on(self.on)
        if resource.person:
            rows = rows.filter(**{f"{resource.person}__in": records_of([self.nominal.pk])})
        elif resource.model is Agency:
            # Whoever refers does so for an agency of his or her own.
            serving = AreaService.objects.filter(area__in=here.values("area"))
            agencies = here.values("agency") if is_needed else serving.values("agency")
            rows = rows.filter(pk__in=agencies)
        elif resource.model is User:
            near = Membership.objects.filter(area__in=here.values("area")).on(self.on)
            rows = rows.filter(pk__in=near.values("user"))
        found = [(str(getattr(each, resource.key)), _name(each)) for each in rows]
        choices = [("", ""), *sorted(found, key=lambda each: each[1])]
        return {
            "choices": choices,
            "initial": found[0][0] if is_needed and len(found) == 1 else None,
        }

    def _object(self, path: str, fields: Fields) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, each in fields.items():
            value = self._value(f"{path}{name}", each)
            if value not in (None, "", False, [], {}):
                found[name] = value
            elif each.required and each.allow_null:
                found[name] = None
            elif each.required and isinstance(each, Incoming):
                found[name] = {}
        return found

    def _value(self, path: str, each: Any) -> Any:
        if isinstance(each, LISTS):
            found = [
                self._object(f"{path}-{number}-", _inner(each.child))
                for number in range(self.counts[path])
            ]
            self.rows[path] = [number for number, row in enumerate(found) if any(row.values())]
            return [found[number] for number in self.rows[path]]
        if fields := _inner(each):
            return self._object(f"{path}-", fields)
        value = self.cleaned_data.get(path)
        return value.isoformat() if isinstance(value, date) else value

    def _place(self, pointer: str) -> str | None:
        """The field to which a pointer into the body leads; where it leads to several, the
        first."""
        path = ""
        for step in pointer.split("/")[1:]:
            number = self.rows[path][int(step)] if path in self.rows and step.isdigit() else step
            path = f"{path}-{number}" if path else step
        near = (each for each in self.fields if f"{each}-".startswith(f"{path}-"))
        return next(near, None) if path else None


class _DayField(forms.DateField):
    """A day, written as the pages write it, or in figures with the day first."""

    widget = forms.TextInput({"class": "date"})
    default_error_messages = {
        "invalid": gettext_lazy("Write a day such as 8 July 2024 or 8/7/2024.")
    }


def _steps(path: str) -> list[str]:
    """The way into the body without the numbers of rows."""
    return [each for each in path.split("-") if not each.isdigit()]


def _optional(label: Word) -> str:
    return _("%(field)s (optional)") % {"field": label}


def _inner(each: Any) -> Fields:
    """The fields of which a field is made; none where it is one itself."""
    if isinstance(each, PeriodField):
        return PeriodBody().fields
    return each.fields if isinstance(each, Incoming) else {}


def _name(record: Any) -> str:
    """How a choice names a record."""
    if isinstance(record, User):
        return f"{record.get_full_name()} ({record.username})".strip()
    if isinstance(record, Order):
        made = {"kind": record.get_kind_display(), "day": spelt(record.made_on)}
        return _("%(kind)s of %(day)s") % made
    return str(record)
