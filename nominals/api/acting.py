"""Each act of casework over the API is one call of its service, whose signature is its description.

What a body may hold is read off the service: a day, a word of a list, a text, a record by its key.
So nothing is said twice, and no door knows a rule.
"""

from __future__ import annotations

import inspect
import types
from collections.abc import Callable, Collection, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass, replace
from datetime import date, time
from enum import Enum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from django.core.exceptions import ValidationError as Refused
from django.db.models import Model
from django.utils import timezone
from drf_spectacular.drainage import set_override
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import problems
from core.api.caller import Caller
from core.api.describing import ETAG, IDEMPOTENCY_KEY, IF_MATCH, Operation, example
from core.api.doors import Door, ListDoor
from core.api.incoming import Day, Incoming, Text, Whole, YesOrNo
from core.api.keys import Done, once
from core.api.resources import Named, Resource
from core.api.versions import tag_of, version_in
from core.periods import Period
from core.refusing import Unseen
from nominals.models import Nominal
from nominals.services.acts import Asked
from nominals.services.records import person_of

GIVEN = ("asked", "user")
"""What the door gives to a service: who asks, and as whom."""

LARGEST_NUMBER = 2**31 - 1

May = Callable[[Caller, Any, Mapping[str, Any], date], None]
"""Refuses a caller who may not do an act on a target with such values on a day."""


@dataclass(frozen=True, eq=False)
class Act:
    """A service as the API offers it.

    `target` is the parameter that the address names, empty where the act makes something out of
    nothing; `without` are parameters that the API does not offer. `may` refuses who may not.
    `example` is a body that a test sends. `given` are the parameters that the door gives: where
    `user` is not who acts, `asked` alone.
    """

    service: Callable[..., Any]
    target: str
    scope: str
    named: Named
    may: May
    example: Mapping[str, Any]
    without: tuple[str, ...] = ()
    given: tuple[str, ...] = GIVEN

    @property
    def name(self) -> str:
        """How it is called in addresses: `set-level`."""
        return self.service.__name__.replace("_", "-")

    @property
    def summary(self) -> str:
        """What it does: the beginning of the service's own documentation."""
        return inspect.getdoc(self.service).split("\n\n")[0].replace("\n", " ").replace("`", "")  # type: ignore[union-attr]

    @property
    def resource(self) -> Resource | None:
        """The kind of record that it is done on."""
        if not self.target:
            return None
        return self.named[get_type_hints(self.service)[self.target]]

    @property
    def makes(self) -> type[Model]:
        """The model of what it makes."""
        made: type[Model] = get_type_hints(self.service)["return"]
        return made


class ReferenceSerializer(serializers.Serializer[Any]):
    """A record by its kind, key and address; without an address of its own it has no key."""

    kind = serializers.CharField()
    id = serializers.CharField(allow_null=True)
    url = serializers.CharField(allow_null=True)


class DoneSerializer(serializers.Serializer[Any]):
    """What an act wrote."""

    items = ReferenceSerializer(many=True)


class ActDoor(Door):
    """One act: on the record that the address names, or out of nothing."""

    act: Act = None  # type: ignore[assignment] # given to as_view

    def operation(self, method: str) -> Operation:
        """How the act is described."""
        act = self.act
        resource = act.resource
        tag = act.named[act.makes].name if resource is None else resource.name
        return Operation(
            name=act.service.__name__,
            summary=act.summary,
            tag=tag,
            body=body_of(act),
            answers={200: DoneSerializer, 201: DoneSerializer},
            parameters=[IDEMPOTENCY_KEY, ETAG, *([] if resource is None else [IF_MATCH])],
            refusals=[404, 409, 412, 413, 415, 422, 428],
            examples=[example(act.example)],
        )

    def scope_of(self, request: Request) -> str:
        """The scope of the act."""
        return self.act.scope

    def post(self, request: Request, key: str = "") -> Response:
        """Do it once, on the version that was read; what it wrote is named in the answer.

        Raises:
            Problem: if there is no such record, or the headers are wanting.
        """
        tag, body = request.headers.get("If-Match", ""), self.sent(request)
        done = once(
            lambda: self.acted(key, body, tag),
            key=request.headers.get("Idempotency-Key", ""),
            caller=self.caller.name,
            asked={
                "path": request.path,
                "version": tag,
                "as": self.caller.user.get_username(),
                "body": body,
            },
            at=timezone.now(),
        )
        return response_of(done)

    def sent(self, request: Request) -> Any:
        """What the request asks for, by which a retry is told from another request."""
        return request.data

    def acted(self, key: str, body: Any, tag: str) -> Done:
        """Do the act on the record `key`, as the `body` says and on the version that `tag` names;
        answers what it wrote.

        Raises:
            Problem: if there is no such record, or the caller may not.
            ValidationError: if the body is malformed, or a rule refuses.
        """
        on, act, caller = timezone.localdate(), self.act, self.caller
        target, version = None, None
        if act.resource is not None:
            target = act.resource.find(key, caller, on)
            if target is None:
                raise problems.missing()
            version = version_in(tag)
        values = self.values_in(body, on)
        try:
            made = carry_out(act, caller, target, values, version=version, on=on)
        except Refused as error:
            raise problem_in(act, error, values, self.places) from error
        return done_of(act, made, target)

    @property
    def places(self) -> Mapping[str, str]:
        """Where each field of the body stands, by what a refusal calls it."""
        return places_in(self.act)

    def values_in(self, body: Any, on: date) -> dict[str, Any]:
        """What `body` gives to the service, by parameter, and the `reasons`.

        Raises:
            ValidationError: by field, if it is malformed.
        """
        return values_in(self.act, self.caller, body, on)


