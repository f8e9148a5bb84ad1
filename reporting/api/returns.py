"""One return as printed, its cells, and the people behind a cell."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from drf_spectacular.utils import inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import problems
from core.api.caller import Caller
from core.api.describing import Operation
from core.api.doors import ListDoor, RecordDoor
from core.periods import ReportingYear
from reporting.api.behind import BehindDoor, people_behind
from reporting.api.resources import CELLS, COUNTED, RETURNS, cells_of, named
from reporting.editions import edition_of
from reporting.export import as_machine_form
from reporting.models import Compilation
from reporting.rules.sentences import RULES
from reporting.services.opening import MAY_BE_FEWER, counted_in, find_cell, shown_of
from reporting.services.storing import stored_returns


def found_return(key: str, caller: Caller, on: date) -> Compilation:
    """The compilation that `key` names.

    Raises:
        Problem: if there is none, or the caller is shown no figures.
    """
    found: Compilation | None = RETURNS.find(key, caller, on)
    if found is None:
        raise problems.missing()
    return found


class ReturnDoor(RecordDoor):
    """One compilation, with its tables as the machine form prints them."""

    def operation(self, method: str) -> Operation:
        """How the return is described."""
        shown = inline_serializer(
            "PrintedReturn",
            {
                **self.resource.serializer().fields,
                "machine_form": serializers.DictField(
                    help_text="The tables as printed; a dash is null, and 0 is a number."
                ),
            },
        )
        described = super().operation(method)
        return replace(described, name="read_return", answers={200: shown, 304: None})

    def get(self, request: Request, key: str) -> Response:
        """The compilation, whose version never changes.

        Raises:
            Problem: if there is none.
        """
        answer = super().get(request, key)
        if answer.status_code == 200:
            (compiled,) = stored_returns([Compilation.objects.get(pk=key)])
            answer.data["machine_form"] = as_machine_form(compiled)
        return answer


class CellsDoor(ListDoor):
    """The cells of one return."""

    def operation(self, method: str) -> Operation:
        """How the list is described."""
        return replace(
            super().operation(method), summary="The cells of one return.", refusals=[404]
        )

    def page(self, request: Request, on: date, at: datetime, **names: str) -> dict[str, Any]:
        """A page of cells, in the order of print.

        Raises:
            Problem: if there is no such return.
        """
        cells = cells_of(found_return(names["key"], self.caller, on))
        self.resource = replace(self.resource, seen=lambda caller, day: cells)
        return super().page(request, on, at)


class PeopleDoor(BehindDoor):
    """Who is counted in one cell, of those whom the caller may see; each look is logged."""

    did = "open_return"

    def operation(self, method: str) -> Operation:
        """How the list is described."""
        return people_behind(
            "list_people_behind_cell",
            "The people counted in a cell whom the caller may see.",
            "CountedPage",
            cell=serializers.CharField(),
            rule=serializers.CharField(help_text="The counting rule of the table."),
            sentence=serializers.CharField(help_text="What the rule counts."),
            items=self.resource.serializer(many=True),
        )

    def page(self, request: Request, on: date, at: datetime, **names: str) -> dict[str, Any]:
        """A page of people, with the rule that counts them.

        Raises:
            Problem: if there is no such return, or no such cell in it.
        """
        compilation = found_return(names["key"], self.caller, on)
        cell = cells_of(compilation).filter(name=names["cell"]).first()
        if cell is None:
            raise problems.missing()
        annual = compilation.annual_return
        edition = edition_of(ReportingYear.parse(annual.year))
        table, row, column = find_cell(edition, names["cell"])
        counted = counted_in(compilation, table, row, column)
        shown = named(shown_of(counted, self.caller.user, on=on))
        self.resource = replace(self.resource, seen=lambda caller, day: shown)
        self.opened = {
            "area": "all" if annual.area is None else annual.area.code,
            "year": annual.year,
            "cell": names["cell"],
            "compilation": compilation.pk,
        }
        body = super().page(request, on, at)
        for item in body["items"]:
            if "taken_from_day_before" in item:
                days = item["taken_from_day_before"] or ""
                item["taken_from_day_before"] = [each for each in days.split(",") if each]
        return {
            "cell": names["cell"],
            "rule": table.rule.value,
            "sentence": RULES[table.rule],
            "notice": MAY_BE_FEWER,
        } | body


RETURN_DOOR = ReturnDoor.as_view(resource=RETURNS)
CELLS_DOOR = CellsDoor.as_view(resource=CELLS)
PEOPLE_DOOR = PeopleDoor.as_view(resource=COUNTED)
