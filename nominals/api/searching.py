"""Finding people by name, alias, day of birth or identifier; no address holds the text."""

from __future__ import annotations

from django.utils import timezone
from drf_spectacular.utils import inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.choices import Scope
from core.api.describing import Operation, example
from core.api.doors import Door
from core.api.incoming import Incoming, Text, Whole
from core.api.rows import rows
from nominals.api.resources import NOMINALS
from nominals.api.serializers import NominalSerializer
from nominals.services.acts import Asked
from nominals.services.identity.finding import find_nominals


class SearchBody(Incoming):
    """What is sought."""

    text = Text(max_length=200, help_text="Names, a day of birth or an identifier, or parts.")
    limit = Whole(min_value=1, max_value=100, default=20)


class FoundNominalSerializer(serializers.Serializer[None]):
    """Somebody who was found, and in which ways the text meets the record."""

    nominal = NominalSerializer()
    reasons = serializers.ListField(child=serializers.CharField())


class SearchDoor(Door):
    """Finds people whom the caller may see."""

    scope = Scope.NOMINALS_READ

    def operation(self, method: str) -> Operation:
        """How it is described."""
        found = inline_serializer("FoundList", {"items": FoundNominalSerializer(many=True)})
        return Operation(
            name="search_nominals",
            summary="The people whom a text may mean, the most alike first, and why.",
            tag="nominals",
            body=SearchBody,
            answers={200: found},
            refusals=[413, 415, 422],
            examples=[example({"text": "Finch 1988", "limit": 10})],
        )

    def post(self, request: Request) -> Response:
        """Those whom the text may mean, the most alike first."""
        body = SearchBody(data=request.data)
        body.is_valid(raise_exception=True)
        on, at, caller = timezone.localdate(), timezone.now(), self.caller
        found = find_nominals(
            body.validated_data["text"],
            user=caller.user,
            on=on,
            asked=Asked(by=caller.user.get_username(), at=at, agency=caller.agency),
            limit=body.validated_data["limit"],
        )
        hidden = NOMINALS.hidden(caller, on)
        names = [each for each in NominalSerializer.sources() if each not in hidden]
        keys = [each.nominal.pk for each in found]
        seen = NOMINALS.seen(caller, on).filter(pk__in=keys).order_by()
        shown = {key: item for item, (key,) in rows(seen, NominalSerializer, names, ["pk"])}
        items = [
            {"nominal": shown[each.nominal.pk], "reasons": list(each.reasons)}
            for each in found
            if each.nominal.pk in shown
        ]
        return Response({"items": items})
