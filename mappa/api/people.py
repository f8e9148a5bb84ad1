"""What spans apps about one person: the timeline, who looked, and who may see."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.choices import Scope
from core.api.describing import Operation
from core.api.doors import Door, known_parameters
from core.api.problems import missing
from core.models import AuditEntry
from mappa.timeline import timeline
from nominals.api.looking import looking_of
from nominals.api.resources import NOMINALS
from nominals.services.consulting import Looking, consult
from nominals.services.log import who_looked


class EntrySerializer(serializers.Serializer[Any]):
    """Something that happened on a day, or held from it to before another."""

    day = serializers.DateField()
    until = serializers.DateField(allow_null=True)
    kind = serializers.CharField()
    sentence = serializers.CharField()


class TimelineSerializer(serializers.Serializer[Any]):
    """All that happened to somebody and the caller may know, in the order of the days."""

    items = EntrySerializer(many=True)


class LoggedSerializer(serializers.Serializer[Any]):
    """An entry of the log. Where it speaks of others whom the caller is not shown, `is_whole` is
    not set, and purpose and detail are left out."""

    id = serializers.IntegerField()
    at = serializers.DateTimeField()
    actor = serializers.CharField()
    agency = serializers.CharField()
    operation = serializers.ChoiceField(AuditEntry.Operation.choices)
    act = serializers.CharField()
    recipient = serializers.CharField()
    client = serializers.CharField()
    on_behalf_of = serializers.CharField()
    request_id = serializers.CharField()
    address = serializers.CharField()
    people = serializers.ListField(child=serializers.UUIDField())
    is_whole = serializers.BooleanField()
    purpose = serializers.CharField()


class LogSerializer(serializers.Serializer[Any]):
    """The latest entries about somebody."""

    items = LoggedSerializer(many=True)


class PersonDoor(Door):
    """A door to what is known of one person."""

    def looking(self) -> Looking:
        """Who looks, and why."""
        return looking_of(self, timezone.now())

    def look_up(self, key: str) -> str:
        """The opaque id of the address; a key of any other kind is nobody's.

        Raises:
            Problem: as where there is nobody.
        """
        if NOMINALS.key_of(key) is None:
            raise missing()
        return key


class TimelineDoor(PersonDoor):
    """What happened to a person, from every app."""

    scope = Scope.NOMINALS_READ

    def operation(self, method: str) -> Operation:
        """How it is described."""
        return Operation(
            name="read_timeline",
            summary="All that happened to a person, in the order of the days.",
            tag="nominals",
            answers={200: TimelineSerializer},
            refusals=[404],
        )

    def get(self, request: Request, key: str) -> Response:
        """The entries that the caller may see; logged."""
        known_parameters(request, ())
        looking = self.looking()
        nominal = consult(text=self.look_up(key), did="read_timeline", looking=looking)
        entries = timeline(nominal, shown_to=(self.caller.user, looking.on))
        shown = (
            {name: getattr(each, name) for name in ("day", "until", "kind", "sentence")}
            for each in entries
        )
        return Response({"items": list(shown)})


class LogDoor(PersonDoor):
    """Who looked at a person, and who recorded what."""

    scope = Scope.LOG_READ

    def operation(self, method: str) -> Operation:
        """How it is described."""
        return Operation(
            name="read_log",
            summary="Who looked at a person or recorded something, the latest first; at most 200.",
            tag="nominals",
            answers={200: LogSerializer},
            refusals=[404],
        )

    def get(self, request: Request, key: str) -> Response:
        """The entries, for those who are shown the log; that they looked is logged too."""
        known_parameters(request, ())
        found = who_looked(text=self.look_up(key), looking=self.looking())
        names = [str(name) for name in LoggedSerializer().fields]
        return Response(
            {"items": [{name: getattr(each, name) for name in names} for each in found]}
        )
