"""What goes out: declared by serializers, read as rows, and never made into models."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework import serializers

from core.api.problems import Problem


class Shown(serializers.ModelSerializer[Any]):
    """What is shown of a record: columns of its model, and declared fields. Each names by its
    `source` a column or annotation of the query, with dots for the way through a relation; so a
    list is one query and one pass."""

    _sources: ClassVar[dict[str, str]]

    @classmethod
    def sources(cls) -> dict[str, str]:
        """Each field by name, and the column that it shows."""
        if "_sources" not in cls.__dict__:
            cls._sources = {
                name: (each.source or name).replace(".", "__")
                for name, each in cls().fields.items()
            }
        return cls._sources


def chosen(serializer: type[Shown], fields: str | None, hidden: Iterable[str] = ()) -> list[str]:
    """The names of what is shown: all, or those that `fields` names, without what is `hidden`.

    Raises:
        Problem: if `fields` names what there is not, or is hidden.
    """
    there = [name for name in serializer.sources() if name not in set(hidden)]
    if fields is None:
        return there
    names = [name.strip() for name in fields.split(",")]
    if unknown := [name for name in names if name not in there]:
        sentence = f"fields: There is no field {', '.join(unknown)}. Choose among "
        raise Problem("malformed", f"{sentence}{', '.join(there)}.")
    return [name for name in there if name in names]


def rows(
    queryset: QuerySet[Any], serializer: type[Shown], names: Sequence[str], also: Sequence[str]
) -> Iterator[tuple[dict[str, Any], tuple[Any, ...]]]:
    """Each row of `queryset` as it is shown, and its values of the columns `also`; one query."""
    sources = serializer.sources()
    columns = [sources[name] for name in names]
    # A column may be asked for twice, which a query answers once.
    wanted = list(dict.fromkeys([*columns, *also]))
    places = [(name, wanted.index(column)) for name, column in zip(names, columns, strict=True)]
    also_places = [wanted.index(column) for column in also]
    for values in queryset.values_list(*wanted):
        shown = {name: values[place] for name, place in places}
        yield shown, tuple(values[place] for place in also_places)