class CollectionDoor(ListDoor, ActDoor):
    """The records of one kind, and the act that makes another."""

    def operation(self, method: str) -> Operation:
        """How the list, or the act, is described."""
        door: type[ListDoor] | type[ActDoor] = ListDoor if method == "GET" else ActDoor
        return door.operation(self, method)

    def scope_of(self, request: Request) -> str:
        """The scope of the kind, or of the act."""
        return self.resource.scope if request.method == "GET" else self.act.scope


def values_in(act: Act, caller: Caller, body: Any, on: date) -> dict[str, Any]:
    """What `body` gives to the service of `act`, by parameter, and the `reasons`.

    Raises:
        ValidationError: by field, if it is malformed.
    """
    incoming = body_of(act)(data=body, context={"caller": caller, "on": on})
    incoming.is_valid(raise_exception=True)
    return dict(incoming.validated_data)


def carry_out(
    act: Act,
    caller: Caller,
    target: Any,
    values: Mapping[str, Any],
    *,
    version: int | None,
    on: date,
) -> Any:
    """Call the service of `act` with `values` on the version that was read; answers what it wrote.

    Raises:
        Problem: if the caller may not.
        Refused: if a rule refuses or asks for a reason, or another version stands.
    """
    act.may(caller, target, values, on)
    asked = Asked(
        by=caller.user.get_username(),
        at=timezone.now(),
        reasons=values.get("reasons", {}),
        expected_version=version,
        agency=caller.agency,
    )
    given = {"asked": asked, "user": caller.user}
    takes = inspect.signature(act.service).parameters
    given = {name: given[name] for name in act.given if name in takes}
    if act.target:
        given[act.target] = target
    return act.service(**{name: values[name] for name in values if name != "reasons"} | given)


def response_of(done: Done) -> Response:
    """The answer that says what was done."""
    return Response(done.body, status=done.status, headers=dict(done.headers))


def problem_in(
    act: Act, error: Refused, values: Mapping[str, Any], places: Mapping[str, str]
) -> problems.Problem:
    """The problem that the refusal of a service is, each thing that is wrong pointed to its place
    in the body, or to the whole where it has none. What the caller may not see is missing where the
    address names it, and wrong where the body does."""
    if isinstance(error, Unseen):
        named = [name for name, value in values.items() if error.row and value == error.row]
        if not named or act.target in named:
            return problems.missing()
        wrong = problems.Wrong(f"/{named[0]}", str(error.message), "unseen")
        return problems.Problem("refused", "Put right what is named in errors.", [wrong])
    problem = problems.problem_of(error)
    problem.errors = [
        replace(each, pointer=places.get(each.pointer, "")) for each in problem.errors
    ]
    return problem


@cache
def places_in(act: Act) -> Mapping[str, str]:
    """Where each field of the body of `act` stands, by what a refusal calls it: its own name, also
    where it stands within another."""
    places: dict[str, str] = {}
    own = body_of(act)().fields
    for name, each in own.items():
        inner = each.fields if isinstance(each, Incoming) else ()
        places |= {f"/{column}": f"/{name}/{column}" for column in inner}
    return places | {f"/{name}": f"/{name}" for name in own}


def done_of(act: Act, made: Any, target: Any) -> Done:
    """What an act answers: what it wrote by kind and key, and the version that now stands."""
    items = [reference(each, act.named) for each in (made if isinstance(made, list) else [made])]
    versioned = versioned_by(target if target is not None else made)
    headers: dict[str, str] = {}
    if versioned is not None:
        versioned.refresh_from_db()
        headers["ETag"] = tag_of(versioned.version)
    return Done(200 if target is made else 201, {"items": items}, headers)


