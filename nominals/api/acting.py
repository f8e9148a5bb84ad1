"""Each act of casework over the API is one call of its service, whose signature is its description.

What a body may hold is read off the service: a day, a word of a list, a text, a record by its key.
So nothing is said twice, and no door knows a rule.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any, get_type_hints

from django.core.exceptions import ValidationError as Refused
from django.db.models import Model
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import problems
from core.api.caller import Caller
from core.api.describing import ETAG, IDEMPOTENCY_KEY, IF_MATCH, Operation, example
from core.api.doors import Door, ListDoor
from core.api.incoming import Incoming, Text
from core.api.keys import Done, once
from core.api.resources import Named, Resource
from core.api.versions import tag_of, version_in
from core.refusing import Unseen
from nominals.api.bodies import field_of, titled
from nominals.models import Nominal
from nominals.services.acts import Asked
from nominals.services.records import person_of

GIVEN = ("asked", "user")
"""What the door gives to a service: who asks, and as whom."""

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
    return type(f"{titled(act.service.__name__)}Body", (Incoming,), declared)
