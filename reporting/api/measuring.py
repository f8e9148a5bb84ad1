"""The performance indicators of meetings, the meetings behind a rate, and the funnel of referrals.

Each counts what the caller may see, and the look is logged with whom it is about.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api.resources import AREAS
from agencies.choices import Scope
from core import audit
from core.api import problems
from core.api.describing import Operation, query
from core.api.doors import Door, known_parameters
from core.api.incoming import Day, Incoming, Text
from core.periods import Period, Quarter
from meetings.services.funnel import referral_funnel
from nominals.api.fields import Seen
from nominals.models import Nominal
from nominals.services.consulting import seen_as
from reporting.rules.indicators import TITLES, Row
from reporting.services.indicators import Indicators, count_indicators
from reporting.services.permitting import is_shown_figures

TAG = "indicators"

MAY_BE_FEWER = "You may see fewer meetings here than the rate counts."


class QuarterField(serializers.Field[Any, Any, Any, Any]):
    """A quarter of a reporting year, such as `2024-25 Q1`."""

    def to_internal_value(self, data: Any) -> Any:
        """The quarter.

        Raises:
            ValidationError: if it is none.
        """
        try:
            return Quarter.parse(Text().run_validation(data))
        except ValueError as error:
            raise ValidationError(str(error)) from None


class IndicatorQuery(Incoming):
    """Which meetings are counted: those of an area in a quarter, as it stood at the end of a day,
    today where none is given."""

    area = Seen(AREAS)
    quarter = QuarterField()
    on = Day(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse what is yet to come.

        Raises:
            ValidationError: naming the parameter.
        """
        today = self.context["on"]
        on = attrs.setdefault("on", today)
        if on > today:
            raise ValidationError({"on": [f"{on} is yet to come: give {today} or a day before."]})
        start = attrs["quarter"].period.start
        if start > on:
            sentence = (
                f"{attrs['quarter']} begins on {start}: give {Quarter.containing(on)} or a quarter "
                "before it."
            )
            raise ValidationError({"quarter": [sentence]})
        return attrs


class RateQuery(IndicatorQuery):
    """One rate: an indicator of a level, of an agency where it is one of agencies."""

    indicator = serializers.ChoiceField(list(TITLES.items()))
    level = serializers.IntegerField()
    agency = serializers.IntegerField(required=False)


