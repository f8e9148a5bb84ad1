"""What a kind of record shows at its address: its rows, its key, its version, and to whom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Model, QuerySet
from django_filters import FilterSet

from core.api.caller import Caller
from core.api.rows import Shown
from core.refusing import is_storable

Seen = Callable[[Caller, date], QuerySet[Any]]
"""What a caller may see on a day, with the annotations that the serializer shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A kind of record as the API shows it.

    `name` stands in addresses, `key` is the column by which one is named there, `order` the columns
    by which lists are ordered: ascending, never empty, and together unique. `version` is the column
    behind the ETag, `person` that of the key of the person whom the record is about; both are empty
    where there is none. `everything` is every record there is, whoever may see it; needed where
    `person` is no column of the model. `hidden` answers the fields that a caller is not shown of
    anybody. `whole` is `seen` without asking whom the caller may see: a page that was found by its
    keys is read from it, so that what is shown is looked up for the rows of the page alone.
    """

    name: str
    model: type[Model]
    serializer: type[Shown]
    seen: Seen
    scope: str = ""
    key: str = "public_id"
    order: tuple[str, ...] = ("pk",)
    version: str = ""
    person: str = ""
    everything: Callable[[], QuerySet[Any]] | None = None
    filterset: type[FilterSet] | None = None
    hidden: Callable[[Caller, date], frozenset[str]] = lambda caller, on: frozenset()
    whole: Seen | None = None

    @property
    def one(self) -> str:
        """How one of them is called, as part of the name of an act: `nominal`."""
        return self.model._meta.model_name or ""

    def find(self, text: str, caller: Caller, on: date) -> Any:
        """The record that `text` names where `caller` may see it on the day `on`, else `None`."""
        value = self.key_of(text)
        return None if value is None else self.seen(caller, on).filter(**{self.key: value}).first()

    def key_of(self, text: str) -> Any:
        """The value of the key that `text` is; `None` where it is none."""
        field: Any = self.model._meta.get_field("id" if self.key == "pk" else self.key)
        try:
            value = field.to_python(text)
        except Exception:
            return None
        is_written_so = str(value).lower() == text.lower()
        return value if is_written_so and is_storable(text) else None

    def person_behind(self, value: Any) -> int | None:
        """The person whom the record with the key `value` is about, whoever may see it."""
        rows = self.everything() if self.everything else self.model._default_manager.all()
        found: int | None = (
            rows.filter(**{self.key: value}).values_list(self.person, flat=True).first()
        )
        return found


class Named(dict[type[Model], Resource]):
    """How a caller names a record of each model, and which of them it may see."""

    __hash__ = object.__hash__  # type: ignore[assignment] # one a floor, made once
