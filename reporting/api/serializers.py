"""What is shown of a return, of its cells, and of whoever is counted in one."""

from __future__ import annotations

from rest_framework import serializers

from core.api.rows import Shown
from nominals.models import Nominal
from reporting.choices import TableCode
from reporting.models import Cell, Compilation, Counted


class ReturnSerializer(Shown):
    """A compilation of the return of an area and year: frozen, and named by a key without meaning.

    An empty `area` is England and Wales.
    """

    id = serializers.IntegerField(source="pk")
    area = serializers.CharField(source="annual_return.area.code", allow_null=True)
    year = serializers.CharField(source="annual_return.year")

    class Meta:
        model = Compilation
        fields = (
            "id",
            "area",
            "year",
            "number",
            "rule_version",
            "as_known_at",
            "compiled_at",
            "edition",
            "population",
            "population_edition",
            "digest",
        )


class CellSerializer(Shown):
    """A figure, by the name that the edition has for its cell: a number, a printed dash, or not
    supplied; only a number has a value, and 0 is one."""

    id = serializers.CharField(source="name")
    table = serializers.ChoiceField(TableCode.choices)

    class Meta:
        model = Cell
        fields = ("id", "table", "row", "column", "kind", "value")


class CountedSerializer(Shown):
    """Somebody, or an order of somebody, counted in a cell, and the days that put it there.

    `state_on` is the day whose state was taken; `taken_from_day_before` names what of that state
    was taken from the day before.
    """

    nominal = serializers.UUIDField(source="stands_for")
    cell = serializers.CharField(source="name")
    taken_from_day_before = serializers.ListField(
        child=serializers.CharField(), source="event.day_before"
    )

    class Meta:
        model = Counted
        fields = ("nominal", "cell", "counted_on", "state_on", "taken_from_day_before")


class FoundSerializer(Shown):
    """Somebody whom a check found something about: the record named, and who stands for it."""

    id = serializers.UUIDField(source="public_id")
    nominal = serializers.UUIDField(source="stands_for")

    class Meta:
        model = Nominal
        fields = ("id", "nominal")
