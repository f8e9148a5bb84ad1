"""Orders, what belongs to them, breaches and recalls: what each kind shows, and to whom."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from agencies.choices import Scope
from core.api.resources import Named, Resource
from core.api.rows import Shown
from nominals.api.resources import NAMED as NAMED_BELOW
from nominals.api.resources import facts
from orders import models
from orders.api import filters, serializers


def _facts(name: str, model: Any, serializer: type[Shown], filterset: Any) -> Resource:
    return facts(name, model, serializer, filterset, scope=Scope.ORDERS_READ)


ORDERS = replace(
    _facts("orders", models.Order, serializers.OrderSerializer, filters.OrderFilter),
    key="public_id",
    version="recorded_in",
)

RESOURCES = (
    ORDERS,
    replace(
        _facts(
            "order-conditions",
            models.Condition,
            serializers.ConditionSerializer,
            filters.ConditionFilter,
        ),
        version="order__recorded_in",
    ),
    replace(
        _facts(
            "order-variations",
            models.Variation,
            serializers.VariationSerializer,
            filters.VariationFilter,
        ),
        version="order__recorded_in",
    ),
    _facts("breaches", models.Breach, serializers.BreachSerializer, filters.BreachFilter),
    _facts("recalls", models.Recall, serializers.RecallSerializer, filters.RecallFilter),
)
"""Every kind of record of this app. An act on what belongs to an order has the order's version; one
on a breach or recall has that of the person."""

NAMED = Named({**NAMED_BELOW, **{each.model: each for each in RESOURCES}})
"""How callers name whatever this app and those below it hold."""
