"""The form of an act, made of what its service takes: as the API describes it, in plain words."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from functools import singledispatch
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.db.models import Q
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from agencies.models import Agency, Area, AreaService, Membership, User
from core.api.caller import Caller
from core.api.incoming import Day, Incoming, Whole, YesOrNo
from core.api.problems import Problem
from core.api.resources import Resource
from core.refusals import Refusal
from core.wording import spelt
from mappa.pages.nominal.offers import Offer, Word
from mappa.pages.nominal.since import Changed
from mappa.pages.nominal.words import LABELS
from meetings.models import Panel
from nominals.api.acting import body_of, places_in
from nominals.api.fields import PeriodBody, PeriodField, Seen, SeenOneOf
from nominals.services.identity.duplicates import LIKELY_DUPLICATE, Hit
from nominals.services.permitting import areas_of_registering
from nominals.services.records import records_of, survivors_of
from orders.models import Condition, Order

LONG = frozenset(
    {"answer", "benefit", "conclusion", "conditions", "detail", "lines", "question", "reason"}
    | {"risk", "text"}
)
"""Texts of more than a line, by the name of the parameter."""

TIMES = ("%H:%M", "%H.%M", "%H%M")
"""How a time may be written."""

LISTS = (serializers.ListField, serializers.ListSerializer)

Fields = Mapping[str, Any]

_CODE = re.compile(r"^[a-z_]+: ")
"""How a sentence begins whose rule has a name and no number; the name is for the API."""

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
    """Fields under one heading: of a row of a list where it `is_row`; `more` is the list that
    another row may be added to."""

    legend: Word = ""
    names: list[str] = field(default_factory=list)
    more: str = ""
    is_seldom: bool = False
    is_row: bool = False


class ActForm(forms.Form):
    """What an act on `target` takes. Its fields are named by their way into the body: `case-level`,
    and in a list with the number of the row: `conditions-0-text`; where a page holds several forms
    all of them after its `prefix`. `version_of` is the name under which the page keeps the version
    of the target that was read. With `empty_permitted` nothing is judged while nothing is typed."""

    use_required_attribute = False

    def __init__(
        self,
        offer: Offer,
        caller: Caller,
        target: Any,
        on: date,
        data: Any = None,
        *,
        prefix: str | None = None,
        initial: Mapping[str, Any] | None = None,
        version_of: str = "version",
        empty_permitted: bool = False,
    ) -> None:
        begins = {} if offer.starts is None else dict(offer.starts(target, on))
        super().__init__(
            data,
            label_suffix="",
            prefix=prefix,
            initial=begins | dict(initial or {}),
            empty_permitted=empty_permitted,
        )
        self.offer, self.caller, self.target, self.on = offer, caller, target, on
        self.version_of = version_of
        self.likely: Sequence[Hit] = ()
        self.changes: Sequence[Changed] = ()
        self.taken: Fields = {
            name: each
            for name, each in body_of(offer.act)().fields.items()
            if name != "reasons" and name not in offer.fixed
        }
        self.counts: dict[str, int] = {}
        self.rows: dict[str, list[int]] = {}
        main, seldom = Part(), Part(_("Needed in some cases only"), is_seldom=True)
        self.parts = [main]
        for name, each in self.taken.items():
            part = seldom if name in offer.seldom else main
            self._add(name, each, part, is_needed=True)
        if len(self.parts) > 1 and not self.parts[1].is_row and self._begins_with(self.parts[1]):
            self.parts.insert(1, self.parts.pop(0))
        if seldom.names:
            self.parts.append(seldom)
        for name in self._sent():
            if _REASON.fullmatch(name):
                self._ask(name, "")

    def _begins_with(self, part: Part) -> bool:
        """Whether what is asked first stands in a part of its own."""
        return next(iter(self.fields)) in part.names

    def records(self) -> Collection[int]:
        """The records, by key, of the person whom the target is about."""
        about = about_whom(self.offer.act.resource, self.target)
        return records_of(survivors_of([about]).values())

    def body(self) -> dict[str, Any]:
        """What was filled in, as the act takes it over the API."""
        reasons = {
            name.split("-")[1]: value
            for name, value in self.cleaned_data.items()
            if name.startswith("reasons-") and value
        }
        body = self._object("", self.taken) | dict(self.offer.fixed)
        return body | ({"reasons": reasons} if reasons else {})

    def refuse(self, problem: Problem) -> None:
        """Say beside each field what is wrong with it, and above all what is wrong with none."""
        for wrong in problem.errors:
            self.add_error(self._place(wrong.pointer), _CODE.sub("", wrong.detail))
        if not problem.errors:
            self.add_error(None, problem.detail)

    def ask(self, warnings: Iterable[Refusal]) -> None:
        """Ask a reason for each warning, beside what it is about."""
        for each in warnings:
            place = self._place(places_in(self.offer.act).get(f"/{each.column}", "")) or ""
            name = f"reasons-{each.rule}-{place}"
            self._ask(name, _CODE.sub("", str(each)))
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

    def _sent(self) -> Iterator[str]:
        """The names under which something was sent, without the prefix."""
        before = self.add_prefix("")
        return (name.removeprefix(before) for name in self.data if name.startswith(before))

    def _add(self, path: str, each: Any, part: Part, *, is_needed: bool) -> None:
        is_needed = is_needed and each.required and not each.allow_null
        if is_rows(each):
            self._add_rows(path, each.child, part)
        elif fields := _inner(each):
            is_own = isinstance(each, Incoming) and not (part.is_seldom or part.is_row)
            legend = self._label(path) if is_needed else _optional(self._label(path))
            own = self._part(legend) if is_own else part
            for name, inner in fields.items():
                self._add(f"{path}-{name}", inner, own, is_needed=is_needed)
        else:
            self.fields[path] = self._control(path, each, is_needed=is_needed)
            part.names.append(path)

    def _add_rows(self, path: str, child: Any, part: Part) -> None:
        sent = {name.split("-")[1] for name in self._sent() if name.startswith(f"{path}-")}
        count = self.counts[path] = max(len(sent) + (self.data.get("more") == path), 1)
        for number in range(count):
            own = part
            if not part.is_seldom:
                own = self._part(_optional(f"{self._label(path)} {number + 1}"), is_row=True)
            for name, inner in (_inner(child) or {"": child}).items():
                self._add(f"{path}-{number}-{name}".rstrip("-"), inner, own, is_needed=False)
            own.more = path if number == count - 1 else ""
        if self.data.get("more") == path:
            last = f"{path}-{count - 1}-"
            first = next(each for each in self.fields if f"{each}-".startswith(last))
            self.fields[first].widget.attrs["autofocus"] = True

    def _part(self, legend: Word, *, is_row: bool = False) -> Part:
        self.parts.append(Part(legend, is_row=is_row))
        return self.parts[-1]

    def _ask(self, name: str, warning: str) -> None:
        _reasons, rule, place = name.split("-", 2)
        label = _("Reason (%(rule)s)") % {"rule": rule}
        if rule == LIKELY_DUPLICATE:
            label = _("Why this is another person")
        area = forms.Textarea({"rows": 3})
        if name in self.fields:  # asked before, or by another warning of the rule
            said = self.fields[name].help_text
            self.fields[name].help_text = f"{said} {warning}".strip()
            return
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
        if isinstance(each, YesOrNo) and not each.allow_null:
            return forms.BooleanField(**options | {"required": False})
        if each.allow_null or not each.required:
            options["label"] = _optional(options["label"])
        if isinstance(each, YesOrNo):
            said = [("", ""), ("yes", _("Yes")), ("no", _("No"))]
            return forms.TypedChoiceField(
                **options, choices=said, coerce=lambda value: value == "yes", empty_value=None
            )
        if isinstance(each, serializers.ListField):
            resource: Resource = each.child.resource  # type: ignore[attr-defined] # of records alone
            choices = self._seen(path, resource, is_needed=False)["choices"][1:]
            return forms.MultipleChoiceField(
                **options, choices=choices, widget=forms.CheckboxSelectMultiple
            )
        if isinstance(each, SeenOneOf):
            found = [
                (f"{one}:{key}", word)
                for one, resource in each.resources.items()
                for key, word in self._seen(path, resource, is_needed=False)["choices"][1:]
            ]
            return forms.ChoiceField(**options, choices=[("", ""), *found])
        if isinstance(each, Seen):
            return forms.ChoiceField(
                **options, **self._seen(path, each.resource, is_needed=is_needed)
            )
        if isinstance(each, serializers.ChoiceField) or path in self.offer.choices:
            offered = self.offer.choices.get(path) or getattr(each, "choices", {}).items()
            choices = [("", ""), *((str(key), word) for key, word in offered)]
            kind = int if isinstance(each, Whole) else str
            return forms.TypedChoiceField(**options, choices=choices, coerce=kind)
        if isinstance(each, Day):
            if not is_needed:
                such = _("Such as %(day)s.") % {"day": spelt(self.on)}
                options["help_text"] = f"{options['help_text']} {such}".strip()
            today = spelt(self.on) if is_needed else ""
            return _DayField(**options, initial=today)
        if isinstance(each, serializers.TimeField):
            return _TimeField(**options, input_formats=TIMES)
        if isinstance(each, Whole):
            return forms.IntegerField(**options, min_value=0)
        is_long = path.split("-")[-1] in LONG
        return forms.CharField(
            **options, widget=forms.Textarea({"rows": 3}) if is_long else forms.TextInput()
        )

    def _seen(self, path: str, resource: Resource, *, is_needed: bool) -> dict[str, Any]:
        """The records among which one is chosen, by name; where one must be named and there is one,
        it is chosen."""
        offered = self.offer.choices.get(path)
        if offered is None:
            choose = self.offer.choose or near
            rows = choose(self, path, resource, is_needed=is_needed)
            found = [(str(getattr(each, resource.key)), name_of(each)) for each in rows]
            offered = sorted(found, key=lambda each: each[1])
        return {
            "choices": [("", ""), *((str(key), word) for key, word in offered)],
            "initial": offered[0][0] if is_needed and len(offered) == 1 else None,
        }

    def _object(self, path: str, fields: Fields) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, each in fields.items():
            value = self._value(f"{path}{name}", each)
            is_said = value is not False or each.allow_null
            if value not in (None, "", [], {}) and is_said:
                found[name] = value
            elif each.required and each.allow_null:
                found[name] = None
            elif each.required and isinstance(each, Incoming):
                found[name] = {}
            elif each.required and isinstance(each, LISTS):
                found[name] = []
        return found

    def _value(self, path: str, each: Any) -> Any:
        if is_rows(each):
            found = [
                self._value(f"{path}-{number}", each.child) for number in range(self.counts[path])
            ]
            self.rows[path] = [number for number, row in enumerate(found) if _is_filled(row)]
            return [found[number] for number in self.rows[path]]
        if fields := _inner(each):
            return self._object(f"{path}-", fields)
        value = self.cleaned_data.get(path)
        if isinstance(each, SeenOneOf) and value:
            return dict(zip(("kind", "id"), value.split(":"), strict=True))
        return value.isoformat() if isinstance(value, date | time) else value

    def _place(self, pointer: str) -> str | None:
        """The field to which a pointer into the body leads; where it leads to several, the
        first."""
        path = ""
        for step in pointer.split("/")[1:]:
            number = self.rows[path][int(step)] if path in self.rows and step.isdigit() else step
            path = f"{path}-{number}" if path else step
        near = (each for each in self.fields if f"{each}-".startswith(f"{path}-"))
        return next(near, None) if path else None


class _Written:
    """A field whose value is begun as it is written."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether `data` says something else than what the field began with."""
        begun = self.to_python(initial)  # type: ignore[attr-defined] # of the field beside it
        changed: bool = super().has_changed(begun, data)  # type: ignore[misc]
        return changed


