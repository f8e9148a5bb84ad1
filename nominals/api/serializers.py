"""What is shown of a person, and of each fact about one."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from agencies.choices import LEADING_KINDS
from core.api.rows import Shown
from nominals import models
from nominals.choices import Category, Level, Setting


class NominalSerializer(Shown):
    """Who somebody is, and how he or she is managed today.

    `category` is the one that the person is reported in; all categories are in `category-periods`.
    An empty `category` is none, an empty `level` undetermined, an empty `setting` the community.
    """

    id = serializers.UUIDField(source="public_id")
    area = serializers.CharField(source="state.area.code", allow_null=True)
    category = serializers.ChoiceField(Category.choices, source="state.category", allow_null=True)
    level = serializers.ChoiceField(Level.choices, source="state.level", allow_null=True)
    setting = serializers.ChoiceField(Setting.choices, source="state.setting", allow_null=True)
    lead_agency_kind = serializers.ChoiceField(
        [(each.value, each.label) for each in LEADING_KINDS], source="lead.kind", allow_null=True
    )
    lead_agency = serializers.IntegerField(
        source="lead.agency_id",
        allow_null=True,
        help_text="Empty where the default agency of the kind in the area leads.",
    )
    manager = serializers.CharField(source="lead.manager", allow_null=True)
    version = serializers.IntegerField(source="changed_in", help_text="What the ETag says.")

    class Meta:
        model = models.Nominal
        fields = (
            "id",
            "family_name",
            "given_names",
            "date_of_birth",
            "sex",
            "pnc_id",
            "cro_number",
            "crn",
            "prison_number",
            "visor_reference",
            "died_on",
            "is_restricted",
            "area",
            "category",
            "level",
            "setting",
            "lead_agency_kind",
            "lead_agency",
            "manager",
            "version",
        )


LEVELS_OF_NOMINAL = frozenset(
    {"area", "category", "level", "setting", "lead_agency_kind", "lead_agency", "manager"}
)
"""The fields of a nominal that say how he or she is managed, and not who that is."""


class FactSerializer(Shown):
    """A fact about a person, named by a key without meaning."""

    id = serializers.IntegerField(source="pk")
    nominal = serializers.UUIDField(source="stands_for")


def facts(model: type[Any], *fields: str, **declared: serializers.Field[Any, Any, Any, Any]) -> Any:
    """The serializer of the facts of `model`: key, person, `fields` and what is declared."""
    names = dict.fromkeys(("id", "nominal", *fields, *declared))
    meta = type("Meta", (), {"model": model, "fields": tuple(names)})
    name = f"{model.__name__}Serializer"
    return type(name, (FactSerializer,), {**declared, "Meta": meta, "__doc__": model.__doc__})


PERIOD: tuple[str, ...] = ("valid_from", "valid_to")
"""The first day of a spell, and the first after it; empty while it is open."""


def code(source: str) -> serializers.CharField:
    """The code of an area at `source`."""
    return serializers.CharField(source=source)


AliasSerializer = facts(models.Alias, "family_name", "given_names", "date_of_birth")
AddressSerializer = facts(models.Address, "lines", "postcode", "uprn", "kind", *PERIOD)
FlagSerializer = facts(models.Flag, "kind", "reason", *PERIOD)
VictimNoteSerializer = facts(models.VictimNote, "noted_on", "text")
ConvictionSerializer = facts(
    models.Conviction, "offence", "kind", "established", "established_on", "court"
)
SentenceSerializer = facts(
    models.Sentence,
    "disposal",
    "imposed_on",
    "months",
    "days",
    "ends_on",
    "is_consecutive",
    conviction=serializers.IntegerField(source="conviction_id"),
)
EligibilityPeriodSerializer = facts(
    models.EligibilityPeriod, "category", "basis", "offence", "sentence", *PERIOD
)
LevelPeriodSerializer = facts(models.LevelPeriod, "level", "authority_kind", "decided_by", *PERIOD)
LeadAgencyPeriodSerializer = facts(
    models.LeadAgencyPeriod,
    "kind",
    "manager",
    "is_proposed",
    *PERIOD,
    agency=serializers.IntegerField(source="agency_id", allow_null=True),
)
ResponsibleAreaSerializer = facts(models.ResponsibleArea, *PERIOD, area=code("area.code"))
TransferSerializer = facts(
    models.Transfer,
    "requested_on",
    "reason",
    "outcome",
    "decided_on",
    "decision_reason",
    "effective_on",
    from_area=code("from_area.code"),
    to_area=code("to_area.code"),
)
DetentionSerializer = facts(models.Detention, "setting", "establishment", *PERIOD)
ExpectedReleaseSerializer = facts(models.ExpectedRelease, "expected_on", *PERIOD)
LicenceSerializer = facts(models.Licence, "kind", *PERIOD)
LicenceConditionSerializer = facts(
    models.LicenceCondition,
    "text",
    *PERIOD,
    licence=serializers.IntegerField(source="licence_id"),
)
RiskLevelPeriodSerializer = facts(models.RiskLevelPeriod, "tool", "risk", *PERIOD)
LevelOneReviewSerializer = facts(models.LevelOneReview, "reviewed_on", "reviewer", "conclusion")
SeriousFurtherOffenceSerializer = facts(
    models.SeriousFurtherOffence, "charged_on", "offence", "level"
)
PdpPeriodSerializer = facts(models.PdpPeriod, "reason", "decided_by", *PERIOD)
NotEligibleDecisionSerializer = facts(
    models.NotEligibleDecision, "decided_on", "decided_by", "reason"
)
NotificationRequirementSerializer = facts(
    models.NotificationRequirement,
    "source",
    "first_notified_on",
    "is_indefinite",
    "relevant_on",
    "explanation",
    *PERIOD,
)
NotificationSerializer = facts(models.Notification, "matter", "notified_on", "event_on", "detail")
ForeignTravelSerializer = facts(
    models.ForeignTravel,
    "departs_on",
    "returns_on",
    "destination",
    notification=serializers.IntegerField(source="notification_id"),
)
NotificationReviewSerializer = facts(
    models.NotificationReview,
    "applied_on",
    "acknowledged_on",
    "bodies_asked_on",
    "bodies_answered_on",
    "decided_on",
    "outcome",
    "authorised_by_rank",
    "decision_reason",
    "further_application_on",
    "appealed_on",
    "appeal_decided_on",
    "appeal_outcome",
)
HostingSerializer = facts(
    models.Hosting,
    "reason",
    *PERIOD,
    area=code("area.code"),
    user=serializers.CharField(source="user.username"),
)
NamedViewerSerializer = facts(
    models.NamedViewer, "reason", *PERIOD, user=serializers.CharField(source="user.username")
)
DutySerializer = facts(
    models.Duty,
    "kind",
    "owed_by",
    "arises_on",
    "due_on",
    "discharged_on",
    agency=serializers.IntegerField(source="agency_id", allow_null=True),
    nominal=serializers.UUIDField(
        source="stands_for",
        allow_null=True,
        help_text="Empty where the caller does not see the person, and owes the duty by name.",
    ),
)