def reference(made: Model, named: Named) -> dict[str, Any]:
    """A record by its kind and key."""
    resource = named.get(type(made))
    if resource is None:
        return {"kind": made._meta.model_name, "id": None, "url": None}
    key = str(getattr(made, resource.key))
    return {"kind": made._meta.model_name, "id": key, "url": f"/api/v1/{resource.name}/{key}/"}


def versioned_by(record: Any) -> Any:
    """The record whose version an act on `record` is decided on: itself, its meeting, referral or
    panel, its person, or its order. Of a person it is the record that stands for him or her."""
    if isinstance(record, Nominal):
        return person_of(record)
    if hasattr(record, "version"):
        return record
    for name in ("meeting", "invitation", "referral", "nominal", "order", "conviction", "licence"):
        owner = getattr(record, name, None)
        if owner is not None:
            return versioned_by(owner)
    return None


@cache
def body_of(act: Act) -> type[Incoming]:
    """What the body of an act may hold."""
    left_out = {*act.given, act.target, *act.without}
    hints = get_type_hints(act.service)
    declared: dict[str, Any] = {}
    for name, parameter in inspect.signature(act.service).parameters.items():
        if name not in left_out and parameter.kind is parameter.KEYWORD_ONLY:
            is_needed = parameter.default is parameter.empty
            declared[name] = field_of(hints[name], act.named, is_needed=is_needed, of=name)
    if "asked" in hints:
        declared["reasons"] = serializers.DictField(
            child=Text(),
            required=False,
            help_text="A reason for each rule that asked for one, by its number.",
        )
    return type(f"{_title(act.service.__name__)}Body", (Incoming,), declared)


def field_of(hint: Any, named: Named, *, is_needed: bool, of: str) -> Any:
    """The field for a parameter or a column with the type `hint`.

    Raises:
        TypeError: if callers cannot give such a thing.
    """
    if one_of := _models_of(hint):
        return SeenOneOf([named[each] for each in one_of], required=is_needed)
    inner, is_optional = _plain(hint)
    options: dict[str, Any] = {"required": is_needed}
    if is_optional:
        options["allow_null"] = True
    origin = get_origin(inner)
    if origin is not None and issubclass(origin, Mapping):
        key, value = get_args(inner)
        return _pairs(key, value, named, of=of)(many=True, **options)
    if origin is not None and issubclass(origin, Collection):
        child = field_of(get_args(inner)[0], named, is_needed=True, of=of)
        return serializers.ListField(child=child, max_length=200, **options)
    if not isinstance(inner, type):
        raise TypeError(f"No caller can give {of}: {hint}.")
    return _simple_field(inner, options, named, is_needed=is_needed, of=of)


def _simple_field(
    kind: type, options: dict[str, Any], named: Named, *, is_needed: bool, of: str
) -> Any:
    if kind is Period:
        return PeriodField(**options)
    if issubclass(kind, Model):
        return Seen(named[kind], **options)
    if issubclass(kind, Enum):
        return serializers.ChoiceField(kind.choices, **options)  # type: ignore[attr-defined]
    if is_dataclass(kind):
        return nested(kind, named)(**options)
    if kind is bool:
        return YesOrNo(**options)
    if kind is int:
        return Whole(min_value=0, max_value=LARGEST_NUMBER, **options)
    if kind is date:
        return Day(**options)
    if kind is time:
        return serializers.TimeField(**options)
    if kind is str:
        return Text(allow_blank=not is_needed, **options)
    raise TypeError(f"No caller can give {of}: {kind}.")


def _pairs(key: type[Model], value: Any, named: Named, *, of: str) -> type[Incoming]:
    """A list of objects, each a record and what is said of it, that becomes a mapping."""
    name = key._meta.model_name or ""
    declared = {
        name: field_of(key, named, is_needed=True, of=name),
        "value": field_of(value, named, is_needed=True, of="value"),
        "Meta": type("Meta", (), {"list_serializer_class": _AsMapping}),
    }
    return type(f"{_title(of)}Body", (Incoming,), declared)


class _AsMapping(serializers.ListSerializer[Any]):
    """Pairs of a record and a value, each record once."""

    def to_internal_value(self, data: Any) -> Any:
        """The mapping.

        Raises:
            ValidationError: if a pair is malformed, or a record stands twice.
        """
        pairs = [tuple(each.values()) for each in super().to_internal_value(data)]
        values = dict(pairs)
        if len(values) < len(pairs):
            raise ValidationError(["Name each record once."])
        return values