class FunnelQuery(Incoming):
    """The referrals submitted to an area from a day on, to before another; open if left out."""

    area = Seen(AREAS)
    since = Day()
    until = Day(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse days of which the second does not come after the first.

        Raises:
            ValidationError: naming the parameter.
        """
        try:
            attrs["period"] = Period(attrs["since"], attrs.get("until"))
        except ValueError as error:
            raise ValidationError({"until": [str(error)]}) from None
        return attrs


class AgencyNamedSerializer(serializers.Serializer[Any]):
    """An agency by key and name."""

    id = serializers.IntegerField()
    name = serializers.CharField()


class AbsencesSerializer(serializers.Serializer[Any]):
    """How agencies took part that count as not attending."""

    report_only = serializers.IntegerField()
    apologies = serializers.IntegerField()
    no_show = serializers.IntegerField()


class IndicatorSerializer(serializers.Serializer[Any]):
    """A rate: numerator, denominator, and the threshold in per cent."""

    indicator = serializers.ChoiceField(list(TITLES.items()))
    title = serializers.CharField()
    level = serializers.IntegerField()
    agency = AgencyNamedSerializer(allow_null=True)
    met = serializers.IntegerField()
    counted = serializers.IntegerField()
    percent = serializers.IntegerField(allow_null=True, help_text="Empty where nothing counts.")
    threshold = serializers.IntegerField()
    is_reached = serializers.BooleanField(allow_null=True)
    absences = AbsencesSerializer(allow_null=True)


class IndicatorsSerializer(serializers.Serializer[Any]):
    """The indicators of an area and quarter."""

    area = serializers.CharField()
    quarter = serializers.CharField()
    on = serializers.DateField()
    items = IndicatorSerializer(many=True)


class BehindSerializer(serializers.Serializer[Any]):
    """A meeting behind a rate, by its opaque id, and whether it met what the rate counts."""

    meeting = serializers.UUIDField()
    is_met = serializers.BooleanField()


class MeetingsBehindSerializer(serializers.Serializer[Any]):
    """The meetings behind a rate that the caller may see."""

    notice = serializers.CharField(help_text="Always the same sentence.")
    items = BehindSerializer(many=True)


class AcceptedSerializer(serializers.Serializer[Any]):
    """How many referrals were accepted at a level."""

    level = serializers.IntegerField()
    count = serializers.IntegerField()


class FunnelSerializer(serializers.Serializer[Any]):
    """What became of referrals; medians are in working days, empty where there is nothing."""

    submitted = serializers.IntegerField()
    waiting = serializers.IntegerField()
    information_requested = serializers.IntegerField()
    accepted = AcceptedSerializer(many=True)
    rejected = serializers.IntegerField()
    withdrawn = serializers.IntegerField()
    met = serializers.IntegerField(help_text="Accepted, and a first meeting was held.")
    days_to_decision = serializers.FloatField(allow_null=True)
    days_to_first_meeting = serializers.FloatField(allow_null=True)


AREA = query("area", str, "The code of the area.", required=True)
INDICATOR_PARAMETERS = (
    AREA,
    query("quarter", str, "Such as 2024-25 Q1.", required=True),
    query("on", {"type": "string", "format": "date"}, "As it stood at the end of this day."),
)


class _CountingDoor(Door):
    """Counts what the caller may see, for those who are shown figures."""

    scope = Scope.RETURNS_READ

    def asked(self, request: Request, form: type[Incoming], on: date) -> dict[str, Any]:
        """What the query parameters ask.

        Raises:
            Problem: if the caller is shown no figures, or a parameter is unknown.
            ValidationError: if one is wanting or malformed.
        """
        if not is_shown_figures(self.caller.user, on):
            raise problems.Problem("forbidden", "You are shown no figures today.")
        known_parameters(request, form().fields)
        asked = form(data=request.query_params.dict(), context={"caller": self.caller, "on": on})
        asked.is_valid(raise_exception=True)
        values: dict[str, Any] = asked.validated_data
        return values

    def counted(self, asked: dict[str, Any], on: date, at: datetime, did: str) -> Indicators:
        """The indicators asked for; logged as `did`."""
        found = count_indicators(
            area=asked["area"],
            quarter=asked["quarter"],
            on=asked["on"],
            user=self.caller.user,
            looked_on=on,
        )
        detail = {
            "area": asked["area"].code,
            "quarter": asked["quarter"].label,
            "on": asked["on"].isoformat(),
        } | seen_as(self.caller.user)
        self.log(
            did,
            audit.Operation.CONSULTATION,
            label=Nominal._meta.label,
            objects=sorted(found.people),
            at=at,
            detail=detail,
        )
        return found


class IndicatorsDoor(_CountingDoor):
    """The indicators of the meetings of an area in a quarter."""

    def operation(self, method: str) -> Operation:
        """How the indicators are described."""
        return Operation(
            name="list_indicators",
            summary="The indicators of an area's meetings in a quarter that the caller may see.",
            tag=TAG,
            answers={200: IndicatorsSerializer},
            parameters=INDICATOR_PARAMETERS,
        )

    def get(self, request: Request) -> Response:
        """Each indicator by level and agency."""
        on, at = timezone.localdate(), timezone.now()
        asked = self.asked(request, IndicatorQuery, on)
        with transaction.atomic():
            found = self.counted(asked, on, at, "list_indicators")
        body = {
            "area": asked["area"].code,
            "quarter": asked["quarter"].label,
            "on": asked["on"],
            "items": [_row(each) for each in found.rows],
        }
        return Response(body)


class MeetingsBehindDoor(_CountingDoor):
    """The meetings behind one rate."""

    def operation(self, method: str) -> Operation:
        """How the meetings are described."""
        return Operation(
            name="list_meetings_behind_rate",
            summary="The meetings behind a rate that the caller may see.",
            tag=TAG,
            answers={200: MeetingsBehindSerializer},
            parameters=[
                *INDICATOR_PARAMETERS,
                query("indicator", str, "Such as K6.", enum=list(TITLES), required=True),
                query("level", int, "2 or 3.", required=True),
                query("agency", int, "The key of the agency, of a rate that has one."),
            ],
            refusals=[404],
        )

    def get(self, request: Request) -> Response:
        """The meetings that met it, then those that did not.

        Raises:
            Problem: if the area and quarter have no such rate.
        """
        on, at = timezone.localdate(), timezone.now()
        asked = self.asked(request, RateQuery, on)
        wanted = asked["indicator"], asked["level"], asked.get("agency")
        with transaction.atomic():
            found = self.counted(asked, on, at, "list_meetings_behind_rate")
        for each in found.rows:
            agency = None if each.agency is None else each.agency.key
            if (each.indicator, each.level, agency) == wanted:
                items = [{"meeting": key, "is_met": True} for key in each.met_by]
                items += [{"meeting": key, "is_met": False} for key in each.missed_by]
                shown = [item for item in items if item["meeting"] in found.shown]
                return Response({"notice": MAY_BE_FEWER, "items": shown})
        raise problems.missing()


class FunnelDoor(_CountingDoor):
    """What became of the referrals of an area."""

    def operation(self, method: str) -> Operation:
        """How the funnel is described."""
        day = {"type": "string", "format": "date"}
        return Operation(
            name="read_referral_funnel",
            summary="What became of the referrals to an area that the caller may see.",
            tag=TAG,
            answers={200: FunnelSerializer},
            parameters=[
                AREA,
                query("since", day, "The first day of submission.", required=True),
                query("until", day, "The first day after; open when left out."),
            ],
        )

    def get(self, request: Request) -> Response:
        """The counts by what became of each."""
        on, at = timezone.localdate(), timezone.now()
        asked = self.asked(request, FunnelQuery, on)
        area, period, user = asked["area"], asked["period"], self.caller.user
        with transaction.atomic():
            counted, referrals = referral_funnel(area=area, period=period, user=user, on=on)
            self.log(
                "count_referrals",
                audit.Operation.CONSULTATION,
                label=Nominal._meta.label,
                objects=sorted({each.person_id for each in referrals}),
                at=at,
                detail={
                    "area": area.code,
                    "since": str(period.start),
                    "until": None if period.end is None else str(period.end),
                }
                | seen_as(user),
            )
        accepted = [{"level": level, "count": count} for level, count in counted.accepted.items()]
        body = {
            "submitted": counted.submitted,
            "waiting": counted.waiting,
            "information_requested": counted.information_requested,
            "accepted": accepted,
            "rejected": counted.rejected,
            "withdrawn": counted.withdrawn,
            "met": counted.met,
            "days_to_decision": counted.days_to_decision,
            "days_to_first_meeting": counted.days_to_first_meeting,
        }
        return Response(body)


def _row(row: Row) -> dict[str, Any]:
    agency, absences = row.agency, row.absences
    return {
        "indicator": row.indicator,
        "title": TITLES[row.indicator],
        "level": row.level,
        "agency": None if agency is None else {"id": agency.key, "name": agency.name},
        "met": row.met,
        "counted": row.counted,
        "percent": row.percent,
        "threshold": row.threshold,
        "is_reached": row.is_reached,
        "absences": None
        if absences is None
        else {
            "report_only": absences.report_only,
            "apologies": absences.apologies,
            "no_show": absences.no_show,
        },
    }
