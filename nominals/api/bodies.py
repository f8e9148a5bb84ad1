"""Fields of bodies, read off the types that a service takes: nothing is described twice."""

from __future__ import annotations

import types
from collections.abc import Collection, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, time
from enum import Enum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from django.db.models import Model
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from core.api.incoming import Day, Incoming, Text, Whole, YesOrNo
from core.api.resources import Named
from core.periods import Period
from nominals.api.fields import PeriodField, Seen, SeenOneOf

LARGEST_NUMBER = 2**31 - 1


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
    return type(f"{titled(of)}Body", (Incoming,), declared)


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


def titled(name: str) -> str:
    """A name with underscores as the schemas of the description are called."""
    return "".join(part.title() for part in name.split("_"))
