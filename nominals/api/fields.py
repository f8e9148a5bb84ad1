"""What a body names or holds besides plain values: records that the caller may see, and spells."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from drf_spectacular.drainage import set_override
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from core.api.incoming import Day, Incoming
from core.api.resources import Resource
from core.periods import Period

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