@cache
def nested(kind: type, named: Named) -> type[Incoming]:
    """An object that becomes the dataclass `kind`."""
    hints = get_type_hints(kind)
    declared = {
        each.name: field_of(
            hints[each.name],
            named,
            is_needed=each.default is MISSING and each.default_factory is MISSING,
            of=each.name,
        )
        for each in fields(kind)
    }
    declared["to_internal_value"] = lambda self, data: kind(**_given(Incoming, self, data))
    return type(f"{kind.__name__}Body", (Incoming,), declared)


def _given(base: type[Incoming], self: Any, data: Any) -> dict[str, Any]:
    return dict(base.to_internal_value(self, data))


FORMS: Mapping[str, dict[str, str]] = {"public_id": {"format": "uuid"}, "pk": {"type": "integer"}}
"""How the key of a record is written, by its column."""


class Seen(serializers.Field[Any, Any, Any, Any]):
    """A record, named by its key, that the caller may see."""

    def __init__(self, resource: Resource, **options: Any) -> None:
        self.resource = resource
        super().__init__(**options)
        form = {"type": "string"} | FORMS.get(resource.key, {})
        set_override(self, "field", form)

    def to_internal_value(self, data: Any) -> Any:
        """The record.

        Raises:
            ValidationError: with the same words for none and for one that the caller may not see.
        """
        if isinstance(data, bool) or not isinstance(data, (str, int)):
            raise ValidationError("Give the key of a record.")
        caller, on = self.context["caller"], self.context["on"]
        found = self.resource.find(str(data), caller, on)
        if found is None:
            raise ValidationError(f"There is no such {self.resource.model._meta.verbose_name}.")
        return found


class SeenOneOf(serializers.Field[Any, Any, Any, Any]):
    """A record of one of several kinds, named by its kind and key as answers name it."""

    def __init__(self, resources: Collection[Resource], **options: Any) -> None:
        self.resources = {each.one: each for each in resources}
        super().__init__(**options)
        form = {
            "type": "object",
            "properties": {
                "kind": {"type": "string", "enum": list(self.resources)},
                "id": {"oneOf": [{"type": "string"}, {"type": "integer"}]},
            },
            "required": ["kind", "id"],
        }
        set_override(self, "field", form)

    def to_internal_value(self, data: Any) -> Any:
        """The record.

        Raises:
            ValidationError: with the same words for none and for one that the caller may not see.
        """
        if not isinstance(data, Mapping) or set(data) != {"kind", "id"}:
            raise ValidationError("Give an object with the kind and the id of a record.")
        kind = data["kind"]
        resource = self.resources.get(kind) if isinstance(kind, str) else None
        if resource is None:
            kinds = ", ".join(self.resources)
            raise ValidationError({"kind": [f"There is no such kind. The kinds are: {kinds}."]})
        seen: Any = Seen(resource)
        seen.bind("id", self)
        try:
            return seen.run_validation(data["id"])
        except ValidationError as error:
            raise ValidationError({"id": error.detail}) from None


class PeriodBody(Incoming):
    """A spell by its first day and the first day after it."""

    valid_from = Day()
    valid_to = Day(required=False, allow_null=True)


@extend_schema_field(PeriodBody)
class PeriodField(serializers.Field[Any, Any, Any, Any]):
    """A spell: its first day, and the first day after it, empty where it is open."""

    def to_internal_value(self, data: Any) -> Period:
        """The period.

        Raises:
            ValidationError: if it is none.
        """
        body = PeriodBody(data=data)
        body.is_valid(raise_exception=True)
        start, end = body.validated_data["valid_from"], body.validated_data.get("valid_to")
        if end is not None and end <= start:
            raise ValidationError("valid_to: A period ends after the day on which it starts.")
        return Period(start, end)


def _models_of(hint: Any) -> tuple[type[Model], ...]:
    """The models of which a record may be; none where the hint is no union of models."""
    kinds = get_args(hint) if get_origin(hint) in (Union, types.UnionType) else ()
    return (
        kinds if all(isinstance(each, type) and issubclass(each, Model) for each in kinds) else ()
    )


def _plain(hint: Any) -> tuple[Any, bool]:
    """A type without `None`, and whether it may be that."""
    if get_origin(hint) in (Union, types.UnionType):
        inner = [each for each in get_args(hint) if each is not type(None)]
        return inner[0], len(inner) < len(get_args(hint))
    return hint, False


def _title(name: str) -> str:
    return "".join(part.title() for part in name.split("_"))
