"""What the checks of a return found, and whom of those concerned the caller may see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from drf_spectacular.utils import inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.choices import Scope
from core import audit
from core.api import problems
from core.api.describing import Operation
from core.api.doors import Door, known_parameters
from core.api.resources import Resource
from nominals.models import Nominal
from reporting.api.behind import BehindDoor, people_behind
from reporting.api.resources import RETURNS
from reporting.api.returns import found_return
from reporting.api.serializers import FoundSerializer
from reporting.models import Compilation
from reporting.services.naming import named_by, seen_behind, told
from reporting.services.opening import MAY_BE_FEWER


class FaultSerializer(serializers.Serializer[Any]):
    """What is wrong, in which cells, and about how many people whom the caller may see."""

    sentence = serializers.CharField()
    cells = serializers.ListField(child=serializers.CharField())
    people = serializers.IntegerField()


class FindingSerializer(serializers.Serializer[Any]):
    """A check that failed or was not made; with its faults, without those that concern only people
    whom the caller may not see."""

    id = serializers.CharField(help_text="The check.")
    severity = serializers.CharField()
    status = serializers.CharField()
    sentence = serializers.CharField(help_text="What the check asks.")
    reason = serializers.CharField(help_text="Why it was not made; else empty.")
    people = serializers.IntegerField(help_text="How many people the caller may see behind it.")
    faults: Any = FaultSerializer(many=True)


class FindingsSerializer(serializers.Serializer[Any]):
    """The findings of a return."""

    notice = serializers.CharField(help_text="Always the same sentence.")
    items = FindingSerializer(many=True)


class FindingsDoor(Door):
    """The findings of one return; the people counted are logged."""

    scope = Scope.RETURNS_READ

    def operation(self, method: str) -> Operation:
        """How the findings are described."""
        return Operation(
            name="list_findings",
            summary="What the checks of a return found.",
            tag=RETURNS.name,
            answers={200: FindingsSerializer},
            refusals=[404],
        )

    def get(self, request: Request, key: str) -> Response:
        """Every check that failed or was not made.

        Raises:
            Problem: if there is no such return.
        """
        on, at = timezone.localdate(), timezone.now()
        known_parameters(request, ())
        compilation = found_return(key, self.caller, on)
        records = {each for finding in compilation.findings for each in named_by(finding)}
        with transaction.atomic():
            seen = {
                str(public_id): pk
                for public_id, pk in seen_behind(records, self.caller.user, on).values_list(
                    "public_id", "pk"
                )
            }
            self.log(
                "list_findings",
                audit.Operation.CONSULTATION,
                label=Nominal._meta.label,
                objects=sorted(seen.values()),
                at=at,
                detail={"compilation": compilation.pk},
            )
        items = [_shown(each, seen) for each in compilation.findings]
        return Response({"notice": MAY_BE_FEWER, "items": items})


class FoundDoor(BehindDoor):
    """The people behind one finding whom the caller may see; each look is logged."""

    did = "open_finding"

    def operation(self, method: str) -> Operation:
        """How the list is described."""
        item = inline_serializer(
            "Found",
            {
                **FoundSerializer().fields,
                "faults": serializers.ListField(child=serializers.CharField()),
            },
            many=True,
        )
        return people_behind(
            "list_people_behind_finding",
            "The people whom a check names and the caller may see.",
            "FoundPage",
            items=item,
        )

    def page(self, request: Request, on: date, at: datetime, **names: str) -> dict[str, Any]:
        """A page of people, each with what was found.

        Raises:
            Problem: if there is no such return, or no such finding of it.
        """
        compilation = found_return(names["key"], self.caller, on)
        finding = _finding(compilation, names["check"])
        seen = seen_behind(named_by(finding), self.caller.user, on)
        self.resource = replace(self.resource, seen=lambda caller, day: seen)
        self.opened = {"compilation": compilation.pk, "check": names["check"]}
        body = super().page(request, on, at)
        for item in body["items"]:
            if "id" in item:
                item["faults"] = [
                    fault["sentence"]
                    for fault in finding["faults"]
                    if str(item["id"]) in fault["records"]
                ]
        return {"notice": MAY_BE_FEWER} | body


def _finding(compilation: Compilation, check: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] | None = next(
        (each for each in compilation.findings if each["check"] == check), None
    )
    if found is None:
        raise problems.missing()
    return found


def _shown(finding: Mapping[str, Any], seen: Mapping[str, int]) -> dict[str, Any]:
    faults = [
        {
            "sentence": fault["sentence"],
            "cells": fault["cells"],
            "people": len(seen.keys() & set(fault["records"])),
        }
        for fault in told(finding, seen.keys())
    ]
    return {
        "id": finding["check"],
        "severity": finding["severity"],
        "status": finding["status"].replace(" ", "_"),
        "sentence": finding["sentence"],
        "reason": finding["reason"],
        "people": len(seen.keys() & set(named_by(finding))),
        "faults": faults,
    }


FOUND = Resource(
    name="people-behind-findings",
    model=Nominal,
    serializer=FoundSerializer,
    seen=lambda caller, on: Nominal.objects.none(),
    scope=Scope.RETURNS_READ,
    person="pk",
)
FOUND_DOOR = FoundDoor.as_view(resource=FOUND)