class _DayField(_Written, forms.DateField):
    """A day, written as the pages write it, or in figures with the day first."""

    widget = forms.TextInput({"class": "date"})
    default_error_messages = {
        "invalid": gettext_lazy("Write a day such as 8 July 2024 or 8/7/2024.")
    }


class _TimeField(_Written, forms.TimeField):
    """A time of the day, written in four figures."""

    widget = forms.TextInput({"class": "time"})
    default_error_messages = {"invalid": gettext_lazy("Write a time such as 14:30.")}


def near(form: ActForm, path: str, resource: Resource, *, is_needed: bool) -> Any:
    """The records of a kind of the person whom an act is on, or of the areas in which the reader
    acts."""
    rows = resource.seen(form.caller, form.on)
    here = Membership.objects.filter(user=form.caller.user.pk).on(form.on)
    if resource.person:
        rows = rows.filter(**{f"{resource.person}__in": form.records()})
        of = form.offer.act.target
        is_of = of in {each.name for each in resource.model._meta.concrete_fields}
        return rows.filter(**{of: form.target}) if is_of and of != "nominal" else rows
    if resource.model is Area and form.target is None:
        return rows.filter(pk__in=areas_of_registering(form.caller.user, form.on))
    if resource.model is Agency:
        # Whoever refers does so for an agency of his or her own.
        serving = AreaService.objects.filter(area__in=here.values("area"))
        agencies = here.values("agency") if is_needed else serving.values("agency")
        return rows.filter(pk__in=agencies)
    if resource.model is Panel:
        return rows.filter(held_on__gte=form.on, cancelled_on=None)
    if resource.model is User:
        # Where a case is handed to an area it is another's, and so is who acts there.
        is_elsewhere = form.target is not None and "area" in form.taken
        areas = Q() if is_elsewhere else Q(area__in=here.values("area"))
        beside = Membership.objects.filter(areas).on(form.on)
        return rows.filter(pk__in=beside.values("user"))
    return rows


@singledispatch
def name_of(record: Any) -> str:
    """How a choice names a record."""
    return str(record)


@name_of.register
def _of_user(record: User) -> str:
    name = record.get_full_name()
    return f"{name} ({record.username})" if name else record.username


@name_of.register
def _of_condition(record: Condition) -> str:
    return f"{record.get_kind_display()}: {record.text}"


@name_of.register
def _of_order(record: Order) -> str:
    made = {"kind": record.get_kind_display(), "day": spelt(record.made_on)}
    return _("%(kind)s of %(day)s") % made


def about_whom(resource: Resource | None, record: Any) -> int:
    """The key of the record of a person that a `record` of a kind is about."""
    assert resource is not None
    value = record
    for step in resource.person.split("__"):
        value = getattr(value, step)
    return int(value)


def is_rows(each: Any) -> bool:
    """Whether a field is a list, each of whose items is a row of fields, or a field."""
    return isinstance(each, LISTS) and not isinstance(each.child, Seen)


def _is_filled(row: Any) -> bool:
    """Whether anything stands in a row, at whatever depth."""
    return any(map(_is_filled, row.values())) if isinstance(row, dict) else bool(row)


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
