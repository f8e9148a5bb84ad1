"""What is shown of an order, of its conditions and variations, of breaches and of recalls."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from nominals.api.serializers import PERIOD, FactSerializer, facts
from orders import models


class OrderSerializer(FactSerializer):
    """An order or notice. It is in force from `made_on` until the earlier of `ends_on` and
    `ended_on`, each the first day without force; while both are empty, until further order."""

    id: Any = serializers.UUIDField(source="public_id")
    version = serializers.IntegerField(source="recorded_in", help_text="What the ETag says.")

    class Meta:
        model = models.Order
        fields = (
            "id",
            "nominal",
            "kind",
            "is_interim",
            "made_on",
            "ends_on",
            "ended_on",
            "ended_by",
            "has_foreign_travel_restriction",
            "court",
            "applicant_kind",
            "applicant",
            "proof",
            "main_application",
            "authorised_by_rank",
            "given_in_person",
            "convicted_abroad_on",
            "calculation",
            "passports_surrendered_on",
            "passports_surrendered_at",
            "version",
        )


ConditionSerializer = facts(
    models.Condition,
    "kind",
    "text",
    "countries",
    "is_total",
    *PERIOD,
    order=serializers.UUIDField(source="order.public_id"),
)
VariationSerializer = facts(
    models.Variation,
    "kind",
    "made_on",
    "court",
    "applicant_kind",
    "text",
    order=serializers.UUIDField(source="order.public_id"),
)
BreachSerializer = facts(
    models.Breach,
    "of",
    "outcome",
    "outcome_on",
    "finding",
    "breached_on",
    "returned_to_custody_on",
    order=serializers.UUIDField(
        source="order.public_id",
        allow_null=True,
        help_text="Empty where notification requirements were breached.",
    ),
)
RecallSerializer = facts(
    models.Recall,
    "kind",
    "reason",
    "decided_on",
    "returned_on",
    "rescinded_on",
    "released_on",
    "days",
)
